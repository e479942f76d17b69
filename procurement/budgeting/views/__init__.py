"""Screens of the budget."""

from .adjustments import AdjustmentDetail, AdjustmentList, AdjustmentTransition, LineAdjust
from .county import CountyOverview, LedgerList, MonthDocument, MonthReport, PublicBudget
from .imports import AllotmentImport, BatchApprove, BatchDetail, ImportColumns
from .lines import LineApprove, LineCreate, LineDetail, LineList, LineTransition
from .midterm import LinePropose, MidtermList
from .townships import TownshipFile, TownshipList, TownshipRegister
from .year_end import YearEndCreate, YearEndDecide, YearEndDetail, YearEndList, YearEndTransition

__all__ = [
    "AdjustmentDetail",
    "AdjustmentList",
    "AdjustmentTransition",
    "AllotmentImport",
    "BatchApprove",
    "BatchDetail",
    "CountyOverview",
    "ImportColumns",
    "LineAdjust",
    "LedgerList",
    "LineApprove",
    "LineCreate",
    "LineDetail",
    "LineList",
    "LinePropose",
    "LineTransition",
    "MidtermList",
    "MonthDocument",
    "MonthReport",
    "PublicBudget",
    "TownshipFile",
    "TownshipList",
    "TownshipRegister",
    "YearEndCreate",
    "YearEndDecide",
    "YearEndDetail",
    "YearEndList",
    "YearEndTransition",
]
