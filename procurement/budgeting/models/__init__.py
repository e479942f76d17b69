"""Budget lines with their ledger, how they are adjusted, and what townships' congresses approved."""

from .adjustments import Adjustment
from .lines import BudgetLine, Holding, LedgerEntry
from .townships import TownshipBudget

__all__ = ["Adjustment", "BudgetLine", "Holding", "LedgerEntry", "TownshipBudget"]
