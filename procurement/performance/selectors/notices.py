"""What is public of an evaluation: the case, so that anybody can recompute it, and the result (RULES A-24)."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from catalogue.enums import Recommendation
from procurement.tendering.selectors.notices import long_day, money, row

from ..enums import Grade
from ..models import PerformanceEvaluation

# What a grade means for the next plan (RULES G-07); going against it needs a reason there.
FOLLOWS = {
    Grade.EXCELLENT: Recommendation.RAISE,
    Grade.GOOD: Recommendation.KEEP,
    Grade.FAIR: Recommendation.CUT,
    Grade.POOR: Recommendation.STOP,
}


def performance_notice(evaluation: PerformanceEvaluation, published_on: date) -> dict[str, Any]:
    """Return the notice of an evaluation; ``case`` goes through ``python -m procurement.regulations.performance``."""
    contract = evaluation.contract
    follows = FOLLOWS[Grade(evaluation.grade)]
    return {
        "format": "performance-notice/1",
        "facts": {
            "evaluation": evaluation.code,
            "contract": contract.code,
            "project": contract.item.code,
            "supplier": contract.supplier.code,
            "supplier_name": contract.supplier.name,
            "evaluator": evaluation.evaluator.code,
            "amount": contract.amount,
            "paid": contract.paid,
            "self_total": evaluation.self_total,
            "total": evaluation.total,
            "grade": evaluation.grade,
            "satisfaction": evaluation.satisfaction,
            "recommendation": follows,
            "published_on": published_on,
        },
        "sections": [
            {
                "title": _("一、绩效结果"),
                "text": evaluation.third_party_summary,
                "rows": _result_rows(evaluation, follows, published_on),
            },
            {"title": _("二、指标完成情况"), "rows": _indicator_rows(evaluation)},
        ],
        "case": evaluation.case,
        "result": evaluation.result,
    }


def _result_rows(
    evaluation: PerformanceEvaluation, follows: Recommendation, published_on: date
) -> list[dict[str, str]]:
    contract = evaluation.contract
    rows = [
        row(_("项目名称"), contract.title),
        row(_("购买主体"), contract.purchaser.name),
        row(_("承接主体"), contract.supplier.name),
        row(_("第三方评价机构"), evaluation.evaluator.name),
        row(_("合同金额"), money(contract.amount)),
        row(_("已支付"), money(contract.paid) if contract.paid else "0.00元"),
        row(_("单位自评得分"), evaluation.self_total),
        row(_("评价得分"), evaluation.total),
        row(_("等次"), Grade(evaluation.grade).label),
        row(_("服务对象满意度"), "" if evaluation.satisfaction is None else f"{evaluation.satisfaction}%"),
        row(_("结果应用"), follows.label),
        row(_("公开日期"), long_day(published_on)),
    ]
    return [one for one in rows if one["value"]]


def _indicator_rows(evaluation: PerformanceEvaluation) -> list[dict[str, str]]:
    scores = evaluation.result["scores"]
    return [
        row(
            indicator.name,
            _("目标%(target)s%(unit)s，完成%(actual)s%(unit)s，得%(points)s分（满分%(weight)s分）")
            % {
                "target": f"{indicator.target or 0:.2f}",
                "actual": f"{indicator.third_actual:.2f}",
                "unit": indicator.unit,
                "points": scores[indicator.code],
                "weight": f"{indicator.weight:.2f}",
            },
        )
        for indicator in evaluation.indicators.all()
    ]
