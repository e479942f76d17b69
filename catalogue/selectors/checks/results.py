"""What an item is to achieve, and what last year's result says of going on with it."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from procurement.core.findings import article
from procurement.regulations import parameters as policy
from procurement.regulations import performance, planning
from procurement.regulations.errors import RegulationError

from ...models import PlanItem
from .problem import Problem
from .reading import Reading


def indicators(item: PlanItem, around: Reading) -> Iterator[Problem]:
    """The performance targets weigh 100 together, satisfaction enough of it (G-03, G-11)."""
    rows = around.indicators(item)
    total = sum((row.weight for row in rows), Decimal(0))
    if total != 100:
        text = _("绩效指标的权重合计 %(total)s，应为 100。") % {"total": f"{total:f}"}
        yield Problem("G-03", "indicators", text)
    for row in rows:
        if row.kind == performance.POSITIVE and not row.target:
            text = _("指标“%(name)s”要有大于零的目标值。") % {"name": row.name}
            yield Problem("G-05", "indicators", text)
    if item.resident_facing:
        yield from _satisfaction(rows, around)


def _satisfaction(rows: list, around: Reading) -> Iterator[Problem]:
    weight = sum((row.weight for row in rows if row.tier == performance.SATISFACTION), Decimal(0))
    try:
        performance.check_satisfaction_weight(weight, on=around.on, parameters=around.given)
    except RegulationError:
        least = policy.number("satisfaction_weight_min", around.on, around.given)
        text = _("直接面向群众的项目，满意度权重不低于 %(least)s，现在是 %(weight)s（%(article)s）。")
        yield Problem(
            "G-11",
            "indicators",
            text % {"least": f"{least:f}", "weight": f"{weight:f}", "article": article("G-11")},
        )


def continuation(item: PlanItem, around: Reading) -> Iterator[Problem]:
    """Going on against what last year's result advised needs a written reason (G-07)."""
    result = getattr(item.continues, "result", None)
    if result is None or item.continues is None or item.continuation_reason.strip():
        return
    if planning.against_advice(result.recommendation, amount=item.amount, last_amount=item.continues.amount):
        text = _(
            "上年绩效建议是“%(advice)s”，上年预算 %(last)s 元，今年 %(amount)s 元："
            "请写明与建议不一致的理由（%(article)s）。"
        )
        facts = {
            "advice": result.get_recommendation_display(),
            "last": f"{item.continues.amount:,.2f}",
            "amount": f"{item.amount:,.2f}",
            "article": article("G-07"),
        }
        yield Problem("G-07", "continuation_reason", text % facts)
