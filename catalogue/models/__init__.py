"""The guidance catalogue and the annual purchase plan."""

from .adjustments import PlanAdjustment, PlanAdjustmentRow
from .annual import AnnualPlan
from .filings import OffCatalogueFiling
from .grounds import SplittingGround
from .item_drafts import ItemDraft
from .item_parts import ItemResult, PlanIndicator, PlanItemFunding, PurchaseIntent
from .making import DepartmentOpinion, ExpertOpinion, PublicComment
from .plan import PlanItem
from .requirement import (
    RequirementComment,
    RequirementConsultation,
    RequirementMark,
    RequirementSurvey,
    SurveyRespondent,
)
from .screening import EntryScreening, ItemScreening
from .versions import CatalogueItem, CatalogueScheme, CatalogueVersion, NationalItem

__all__ = [
    "PlanAdjustment",
    "PlanAdjustmentRow",
    "AnnualPlan",
    "CatalogueItem",
    "CatalogueScheme",
    "CatalogueVersion",
    "DepartmentOpinion",
    "EntryScreening",
    "ExpertOpinion",
    "ItemDraft",
    "ItemResult",
    "ItemScreening",
    "NationalItem",
    "OffCatalogueFiling",
    "PlanIndicator",
    "PlanItem",
    "PlanItemFunding",
    "PublicComment",
    "PurchaseIntent",
    "RequirementComment",
    "RequirementConsultation",
    "RequirementMark",
    "RequirementSurvey",
    "SplittingGround",
    "SurveyRespondent",
]
