"""Screens of catalogue and plan: public pages, a purchaser's items, the bureau's catalogue and review."""

from .adjustments import PlanAdjustmentDetail, PlanAdjustmentTransition, PlanItemAdjust, PlanItemCancel
from .annual import AnnualAgree, AnnualDetail, AnnualList, AnnualReturn, AnnualSubmit, PlanItemFund
from .comments import VersionComments, VersionCompare
from .consulting import (
    AddExpert,
    AmendVersion,
    AnswerConsultation,
    ApproveVersion,
    ConsultDepartments,
    OpenComments,
    ReplyComment,
    ReplyDepartment,
    VersionOpinions,
    VersionTransition,
)
from .entries import EntryAdd, EntryEdit, EntryRemove
from .filings import (
    ConfirmWords,
    ExplainWords,
    FilingCreate,
    FilingDetail,
    FilingList,
    FilingTakeUp,
    FilingTransition,
    VersionWords,
)
from .followed import PlanFeed
from .forms import PlanItemCreate, PlanItemEdit
from .grounds import GroundCreate, GroundDetail, GroundTransition
from .intents import IntentBatch
from .item_page import PlanItemDetail
from .items import PlanItemList, PlanReview
from .making import (
    CatalogueDraft,
    CatalogueRelease,
    CatalogueVersionDetail,
    CatalogueVersionList,
    SchemeList,
)
from .plan_sheets import AnnualExport, PlanImport
from .public import CatalogueItemDetail, CatalogueTree, PermanentEntry, PublicPlan, PublicPlanItem
from .sheets import CatalogueDocument, CatalogueExport, CatalogueImport
from .steps import (
    PlanItemAgree,
    PlanItemIntent,
    PlanItemReturn,
    PlanItemTransition,
    PlanItemWords,
    PlanPublish,
)

__all__ = [
    "AddExpert",
    "AmendVersion",
    "AnnualAgree",
    "AnnualDetail",
    "AnnualExport",
    "AnnualList",
    "AnnualReturn",
    "AnnualSubmit",
    "AnswerConsultation",
    "ApproveVersion",
    "CatalogueDocument",
    "CatalogueDraft",
    "CatalogueExport",
    "CatalogueImport",
    "CatalogueItemDetail",
    "CatalogueRelease",
    "CatalogueTree",
    "CatalogueVersionDetail",
    "CatalogueVersionList",
    "ConfirmWords",
    "ConsultDepartments",
    "EntryAdd",
    "EntryEdit",
    "EntryRemove",
    "ExplainWords",
    "FilingCreate",
    "FilingDetail",
    "FilingList",
    "FilingTakeUp",
    "FilingTransition",
    "GroundCreate",
    "GroundDetail",
    "GroundTransition",
    "IntentBatch",
    "OpenComments",
    "PermanentEntry",
    "PlanAdjustmentDetail",
    "PlanAdjustmentTransition",
    "PlanFeed",
    "PlanImport",
    "PlanItemAdjust",
    "PlanItemAgree",
    "PlanItemCancel",
    "PlanItemCreate",
    "PlanItemDetail",
    "PlanItemEdit",
    "PlanItemFund",
    "PlanItemIntent",
    "PlanItemList",
    "PlanItemReturn",
    "PlanItemTransition",
    "PlanItemWords",
    "PlanPublish",
    "PlanReview",
    "PublicPlan",
    "PublicPlanItem",
    "ReplyComment",
    "ReplyDepartment",
    "SchemeList",
    "VersionComments",
    "VersionCompare",
    "VersionOpinions",
    "VersionTransition",
    "VersionWords",
]
