"""Paying: how much at most (B-11, N-19), until when (B-12 to B-14), and the budget line's invariant (B-05).

Amounts are Decimal yuan.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from procurement.regulations import parameters as policy
from procurement.regulations.basis import Finding, cite
from procurement.regulations.calendar import WorkCalendar, shift
from procurement.regulations.errors import RegulationError
from procurement.regulations.money import half_up
from procurement.regulations.periods import Limit, limit

NOTHING = Decimal("0.00")


def payable_ceiling(
    *,
    contract_amount: Decimal,
    accepted: Decimal,
    deductions: Decimal = NOTHING,
    advance_agreed: Decimal = NOTHING,
    advance_offset: Decimal = NOTHING,
) -> Decimal:
    """The most that may have been paid under a contract so far, all payments together.

    Accepted work less deductions (B-11), plus the advance still outstanding: the agreed advance less what
    was already offset against accepted work (N-19); never above the contract (B-05), never negative.
    """
    amounts = (contract_amount, accepted, deductions, advance_agreed, advance_offset)
    if min(amounts) < 0:
        raise RegulationError("amount", "B-11", "no amount may be negative")
    if advance_offset > advance_agreed:
        raise RegulationError("advance_offset", "N-19", "more was offset than was advanced")
    earned = accepted - deductions + advance_agreed - advance_offset
    return max(min(earned, contract_amount), NOTHING)


def advance_of(contract_amount: Decimal, percent: Decimal) -> Decimal:
    """The advance that a contract's terms name, in yuan: a share of its amount (N-19)."""
    if not 0 <= percent < 100:
        raise RegulationError("percent", "N-19", "an advance is a part of the price")
    return half_up(contract_amount * percent / 100)


def advance_offset(*, advance: Decimal, accepted: Decimal, percent: Decimal) -> Decimal:
    """How much of an advance is offset by the work accepted so far: ``percent`` of it, until nothing is left (N-19)."""
    if min(advance, accepted, percent) < 0:
        raise RegulationError("amount", "N-19", "no amount may be negative")
    return min(advance, half_up(accepted * percent / 100))


def payable_now(ceiling: Decimal, paid: Decimal) -> Decimal:
    """What may be paid today: the ceiling less what was paid; never negative (B-11)."""
    return max(ceiling - paid, NOTHING)


@dataclass(frozen=True)
class PayBy:
    """Until when an invoice is paid: the binding day, and the earlier day that is aimed at (B-13)."""

    due: Limit
    target: Limit


def pay_by(
    *,
    invoiced_on: date,
    calendar: WorkCalendar,
    delivered_on: date | None = None,
    sme: bool = False,
    agreed_days: int | None = None,
    parameters: policy.Overrides | None = None,
) -> PayBy:
    """The pay-by days of an invoice whose conditions are met (B-12, B-13).

    For a small or medium enterprise the days run from delivery (B-14): 30, or as agreed up to 60; the earlier
    of that day and B-12's binds.
    """
    due = limit("B-12", invoiced_on, calendar, parameters)
    if sme and delivered_on is not None:
        due = min(due, sme_limit(delivered_on, agreed_days, calendar, parameters), key=lambda one: one.limit)
    return PayBy(due=due, target=limit("B-13", invoiced_on, calendar, parameters))


def sme_limit(
    delivered_on: date,
    agreed_days: int | None,
    calendar: WorkCalendar,
    parameters: policy.Overrides | None = None,
) -> Limit:
    """Until when a small or medium enterprise is paid (B-14). Raises RegulationError above the longest term."""
    usual = limit("B-14", delivered_on, calendar, parameters)
    if agreed_days is None:
        return usual
    longest = policy.whole("sme_pay_days_max", delivered_on, parameters)
    if not 0 < agreed_days <= longest:
        raise RegulationError("agreed_days", "B-14", f"must be from 1 to {longest}")
    day = calendar.first_day_after_holiday(shift(delivered_on, agreed_days))
    provisional = calendar.is_provisional(day)
    return Limit(
        "B-14", delivered_on, day, usual.kind, agreed_days, usual.unit, cite("B-14").article, provisional
    )


def ledger_faults(
    *,
    approved: Decimal,
    adjustments: Decimal,
    frozen: Decimal,
    committed: Decimal,
    paid: Decimal,
    reserved: Decimal = NOTHING,
) -> tuple[Finding, ...]:
    """What breaks the invariant of a budget line (B-05, N-11); empty if it holds.

    approved + adjustments ≥ reserved + frozen + committed + paid, where each amount is held in one state only
    (`committed` is the part of contracts not yet paid), and none is negative; adjustments may be.
    """
    held = {"预留": reserved, "冻结": frozen, "承诺": committed, "已付": paid, "批复": approved}
    faults = [
        Finding("B-05", f"{name}金额为负数", f"{name} is negative")
        for name, amount in held.items()
        if amount < 0
    ]
    available = approved + adjustments - reserved - frozen - committed - paid
    if available < 0:
        faults.append(Finding("B-05", f"预算超支{-available}元", f"over-committed by {-available} yuan"))
    return tuple(faults)


def contract_payment_faults(*, contract_amount: Decimal, paid: Decimal) -> tuple[Finding, ...]:
    """What is wrong with the payments of a contract: never more than its amount (B-05)."""
    if paid <= contract_amount:
        return ()
    return (Finding("B-05", "已付金额超过合同金额", "more was paid than the contract says"),)


def check_slices(contract_amount: Decimal, slices: dict[int, Decimal]) -> tuple[Finding, ...]:
    """What is wrong with a contract's yearly slices (year → yuan): none negative, together the contract (B-06)."""
    if any(amount < 0 for amount in slices.values()):
        return (Finding("B-06", "分年金额不得为负数", "a yearly slice is negative"),)
    total = sum(slices.values(), Decimal(0))
    if total == contract_amount:
        return ()
    zh = f"分年金额合计{total}元，与合同金额{contract_amount}元不一致"
    return (Finding("B-06", zh, f"the slices make {total}, the contract {contract_amount}"),)
