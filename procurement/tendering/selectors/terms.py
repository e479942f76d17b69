"""What the law has against the terms of a tender: price weight, ceiling, bond, SME terms (RULES E, B-09, D-28).

The limits are those of ``regulations``; here each refusal becomes a sentence beside its field.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core import parameters
from procurement.regulations import bundle_checks, intervals
from procurement.regulations import parameters as policy
from procurement.regulations.bundle import Factor, LowLimits, Terms
from procurement.regulations.errors import RegulationError
from procurement.regulations.parameters import Overrides

from ..enums import AwardRule, Method
from ..models import Package, ScoringFactor, Tender
from .policy import article

HUNDRED = Decimal("100")
LOW_KEYS = ("of_mean", "of_second_lowest", "of_ceiling")
WEIGHT_CONSENT = bundle_checks.WEIGHT_CONSENT


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the documents that may not stand: which page it is on, its field, the sentence, the rule."""

    tab: str
    field: str
    text: str
    rule: str


def scoring_sum(tender: Tender, maxima: list[Decimal]) -> Decimal:
    """Return price weight plus factor maxima; 100 is lawful (E-22)."""
    return tender.price_weight + sum(maxima, Decimal("0"))


def is_scored(tender: Tender) -> bool:
    return tender.award_rule == AwardRule.COMPREHENSIVE_SCORING


def may_be_scored(tender: Tender) -> bool:
    """Tell whether the method leaves a choice of scoring at all: a negotiation knows the lowest price only (C-07)."""
    only, _rule = bundle_checks.ONLY_AWARD_RULE.get(tender.method, (AwardRule.COMPREHENSIVE_SCORING, ""))
    return only == AwardRule.COMPREHENSIVE_SCORING


def sum_problem(tender: Tender, maxima: list[Decimal]) -> Problem | None:
    """Refuse a table that does not make 100, with the sum and what is missing or too much (E-22)."""
    total = scoring_sum(tender, maxima)
    if not is_scored(tender) or total == HUNDRED:
        return None
    gap = _("还差%(points)s分") if total < HUNDRED else _("多出%(points)s分")
    text = (
        _(
            "价格分%(weight)s分，加各评分因素%(factors)s分，合计%(total)s分，%(gap)s：合计应为100分（%(article)s）。请修改分值。"
        )
        if tender.price_weight
        else _("各评分因素合计%(total)s分，%(gap)s：合计应为100分（%(article)s）。请修改分值。")
    )
    text %= {
        "weight": points(tender.price_weight),
        "factors": points(total - tender.price_weight),
        "total": points(total),
        "gap": gap % {"points": points(abs(HUNDRED - total))},
        "article": article("E-22", tender.method),
    }
    return Problem("scoring", "factors", text, "E-22")


def method_of(factor: ScoringFactor) -> str:
    """Return the procedure that a factor is scored in; a framework's plan tries its own before there is a package."""
    return factor.package.tender.method if factor.package_id else Method.FRAMEWORK.value


def interval_problem(factor: ScoringFactor) -> str:
    """Return what is wrong with a factor's levels, with what to write instead; empty: nothing (E-25)."""
    found = intervals.from_data(factor.intervals)
    wrong = intervals.wrong(found, factor.maximum, objective=factor.objective)
    if not wrong:
        return ""
    values = {
        "name": factor.name,
        "maximum": points(factor.maximum),
        "top": points(found.top) if found else "0",
        "article": article("E-25", method_of(factor)),
    }
    return _INTERVALS[wrong] % values


_INTERVALS = {
    intervals.MISSING: gettext_lazy(
        "“%(name)s”没有分档，或者有一行读不出分值：评审因素要细化、量化，各等次设不同分值（%(article)s）。"
        "请一行写一档，例如“优 %(maximum)s 方案完整”；按数量计分的写“每份 5 最多 2”。"
    ),
    intervals.ONE_LEVEL: gettext_lazy(
        "“%(name)s”只有一档：至少写两档，达不到的也要写明得几分，例如“其他 0”（%(article)s）。"
    ),
    intervals.OVERLAP: gettext_lazy(
        "“%(name)s”的两档分值相同或者重叠：不同等次要有不同分值（%(article)s）。请分开。"
    ),
    intervals.TOP: gettext_lazy(
        "“%(name)s”最高能得%(top)s分，本项分值是%(maximum)s分，两者应当相等（%(article)s）。请修改分档或者分值。"
    ),
    intervals.BAND: gettext_lazy(
        "“%(name)s”是客观分，每一档只能有一个分值，不能写成区间（%(article)s）。请改成固定分值，或者不勾客观分。"
    ),
    intervals.NEGATIVE: gettext_lazy(
        "“%(name)s”按数量计分，要写明每一个得几分、最多算几个，例如“每份 5 最多 2”（%(article)s）。"
    ),
}


def points(value: Decimal) -> str:
    """Write points without needless zeros: 10, 12.5."""
    return f"{Decimal(value).normalize():f}"


def term_problems(tender: Tender, *, on: date) -> list[Problem]:
    """Return what the law has against the tender's own terms on ``on``, the day they are judged by."""
    given = parameters.changed(on)
    found = [
        _award_rule_problem(tender),
        _weight_problem(tender, on, given),
        _deduction_problem(tender, on, given),
        _low_problem(tender, on, given),
        _bond_problem(tender, on, given),
        _reserve_problem(tender, on, given),
        _term_problem(tender),
    ]
    return [problem for problem in found if problem is not None]


def _as_terms(tender: Tender, on: date) -> Terms:
    """Return the tender as ``regulations`` sees a bundle, its factors filled up to 100 (judged apart)."""
    rest = HUNDRED - tender.price_weight
    return Terms(
        code=tender.code,
        package="1",
        method=tender.method,
        award_rule=tender.award_rule,
        published_on=on,
        budget=tender.budget,
        price_ceiling=None,
        price_weight=tender.price_weight,
        price_is_fixed=tender.price_is_fixed,
        reserved_for_sme=tender.reserved_for_sme,
        small_micro_deduction=tender.small_micro_deduction,
        consortium_deduction=tender.consortium_deduction,
        abnormal_low=_low_limits(tender),
        consents=tuple(tender.consents),
        two_bidder_case=tender.two_bidder_case,
        factors=(Factor("REST", "TECHNICAL", rest, False),),
    )


def _low_limits(tender: Tender) -> LowLimits | None:
    if not tender.abnormal_low:
        return None
    return LowLimits(*(Decimal(str(tender.abnormal_low[key])) for key in LOW_KEYS))


def _award_rule_problem(tender: Tender) -> Problem | None:
    only, rule = bundle_checks.ONLY_AWARD_RULE.get(tender.method, (tender.award_rule, ""))
    if tender.award_rule == only:
        return None
    text = _("%(method)s只能采用%(award_rule)s（%(article)s）。请改选评审办法。") % {
        "method": Method(tender.method).label,
        "award_rule": AwardRule(only).label,
        "article": article(rule),
    }
    return Problem("documents", "award_rule", text, rule)


def _weight_problem(tender: Tender, on: date, given: Overrides) -> Problem | None:
    if not is_scored(tender):
        return None
    try:
        bundle_checks.check_weights(_as_terms(tender, on), given)
    except RegulationError as error:
        return _weight_sentence(tender, on, given, error.rule)
    return None


def _weight_sentence(tender: Tender, on: date, given: Overrides, rule: str) -> Problem:
    if rule == "E-24":
        text = _("固定价格采购的，价格不作为评审因素，价格分权重须为0（%(article)s）。")
        return Problem("documents", "price_weight", text % {"article": article(rule)}, rule)
    consultation = tender.method == Method.COMPETITIVE_CONSULTATION
    kind = "consultation" if consultation else "tender"
    values = {
        "low": points(policy.number(f"price_weight_min_{kind}", on, given)),
        "high": points(policy.number(f"price_weight_max_{kind}", on, given)),
        "given": points(tender.price_weight),
        "article": article("E-20", tender.method),
    }
    text = (
        _(
            "磋商的价格分权重须在%(low)s至%(high)s之间，现为%(given)s（%(article)s）。请修改；超出的须先经同级财政部门同意。"
        )
        if consultation
        else _("服务项目的价格分权重不得低于%(low)s，现为%(given)s（%(article)s）。请修改。")
    )
    return Problem("documents", "price_weight", text % values, "E-20")


def _deduction_problem(tender: Tender, on: date, given: Overrides) -> Problem | None:
    try:
        bundle_checks.check_deductions(_as_terms(tender, on), given)
    except RegulationError as error:
        field = error.field.removeprefix("tender.")
        return Problem("documents", field, _deduction_sentence(field, error.rule, on, given), error.rule)
    return None


def _deduction_sentence(field: str, rule: str, on: date, given: Overrides) -> str:
    if rule == "E-46":
        return _("专门面向中小企业的采购项目不再给予价格扣除（%(article)s）。请填0。") % {
            "article": article(rule)
        }
    key = "sme_rate" if field == "small_micro_deduction" else "consortium_rate"
    return _("价格扣除须在%(low)s%%至%(high)s%%之间，并在文件中写明一个固定比例（%(article)s）。请修改。") % {
        "low": points(policy.number(f"{key}_min", on, given)),
        "high": points(policy.number(f"{key}_max", on, given)),
        "article": article(rule),
    }


def _low_problem(tender: Tender, on: date, given: Overrides) -> Problem | None:
    """Refuse a percentage that the documents may not set: they raise those of the rule up to a limit (E7)."""
    found = bundle_checks.low_limit_range(on, given)
    if tender.abnormal_low is None or found is None:
        return None
    least, most = found
    for key in LOW_KEYS:
        if not least[key] <= Decimal(tender.abnormal_low[key]) <= most:
            text = _(
                "异常低价审查的这一比例须在%(least)s%%至%(most)s%%之间：采购文件可以提高，不能降低（财库〔2026〕2号）。请修改。"
            ) % {"least": points(least[key]), "most": points(most)}
            return Problem("documents", f"abnormal_low.{key}", text, "E7")
    return None


def _bond_problem(tender: Tender, on: date, given: Overrides) -> Problem | None:
    most = policy.number("bid_bond_pct", on, given)
    if 0 <= tender.bond_percent <= most:
        return None
    text = _(
        "投标（响应）保证金不得超过采购项目预算金额的%(most)s%%（%(article)s）。请改为%(most)s或以下。"
    ) % {
        "most": points(most),
        "article": article("D-28", tender.method),
    }
    return Problem("documents", "bond_percent", text, "D-28")


def _reserve_problem(tender: Tender, on: date, given: Overrides) -> Problem | None:
    if not tender.industry.strip():
        text = _("请写明采购标的对应的中小企业划分标准所属行业（%(article)s）。") % {
            "article": article("N-08")
        }
        return Problem("documents", "industry", text, "N-08")
    if tender.reserved_for_sme or tender.sme_reason.strip() or tender.item.sme_share:
        return None
    limit = policy.number("sme_reserve_amount", on, given)
    text = (
        _(
            "%(limit)s万元以下适宜由中小企业提供的项目应当专门面向中小企业采购；不预留的须写明理由（%(article)s）。"
        )
        if tender.budget <= limit
        else _("超过%(limit)s万元的项目应当预留部分份额面向中小企业；不预留的须写明理由（%(article)s）。")
    )
    values = {"limit": points(limit / 10_000), "article": article("E-45")}
    return Problem("documents", "sme_reason", text % values, "E-45")


def _term_problem(tender: Tender) -> Problem | None:
    if tender.term_months <= tender.item.term_months:
        return None
    text = _(
        "合同履行期限不得超过计划确定的%(months)s个月（%(article)s）。请修改期限，或者先调整购买计划。"
    ) % {
        "months": tender.item.term_months,
        "article": article("A-18"),
    }
    return Problem("documents", "term_months", text, "A-18")


def ceiling_problem(package: Package) -> Problem | None:
    """Refuse a ceiling above the package's budget (B-09)."""
    if package.price_ceiling is None or 0 < package.price_ceiling <= package.budget:
        return None
    text = _("最高限价须大于零，且不得高于本包预算金额%(budget)s元（%(article)s）。请改低。") % {
        "budget": f"{package.budget:,.2f}",
        "article": article("B-09", package.tender.method),
    }
    return Problem("documents", "price_ceiling", text, "B-09")
