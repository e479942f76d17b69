"""What was reached, per indicator: from the record where the platform knows, else as stated (RULES G-05)."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from procurement.core import parameters
from procurement.core.clock import local_date
from procurement.core.errors import DomainError
from procurement.regulations import performance
from procurement.regulations.errors import RegulationError

from ..models import IndicatorResult, PerformanceEvaluation
from ..selectors.indicators import recorded


def write_actuals(
    evaluation: PerformanceEvaluation,
    actuals: Mapping[str, Decimal],
    evidence: Mapping[str, str],
    side: str,
) -> None:
    """Keep what one ``side`` (self, third) found for every indicator; refuses what is missing or impossible."""
    for row in evaluation.indicators.all():
        value = recorded(evaluation, row)
        value = actuals.get(row.code) if value is None else value
        _check(row, value)
        setattr(row, f"{side}_actual", value)
        setattr(row, f"{side}_evidence", evidence.get(row.code, "").strip())
        row.save(update_fields=[f"{side}_actual", f"{side}_evidence"])


def _check(row: IndicatorResult, value: Decimal | None) -> None:
    field = f"actual_{row.code}"
    if value is None or value < 0:
        text = _("请填写“%(name)s”的完成情况，不能小于零。")
        raise DomainError(text % {"name": row.name}, field=field, rule="G-05")
    if row.kind == performance.QUALITATIVE and value > 100:
        text = _("“%(name)s”是定性指标，按完成程度填写0到100。")
        raise DomainError(text % {"name": row.name}, field=field, rule="G-05")


def evaluated(evaluation: PerformanceEvaluation, field: str, at: datetime) -> dict[str, Any]:
    """Return the case of FORMATS 5 with its result, by the parameters in force on ``at``."""
    case: dict[str, Any] = {
        "format": "performance-case/1",
        "indicators": [_case_row(row, field) for row in evaluation.indicators.all()],
    }
    changed = parameters.changed(local_date(at))
    if changed:
        case["parameters"] = changed
    try:
        return {"case": case, "result": performance.evaluate(case)}
    except RegulationError as error:
        text = _("计划的绩效指标不完整，不能计算得分：%(reason)s。请先联系财政部门更正。")
        raise DomainError(text % {"reason": error}, rule=error.rule) from error


def _case_row(row: IndicatorResult, field: str) -> dict[str, str]:
    facts = {"code": row.code, "tier": row.tier, "weight": f"{row.weight:f}", "kind": row.kind}
    found = f"{getattr(row, field):f}"
    if row.kind == performance.QUALITATIVE:
        return {**facts, "band": found}
    return {**facts, "target": f"{row.target or 0:f}", "actual": found}
