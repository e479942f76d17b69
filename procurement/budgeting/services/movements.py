"""The one road for every movement of money on a line.

Lock the line's row → check → update line and holding → append to the ledger → audit. Money stands in
one of five places: free, reserved, frozen, committed, paid; each verb moves it from one to the next
(RULES N-11). ``amount`` is always yuan, positive, with two places.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from procurement.core import audit
from procurement.core.actors import Actor
from procurement.core.errors import DomainError, GuardRefused, WrongState
from procurement.core.fields import NotYuan, to_yuan
from procurement.core.models import AuditEntry

from ..enums import EntryKind, LineStatus, Place
from ..lifecycle import LINE
from ..models import BudgetLine, Holding, LedgerEntry
from ..selectors.causes import Cause

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class _Order:
    """Who moves the money of a cause, when, and on which paper where the movement has one of its own."""

    cause: Cause
    actor: Actor
    at: datetime
    document: str = ""


@transaction.atomic
def reserve(*, line: BudgetLine, amount: Decimal, cause: Cause, actor: Actor, at: datetime) -> BudgetLine:
    """Set free money aside for a published plan item. Refuses what is not free (B-01)."""
    return _move(line, EntryKind.RESERVE, amount, _Order(cause, actor, at))


@transaction.atomic
def release_reserved(
    *, line: BudgetLine, amount: Decimal, cause: Cause, actor: Actor, at: datetime
) -> BudgetLine:
    """Give reserved money back."""
    return _move(line, EntryKind.RELEASE_RESERVED, amount, _Order(cause, actor, at))


@transaction.atomic
def freeze(*, line: BudgetLine, amount: Decimal, cause: Cause, actor: Actor, at: datetime) -> BudgetLine:
    """Freeze money: what the cause has reserved first, the rest from free money (B-01).

    Written as two ledger entries when both are needed, so that every entry moves between two places only.
    """
    order = _Order(cause, actor, at)
    amount = amount_of(value=amount)
    line_now = locked_line(line=line)
    holding = _holding(line_now, cause, Place.RESERVED)
    missing = max(ZERO, amount - holding.reserved)
    if missing > line_now.free:
        raise _no_money(line_now, amount, held=holding.reserved)
    if missing:
        _move(line, EntryKind.RESERVE, missing, order)
    return _move(line, EntryKind.FREEZE, amount, order)


@transaction.atomic
def unfreeze(*, line: BudgetLine, amount: Decimal, cause: Cause, actor: Actor, at: datetime) -> BudgetLine:
    """Turn frozen money back into reserved money."""
    return _move(line, EntryKind.UNFREEZE, amount, _Order(cause, actor, at))


@transaction.atomic
def commit(*, line: BudgetLine, amount: Decimal, cause: Cause, actor: Actor, at: datetime) -> BudgetLine:
    """Promise frozen money to a signed contract."""
    return _move(line, EntryKind.COMMIT, amount, _Order(cause, actor, at))


@transaction.atomic
def free_saving(*, line: BudgetLine, cause: Cause, actor: Actor, at: datetime) -> BudgetLine:
    """Free what is left frozen after the contract was signed; nothing happens when nothing is left."""
    rest = _holding(locked_line(line=line), cause, Place.FROZEN).frozen
    return _move(line, EntryKind.FREE_SAVING, rest, _Order(cause, actor, at)) if rest else line


@transaction.atomic
def release_committed(
    *, line: BudgetLine, amount: Decimal, cause: Cause, actor: Actor, at: datetime
) -> BudgetLine:
    """Free what a finished or ended contract will not need any more."""
    return _move(line, EntryKind.RELEASE_COMMITTED, amount, _Order(cause, actor, at))


@transaction.atomic
def pay(*, line: BudgetLine, amount: Decimal, cause: Cause, actor: Actor, at: datetime) -> BudgetLine:
    """Pay committed money out; never more than the contract promised (B-05)."""
    return _move(line, EntryKind.PAY, amount, _Order(cause, actor, at))


@transaction.atomic
def refund(
    *, line: BudgetLine, amount: Decimal, cause: Cause, document: str, actor: Actor, at: datetime
) -> BudgetLine:
    """Undo a payment that came back: it is committed again, for its own contract and nobody else (N-19)."""
    return _move(line, EntryKind.REFUND, amount, _Order(cause, actor, at, document))


def amount_of(*, value: Decimal, field: str = "amount", signed: bool = False) -> Decimal:
    """Return ``value`` as yuan; DomainError for anything that is not an amount of money above zero."""
    try:
        amount = to_yuan(value)
    except NotYuan as error:
        raise DomainError(str(error.why), field=field) from error
    if amount == 0 or (amount < 0 and not signed):
        raise DomainError(_("金额必须大于零。"), field=field, rule="B-05")
    return amount


def money_text(*, amount: Decimal) -> str:
    """Return an amount as it is written in a sentence: ``12,000.00``."""
    return f"{amount:,.2f}"


def locked_line(*, line: BudgetLine, kind: EntryKind | None = None) -> BudgetLine:
    """Return the line's row, locked and fresh. Only an approved line has money to move.

    The mid-term plan of a later year can be promised and not paid: a payment is refused (预算法 art. 13).
    On a closed line only what came back from a supplier moves.
    """
    found = BudgetLine.objects.select_for_update().get(pk=line.pk)
    if found.status == LineStatus.CLOSED and kind in (EntryKind.REFUND, EntryKind.RELEASE_COMMITTED):
        return found
    if found.status == LineStatus.MIDTERM and kind == EntryKind.PAY:
        raise WrongState(
            _(
                "预算指标%(code)s还在%(year)s年的中期财政规划中：当年预算批准后才能支付（《预算法》第十三条）。"
            )
            % {"code": found.code, "year": found.year},
            rule="B-06",
        )
    if found.status not in LineStatus.promising():
        raise WrongState(
            _(
                "预算指标%(code)s的状态是“%(state)s”，没有可动用的资金：先有预算、后购买服务（财预〔2017〕87号）。"
            )
            % {"code": found.code, "state": found.get_status_display()},
            rule="B-01",
        )
    return found


def append(
    *,
    line: BudgetLine,
    kind: EntryKind,
    amount: Decimal,
    actor: Actor,
    at: datetime,
    cause: Cause | None = None,
    document: str = "",
    audit_entry: AuditEntry | None = None,
) -> LedgerEntry:
    """Append one entry to the line's ledger, without a ``cause`` the line's own; the caller holds the line's lock."""
    cause = cause or Cause(line.code, kind=LINE.subject_kind)
    last = LedgerEntry.objects.filter(line=line).aggregate(last=Max("seq"))["last"] or 0
    return LedgerEntry.objects.create(
        line=line,
        seq=last + 1,
        kind=kind,
        amount=amount,
        cause_kind=cause.kind,
        cause_code=cause.code,
        part_code=cause.part,
        document=document,
        at=at,
        actor_code=actor.code,
        actor_name=actor.name,
        audit_entry=audit_entry,
    )


def _move(line: BudgetLine, kind: EntryKind, value: Decimal, order: _Order) -> BudgetLine:
    amount = amount_of(value=value)
    line_now = locked_line(line=line, kind=kind)
    source, target = kind.places
    if source is None and line_now.free < amount:
        raise _no_money(line_now, amount)
    if source is not None:
        _take(line_now, _holding(line_now, order.cause, source), source, amount)
    if target is not None:
        _give(line_now, _holding(line_now, order.cause, target), target, amount)
    line_now.save(update_fields=[place for place in (source, target) if place is not None])
    append(
        line=line_now,
        kind=kind,
        amount=amount,
        cause=order.cause,
        document=order.document,
        actor=order.actor,
        at=order.at,
        audit_entry=_audit(line_now, kind, amount, order),
    )
    if line_now.status == LineStatus.CLOSED and target is None:
        _lapse(line_now, amount, order)
    line.refresh_from_db()
    return line


def _lapse(line: BudgetLine, amount: Decimal, order: _Order) -> None:
    """Take back at once what becomes free on a line whose year is over (预算法 art. 42)."""
    line.adjusted -= amount
    line.save(update_fields=["adjusted"])
    append(
        line=line,
        kind=EntryKind.LAPSE,
        amount=-amount,
        cause=order.cause,
        actor=order.actor,
        at=order.at,
        audit_entry=_audit(line, EntryKind.LAPSE, -amount, order),
    )


def _take(line: BudgetLine, holding: Holding, place: str, amount: Decimal) -> None:
    held = getattr(holding, place)
    if held < amount:
        raise GuardRefused(
            _("项目%(cause)s在指标%(line)s上%(place)s %(held)s 元，不够 %(amount)s 元。请核对金额。")
            % {
                "cause": holding.part_code or holding.cause_code,
                "line": line.code,
                "place": Place(place).label,
                "held": money_text(amount=held),
                "amount": money_text(amount=amount),
            },
            field="amount",
            rule="B-05",
        )
    setattr(holding, place, held - amount)
    holding.save(update_fields=[place])
    setattr(line, place, getattr(line, place) - amount)


def _give(line: BudgetLine, holding: Holding, place: str, amount: Decimal) -> None:
    setattr(holding, place, getattr(holding, place) + amount)
    holding.save(update_fields=[place])
    setattr(line, place, getattr(line, place) + amount)


def _holding(line: BudgetLine, cause: Cause, place: str) -> Holding:
    # The line's lock covers its holdings: nobody else can be creating this row.
    return Holding.objects.get_or_create(
        line=line, cause_kind=cause.kind, cause_code=cause.code, part_code=cause.holder(place)
    )[0]


def _no_money(line: BudgetLine, amount: Decimal, held: Decimal = ZERO) -> GuardRefused:
    return GuardRefused(
        _(
            "这笔指标只剩 %(free)s 元可用，需要 %(amount)s 元：先有预算、后购买服务（财预〔2017〕87号）。"
            "请减少金额、换一笔指标，或先办理预算调整。"
        )
        % {"free": money_text(amount=line.free + held), "amount": money_text(amount=amount)},
        field="amount",
        rule="B-01",
    )


def _audit(line: BudgetLine, kind: EntryKind, amount: Decimal, order: _Order) -> AuditEntry:
    return audit.record(
        subject_kind=LINE.subject_kind,
        subject_code=line.code,
        action=kind.lower(),
        actor=order.actor,
        at=order.at,
        basis="B-05",
        changes=movement_changes(line=line, amount=amount, cause=order.cause),
    )


def movement_changes(*, line: BudgetLine, amount: Decimal, cause: Cause) -> dict[str, Any]:
    """Return what the audit entry of a movement says: how much (yuan), for what, and what is free after it."""
    return {
        "amount": amount,
        "cause": f"{cause.kind} {cause.code} {cause.part}".strip(),
        "free": line.free,
    }
