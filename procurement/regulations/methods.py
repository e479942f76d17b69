"""Procurement methods for services: which are lawful for a project, which one is proposed, how many suppliers.

Thresholds look at the whole project, all packages and all years (N-20).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from procurement.regulations import parameters as policy
from procurement.regulations.errors import RegulationError
from procurement.regulations.thresholds import Position, position

OPEN_TENDER = "OPEN_TENDER"
INVITED_TENDER = "INVITED_TENDER"
COMPETITIVE_NEGOTIATION = "COMPETITIVE_NEGOTIATION"
COMPETITIVE_CONSULTATION = "COMPETITIVE_CONSULTATION"
SINGLE_SOURCE = "SINGLE_SOURCE"
FRAMEWORK = "FRAMEWORK"
SMALL_PURCHASE = "SMALL_PURCHASE"
INQUIRY = "INQUIRY"
PURCHASED_SERVICE = "PURCHASED_SERVICE"

EVALUATED_METHODS = (
    OPEN_TENDER,
    INVITED_TENDER,
    COMPETITIVE_NEGOTIATION,
    COMPETITIVE_CONSULTATION,
    SINGLE_SOURCE,
)
METHODS = (*EVALUATED_METHODS, FRAMEWORK, SMALL_PURCHASE)
"""What may be chosen for a service; INQUIRY (询价) is for goods only and disabled (C-09)."""
TENDERS = (OPEN_TENDER, INVITED_TENDER)

COMPREHENSIVE_SCORING = "COMPREHENSIVE_SCORING"
LOWEST_EVALUATED_PRICE = "LOWEST_EVALUATED_PRICE"
AWARD_RULES = (COMPREHENSIVE_SCORING, LOWEST_EVALUATED_PRICE)

METHOD_NAMES_ZH = {
    OPEN_TENDER: "公开招标",
    INVITED_TENDER: "邀请招标",
    COMPETITIVE_NEGOTIATION: "竞争性谈判",
    COMPETITIVE_CONSULTATION: "竞争性磋商",
    SINGLE_SOURCE: "单一来源采购",
    FRAMEWORK: "框架协议采购",
    SMALL_PURCHASE: "小额采购",
    INQUIRY: "询价",
}
METHOD_NAMES_EN = {
    OPEN_TENDER: "Open tender",
    INVITED_TENDER: "Invited tender",
    COMPETITIVE_NEGOTIATION: "Competitive negotiation",
    COMPETITIVE_CONSULTATION: "Competitive consultation",
    SINGLE_SOURCE: "Single source",
    FRAMEWORK: "Framework agreement",
    SMALL_PURCHASE: "Small purchase",
    INQUIRY: "Request for quotations",
}


@dataclass(frozen=True)
class Reason:
    """A case in which the law allows a method other than open tender."""

    code: str
    method: str
    rule: str
    text_zh: str
    text_en: str


REASONS = {
    reason.code: reason
    for reason in (
        Reason("LIMITED_SUPPLIERS", INVITED_TENDER, "C-06", "性质特殊，供应商范围有限", "Few suppliers"),
        Reason(
            "COST_OUT_OF_PROPORTION", INVITED_TENDER, "C-06", "公开招标费用占比过大", "Cost out of proportion"
        ),
        Reason("TENDER_FAILED", COMPETITIVE_NEGOTIATION, "C-07", "招标失败", "The tender failed"),
        Reason(
            "COMPLEX_OR_SPECIAL",
            COMPETITIVE_NEGOTIATION,
            "C-07",
            "技术复杂或者性质特殊",
            "Complex or special",
        ),
        Reason("URGENT", COMPETITIVE_NEGOTIATION, "C-07", "不可预见的紧急需要", "Unforeseeable urgency"),
        Reason(
            "PRICE_NOT_COMPUTABLE", COMPETITIVE_NEGOTIATION, "C-07", "不能事先计算价格总额", "Price unknown"
        ),
        Reason(
            PURCHASED_SERVICE, COMPETITIVE_CONSULTATION, "C-08", "政府购买服务项目", "A purchase of services"
        ),
        Reason("ONLY_SUPPLIER", SINGLE_SOURCE, "C-10", "只能从唯一供应商处采购", "Only one supplier exists"),
        Reason("EMERGENCY", SINGLE_SOURCE, "C-10", "不可预见的紧急情况", "Unforeseeable emergency"),
        Reason("CONSISTENCY", SINGLE_SOURCE, "C-10", "保证一致性，添购不超过10%", "Consistency, within 10 %"),
        Reason("FRAMEWORK_CASE", FRAMEWORK, "C-13", "符合框架协议适用情形", "A framework case"),
    )
}
"""Reason codes a purchaser may state; PURCHASED_SERVICE holds for everything bought here."""


_ABOVE = ("省财政厅", "财政部")


@dataclass(frozen=True)
class MethodAdvice:
    """What may be done with a project of this size.

    `approval_needed`: the lawful methods that need C-03's approval before the activity starts, by
    `approval_authority`. `basis`: rule ids. `unconfirmed`: policy parameters used that nobody confirmed.
    """

    lawful: tuple[str, ...]
    proposed: str
    approval_needed: tuple[str, ...]
    approval_authority: str
    basis: tuple[str, ...]
    unconfirmed: tuple[str, ...]


def resolve(
    total_over_packages_and_years: Decimal,
    *,
    on: date,
    reasons: Collection[str] = (),
    in_centralised_list: bool = False,
    parameters: policy.Overrides | None = None,
) -> MethodAdvice:
    """Which methods are lawful for a project of so many yuan (all packages, all years: N-20), on a day.

    `reasons` are codes of `REASONS`. Raises RegulationError for an unknown one.
    """
    stated = _stated(reasons)
    place = position(total_over_packages_and_years, on=on, parameters=parameters)
    others = tuple(dict.fromkeys(reason.method for reason in stated))
    small = place.below_split and not in_centralised_list
    authority = policy.lookup("method_approval_authority", on, parameters)
    approval = tuple(method for method in others if method != FRAMEWORK) if place.open_tender_due else ()
    unconfirmed = place.unconfirmed + (() if authority.confirmed or not approval else (authority.key,))
    return MethodAdvice(
        lawful=(*((SMALL_PURCHASE,) if small else ()), OPEN_TENDER, *others),
        proposed=_proposed(place, small),
        approval_needed=approval,
        approval_authority=str(authority.value),
        basis=_rules(place, small, stated),
        unconfirmed=unconfirmed,
    )


def may_approve(named: str, authority: str) -> bool:
    """Whether who signed an approval is the authority of policy or stands above it (C-03)."""
    return any(name in named for name in (authority, *_ABOVE))


def _stated(codes: Collection[str]) -> list[Reason]:
    for code in codes:
        if code not in REASONS:
            raise RegulationError("reasons", "C-01", f"there is no reason {code!r}")
    return [reason for code, reason in REASONS.items() if code in codes or code == PURCHASED_SERVICE]


def _proposed(place: Position, small: bool) -> str:
    if small:
        return SMALL_PURCHASE
    return OPEN_TENDER if place.open_tender_due else COMPETITIVE_CONSULTATION


def _rules(place: Position, small: bool, stated: list[Reason]) -> tuple[str, ...]:
    rules = ["C-14", "N-14"] if small else []
    rules += ["C-05", "C-03"] if place.open_tender_due else ["C-01"]
    return tuple(dict.fromkeys([*rules, *(reason.rule for reason in stated), "N-20"]))


INVITE, AWARD = "INVITE", "AWARD"
STAGES = (INVITE, AWARD)
_MINIMUM = {
    OPEN_TENDER: 3,
    INVITED_TENDER: 3,
    COMPETITIVE_NEGOTIATION: 3,
    COMPETITIVE_CONSULTATION: 3,
    SINGLE_SOURCE: 1,
    FRAMEWORK: 2,
    SMALL_PURCHASE: 1,
}


def minimum_suppliers(
    method: str, stage: str, *, two_bidder_case: bool = False, public_service: bool = True
) -> int:
    """How many suppliers a method needs when they are invited (INVITE) or stand for the award (AWARD).

    AWARD covers, for tenders, the opening, the qualified and the conforming bids alike (采购法第三十六条;
    财政部令第87号第四十三条、第四十四条). Two remain enough in a negotiation after a tender with two bidders
    (`two_bidder_case`, 财政部令第74号第二十七条) and in a consultation that buys services (`public_service`,
    财库〔2015〕124号). Raises RegulationError for INQUIRY and unknown methods.
    """
    if method not in _MINIMUM:
        rule = "C-09" if method == INQUIRY else "C-01"
        raise RegulationError("method", rule, f"{method!r} is no method for services")
    if stage not in STAGES:
        raise RegulationError("stage", "C-01", f"must be one of {', '.join(STAGES)}")
    two_are_enough = (method == COMPETITIVE_NEGOTIATION and two_bidder_case) or (
        method == COMPETITIVE_CONSULTATION and public_service and stage == AWARD
    )
    return 2 if two_are_enough else _MINIMUM[method]
