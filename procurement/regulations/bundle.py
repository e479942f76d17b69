"""The evaluation bundle (`evaluation-bundle/1`, FORMATS 1): read, every field typed, nothing judged yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from procurement.regulations.errors import RegulationError
from procurement.regulations.methods import AWARD_RULES, COMPREHENSIVE_SCORING, EVALUATED_METHODS
from procurement.regulations.reading import Node

FORMAT = "evaluation-bundle/1"
RULE = "FORMATS 1"
TECHNICAL, COMMERCIAL = "TECHNICAL", "COMMERCIAL"
MICRO, SMALL, MEDIUM, LARGE, NOT_ENTERPRISE = SCALES = ("MICRO", "SMALL", "MEDIUM", "LARGE", "NOT_ENTERPRISE")
ACCEPTED, REJECTED = EXPLANATIONS = ("ACCEPTED", "REJECTED")


@dataclass(frozen=True)
class Factor:
    """One scoring factor beside the price; `objective`: experts must agree on it (E-10)."""

    code: str
    kind: str
    maximum: Decimal
    objective: bool


@dataclass(frozen=True)
class LowLimits:
    """Percentages below which an offer is reviewed as abnormally low (E7)."""

    of_mean: Decimal
    of_second_lowest: Decimal
    of_ceiling: Decimal


@dataclass(frozen=True)
class Terms:
    """What the documents of the package fixed: method, weights, deductions, limits. Money in yuan, rates in percent."""

    code: str
    package: str
    method: str
    award_rule: str
    published_on: date
    budget: Decimal
    price_ceiling: Decimal | None
    price_weight: Decimal
    price_is_fixed: bool
    reserved_for_sme: bool
    small_micro_deduction: Decimal
    consortium_deduction: Decimal
    abnormal_low: LowLimits | None
    consents: tuple[str, ...]
    two_bidder_case: bool
    factors: tuple[Factor, ...]

    @property
    def ceiling(self) -> Decimal:
        """The price ceiling, or the budget where none was set."""
        return self.budget if self.price_ceiling is None else self.price_ceiling


@dataclass(frozen=True)
class Bid:
    """One bid with the offer that is scored: the corrected one where the bidder confirmed a correction."""

    code: str
    offer: Decimal
    scale: str
    small_share: Decimal | None
    qualified: bool
    conforms: bool
    correction_confirmed: bool
    explanation: str | None
    scores: Mapping[str, Mapping[str, Decimal]]


@dataclass(frozen=True)
class Bundle:
    """A whole package: its terms, its bids in code order, and the policy values the bureau had changed."""

    terms: Terms
    bids: tuple[Bid, ...]
    overrides: Mapping[str, Mapping[str, object]]


def read_bids(top: Node, terms: Terms) -> tuple[Bid, ...]:
    """The bids in code order. Raises RegulationError naming the first field that does not fit."""
    bids = [_bid(node, terms) for node in top.nodes("bids")]
    _refuse_twins(top, "bids", [bid.code for bid in bids])
    return tuple(sorted(bids, key=lambda bid: bid.code))


def _refuse_twins(node: Node, key: str, codes: list[str]) -> None:
    for index, code in enumerate(codes):
        if code in codes[:index]:
            raise node.fail(f"{key}[{index}].code", f"{code!r} stands twice")


def read_terms(node: Node) -> Terms:
    """The `tender` of a bundle. Raises RegulationError naming the first field that does not fit."""
    factors = tuple(_factor(item) for item in node.nodes("factors"))
    _refuse_twins(node, "factors", [factor.code for factor in factors])
    return Terms(
        code=node.text("code"),
        package=node.text("package"),
        method=node.choice("method", EVALUATED_METHODS),
        award_rule=node.choice("award_rule", AWARD_RULES),
        published_on=node.day("published_on"),
        budget=node.amount("budget"),
        price_ceiling=None if node.null("price_ceiling") else node.amount("price_ceiling"),
        price_weight=node.number("price_weight", 100, "E-22"),
        price_is_fixed=node.flag("price_is_fixed"),
        reserved_for_sme=node.flag("reserved_for_sme"),
        small_micro_deduction=node.number("small_micro_deduction", 100, "E-41"),
        consortium_deduction=node.number("consortium_deduction", 100, "E-43"),
        abnormal_low=None if node.null("abnormal_low") else _low_limits(node.node("abnormal_low")),
        consents=node.texts("consents"),
        two_bidder_case=node.flag("two_bidder_case"),
        factors=factors,
    )


def _factor(node: Node) -> Factor:
    return Factor(
        code=node.text("code"),
        kind=node.choice("kind", (TECHNICAL, COMMERCIAL)),
        maximum=node.number("max", 100, "E-22"),
        objective=node.flag("objective"),
    )


def _low_limits(node: Node) -> LowLimits:
    of_mean, of_second, of_ceiling = (
        node.number(key, 100, "E7") for key in ("of_mean", "of_second_lowest", "of_ceiling")
    )
    return LowLimits(of_mean, of_second, of_ceiling)


def _bid(node: Node, terms: Terms) -> Bid:
    """One bid; where only the price decides, `scores` must be there but is not looked at."""
    offer, confirmed = node.amount("offer"), True
    by_score = terms.award_rule == COMPREHENSIVE_SCORING
    node.require("scores")
    if not node.null("correction"):
        correction = node.node("correction")
        offer, confirmed = correction.amount("corrected_offer"), correction.flag("confirmed")
    return Bid(
        code=node.text("code"),
        offer=offer,
        scale=node.choice("scale", SCALES),
        small_share=None if node.null("small_share") else node.number("small_share", 100, "E-43"),
        qualified=node.flag("qualified"),
        conforms=node.flag("conforms"),
        correction_confirmed=confirmed,
        explanation=_explanation(node),
        scores=_scores(node.node("scores"), terms.factors) if by_score else {},
    )


def _explanation(node: Node) -> str | None:
    key = "low_price_explanation"
    return None if node.null(key) else node.choice(key, EXPLANATIONS)


def _scores(node: Node, factors: tuple[Factor, ...]) -> dict[str, dict[str, Decimal]]:
    """Every expert's sheet, complete and within each factor's maximum (E-10)."""
    sheets = {}
    for expert in node.data:
        sheet = Node(node.node(expert).data, node.at(expert), "E-10")
        known = {factor.code for factor in factors}
        for code in sheet.data:
            if code not in known:
                raise sheet.fail(code, "is no factor of this package")
        sheets[expert] = {factor.code: _score(sheet, factor) for factor in factors}
    return sheets


def _score(sheet: Node, factor: Factor) -> Decimal:
    score = sheet.number(factor.code)
    if score > factor.maximum:
        raise RegulationError(sheet.at(factor.code), "E-10", f"{score} is above the maximum {factor.maximum}")
    return score
