"""``{% load budget %}``: the tabs over the pages of the budget, and the cells of its widest table."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core.actors import ANONYMOUS
from procurement.core.templatetags.formats import NOTHING, wan

from ..permissions import view_county, view_year_end

register = template.Library()

# Address name, label, and who has the page in sight (None: whoever sees lines).
PAGES = (
    ("budgeting:line-list", gettext_lazy("预算指标"), None),
    ("budgeting:county", gettext_lazy("执行总览"), None),
    # The one page of these that reads other rooms stands in the room above them.
    ("workspace:budget-exceptions", gettext_lazy("异常提醒"), view_county),
    ("budgeting:ledger", gettext_lazy("预算台账"), None),
    ("budgeting:month-report", gettext_lazy("执行月报"), None),
    ("budgeting:adjustment-list", gettext_lazy("预算调整"), None),
    ("budgeting:midterm-list", gettext_lazy("中期规划"), None),
    ("budgeting:township-list", gettext_lazy("乡镇预算备案"), None),
    ("budgeting:year-end-list", gettext_lazy("年终处理"), view_year_end),
)


@register.inclusion_tag("components/tabs.html", takes_context=True)
def budget_tabs(context: dict[str, Any], here: str) -> dict[str, Any]:
    """Show the pages that the person has in sight; ``here`` is the present one's address name."""
    actor = context.get("actor") or ANONYMOUS
    shown = [page for page in PAGES if page[2] is None or page[2](actor)]
    tabs = [
        {"label": label, "url": reverse(name), "active": name.split(":")[1] in (here, f"budget-{here}")}
        for name, label, _permission in shown
    ]
    return {"tabs": tabs, "label": _("预算管理")}


@register.simple_tag
def month_cells(amounts: Sequence[Decimal]) -> SafeString:
    """Write a row's cells of one amount a month, in 万元: a county has thousands of them."""
    nothing = format_html('<span class="muted">{}</span>', NOTHING)
    shown = ((wan(value) if value else nothing,) for value in amounts)
    return format_html_join("", '<td class="num">{}</td>', shown)
