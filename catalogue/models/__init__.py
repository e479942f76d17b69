"""The guidance catalogue and the annual purchase plan."""

from .annual import AnnualPlan
from .filings import EntryScreening, OffCatalogueFiling
from .making import DepartmentOpinion, ExpertOpinion, PublicComment
from .plan import (
    ItemResult,
    PlanIndicator,
    PlanItem,
    PlanItemFunding,
    PurchaseIntent,
)
from .versions import CatalogueItem, CatalogueScheme, CatalogueVersion, NationalItem

__all__ = [
    "AnnualPlan",
    "CatalogueItem",
    "CatalogueScheme",
    "CatalogueVersion",
    "DepartmentOpinion",
    "EntryScreening",
    "ExpertOpinion",
    "ItemResult",
    "NationalItem",
    "OffCatalogueFiling",
    "PlanIndicator",
    "PlanItem",
    "PlanItemFunding",
    "PublicComment",
    "PurchaseIntent",
]
