"""The guidance catalogue and the annual purchase plan."""

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
    "ItemResult",
    "NationalItem",
    "PlanIndicator",
    "PlanItem",
    "PlanItemFunding",
    "PurchaseIntent",
]
