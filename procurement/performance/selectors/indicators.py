"""What the platform knows better than anybody could type: money paid, and what the survey found."""

from decimal import Decimal

from procurement.regulations import performance
from procurement.regulations.money import half_up

from ..models import IndicatorResult, PerformanceEvaluation

PERCENT = ("%", "％")


def recorded(evaluation: PerformanceEvaluation, row: IndicatorResult) -> Decimal | None:
    """Return an indicator's value from the record; None where somebody has to state it.

    Spending: the share of the contract that is paid where the target is a percentage, else yuan paid.
    """
    if row.tier == performance.EXECUTION and row.kind == performance.POSITIVE:
        contract = evaluation.contract
        if row.unit in PERCENT:
            return half_up(contract.paid * 100 / contract.amount)
        return contract.paid
    if row.tier == performance.SATISFACTION:
        return evaluation.satisfaction
    return None
