"""The procedure of a plan's adjustment: asked for by one person, agreed to by another, or not."""

from django.utils.translation import gettext_lazy as _

from procurement.core.lifecycle import Lifecycle, Transition

from .. import permissions
from ..enums import PlanAdjustmentStatus
from ..models import PlanAdjustment

ADJUSTMENT = Lifecycle(
    PlanAdjustment,
    "plan-adjustment",
    [
        Transition(
            name="agree",
            source=(PlanAdjustmentStatus.REQUESTED,),
            target=PlanAdjustmentStatus.AGREED,
            permission=permissions.decide_plan_adjustment,
            basis="B-08 《政府采购法实施条例》第二十九条",
            label=_("同意调整"),
        ),
        Transition(
            name="refuse",
            source=(PlanAdjustmentStatus.REQUESTED,),
            target=PlanAdjustmentStatus.REFUSED,
            permission=permissions.decide_plan_adjustment,
            basis="B-08",
            label=_("不同意调整"),
        ),
        Transition(
            name="withdraw",
            source=(PlanAdjustmentStatus.REQUESTED,),
            target=PlanAdjustmentStatus.WITHDRAWN,
            permission=permissions.withdraw_plan_adjustment,
            basis="B-08",
            label=_("撤回申请"),
        ),
    ],
)
