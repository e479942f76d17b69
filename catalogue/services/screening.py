"""Words of the negative list: one person writes why they do no harm, another agrees (A-09, B-07).

The same for an entry of a catalogue in the making and for an item of the plan; who wrote never agrees.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import audit, clock
from procurement.core.actors import Actor
from procurement.core.errors import DomainError, NotAllowed, WrongState

from .. import permissions
from ..enums import ItemStatus
from ..lifecycle import ITEM, VERSION
from ..models import CatalogueItem, CatalogueVersion, EntryScreening, ItemScreening, PlanItem
from ..models.screening import Screening
from ..selectors.screening import hit_of, item_words
from .editing import check_unchanged
from .versions import lock_draft, refuse_unless

# What of an item is screened, and why its words do no harm: a change of any voids what was agreed.
SCREENED = {"title", "description", "beneficiaries", "word_screen_reason"}
# The same of an entry of the catalogue; its reason stands apart.
SCREENED_OF_ENTRY = ("name", "explanation", "service_standard")


@transaction.atomic
def explain_words(*, entry: CatalogueItem, reason: str, actor: Actor, at: datetime) -> EntryScreening:
    """Write why an entry's listed words are nothing that may not be bought; a second person has to agree."""
    refuse_unless(permissions.make_catalogue(actor))
    version = lock_draft(entry.version)
    hit = hit_of(version, entry.code, clock.local_date(at))
    if hit is None:
        raise WrongState(_("这个条目没有敏感词。"), rule="A-09")
    if not reason.strip():
        raise DomainError(_("请写明为什么不属于不得购买的内容。"), field="reason", rule="A-09")
    screening, _made = EntryScreening.objects.update_or_create(
        version=version,
        entry_code=entry.code,
        defaults=_explained(hit.words, reason, actor, at),
    )
    facts = {"entry": entry.code, "words": hit.words, "reason": screening.reason}
    _record(VERSION.subject_kind, version.code, "explain-words", facts, actor, at)
    return screening


@transaction.atomic
def confirm_words(*, screening: EntryScreening, actor: Actor, at: datetime, seen: str = "") -> EntryScreening:
    """A second person of the bureau agrees with the reason.

    ``seen``: the fingerprint of entry and reason as they were shown; refused if either has changed since.
    """
    version = lock_draft(screening.version)
    locked = EntryScreening.objects.select_for_update().get(pk=screening.pk)
    verdict = permissions.confirm_words(actor, locked)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="A-09")
    hit = hit_of(version, locked.entry_code, clock.local_date(at))
    if seen and (hit is None or hit.fingerprint != seen):
        text = _("%(code)s的内容或说明刚刚有改动，您看到的已经不是最新内容：尚未复核。请重新核对后再确认。")
        raise WrongState(text % {"code": locked.entry_code}, rule="A-09")
    _confirm(locked, actor, at)
    facts = {"entry": locked.entry_code, "words": locked.words}
    _record(VERSION.subject_kind, version.code, "confirm-words", facts, actor, at)
    return locked


def reopen_words(*, version: CatalogueVersion, codes: Iterable[str]) -> None:
    """Take back what a second person agreed with: the text of these entries is another now."""
    rows = EntryScreening.objects.filter(version=version, entry_code__in=codes)
    rows.update(confirmed_code="", confirmed_name="", confirmed_at=None)


def screen_item(*, item: PlanItem, actor: Actor, at: datetime) -> None:
    """Keep who explained an item's listed words; called whenever its text or the reason changes.

    What a second person agreed with was another text: it has to be agreed with again.
    """
    words = _words_of(item, at)
    if words and item.word_screen_reason.strip():
        explained = _explained(words, item.word_screen_reason, actor, at)
        ItemScreening.objects.update_or_create(item=item, defaults=explained)
    else:
        ItemScreening.objects.filter(item=item).delete()


@transaction.atomic
def confirm_item_words(
    *, item: PlanItem, actor: Actor, at: datetime, revision: int | None = None
) -> PlanItem:
    """A second person agrees that an item's listed words do no harm: of its owner, or of the bureau.

    ``revision`` is what was looked at; StaleEdit if somebody has changed the item since.
    """
    locked = PlanItem.objects.select_for_update().select_related("organisation").get(pk=item.pk)
    verdict = permissions.confirm_item_words(actor, locked)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="A-09")
    if revision is not None:
        check_unchanged(locked, {locked.code: revision}, at)
    if locked.status not in (*ItemStatus.editable(), ItemStatus.SUBMITTED):
        raise WrongState(_("项目已审核同意，不再复核敏感词。"), rule="A-09")
    words = _words_of(locked, at)
    if not words or not locked.word_screen_reason.strip():
        raise WrongState(_("这个项目没有需要复核的敏感词说明。"), rule="A-09")
    row = ItemScreening.objects.filter(item=locked).first() or _of_author(locked, at)
    # The list of words may have grown since: what is agreed with is what stands there now.
    known, row.words = row.explains(words), words
    if not known:
        row.confirmed_at = None
    _confirm(row, actor, at)
    _record(ITEM.subject_kind, locked.code, "confirm-words", {"words": words}, actor, at)
    item.refresh_from_db()
    return item


def _of_author(item: PlanItem, at: datetime) -> ItemScreening:
    """Return what stands for an item written before screenings were kept: its author's explanation."""
    return ItemScreening(
        item=item,
        reason=item.word_screen_reason.strip(),
        explained_code=item.author_code,
        explained_name=item.author_name,
        explained_at=at,
    )


def _words_of(item: PlanItem, at: datetime) -> list[str]:
    found = item_words(item, clock.local_date(at)).values()
    return list(dict.fromkeys(word for words in found for word in words))


def _explained(words: list[str], reason: str, actor: Actor, at: datetime) -> dict[str, Any]:
    """Return what a new explanation sets; nobody has agreed with it yet."""
    return {
        "words": words,
        "reason": reason.strip(),
        "explained_code": actor.code,
        "explained_name": actor.name,
        "explained_at": at,
        "confirmed_code": "",
        "confirmed_name": "",
        "confirmed_at": None,
    }


def _confirm(row: Screening, actor: Actor, at: datetime) -> None:
    if row.confirmed_at is not None:
        raise WrongState(_("已经复核过了。"), rule="A-09")
    row.confirmed_code, row.confirmed_name, row.confirmed_at = actor.code, actor.name, at
    row.save()


def _record(kind: str, code: str, action: str, changes: dict[str, Any], actor: Actor, at: datetime) -> None:
    audit.record(
        subject_kind=kind,
        subject_code=code,
        action=action,
        actor=actor,
        at=at,
        basis="A-09 财预〔2017〕87号二",
        changes=changes,
    )
