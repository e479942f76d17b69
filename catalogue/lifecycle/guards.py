"""Why a step cannot be taken yet: one sentence each, from the same checks that the form page lists."""

from datetime import datetime

from django.utils.translation import gettext as _

from procurement.core.actors import Actor
from procurement.core.lifecycle import Guard

from ..enums import AnnualStatus
from ..models import PlanItem
from ..selectors import checks
from ..selectors.annual import plan_of
from ..selectors.checks import Check


def _guard(check: Check) -> Guard:
    def guard(item: PlanItem, *, actor: Actor, at: datetime) -> str | None:
        return next((problem.sentence for problem in check(item, checks.Reading([item], at))), None)

    guard.__name__, guard.__doc__ = check.__name__, check.__doc__
    return guard


in_catalogue = _guard(checks.in_catalogue)
money_there = _guard(checks.money_there)
funded = _guard(checks.funded)
words_settled = _guard(checks.words_settled)
not_split = _guard(checks.not_split)
COMPLETE = tuple(_guard(check) for check in checks.ALL)


def not_started(item: PlanItem, *, actor: Actor, at: datetime) -> str | None:
    """Refuse to take an item out of the plan once its purchase has begun: money frozen or further."""
    if checks.begun(item):
        return _("采购已经开始（资金已冻结、签约或支付）：先终止采购、解除冻结，再撤销计划项目。")
    return None


def plan_handed_in(item: PlanItem, *, actor: Actor, at: datetime) -> str | None:
    """Refuse an item alone while its year's plan is still to be decided and handed in with it."""
    plan = plan_of(item.organisation_id, item.year)
    if plan is None or plan.status in AnnualStatus.open():
        return _(
            "%(year)s年度计划还没有提交：项目经集体决策后，随年度计划一并提交（附会议纪要）。"
            "年度计划提交以后新增的项目才单独提交。"
        ) % {"year": item.year}
    return None


def plan_agreed(item: PlanItem, *, actor: Actor, at: datetime) -> str | None:
    """Refuse to make an item public before the bureau has agreed to the plan that it belongs to."""
    plan = plan_of(item.organisation_id, item.year)
    if plan is None or plan.status not in AnnualStatus.agreed():
        return _("%(year)s年度计划还没有审核同意：请先审核该单位的年度计划。") % {"year": item.year}
    return None
