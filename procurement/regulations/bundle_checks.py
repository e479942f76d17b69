"""Step 1 of FORMATS 1: is the bundle itself lawful? Weights, deductions and score sheets, before any bid."""

from datetime import date
from decimal import Decimal

from procurement.regulations import parameters as policy
from procurement.regulations.bundle import Bid, Bundle, LowLimits, Terms, read_bids, read_terms
from procurement.regulations.errors import RegulationError
from procurement.regulations.methods import (
    COMPETITIVE_CONSULTATION,
    COMPETITIVE_NEGOTIATION,
    COMPREHENSIVE_SCORING,
    LOWEST_EVALUATED_PRICE,
)
from procurement.regulations.reading import Node

ONLY_AWARD_RULE = {
    COMPETITIVE_NEGOTIATION: (LOWEST_EVALUATED_PRICE, "C-07"),
    COMPETITIVE_CONSULTATION: (COMPREHENSIVE_SCORING, "C-08"),
}
WEIGHT_CONSENT = "E-20"


def checked_bundle(top: Node, parameters: policy.Overrides | None = None) -> Bundle:
    """Read and check a bundle: its terms, then its bids and their score sheets.

    Raises RegulationError for the first thing that the law or the format forbids.
    """
    overrides = {**(parameters or {}), **policy.read_overrides(top)}
    terms = read_terms(top.node("tender"))
    check_terms(terms, overrides)
    bids = read_bids(top, terms)
    check_sheets(bids, terms)
    return Bundle(terms, bids, overrides)


def check_terms(terms: Terms, overrides: policy.Overrides) -> None:
    """Raise RegulationError for the first of the terms that the law forbids."""
    only, rule = ONLY_AWARD_RULE.get(terms.method, (terms.award_rule, ""))
    if terms.award_rule != only:
        raise RegulationError("tender.award_rule", rule, f"must be {only} for {terms.method}")
    if terms.award_rule == COMPREHENSIVE_SCORING:
        check_weights(terms, overrides)
    check_deductions(terms, overrides)
    check_low_limits(terms, overrides)


def check_weights(terms: Terms, overrides: policy.Overrides) -> None:
    """Factor maxima and price weight make 100 (E-22); the price weight is in range (E-20) or 0 if fixed (E-24)."""
    total = terms.price_weight + sum((factor.maximum for factor in terms.factors), Decimal(0))
    if total != 100:
        raise RegulationError("tender.factors", "E-22", f"maxima and price weight make {total}, not 100")
    if terms.price_is_fixed:
        if terms.price_weight != 0:
            raise RegulationError("tender.price_weight", "E-24", "must be 0 where the price is fixed")
        return
    consultation = terms.method == COMPETITIVE_CONSULTATION
    if consultation and WEIGHT_CONSENT in terms.consents:
        return
    kind = "consultation" if consultation else "tender"
    low, high = _range(f"price_weight_min_{kind}", f"price_weight_max_{kind}", terms, overrides)
    _within("tender.price_weight", "E-20", terms.price_weight, low, high)


def check_deductions(terms: Terms, overrides: policy.Overrides) -> None:
    """The deductions lie in the ranges in force (E-41, E-43); a reserved package knows none (E-46)."""
    given = {
        "sme_rate": ("tender.small_micro_deduction", "E-41", terms.small_micro_deduction),
        "consortium_rate": ("tender.consortium_deduction", "E-43", terms.consortium_deduction),
    }
    for key, (field, rule, rate) in given.items():
        if not terms.reserved_for_sme:
            low, high = _range(f"{key}_min", f"{key}_max", terms, overrides)
            _within(field, rule, rate, low, high)
        elif rate != 0:
            raise RegulationError(field, "E-46", "must be 0 on a package reserved for SMEs")


def low_limit_range(on: date, overrides: policy.Overrides) -> tuple[dict[str, Decimal], Decimal] | None:
    """The abnormal-low percentages of the rule, by name, and the most that documents may raise them to (E7).

    None before the rule was in force.
    """
    try:
        least = {
            name: policy.number(f"abnormal_low_{name}", on, overrides) for name in LowLimits.__annotations__
        }
        return least, policy.number("abnormal_low_max", on, overrides)
    except RegulationError:
        return None


def check_low_limits(terms: Terms, overrides: policy.Overrides) -> None:
    """No abnormal-low percentage above what documents may set (E7); before the rule, none is checked."""
    if terms.abnormal_low is None:
        return
    found = low_limit_range(terms.published_on, overrides)
    if found is None:
        return
    highest = found[1]
    for name, percent in vars(terms.abnormal_low).items():
        if percent > highest:
            message = f"{percent} is above {highest}, the most that documents may set"
            raise RegulationError(f"tender.abnormal_low.{name}", "E7", message)


def check_sheets(bids: tuple[Bid, ...], terms: Terms) -> None:
    """Every expert scores every bid; on an objective factor they agree (E-10).

    A bid may come without any sheet: what the examination threw out is not scored (`require_sheets`).
    """
    experts = {expert for bid in bids for expert in bid.scores}
    for bid in bids:
        for expert in sorted(experts):
            if bid.scores and expert not in bid.scores:
                raise RegulationError(f"bid {bid.code}: scores.{expert}", "E-10", "is missing")
        for factor in terms.factors:
            given = {sheet[factor.code] for sheet in bid.scores.values()}
            if factor.objective and len(given) > 1:
                field = f"bid {bid.code}: scores of {factor.code}"
                raise RegulationError(field, "E-10", "experts differ on an objective factor")


def require_sheets(bids: list[Bid]) -> None:
    """Every bid that is ranked by score has its sheets (E-10)."""
    for bid in bids:
        if not bid.scores:
            raise RegulationError(f"bid {bid.code}: scores", "E-10", "no expert scored this bid")


def _range(low: str, high: str, terms: Terms, overrides: policy.Overrides) -> tuple[Decimal, Decimal]:
    day = terms.published_on
    return policy.number(low, day, overrides), policy.number(high, day, overrides)


def _within(field: str, rule: str, value: Decimal, low: Decimal, high: Decimal) -> None:
    if not low <= value <= high:
        raise RegulationError(field, rule, f"{value} is outside {low} to {high}, the range in force")
