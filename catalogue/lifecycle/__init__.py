"""The procedures of the catalogue and of a plan item, as tables."""

from django.utils.translation import gettext_lazy as _

from procurement.core.lifecycle import Lifecycle, Transition
from procurement.core.permissions import system_only

from .. import permissions
from ..enums import ItemStatus
from ..models import PlanItem
from . import guards
from .adjustments import ADJUSTMENT
from .annual import ANNUAL
from .filings import FILING
from .grounds import GROUND
from .requirement import CONSULTATION, SURVEY
from .versions import VERSION

__all__ = ["ADJUSTMENT", "ANNUAL", "CONSULTATION", "FILING", "GROUND", "ITEM", "SURVEY", "VERSION"]

ITEM = Lifecycle(
    PlanItem,
    "plan-item",
    [
        Transition(
            name="submit",
            source=(ItemStatus.DRAFT, ItemStatus.RETURNED),
            target=ItemStatus.SUBMITTED,
            permission=permissions.edit_item,
            guards=(*guards.COMPLETE, guards.plan_handed_in),
            basis="A-14 财政部令第102号第十四条",
            label=_("提交审核"),
        ),
        Transition(
            name="agree",
            source=(ItemStatus.SUBMITTED,),
            target=ItemStatus.AGREED,
            permission=permissions.review_item,
            guards=(*guards.COMPLETE, guards.words_settled),
            basis="B-08 《政府采购法实施条例》第二十九条",
            label=_("审核同意"),
        ),
        Transition(
            name="return",
            source=(ItemStatus.SUBMITTED, ItemStatus.AGREED),
            target=ItemStatus.RETURNED,
            permission=permissions.review_item,
            basis="B-08",
            label=_("退回修改"),
        ),
        Transition(
            name="publish",
            source=(ItemStatus.AGREED,),
            target=ItemStatus.PUBLISHED,
            permission=permissions.publish_plan,
            guards=(
                guards.in_catalogue,
                guards.funded,
                guards.money_there,
                guards.not_split,
                guards.plan_agreed,
            ),
            basis="A-14、B-01 财政部令第102号第十四条、第十六条",
            label=_("公布计划"),
        ),
        Transition(
            name="withdraw",
            source=(ItemStatus.DRAFT, ItemStatus.RETURNED, ItemStatus.SUBMITTED, ItemStatus.AGREED),
            target=ItemStatus.WITHDRAWN,
            permission=permissions.withdraw_item,
            basis="N-10",
            label=_("撤回项目"),
        ),
        Transition(
            name="cancel",
            source=(ItemStatus.PUBLISHED,),
            target=ItemStatus.WITHDRAWN,
            permission=permissions.publish_plan,
            guards=(guards.not_started,),
            basis="B-08",
            label=_("从计划中撤销"),
        ),
        Transition(
            name="close",
            source=(ItemStatus.PUBLISHED,),
            target=ItemStatus.CLOSED,
            permission=system_only,
            basis="G-07 财政部令第102号第二十一条",
            label=_("办结"),
        ),
    ],
)
