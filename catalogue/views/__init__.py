"""Screens of catalogue and plan: public pages, a purchaser's items, the bureau's catalogue and review."""

from .entries import EntryAdd, EntryEdit, EntryRemove
from .forms import PlanItemCreate, PlanItemEdit
from .items import PlanItemDetail, PlanItemList, PlanReview
from .making import (
    CatalogueDraft,
    CatalogueRelease,
    CatalogueVersionDetail,
    CatalogueVersionList,
    SchemeList,
)
from .public import CatalogueItemDetail, CatalogueTree, PublicPlan, PublicPlanItem
from .steps import PlanItemAgree, PlanItemIntent, PlanItemReturn, PlanItemTransition, PlanPublish

__all__ = [
    "CatalogueDraft",
    "CatalogueItemDetail",
    "CatalogueRelease",
    "CatalogueTree",
    "CatalogueVersionDetail",
    "CatalogueVersionList",
    "EntryAdd",
    "EntryEdit",
    "EntryRemove",
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
    "SchemeList",
]
