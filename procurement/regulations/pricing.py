"""Prices in an evaluation: correction (E4), deduction (E-41 to E-43), price score (E-21), abnormally low (E7).

Amounts are Decimal yuan, rates and weights Decimal percent; every result is rounded half up once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from procurement.regulations.bundle import LARGE, MEDIUM, MICRO, SMALL, LowLimits
from procurement.regulations.errors import RegulationError
from procurement.regulations.money import half_up


def deduction_rate(
    scale: str,
    small_share: Decimal | None,
    *,
    small_micro: Decimal,
    consortium: Decimal,
    share_from: Decimal,
) -> Decimal:
    """The percent taken off for the evaluation (E-41 to E-44): small and micro the full rate, a large or
    medium bidder with a small share of at least `share_from` percent the consortium rate, others nothing.
    """
    if scale in (MICRO, SMALL):
        return small_micro
    if scale in (LARGE, MEDIUM) and small_share is not None and small_share >= share_from:
        return consortium
    return Decimal(0)


def evaluated_price(offer: Decimal, rate: Decimal) -> Decimal:
    """offer × (1 − rate): what is compared; the contract keeps the offer (E-31, E-41)."""
    return half_up(Fraction(offer) * (100 - Fraction(rate)) / 100)


def price_score(lowest: Decimal, evaluated: Decimal, weight: Decimal) -> Decimal:
    """lowest evaluated price ÷ evaluated price × weight (E-21, E-27)."""
    return half_up(Fraction(lowest) / Fraction(evaluated) * Fraction(weight))


def mean_score(scores: Sequence[Decimal]) -> Decimal:
    """The arithmetic mean of the experts' scores; none is dropped (E-23, E-30)."""
    return half_up(sum((Fraction(score) for score in scores), Fraction(0)) / len(scores))


def low_triggers(
    offer: Decimal, offers: Sequence[Decimal], limits: LowLimits, ceiling: Decimal
) -> tuple[str, ...]:
    """Which limits of E7 an offer falls strictly below, among all standing offers (itself included)."""
    ordered = sorted(offers)
    second = ordered[1] if len(ordered) > 1 and offer == ordered[0] else None
    triggers = []
    if offer * 100 * len(offers) < limits.of_mean * sum(offers, Decimal(0)):
        triggers.append("of_mean")
    if second is not None and offer * 100 < limits.of_second_lowest * second:
        triggers.append("of_second_lowest")
    if offer * 100 < limits.of_ceiling * ceiling:
        triggers.append("of_ceiling")
    return tuple(triggers)


@dataclass(frozen=True)
class Correction:
    """A corrected offer and the steps of 财政部令第87号第五十九条 that led to it, in their order."""

    offer: Decimal
    steps: tuple[str, ...]


def correct_price(
    *,
    listed: Decimal,
    in_words: Decimal | None = None,
    elsewhere: Decimal | None = None,
    lines: Sequence[tuple[Decimal, Decimal]] = (),
    unit_price_slipped: bool = False,
) -> Correction:
    """Correct an offer whose parts disagree, in the order the law fixes (E4); the bidder must confirm.

    `listed`: the total of the price list (开标一览表) in figures, `in_words` the same in words, `elsewhere`
    a total in another part of the bid, `lines` pairs of quantity and unit price, `unit_price_slipped`: a
    decimal point or percent sign in a unit price is clearly misplaced, so that the total stands.
    """
    offer, steps = listed, []
    if elsewhere is not None and elsewhere != listed:
        steps.append("以开标一览表为准")
    if in_words is not None and in_words != offer:
        offer = in_words
        steps.append("以大写金额为准")
    total = half_up(sum((quantity * price for quantity, price in lines), Decimal(0))) if lines else offer
    if total != offer and unit_price_slipped:
        steps.append("以总价为准，修改单价")
    elif total != offer:
        offer = total
        steps.append("以单价金额计算结果为准")
    if offer <= 0:
        raise RegulationError("offer", "E4", "a corrected offer must be above zero")
    return Correction(half_up(offer), tuple(steps))
