"""The guidance catalogue and the annual purchase plan."""

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
    "ExpertOpinion",
    "ItemResult",
    "NationalItem",
    "PlanIndicator",
    "PlanItem",
    "PlanItemFunding",
    "PublicComment",
    "PurchaseIntent",
]
