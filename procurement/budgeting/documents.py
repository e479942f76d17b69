"""A month's execution of the budget as a document."""

from calendar import monthrange
from datetime import date
from typing import Any

from procurement.core.actors import SYSTEM, Actor
from procurement.core.documents import Sheet

from .selectors.county import month_report


def month_document(code: str, version: str) -> Sheet:
    """Return the county's report of a month; ``code`` is 2026-09."""
    month = date.fromisoformat(f"{code}-01")
    name = f"budget-report-{code}.pdf"
    return Sheet("budgeting/month_report_document.html", report_context(month, SYSTEM), name)


def report_context(month: date, actor: Actor) -> dict[str, Any]:
    """Return what page and document show: the month as the ledger had it when it ended."""
    rows, sums = month_report(month.year, month.month, actor)
    last = month.replace(day=monthrange(month.year, month.month)[1])
    return {
        "rows": rows,
        "sums": sums,
        "last_day": last,
        "document_title": "政府购买服务预算执行情况月报",
        "document_number": f"{month:%Y}年{month.month}月",
        "issuer": "",
    }
