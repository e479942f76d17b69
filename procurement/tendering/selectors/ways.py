"""Whether another method may begin: the approval that is due, the single-source notice before it (C-03, C-11)."""

from datetime import date, datetime

from django.utils.translation import gettext

from procurement.core import clock, parameters
from procurement.core.calendars import working_calendar
from procurement.regulations import methods
from procurement.regulations.methods import MethodAdvice

from ..enums import DealStatus, ImplementationPlanStatus, Method
from ..models import ImplementationPlan, MethodApproval, SingleSourceNotice, SingleSourceObjection

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


def prepared_refusal(plan: ImplementationPlan) -> str:
    """Return why nothing can be prepared for a plan any more; empty: it can."""
    if plan.status == ImplementationPlanStatus.DRAFT:
        return ""
    return gettext("采购实施计划已经备案或者撤销，不能再办理。")


def approval_refusal(plan: ImplementationPlan, at: datetime) -> str:
    """Return why no approval can be entered, before anything is filled in; empty: it can."""
    if refusal := prepared_refusal(plan):
        return refusal
    if approval_of(plan):
        return gettext("批准文件已经登记。登记错了的，请撤销这份草稿，重新编制。")
    if not approval_due(plan, at):
        return gettext("本计划的采购方式不需要批准。")
    return ""


def notice_unfinished(plan: ImplementationPlan, at: datetime) -> str:
    """Return what of a single source's notice still stands before the approval; empty: nothing (74 art. 38, 40)."""
    notice = notice_of(plan)
    if notice is None or is_running(notice, at):
        due = notice is not None or notice_due(plan, at)
        text = gettext("单一来源公示期满以后才能报批（74号令第三十八条）：请先公示，再登记批准文件。")
        return text if due else ""
    objections = notice.objections.values_list("upheld", flat=True)
    if None in objections:
        return gettext("还有异议没有论证和告知，不能报批（74号令第四十条）。")
    if True in objections:
        return gettext(
            "对单一来源公示的异议成立，应当依法采取其他采购方式（74号令第四十条）。请撤销本计划，重新编制。"
        )
    return ""


def notice_refusal(plan: ImplementationPlan, at: datetime) -> str:
    """Return why a single source cannot be shown; empty: it can."""
    if refusal := prepared_refusal(plan):
        return refusal
    if notice_of(plan):
        return gettext("已经公示。")
    if plan.method != Method.SINGLE_SOURCE:
        return gettext("本计划的采购方式是%(method)s，不需要单一来源公示。") % {
            "method": plan.get_method_display()
        }
    if not notice_due(plan, at):
        return gettext(
            "本计划不需要单一来源公示：只有达到公开招标数额标准、只能从唯一供应商采购的才公示（条例第三十八条）。"
        )
    return ""


def argument_refusal(objection: SingleSourceObjection, at: datetime) -> str:
    """Return why an objection cannot be settled now; empty: it can."""
    if refusal := prepared_refusal(objection.notice.plan):
        return refusal
    if objection.upheld is not None:
        return gettext("这条异议已经论证。")
    if is_running(objection.notice, at):
        return gettext("公示期满后5个工作日内组织补充论证（74号令第四十条）。")
    return ""


def talks_refusal(plan: ImplementationPlan) -> str:
    """Return why no talks with a single source can be entered; empty: they can."""
    if plan.method != Method.SINGLE_SOURCE:
        return gettext("本计划的采购方式是%(method)s，不是单一来源采购，没有协商情况记录。") % {
            "method": plan.get_method_display()
        }
    if plan.status == ImplementationPlanStatus.CANCELLED:
        return gettext("采购实施计划已经撤销。")
    if plan.status != ImplementationPlanStatus.FILED:
        return gettext("采购实施计划备案以后才能协商（条例第二十九条）。")
    if plan.deals.filter(status__in=DealStatus.standing()).exists():
        return gettext("已经登记了协商记录。登记错了的，请先作废。")
    return ""


def notice_of(plan: ImplementationPlan) -> SingleSourceNotice | None:
    return SingleSourceNotice.objects.filter(plan=plan).first()


def notice_of_publication(code: str) -> SingleSourceNotice | None:
    """Return the notice that a publication shows: from there one objects to it."""
    return SingleSourceNotice.objects.filter(publication_code=code).first()


def notice_end(on: date) -> date:
    """Return the last day of a notice published on ``on``."""
    return working_calendar().add_working_days(on, NOTICE_DAYS)


def argument_due(notice: SingleSourceNotice) -> date:
    """Return by when objections are argued and answered."""
    return working_calendar().add_working_days(notice.ends_on, ARGUMENT_DAYS)


def is_running(notice: SingleSourceNotice, at: datetime) -> bool:
    return clock.local_date(at) <= notice.ends_on
