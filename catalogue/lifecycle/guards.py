"""Why a step cannot be taken yet: one sentence each, from the same checks that the form page lists."""

from datetime import datetime

from django.utils.translation import gettext as _

from procurement.core.actors import Actor
from procurement.core.lifecycle import Guard

from ..models import PlanItem
from ..selectors import checks
from ..selectors.checks import Check


def _guard(check: Check) -> Guard:
    def guard(item: PlanItem, *, actor: Actor, at: datetime) -> str | None:
        return next((problem.sentence for problem in check(item, at)), None)

    guard.__name__, guard.__doc__ = check.__name__, check.__doc__
    return guard


in_catalogue = _guard(checks.in_catalogue)
money_there = _guard(checks.money_there)
COMPLETE = tuple(_guard(check) for check in checks.ALL)


def not_started(item: PlanItem, *, actor: Actor, at: datetime) -> str | None:
    """Refuse to take an item out of the plan once its purchase has begun: money frozen or further."""
    if any(h.frozen or h.committed or h.paid for h in checks.holdings(item)):
        return _("采购已经开始（资金已冻结、签约或支付）：先终止采购、解除冻结，再撤销计划项目。")
    return None
