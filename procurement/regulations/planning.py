"""The arithmetic of a plan item: quantity × unit price, price standard, yearly slices, last year's advice.

Amounts are Decimal yuan.
"""

from decimal import Decimal

from procurement.regulations.money import half_up

MONTHS = 12
WITHIN, BELOW, ABOVE, OTHER_UNIT = "WITHIN", "BELOW", "ABOVE", "OTHER_UNIT"


def amount_of(quantity: Decimal, unit_price: Decimal) -> Decimal:
    """What so many units cost together (A-02 以事定费)."""
    return half_up(quantity * unit_price)


def unit_price_of(amount: Decimal, quantity: Decimal) -> Decimal:
    """What one unit costs when so many cost the amount; raises ZeroDivisionError for none."""
    if not quantity:
        raise ZeroDivisionError("nothing has no unit price")
    return half_up(amount / quantity)


def agrees(amount: Decimal, quantity: Decimal, unit_price: Decimal) -> bool:
    """Whether an amount is quantity × unit price, the price rounded to the fen where the sum does not divide."""
    if not quantity:
        return False
    return amount == amount_of(quantity, unit_price) or unit_price == unit_price_of(amount, quantity)


def against_standard(
    unit_price: Decimal,
    unit: str,
    *,
    standard_unit: str,
    lowest: Decimal | None,
    highest: Decimal | None,
) -> str:
    """Where a unit price stands against the catalogue's price standard: from–to, both included (T-04).

    OTHER_UNIT: the standard speaks of another unit, so that nothing can be compared.
    """
    if lowest is None and highest is None:
        return WITHIN
    if unit.strip() != standard_unit.strip():
        return OTHER_UNIT
    if lowest is not None and unit_price < lowest:
        return BELOW
    return ABOVE if highest is not None and unit_price > highest else WITHIN


def years_needed(term_months: int) -> int:
    """In how many budget years a service of so many months must have its slice of money (B-06)."""
    return -(-term_months // MONTHS)


def against_advice(recommendation: str, *, amount: Decimal, last_amount: Decimal) -> bool:
    """Whether going on with so much money goes against what last year's result advised (G-07).

    STOP: going on at all; CUT: no less than last year; KEEP: more than last year; RAISE: less than last year.
    """
    against = {
        "STOP": True,
        "CUT": amount >= last_amount,
        "KEEP": amount > last_amount,
        "RAISE": amount < last_amount,
    }
    return against.get(recommendation, False)
