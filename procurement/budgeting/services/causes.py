"""The movements of one cause (a plan item) over all the lines that pay for it.

Rooms above know the project and an amount, not the lines. Money is taken from the lines in the order
of year and code: the oldest money goes first. Lines are locked in that order too, so that two
projects on the same lines cannot wait for each other.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core.actors import Actor
from procurement.core.errors import GuardRefused

from ..enums import Place
from ..models import BudgetLine, Holding
from ..selectors.causes import Cause
from . import movements
from .movements import ZERO, amount_of, money_text


class _Verb(Protocol):
    """A movement whose cause is known already."""

    def __call__(self, *, line: BudgetLine, amount: Decimal) -> BudgetLine: ...


@transaction.atomic
def freeze_cause(
    *,
    cause: Cause,
    actor: Actor,
    at: datetime,
    amount: Decimal | None = None,
    lines: Mapping[str, Decimal] | None = None,
) -> Decimal:
    """Freeze ``amount`` (yuan; without it all) of what the cause has reserved, for one of its procurements.

    ``lines`` (code of a line → yuan) says which lines it takes; without it the oldest money goes first.
    Returns the sum in yuan. Refuses where nothing is reserved (B-01), or less than asked for (B-05).
    """
    verb = partial(movements.freeze, cause=cause, actor=actor, at=at)
    if lines:
        return _chosen(verb, lines, cause)
    if amount is not None:
        return _some(verb, Place.RESERVED, amount, cause)
    total = _all(verb, Place.RESERVED, cause)
    if not total:
        raise _nothing_reserved(cause)
    return total


@transaction.atomic
def unfreeze_cause(*, cause: Cause, actor: Actor, at: datetime, amount: Decimal | None = None) -> Decimal:
    """Turn what this procurement has frozen (``amount`` of it) back into reserved money; returns the sum in yuan."""
    verb = partial(movements.unfreeze, cause=cause, actor=actor, at=at)
    if amount is not None:
        return _some(verb, Place.FROZEN, amount, cause)
    return _all(verb, Place.FROZEN, cause)


@transaction.atomic
def release_cause(*, cause: Cause, actor: Actor, at: datetime) -> Decimal:
    """Give back all that is reserved; returns the sum in yuan."""
    return _all(partial(movements.release_reserved, cause=cause, actor=actor, at=at), Place.RESERVED, cause)


@transaction.atomic
def commit_cause(*, cause: Cause, amount: Decimal, actor: Actor, at: datetime) -> Decimal:
    """Promise ``amount`` of the money this procurement froze to a contract; refuses more than that (B-05)."""
    return _some(partial(movements.commit, cause=cause, actor=actor, at=at), Place.FROZEN, amount, cause)


@transaction.atomic
def free_cause_saving(*, cause: Cause, actor: Actor, at: datetime) -> Decimal:
    """Free what this procurement has left frozen; returns the saving in yuan."""
    holdings = _holdings(cause, Place.FROZEN)
    for holding in holdings:
        movements.free_saving(line=holding.line, cause=cause, actor=actor, at=at)
    return sum((holding.frozen for holding in holdings), ZERO)


def _holdings(cause: Cause, place: Place) -> list[Holding]:
    """Return who holds money of the cause in ``place``, as it is once every line of the cause is locked."""
    found = Holding.objects.filter(cause_kind=cause.kind, cause_code=cause.code)
    lines = BudgetLine.objects.filter(pk__in=found.values("line")).order_by("year", "code")
    list(lines.select_for_update())
    mine = found.filter(part_code=cause.holder(place))
    return list(mine.select_related("line").order_by("line__year", "line__code"))


def _all(verb: _Verb, place: Place, cause: Cause) -> Decimal:
    total = ZERO
    for holding in _holdings(cause, place):
        part = getattr(holding, place.value)
        if part:
            verb(line=holding.line, amount=part)
            total += part
    return total


def _some(verb: _Verb, place: Place, value: Decimal, cause: Cause) -> Decimal:
    amount = rest = amount_of(value=value)
    holdings = _holdings(cause, place)
    held = sum((getattr(holding, place.value) for holding in holdings), ZERO)
    if held < amount:
        raise _too_little(cause, place, held, amount)
    for holding in holdings:
        part = min(rest, getattr(holding, place.value))
        if part:
            verb(line=holding.line, amount=part)
            rest -= part
    return amount


def _chosen(freeze: _Verb, lines: Mapping[str, Decimal], cause: Cause) -> Decimal:
    """Freeze so much of each line; all or nothing."""
    holdings = {holding.line.code: holding for holding in _holdings(cause, Place.RESERVED)}
    for code, amount in lines.items():
        held = holdings[code].reserved if code in holdings else ZERO
        if held < amount:
            raise _line_too_short(code, held, amount)
    for code, holding in holdings.items():
        if amount := lines.get(code):
            freeze(line=holding.line, amount=amount)
    return sum(lines.values(), ZERO)


def _line_too_short(code: str, held: Decimal, amount: Decimal) -> GuardRefused:
    message = _(
        "预算指标%(line)s还剩 %(held)s 元，不够 %(amount)s 元：其余的已经用于别的采购。"
        "请减少这笔指标的金额，或者改用别的指标。"
    )
    values = {"line": code, "held": money_text(amount=held), "amount": money_text(amount=amount)}
    return GuardRefused(message % values, field=f"line_{code}", rule="B-05")


def _nothing_reserved(cause: Cause) -> GuardRefused:
    message = _("项目%(cause)s没有%(place)s的资金：先公布购买计划，资金才会预留。")
    return GuardRefused(message % {"cause": cause.code, "place": Place.RESERVED.label}, rule="B-01")


def _too_little(cause: Cause, place: Place, held: Decimal, amount: Decimal) -> GuardRefused:
    message = (
        _(
            "项目%(cause)s还剩 %(held)s 元，不够 %(amount)s 元：其余的已经用于别的采购或者已经释放。请减少金额。"
        )
        if place == Place.RESERVED
        else _("项目%(cause)s%(place)s %(held)s 元，不够 %(amount)s 元。请核对金额。")
    )
    values = {
        "cause": cause.part if place != Place.RESERVED and cause.part else cause.code,
        "place": place.label,
        "held": money_text(amount=held),
        "amount": money_text(amount=amount),
    }
    return GuardRefused(message % values, field="amount", rule="B-05")
