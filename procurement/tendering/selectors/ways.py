"""Whether another method may begin: the approval that is due, the single-source notice before it (C-03, C-11)."""

from datetime import date, datetime

from django.utils.translation import gettext

from procurement.core import clock, parameters
from procurement.core.calendars import working_calendar
from procurement.regulations import methods
from procurement.regulations.methods import MethodAdvice

from ..enums import Method
from ..models import ImplementationPlan, MethodApproval, SingleSourceNotice

NOTICE_DAYS, ARGUMENT_DAYS = 5, 5
"""Working days of the notice, and of the supplementary argument after its end (74 art. 38, 40)."""
ONLY_SUPPLIER = "ONLY_SUPPLIER"


def advice_on(plan: ImplementationPlan, at: datetime) -> MethodAdvice:
    """Return what the whole project's size asks for (N-20)."""
    on = clock.local_date(at)
    return methods.resolve(plan.item.amount, on=on, parameters=parameters.changed(on))


def approval_due(plan: ImplementationPlan, at: datetime) -> str:
    """Return who has to approve the method before anything starts; empty: nobody (C-03)."""
    if plan.follows_id is not None:
        # Whatever the amount: the purchaser's own finance department (74 art. 27).
        return gettext("本级财政部门")
    advice = advice_on(plan, at)
    needed = bool(advice.approval_needed) and plan.method != Method.OPEN_TENDER
    return advice.approval_authority if needed else ""


def approval_of(plan: ImplementationPlan) -> MethodApproval | None:
    return MethodApproval.objects.filter(plan=plan).select_related("attachment").first()


def notice_due(plan: ImplementationPlan, at: datetime) -> bool:
    """Tell whether a single source must be shown to everybody first: only case (1), above the threshold (C-11)."""
    return (
        plan.method == Method.SINGLE_SOURCE
        and plan.item.method_case == ONLY_SUPPLIER
        and bool(approval_due(plan, at))
    )


def notice_of(plan: ImplementationPlan) -> SingleSourceNotice | None:
    return SingleSourceNotice.objects.filter(plan=plan).first()


def notice_end(on: date) -> date:
    """Return the last day of a notice published on ``on``."""
    return working_calendar().add_working_days(on, NOTICE_DAYS)


def argument_due(notice: SingleSourceNotice) -> date:
    """Return by when objections are argued and answered."""
    return working_calendar().add_working_days(notice.ends_on, ARGUMENT_DAYS)


def is_running(notice: SingleSourceNotice, at: datetime) -> bool:
    return clock.local_date(at) <= notice.ends_on
