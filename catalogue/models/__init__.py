"""The guidance catalogue and the annual purchase plan."""

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
