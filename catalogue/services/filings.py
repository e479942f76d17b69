"""Buying what the catalogue does not have (RULES A-15): requested, examined, filed or refused, taken up later."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.models import Organisation
from procurement.core import audit, clock, lifecycle
from procurement.core.actors import Actor
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.fields import NotYuan, to_yuan

from .. import permissions
from ..enums import FilingKind, FilingStatus
from ..lifecycle import FILING
from ..lifecycle.filings import six_answers, words_explained
from ..models import CatalogueItem, CatalogueVersion, OffCatalogueFiling
from ..selectors.filings import places_to_file
from .entries import add_entry
from .versions import refuse_unless


@transaction.atomic
def request_filing(
    *,
    organisation: Organisation,
    year: int,
    entry: CatalogueItem,
    title: str,
    description: str,
    reason: str,
    amount: Decimal,
    negative_answers: dict[str, bool],
    actor: Actor,
    at: datetime,
    word_screen_reason: str = "",
) -> OffCatalogueFiling:
    """Ask the bureau to examine and file; ``entry`` is the class it belongs to, or the entry without basis."""
    verdict = permissions.request_filing(actor, organisation)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="A-15")
    if not places_to_file(clock.local_date(at), year).filter(pk=entry.pk).exists():
        text = _("“%(entry)s”可以直接列入计划，不用备案；没有对应条目的，请选择它所在的类别。")
        raise DomainError(text % {"entry": entry}, field="entry", rule="A-15")
    filing = OffCatalogueFiling(
        code=next_code(f"MLW-{year}-"),
        organisation=organisation,
        year=year,
        kind=FilingKind.UNBASED if entry.is_leaf else FilingKind.OUTSIDE,
        entry=entry,
        title=title.strip(),
        description=description.strip(),
        reason=reason.strip(),
        amount=_yuan(amount),
        negative_answers=negative_answers,
        word_screen_reason=word_screen_reason.strip(),
        author_code=actor.code,
        author_name=actor.name,
        requested_at=at,
    )
    _check(filing, actor, at)
    lifecycle.create(filing, actor=actor, at=at, basis="A-15")
    return filing


@transaction.atomic
def file_filing(
    *, filing: OffCatalogueFiling, actor: Actor, at: datetime, opinion: str = ""
) -> OffCatalogueFiling:
    """Agree: the filing gets its number and serves plan items of its organisation and year."""
    updates = {
        "opinion": opinion.strip(),
        "decided_at": at,
        "decided_name": actor.name,
        "number": next_code(f"云财购备〔{filing.year}〕", width=1) + "号",
    }
    lifecycle.apply("file", filing, actor=actor, at=at, updates=updates)
    return filing


@transaction.atomic
def refuse_filing(
    *, filing: OffCatalogueFiling, reason: str, actor: Actor, at: datetime
) -> OffCatalogueFiling:
    """Say no, and why."""
    if not reason.strip():
        raise DomainError(_("请写明不予备案的理由。"), field="reason", rule="A-15")
    updates = {"opinion": reason.strip(), "decided_at": at, "decided_name": actor.name}
    lifecycle.apply("refuse", filing, actor=actor, at=at, reason=reason.strip(), updates=updates)
    return filing


def withdraw_filing(*, filing: OffCatalogueFiling, actor: Actor, at: datetime) -> OffCatalogueFiling:
    """Take the request back before it is examined."""
    lifecycle.apply("withdraw", filing, actor=actor, at=at)
    return filing


@transaction.atomic
def take_up_filing(
    *, filing: OffCatalogueFiling, version: CatalogueVersion, code: str, actor: Actor, at: datetime
) -> CatalogueItem:
    """Make a filed service an entry of a draft, below the class of the same code: the next version has it."""
    refuse_unless(permissions.make_catalogue(actor))
    locked = OffCatalogueFiling.objects.select_for_update().select_related("entry").get(pk=filing.pk)
    if not may_take_up(locked):
        raise WrongState(_("只有已备案、还没有列入的目录外服务可以列入草案。"), rule="A-15")
    parent = version.items.filter(code=locked.entry.code).first()
    if parent is None:
        text = _("草案里没有类别“%(entry)s”：请先增加它，或另行新增条目。") % {"entry": locked.entry}
        raise DomainError(text, field="version", rule="A-15")
    entry = add_entry(
        version=version,
        parent=parent,
        code=code,
        name=locked.title,
        explanation=locked.description,
        provenance=_("目录外备案%(number)s") % {"number": locked.number},
        actor=actor,
        at=at,
    )
    locked.taken_into = version
    locked.save(update_fields=["taken_into"])
    _record(locked, {"version": version.code, "entry": entry.code}, actor, at)
    filing.refresh_from_db()
    return entry


def may_take_up(filing: OffCatalogueFiling) -> bool:
    """Tell whether a filing is a proposal that no draft has taken up."""
    filed = filing.status == FilingStatus.FILED and filing.kind == FilingKind.OUTSIDE
    return filed and filing.taken_into_id is None


def _check(filing: OffCatalogueFiling, actor: Actor, at: datetime) -> None:
    try:
        filing.clean_fields(exclude=["organisation", "entry", "taken_into", "negative_answers"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise DomainError(messages[0], field=field) from error
    guards = ((six_answers, "negative_answers", "A-08"), (words_explained, "word_screen_reason", "A-09"))
    for guard, field, rule in guards:
        refusal = guard(filing, actor=actor, at=at)
        if refusal:
            raise GuardRefused(refusal, field=field, rule=rule)


def _yuan(amount: Any) -> Decimal:
    try:
        found = to_yuan(amount)
    except NotYuan as error:
        raise DomainError(str(error.why), field="amount") from error
    if found <= 0:
        raise DomainError(_("金额必须大于零。"), field="amount")
    return found


def _record(filing: OffCatalogueFiling, changes: dict[str, Any], actor: Actor, at: datetime) -> None:
    audit.record(
        subject_kind=FILING.subject_kind,
        subject_code=filing.code,
        action="take-up",
        actor=actor,
        at=at,
        basis="A-15",
        changes=changes,
    )
