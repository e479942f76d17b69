"""Whether a plan item may go forward: every check of the plan, each naming its rule and its form field.

The guards of the lifecycle ask them one by one; the item's page lists all that is still missing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from procurement.accounts.enums import OrganisationKind
from procurement.budgeting.enums import LineStatus
from procurement.budgeting.models import Holding
from procurement.budgeting.selectors import available_to, has_budget, holdings_of_cause, plan_horizon
from procurement.core import clock, parameters
from procurement.core.findings import article, sentence
from procurement.core.language import listed
from procurement.regulations import methods, performance, scope, thresholds
from procurement.regulations import parameters as policy
from procurement.regulations.errors import RegulationError

from ..enums import OrganisationForm, method_name
from ..models import PlanItem
from .filings import filing_serving
from .tree import versions_in_force

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Problem:
    """What stands in the way: the rule, the sentence, and the form field it belongs beside."""

    rule: str
    field: str
    sentence: str


Check = Callable[[PlanItem, datetime], Iterator[Problem]]


def problems(item: PlanItem, at: datetime) -> list[Problem]:
    """Return all that still stands in the way of submitting the item."""
    return [problem for check in ALL for problem in check(item, at)]


def purchaser(item: PlanItem, at: datetime) -> Iterator[Problem]:
    """Only state organs buy (A-03, A-04)."""
    if item.organisation.kind not in OrganisationKind.purchasers():
        yield Problem("A-03", "", _("%(name)s不能作为购买主体。") % {"name": item.organisation.name})


def in_catalogue(item: PlanItem, at: datetime) -> Iterator[Problem]:
    """The item names a purchasable entry of the catalogue in force (A-14)."""
    entry = item.catalogue_item
    in_force = versions_in_force(clock.local_date(at), item.year)
    if entry.version_id not in {version.pk for version in in_force}:
        yield Problem(
            "A-14",
            "catalogue_item",
            _(
                "“%(entry)s”不在现行指导性目录中：列入目录且有预算才能购买（%(article)s）。请重新选择目录条目。"
            )
            % {"entry": entry, "article": article("A-14")},
        )
    if entry.is_leaf and entry.provincial_code:
        return
    if filing_serving(item) is not None:
        return
    if not entry.is_leaf:
        text = _("“%(entry)s”是目录的类别，请选择它下面的具体条目；确实没有的，先办理目录外备案。")
        yield Problem("A-16", "catalogue_item", text % {"entry": entry})
    else:
        text = _(
            "“%(entry)s”需要省级依据：县级条目应对应省级指导性目录（%(article)s）。请先办理目录外备案，"
            "备案后可以选用。"
        )
        yield Problem("A-11", "catalogue_item", text % {"entry": entry, "article": article("A-11")})


def negative_list(item: PlanItem, at: datetime) -> Iterator[Problem]:
    """No answer of the negative list may be yes (A-08)."""
    try:
        findings = scope.answers_block(item.negative_answers)
    except RegulationError:
        yield Problem("A-08", "negative_answers", _("负面清单六个问题都要回答“是”或“否”。"))
        return
    for finding in findings:
        text = _("回答“是”的事项不得购买：%(finding)s。请改用其他方式办理。") % {"finding": sentence(finding)}
        yield Problem("A-08", "negative_answers", text)


def word_hits(item: PlanItem, on: date) -> dict[str, list[scope.WordHit]]:
    """Return what the word screens find in the item's texts, by rule (A-09, B-07)."""
    text = "\n".join((item.title, item.description, item.beneficiaries))
    given = parameters.changed(on)
    found = {rule: list(scope.screen(rule, text, on=on, parameters=given)) for rule in ("A-09", "B-07")}
    return {rule: hits for rule, hits in found.items() if hits}


def words(item: PlanItem, at: datetime) -> Iterator[Problem]:
    """A listed word needs a written explanation, which the bureau reads (A-09, B-07)."""
    if item.word_screen_reason.strip():
        return
    for rule, hits in word_hits(item, clock.local_date(at)).items():
        yield Problem(
            rule,
            "word_screen_reason",
            _("文字中出现“%(words)s”，可能属于不得购买的内容（%(article)s）：请修改，或说明为什么不属于。")
            % {"words": listed(dict.fromkeys(hit.word for hit in hits)), "article": article(rule)},
        )


def term(item: PlanItem, at: datetime) -> Iterator[Problem]:
    """At most one year, three with five conditions, inside the mid-term plan (A-18, A-19)."""
    on = clock.local_date(at)
    stated = [code for code in scope.LONG_TERM_CONDITIONS if item.term_conditions.get(code) is True]
    try:
        found = scope.contract_term_check(
            item.term_months,
            stated,
            on=on,
            ends_on=term_end(item),
            plan_horizon=plan_horizon(item.year),
            parameters=parameters.changed(on),
        )
    except RegulationError:
        yield Problem("A-18", "term_months", _("服务期至少一个月。"))
        return
    for finding in found:
        yield Problem(finding.rule, "term_months", sentence(finding))


def term_end(item: PlanItem) -> date:
    """Return the month in which the service ends, as its first day, when it starts in the planned month."""
    months = item.start_month - 1 + item.term_months - 1
    return date(item.year + months // 12, months % 12 + 1, 1)


def matching(item: PlanItem, at: datetime) -> Iterator[Problem]:
    """A county duty takes no township money (B-17)."""
    if item.county_duty and item.matching_amount:
        yield Problem(
            "B-17",
            "matching_amount",
            _("县级事权的项目不得要求乡镇配套，配套金额应为 0（%(article)s）。")
            % {"article": article("B-17")},
        )


def fundings(item: PlanItem, at: datetime) -> Iterator[Problem]:
    """The slices of money make up the amount (B-06); before the budget a wish may name no line yet (N-11)."""
    parts = slices(item)
    if not parts and not has_budget(item.organisation_id, item.year):
        return
    total = sum((slice_.amount for slice_ in parts), Decimal("0.00"))
    if total != item.amount:
        yield Problem(
            "B-06",
            "amount",
            _("资金安排合计 %(total)s 元，与预算金额 %(amount)s 元不一致（%(article)s）。请调整资金安排。")
            % {"total": f"{total:,.2f}", "amount": f"{item.amount:,.2f}", "article": article("B-06")},
        )


def funded(item: PlanItem, at: datetime) -> Iterator[Problem]:
    """Lines that are approved, or on the mid-term plan, carry the whole amount: no longer a wish (B-01, N-11)."""
    parts = slices(item)
    for slice_ in parts:
        if slice_.line.status not in LineStatus.promising():
            text = _(
                "预算指标%(line)s还没有批准：先有预算、后购买服务（%(article)s）。批准以前，项目只是需求。"
            )
            yield Problem("B-01", "amount", text % {"line": slice_.line.code, "article": article("B-01")})
    if not parts:
        text = _("还没有指定预算指标：先有预算、后购买服务（%(article)s）。")
        yield Problem("B-01", "amount", text % {"article": article("B-01")})
    else:
        yield from fundings(item, at)


def money_there(item: PlanItem, at: datetime) -> Iterator[Problem]:
    """Every approved line has the money (B-01); one that is only proposed has none to ask for yet."""
    for slice_ in slices(item):
        if slice_.line.status == LineStatus.DRAFT:
            continue
        available = available_to(slice_.line, item.code)
        if available < slice_.amount:
            yield Problem(
                "B-01",
                "amount",
                _(
                    "预算指标%(line)s只剩 %(free)s 元可用，需要 %(amount)s 元：先有预算、后购买服务（%(article)s）。"
                    "请减少金额、换一笔指标，或先办理预算调整。"
                )
                % {
                    "line": slice_.line.code,
                    "free": f"{available:,.2f}",
                    "amount": f"{slice_.amount:,.2f}",
                    "article": article("B-01"),
                },
            )


def method(item: PlanItem, at: datetime) -> Iterator[Problem]:
    """The method is lawful for the amount (C-05 … C-14)."""
    on = clock.local_date(at)
    if item.method not in methods.METHODS:
        rule = "C-09" if item.method == methods.INQUIRY else "C-01"
        text = _("询价只用于货物，购买服务不能采用（%(article)s）。请改用其他方式。")
        yield Problem(rule, "method", text % {"article": article("C-09")})
        return
    advice = method_advice(item, on)
    if item.method not in advice.lawful:
        yield Problem(
            advice.basis[0],
            "method",
            _(
                "%(amount)s 元的项目不能采用%(method)s（%(article)s）。可以采用%(lawful)s；其他方式须有法定情形。"
            )
            % {
                "amount": f"{item.amount:,.2f}",
                "method": method_name(item.method),
                "article": article(advice.basis[0]),
                "lawful": listed(method_name(name) for name in advice.lawful),
            },
        )
    if item.method not in (advice.proposed, methods.OPEN_TENDER) and not item.method_reason.strip():
        yield Problem("C-01", "method_reason", _("请写明采用这种采购方式的理由。"))


def method_advice(item: PlanItem, on: date) -> methods.MethodAdvice:
    """Return what the law says of the methods for this item: lawful ones, proposal, approvals, unconfirmed."""
    return methods.resolve(
        item.amount,
        on=on,
        reasons=[item.method_case] if item.method_case in methods.REASONS else [],
        in_centralised_list=item.organisation_form == OrganisationForm.CENTRALISED,
        parameters=parameters.changed(on),
    )


def form(item: PlanItem, at: datetime) -> Iterator[Problem]:
    """A small purchase is run by the purchaser itself, and only a small purchase (N-06, N-14)."""
    small = item.method == methods.SMALL_PURCHASE
    if small == (item.organisation_form == OrganisationForm.INTERNAL):
        return
    text = (
        _("小额采购的组织形式应为“限额以下小额采购”。")
        if small
        else _("“限额以下小额采购”只用于小额采购方式，请改选组织形式。")
    )
    yield Problem("N-06", "organisation_form", text)


def sme(item: PlanItem, at: datetime) -> Iterator[Problem]:
    """Above the threshold a project open to all says why (E-47, N-08)."""
    on = clock.local_date(at)
    place = thresholds.position(item.amount, on=on, parameters=parameters.changed(on))
    if item.sme_reserved or place.below_split or item.method == methods.FRAMEWORK:
        return
    if item.sme_reason not in thresholds.NOT_RESERVED_REASONS:
        text = _("限额以上项目不专门面向中小企业时，须选择理由（%(article)s）。")
        yield Problem("E-47", "sme_reason", text % {"article": article("E-47")})


def indicators(item: PlanItem, at: datetime) -> Iterator[Problem]:
    """The performance targets weigh 100 together, satisfaction enough of it (G-03, G-11)."""
    rows = list(item.indicators.all())
    total = sum((row.weight for row in rows), Decimal(0))
    if total != 100:
        text = _("绩效指标的权重合计 %(total)s，应为 100。") % {"total": f"{total:f}"}
        yield Problem("G-03", "indicators", text)
    for row in rows:
        if row.kind == performance.POSITIVE and not row.target:
            text = _("指标“%(name)s”要有大于零的目标值。") % {"name": row.name}
            yield Problem("G-05", "indicators", text)
    if item.resident_facing:
        yield from _satisfaction(rows, clock.local_date(at))


def _satisfaction(rows: list, on: date) -> Iterator[Problem]:
    weight = sum((row.weight for row in rows if row.tier == performance.SATISFACTION), Decimal(0))
    given = parameters.changed(on)
    try:
        performance.check_satisfaction_weight(weight, on=on, parameters=given)
    except RegulationError:
        least = policy.number("satisfaction_weight_min", on, given)
        text = _("直接面向群众的项目，满意度权重不低于 %(least)s，现在是 %(weight)s（%(article)s）。")
        yield Problem(
            "G-11",
            "indicators",
            text % {"least": f"{least:f}", "weight": f"{weight:f}", "article": article("G-11")},
        )


def slices(item: PlanItem) -> list:
    """Return the item's slices of money with their lines, oldest line first."""
    return list(item.fundings.select_related("line").order_by("line__year", "line__code"))


def holdings(item: PlanItem) -> list[Holding]:
    """Return what the item holds of its lines."""
    return list(holdings_of_cause(item.code))


ALL: tuple[Check, ...] = (
    purchaser,
    in_catalogue,
    negative_list,
    words,
    term,
    matching,
    fundings,
    money_there,
    method,
    form,
    sme,
    indicators,
)
