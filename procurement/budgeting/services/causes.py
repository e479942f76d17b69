"""The movements of one cause (a plan item) over all the lines that pay for it.

Rooms above know the project and an amount, not the lines. Money is taken from the lines in the order
of year and code: the oldest money goes first. Lines are locked in that order too, so that two
projects on the same lines cannot wait for each other.
"""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core.actors import Actor
from procurement.core.errors import GuardRefused

from ..enums import Place
from ..models import BudgetLine, Holding
from ..selectors.lines import PLAN_ITEM
from . import movements
from .movements import amount_of, money_text


@transaction.atomic
def freeze_cause(*, cause_code: str, actor: Actor, at: datetime, cause_kind: str = PLAN_ITEM) -> Decimal:
    """Freeze all that the cause has reserved; returns the sum in yuan. Refuses where nothing is reserved."""
    total = _all(movements.freeze, Place.RESERVED, cause_kind, cause_code, actor, at)
    if not total:
        raise _too_little(cause_code, Place.RESERVED, Decimal("0.00"), None)
    return total


@transaction.atomic
def unfreeze_cause(*, cause_code: str, actor: Actor, at: datetime, cause_kind: str = PLAN_ITEM) -> Decimal:
    """Turn all that is frozen back into reserved money; returns the sum in yuan."""
    return _all(movements.unfreeze, Place.FROZEN, cause_kind, cause_code, actor, at)


@transaction.atomic
def release_cause(*, cause_code: str, actor: Actor, at: datetime, cause_kind: str = PLAN_ITEM) -> Decimal:
    """Give back all that is reserved; returns the sum in yuan."""
    return _all(movements.release_reserved, Place.RESERVED, cause_kind, cause_code, actor, at)


@transaction.atomic
def commit_cause(
    *, cause_code: str, amount: Decimal, actor: Actor, at: datetime, cause_kind: str = PLAN_ITEM
) -> Decimal:
    """Promise ``amount`` of the frozen money to a contract; refuses more than is frozen (B-05)."""
    return _some(movements.commit, Place.FROZEN, amount, cause_kind, cause_code, actor, at)


@transaction.atomic
def free_cause_saving(*, cause_code: str, actor: Actor, at: datetime, cause_kind: str = PLAN_ITEM) -> Decimal:
    """Free what is left frozen; returns the saving in yuan."""
    holdings = _holdings(cause_kind, cause_code)
    for holding in holdings:
        movements.free_saving(
            line=holding.line, cause_code=cause_code, cause_kind=cause_kind, actor=actor, at=at
        )
    return sum((holding.frozen for holding in holdings), Decimal("0.00"))


@transaction.atomic
def pay_cause(
    *, cause_code: str, amount: Decimal, actor: Actor, at: datetime, cause_kind: str = PLAN_ITEM
) -> Decimal:
    """Pay ``amount`` of the committed money; refuses more than the contract has left (B-05)."""
    return _some(movements.pay, Place.COMMITTED, amount, cause_kind, cause_code, actor, at)


def _holdings(cause_kind: str, cause_code: str) -> list[Holding]:
    """Return the cause's holdings as they are once every line is locked."""
    found = Holding.objects.filter(cause_kind=cause_kind, cause_code=cause_code)
    lines = BudgetLine.objects.filter(pk__in=found.values("line")).order_by("year", "code")
    list(lines.select_for_update())
    return list(found.select_related("line").order_by("line__year", "line__code"))


def _all(
    verb: Callable, place: Place, cause_kind: str, cause_code: str, actor: Actor, at: datetime
) -> Decimal:
    total = Decimal("0.00")
    for holding in _holdings(cause_kind, cause_code):
        part = getattr(holding, place.value)
        if part:
            verb(
                line=holding.line,
                cause_code=cause_code,
                cause_kind=cause_kind,
                amount=part,
                actor=actor,
                at=at,
            )
            total += part
    return total


def _some(
    verb: Callable, place: Place, value: Decimal, cause_kind: str, cause_code: str, actor: Actor, at: datetime
) -> Decimal:
    amount = rest = amount_of(value=value)
    holdings = _holdings(cause_kind, cause_code)
    held = sum((getattr(holding, place.value) for holding in holdings), Decimal("0.00"))
    if held < amount:
        raise _too_little(cause_code, place, held, amount)
    for holding in holdings:
        part = min(rest, getattr(holding, place.value))
        if part:
            verb(
                line=holding.line,
                cause_code=cause_code,
                cause_kind=cause_kind,
                amount=part,
                actor=actor,
                at=at,
            )
            rest -= part
    return amount


def _too_little(cause_code: str, place: Place, held: Decimal, amount: Decimal | None) -> GuardRefused:
    if amount is None:
        message = _("项目%(cause)s没有%(place)s的资金：先公布购买计划，资金才会预留。") % {
            "cause": cause_code,
            "place": place.label,
        }
        return GuardRefused(message, rule="B-01")
    message = _("项目%(cause)s%(place)s %(held)s 元，不够 %(amount)s 元。请核对金额。") % {
        "cause": cause_code,
        "place": place.label,
        "held": money_text(amount=held),
        "amount": money_text(amount=amount),
    }
    return GuardRefused(message, field="amount", rule="B-05")
