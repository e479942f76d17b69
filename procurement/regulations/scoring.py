"""The ranking of a package: FORMATS 1, steps 2 to 7, in their fixed order (E2, E3, E5, E7).

`evaluate(bundle)` takes the bundle as read from JSON and returns the result as it is printed. Where FORMATS
leaves room: a ceiling above the budget never lifts the budget's own limit (B-10, 财政部令第87号第六十三条);
each bid is invalid for one rule, the first of step 2's order; `invalid` and `abnormal_low` stand by code; the
printed evaluated price is the one that is scored and ranked; `draw_needed` is one flat list. A committee that
throws out a low offer which no limit triggers (E7(d), 财政部令第87号第六十条) says so in its examination: the
bid then does not conform.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from procurement.regulations import parameters as policy
from procurement.regulations.bundle import (
    FORMAT,
    LARGE,
    NOT_ENTERPRISE,
    REJECTED,
    RULE,
    TECHNICAL,
    Bid,
    Bundle,
)
from procurement.regulations.bundle_checks import checked_bundle, require_sheets
from procurement.regulations.methods import (
    AWARD,
    COMPETITIVE_CONSULTATION,
    COMPREHENSIVE_SCORING,
    METHOD_NAMES_ZH,
    minimum_suppliers,
)
from procurement.regulations.money import plain
from procurement.regulations.pricing import (
    deduction_rate,
    evaluated_price,
    low_triggers,
    mean_score,
    price_score,
)
from procurement.regulations.reading import Node

RESULT = "evaluation-result/1"
RANKED, FAILED, NEEDS_EXPLANATION = "RANKED", "FAILED", "NEEDS_EXPLANATION"


@dataclass(frozen=True)
class Invalid:
    """A bid thrown out: the rule and the reason, in words for the record."""

    bid: str
    rule: str
    reason: str


@dataclass(frozen=True)
class LowOffer:
    """An offer under review as abnormally low: the limits it fell below, and what the review found."""

    bid: str
    triggers: tuple[str, ...]
    explanation: str | None


@dataclass(frozen=True)
class Scored:
    """A standing bid with all that it is ranked by; under lowest price only the evaluated price counts."""

    bid: Bid
    evaluated: Decimal
    price_score: Decimal
    factor_scores: Mapping[str, Decimal]
    technical: Decimal

    @property
    def total(self) -> Decimal:
        """The sum of the rounded scores (E-22, E-30)."""
        return self.price_score + sum(self.factor_scores.values(), Decimal(0))


def evaluate(bundle: dict[str, object], parameters: policy.Overrides | None = None) -> dict[str, object]:
    """Rank the bids of a bundle; `parameters` are values in force that the bundle itself does not name.

    Raises RegulationError for a bundle that is unlawful or incomplete (step 1).
    """
    top = Node(bundle, "", RULE)
    top.choice("format", (FORMAT,))
    package = checked_bundle(top, parameters)
    invalid = [found for bid in package.bids if (found := examine(bid, package))]
    standing = _without(package.bids, invalid)
    low = abnormally_low(standing, package)
    invalid += [_rejected(offer) for offer in low if offer.explanation == REJECTED]
    if any(offer.explanation is None for offer in low):
        return _result(NEEDS_EXPLANATION, invalid=invalid, low=low)
    standing = _without(standing, invalid)
    failure = _failure(len(standing), package)
    if failure:
        return _result(FAILED, failure=failure, invalid=invalid, low=low)
    return _result(RANKED, ranking=rank(score(standing, package), package), invalid=invalid, low=low)


def _without(bids: tuple[Bid, ...] | list[Bid], invalid: list[Invalid]) -> list[Bid]:
    out = {found.bid for found in invalid}
    return [bid for bid in bids if bid.code not in out]


def examine(bid: Bid, package: Bundle) -> Invalid | None:
    """Step 2: why a bid is invalid, the first reason in the law's order, or None."""
    terms = package.terms
    highest = min(terms.budget, terms.ceiling)
    if not bid.qualified:
        return Invalid(bid.code, "E-60", "未通过资格审查")
    if not bid.conforms:
        return Invalid(bid.code, "E-60", "未通过符合性审查")
    if not bid.correction_confirmed:
        return Invalid(bid.code, "E4", "供应商不确认修正后的报价")
    if bid.offer > highest:
        reason = f"报价{plain(bid.offer)}元高于预算金额或者最高限价{plain(highest)}元"
        return Invalid(bid.code, "B-10", reason)
    if terms.reserved_for_sme and bid.scale in (LARGE, NOT_ENTERPRISE):
        return Invalid(bid.code, "E-46", "专门面向中小企业的采购包，供应商不是中小企业")
    return None


def abnormally_low(standing: list[Bid], package: Bundle) -> list[LowOffer]:
    """Step 3: the offers that a limit triggers (E7), in one pass over all that stand; the others' explanations
    are not looked at.
    """
    limits = package.terms.abnormal_low
    if limits is None:
        return []
    offers = [bid.offer for bid in standing]
    triggered = [(bid, low_triggers(bid.offer, offers, limits, package.terms.ceiling)) for bid in standing]
    return [LowOffer(bid.code, triggers, bid.explanation) for bid, triggers in triggered if triggers]


def _rejected(offer: LowOffer) -> Invalid:
    return Invalid(offer.bid, "E7", "报价明显偏低，供应商不能证明其合理性")


def _failure(count: int, package: Bundle) -> str | None:
    """Step 4: why too few are left, or None."""
    terms = package.terms
    needed = minimum_suppliers(terms.method, AWARD, two_bidder_case=terms.two_bidder_case)
    if count >= needed:
        return None
    rule = "E-46" if terms.reserved_for_sme else "E-61"
    return f"{rule}: {METHOD_NAMES_ZH[terms.method]}有效供应商{count}家，不足{needed}家"


def score(standing: list[Bid], package: Bundle) -> list[Scored]:
    """Steps 5 and 6: evaluated price, price score and factor scores of every standing bid."""
    terms = package.terms
    factors = terms.factors if terms.award_rule == COMPREHENSIVE_SCORING else ()
    if factors:
        require_sheets(standing)
    prices = {bid.code: _evaluated(bid, package) for bid in standing}
    lowest = min(prices.values())
    found = []
    for bid in standing:
        means = {f.code: mean_score([sheet[f.code] for sheet in bid.scores.values()]) for f in factors}
        technical = sum((means[f.code] for f in factors if f.kind == TECHNICAL), Decimal(0))
        points = price_score(lowest, prices[bid.code], terms.price_weight)
        found.append(Scored(bid, prices[bid.code], points, means, technical))
    return found


def _evaluated(bid: Bid, package: Bundle) -> Decimal:
    """Step 5: the offer less what policy takes off for the evaluation (E-41, E-43)."""
    terms = package.terms
    rate = deduction_rate(
        bid.scale,
        bid.small_share,
        small_micro=terms.small_micro_deduction,
        consortium=terms.consortium_deduction,
        share_from=policy.number("consortium_share", terms.published_on, package.overrides),
    )
    return evaluated_price(bid.offer, rate)


Order = Callable[[Scored], tuple[Decimal, ...]]


def order_of(package: Bundle) -> Order:
    """Step 7: what bids are ranked by, smallest first (E-28, E-29, E-31)."""
    if package.terms.award_rule != COMPREHENSIVE_SCORING:
        return lambda one: (one.evaluated,)
    if package.terms.method == COMPETITIVE_CONSULTATION:
        return lambda one: (-one.total, one.bid.offer, -one.technical)
    return lambda one: (-one.total, one.bid.offer)


def rank(scored: list[Scored], package: Bundle) -> list[dict[str, object]]:
    """Step 7: the ranking as printed; equal to the end, equal in rank (1, 1, 3), and by code."""
    order = order_of(package)
    ordered = sorted(scored, key=lambda one: (order(one), one.bid.code))
    places = [order(one) for one in ordered]
    by_score = package.terms.award_rule == COMPREHENSIVE_SCORING
    return [
        {
            "rank": places.index(order(one)) + 1,
            "bid": one.bid.code,
            "evaluated_price": plain(one.evaluated),
            "price_score": plain(one.price_score) if by_score else None,
            "factor_scores": _texts(one.factor_scores) if by_score else None,
            "total": plain(one.total) if by_score else None,
            "contract_price": plain(one.bid.offer),
        }
        for one in ordered
    ]


def _texts(scores: Mapping[str, Decimal]) -> dict[str, str]:
    return {code: plain(points) for code, points in scores.items()}


def _result(
    outcome: str,
    *,
    invalid: list[Invalid],
    low: list[LowOffer],
    failure: str | None = None,
    ranking: list[dict[str, object]] | None = None,
) -> dict[str, object]:
    ranks = [line["rank"] for line in ranking or []]
    return {
        "format": RESULT,
        "outcome": outcome,
        "failure": failure,
        "ranking": ranking or [],
        "invalid": [vars(found) for found in sorted(invalid, key=lambda found: found.bid)],
        "abnormal_low": [{**vars(offer), "triggers": list(offer.triggers)} for offer in low],
        "draw_needed": [line["bid"] for line in ranking or [] if ranks.count(line["rank"]) > 1],
    }
