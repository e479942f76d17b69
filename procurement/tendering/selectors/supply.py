"""The end of the supply of documents: the extension that is ready, and what finance is told when a tender ends."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from procurement.core import clock, parameters
from procurement.core.calendars import working_calendar
from procurement.core.language import in_language_of_record
from procurement.regulations import periods
from procurement.regulations.errors import NoCalendar

from ..models import Tender
from .dates import rules_of
from .notices import long_day, moment
from .takers import too_few_took


@in_language_of_record
def ready_extension(tender: Tender, at: datetime) -> dict[str, Any]:
    """Return how the amendment that prolongs the supply begins; empty where nothing speaks for it (87 art. 18).

    It says that the supply goes on, and neither who nor how many took the documents (I-07).
    """
    if not too_few_took(tender, at) or tender.deadline is None or at >= tender.deadline:
        return {}
    rule, today = rules_of(tender).supply or "D-04", clock.local_date(at)
    try:
        until = periods.limit(rule, today, working_calendar(), parameters.changed(today)).limit
    except NoCalendar:
        return {}
    text = _("采购文件的提供期限顺延至%(day)s。其他内容不变。") % {"day": long_day(until)}
    local = tender.deadline.astimezone(clock.SHANGHAI)
    found: dict[str, Any] = {"text": text, "affects_bids": False, "documents_until": until}
    return {**found, "new_day": until, "new_time": local.time()} if until > local.date() else found


@in_language_of_record
def progress_report(tender: Tender, at: datetime) -> str:
    """Return how far a tender has come, for the report to finance; never how many took part (I-07)."""
    lines = [
        _("项目%(code)s，预算%(budget)s元，采购计划备案号%(number)s。")
        % {"code": tender.code, "budget": f"{tender.budget:,.2f}", "number": tender.plan.filing_number}
    ]
    if tender.released_at is None:
        lines.append(_("采购文件尚未发布。"))
    else:
        values = {"released": moment(tender.released_at), "deadline": moment(tender.deadline)}
        lines.append(_("%(released)s发布公告和采购文件，截止时间%(deadline)s。") % values)
    states = ", ".join(
        f"{row.number}: {row.get_status_display()}" for row in tender.packages.order_by("number")
    )
    lines.append(_("各采购包的状态：%(states)s。") % {"states": states})
    bond = _("已收取的保证金在5个工作日内退还。") if tender.bond_percent else _("没有收取保证金。")
    return "\n".join([*lines, bond, _("冻结的资金由采购人撤销采购实施计划后退回预留。")])
