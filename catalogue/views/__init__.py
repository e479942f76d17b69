"""Screens of catalogue and plan: public pages, a purchaser's items, the bureau's review."""

from .forms import PlanItemCreate, PlanItemEdit
from .items import PlanItemDetail, PlanItemList, PlanReview
from .public import CatalogueItemDetail, CatalogueTree, PublicPlan, PublicPlanItem
from .steps import PlanItemAgree, PlanItemIntent, PlanItemReturn, PlanItemTransition, PlanPublish

__all__ = [
    "CatalogueItemDetail",
    "CatalogueTree",
    "PlanItemAgree",
    "PlanItemCreate",
    "PlanItemDetail",
    "PlanItemEdit",
    "PlanItemIntent",
    "PlanItemList",
    "PlanItemReturn",
    "PlanItemTransition",
    "PlanPublish",
    "PlanReview",
    "PublicPlan",
    "PublicPlanItem",
]
