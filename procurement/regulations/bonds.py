"""Bonds and supplements: the largest lawful amounts (D-28, D-30, D-31, B-15, C-10). Decimal yuan."""

from datetime import date
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

from procurement.regulations import parameters as policy
from procurement.regulations.errors import RegulationError
from procurement.regulations.money import half_up

DAYS_A_YEAR = 360
CENT = Decimal("0.01")


def _share(amount: Decimal, key: str, on: date, parameters: policy.Overrides | None) -> Decimal:
    """A percentage of an amount, rounded down: a largest amount is never exceeded by rounding."""
    exact = amount * policy.number(key, on, parameters) / 100
    return exact.quantize(CENT, rounding=ROUND_DOWN)


def max_bid_bond(budget: Decimal, *, on: date, parameters: policy.Overrides | None = None) -> Decimal:
    """The largest bid bond for a project's budget (D-28); 0 where bid bonds are banned."""
    return _share(budget, "bid_bond_pct", on, parameters)


def max_performance_bond(
    contract_amount: Decimal, *, on: date, parameters: policy.Overrides | None = None
) -> Decimal:
    """The largest performance bond for a contract (D-31)."""
    return _share(contract_amount, "performance_bond_pct", on, parameters)


def late_refund_interest(
    bond: Decimal,
    *,
    base_rate: Decimal,
    days_late: int,
    on: date,
    parameters: policy.Overrides | None = None,
) -> Decimal:
    """What a late refund of a bond costs (D-30): base rate (percent a year) × 1.2 for the days late, of 360."""
    if days_late < 0 or bond < 0 or base_rate < 0:
        raise RegulationError("days_late", "D-30", "bond, rate and days must not be negative")
    rate = Fraction(base_rate) * Fraction(policy.number("late_refund_factor", on, parameters)) / 100
    return half_up(Fraction(bond) * rate * days_late / DAYS_A_YEAR)


def supplement_room(
    original: Decimal, so_far: Decimal, *, on: date, parameters: policy.Overrides | None = None
) -> Decimal:
    """How much may still be added to a contract by supplements of the same service (B-15); never negative."""
    return max(_share(original, "supplement_pct", on, parameters) - so_far, Decimal("0.00"))


def check_supplement(
    original: Decimal,
    so_far: Decimal,
    added: Decimal,
    *,
    on: date,
    parameters: policy.Overrides | None = None,
) -> None:
    """Raise RegulationError if a new supplement takes the sum above the share of the original contract (B-15)."""
    room = supplement_room(original, so_far, on=on, parameters=parameters)
    if added <= 0:
        raise RegulationError("supplement", "B-15", "must be above zero")
    if added > room:
        raise RegulationError(
            "supplement", "B-15", f"{added} is more than the {room} that may still be added"
        )
