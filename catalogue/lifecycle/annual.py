"""The procedure of a purchaser's plan of a year: decided and handed in, returned or agreed, made public."""

from django.utils.translation import gettext_lazy as _

from procurement.core.lifecycle import Lifecycle, Transition

from .. import permissions
from ..enums import AnnualStatus
from ..models import AnnualPlan

ANNUAL = Lifecycle(
    AnnualPlan,
    "annual-plan",
    [
        Transition(
            name="submit",
            source=(AnnualStatus.DRAFTING, AnnualStatus.RETURNED),
            target=AnnualStatus.SUBMITTED,
            permission=permissions.edit_annual,
            basis="A-14 财政部令第102号第十四条",
            label=_("提交年度计划"),
        ),
        Transition(
            name="agree",
            source=(AnnualStatus.SUBMITTED,),
            target=AnnualStatus.AGREED,
            permission=permissions.review_annual,
            basis="A-14 财政部令第102号第十四条",
            label=_("同意年度计划"),
        ),
        Transition(
            name="return",
            source=(AnnualStatus.SUBMITTED, AnnualStatus.AGREED),
            target=AnnualStatus.RETURNED,
            permission=permissions.review_annual,
            basis="A-14",
            label=_("退回年度计划"),
        ),
        Transition(
            name="publish",
            source=(AnnualStatus.AGREED,),
            target=AnnualStatus.PUBLISHED,
            permission=permissions.publish_plan,
            basis="A-24 财预〔2017〕87号五",
            label=_("列入县级计划公布"),
        ),
    ],
)
