"""Words of the negative list in a draft: one person writes why they do no harm, another agrees (A-09, B-07)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import audit, clock
from procurement.core.actors import Actor
from procurement.core.errors import DomainError, NotAllowed, WrongState

from .. import permissions
from ..lifecycle import VERSION
from ..models import CatalogueItem, CatalogueVersion, EntryScreening
from ..selectors.screening import entry_hits
from .versions import lock_draft, refuse_unless


@transaction.atomic
def explain_words(*, entry: CatalogueItem, reason: str, actor: Actor, at: datetime) -> EntryScreening:
    """Write why an entry's listed words are nothing that may not be bought; a second person has to agree."""
    refuse_unless(permissions.make_catalogue(actor))
    version = lock_draft(entry.version)
    hit = next((row for row in entry_hits(version, clock.local_date(at)) if row.entry.pk == entry.pk), None)
    if hit is None:
        raise WrongState(_("这个条目没有敏感词。"), rule="A-09")
    if not reason.strip():
        raise DomainError(_("请写明为什么不属于不得购买的内容。"), field="reason", rule="A-09")
    screening, _made = EntryScreening.objects.update_or_create(
        version=version,
        entry_code=entry.code,
        defaults={
            "words": hit.words,
            "reason": reason.strip(),
            "explained_code": actor.code,
            "explained_name": actor.name,
            "explained_at": at,
            "confirmed_code": "",
            "confirmed_name": "",
            "confirmed_at": None,
        },
    )
    facts = {"entry": entry.code, "words": hit.words, "reason": screening.reason}
    _record(version, "explain-words", facts, actor, at)
    return screening


@transaction.atomic
def confirm_words(*, screening: EntryScreening, actor: Actor, at: datetime) -> EntryScreening:
    """A second person of the bureau agrees with the reason."""
    version = lock_draft(screening.version)
    locked = EntryScreening.objects.select_for_update().get(pk=screening.pk)
    verdict = permissions.confirm_words(actor, locked)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="A-09")
    if locked.confirmed_at is not None:
        raise WrongState(_("已经复核过了。"), rule="A-09")
    locked.confirmed_code, locked.confirmed_name, locked.confirmed_at = actor.code, actor.name, at
    locked.save()
    _record(version, "confirm-words", {"entry": locked.entry_code, "words": locked.words}, actor, at)
    return locked


def _record(
    version: CatalogueVersion, action: str, changes: dict[str, Any], actor: Actor, at: datetime
) -> None:
    audit.record(
        subject_kind=VERSION.subject_kind,
        subject_code=version.code,
        action=action,
        actor=actor,
        at=at,
        basis="A-09 财预〔2017〕87号二",
        changes=changes,
    )
