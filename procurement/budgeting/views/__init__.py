"""Screens of the budget."""

from .adjustments import AdjustmentDetail, AdjustmentList, AdjustmentTransition, LineAdjust
from .lines import LineApprove, LineCreate, LineDetail, LineList, LineTransition
from .townships import TownshipFile, TownshipList, TownshipRegister

__all__ = [
    "AdjustmentDetail",
    "AdjustmentList",
    "AdjustmentTransition",
    "LineAdjust",
    "LineApprove",
    "LineCreate",
    "LineDetail",
    "LineList",
    "LineTransition",
    "TownshipFile",
    "TownshipList",
    "TownshipRegister",
]
