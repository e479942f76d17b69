"""Budget lines with their ledger, how they are adjusted, and what townships' congresses approved."""

from .adjustments import Adjustment
from .imports import AllotmentBatch, AllotmentBatchLine, ColumnMapping
from .lines import BudgetLine, Holding, LedgerEntry
from .townships import TownshipBudget
from .year_end import YearEnd, YearEndDecision

__all__ = [
    "Adjustment",
    "AllotmentBatch",
    "AllotmentBatchLine",
    "BudgetLine",
    "ColumnMapping",
    "Holding",
    "LedgerEntry",
    "TownshipBudget",
    "YearEnd",
    "YearEndDecision",
]
