"""The county at a glance, the ledger, and a month's report as page, table and document."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.documents import Key
from procurement.core.permissions import Verdict
from procurement.core.views import ActorMixin, Column, DocumentView, FilteredListView
from procurement.core.views.exports import as_xlsx

from .. import permissions, selectors
from ..documents import report_context
from ..enums import MONTH_REPORT
from ..filters import LedgerFilter
from ..selectors import county
from .lines import HOME, LINES


class OfYear(ActorMixin):
    """A page about a year."""

    def asked_year(self) -> int:
        """Return the year in the address, or this one."""
        asked = self.request.GET.get("year", "")
        known = asked.isascii() and asked.isdigit() and 2000 <= int(asked[:5]) <= 2100
        return int(asked) if known else local_date(self.at).year


class BudgetPage(OfYear):
    """A page of the budget: for whoever may see lines."""

    sign_in_required = True
    page_permission = staticmethod(permissions.list_lines)


class PublicBudget(OfYear, TemplateView):
    """What each purchaser may spend on services and how far it has come, for everybody (预算法 art. 14)."""

    template_name = "budgeting/public_budget.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        year = self.asked_year()
        rows, whole = county.public_county(year)
        return super().get_context_data(
            year=year,
            years=sorted({year, *county.public_years()}, reverse=True),
            rows=rows,
            whole=whole,
            months=county.MONTHS,
            chart=county.as_chart(rows),
            columns=county.as_columns(whole),
            breadcrumbs=[{"label": _("首页"), "url": "/"}, {"label": _("购买服务预算")}],
            **kwargs,
        )


class CountyOverview(BudgetPage, TemplateView):
    """Organisations × months, a chart of balances, a chart of payments, and lines that are nearly used up."""

    template_name = "budgeting/county.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        year = self.asked_year()
        rows, whole = county.county(year, self.actor)
        now = local_date(self.at).year
        return super().get_context_data(
            year=year,
            years=sorted({year, now - 1, now, now + 1}),
            rows=rows,
            whole=whole,
            months=county.MONTHS,
            chart=county.as_chart(rows),
            columns=county.as_columns(whole),
            nearly_used=county.nearly_used(year, self.actor)[:20],
            limit=county.NEARLY_USED,
            breadcrumbs=[*HOME, LINES, {"label": _("执行总览")}],
            **kwargs,
        )


class LedgerList(BudgetPage, FilteredListView):
    """Every movement of money, newest first, with its cause; exported as it is filtered."""

    template_name = "budgeting/ledgerentry_list.html"
    filterset_class = LedgerFilter
    sorts = {"at": "at", "amount": "amount"}
    default_sort = "-at"
    columns = (
        Column(gettext_lazy("时间"), "at"),
        Column(gettext_lazy("单位"), "line__organisation__name"),
        Column(gettext_lazy("预算指标编号"), "line__code"),
        Column(gettext_lazy("预算项目"), "line__project_name"),
        Column(gettext_lazy("序号"), "seq"),
        Column(gettext_lazy("类别"), "get_kind_display"),
        Column(gettext_lazy("金额（元）"), "amount"),
        Column(gettext_lazy("事由类别"), "cause_kind"),
        Column(gettext_lazy("事由编号"), "cause_code"),
        Column(gettext_lazy("采购编号"), "part_code"),
        Column(gettext_lazy("依据文件"), "document"),
        Column(gettext_lazy("经办人"), "actor_name"),
        Column(gettext_lazy("审计记录"), "audit_entry__hash"),
    )
    export_name = "budget-ledger"

    def get_queryset(self) -> models.QuerySet:
        self.queryset = selectors.visible_ledger(self.actor)
        return super().get_queryset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heads = (
            {"label": _("时间"), "field": "at"},
            {"label": _("预算指标")},
            {"label": _("类别")},
            {"label": _("金额（元）"), "field": "amount", "numeric": True},
            {"label": _("事由")},
            {"label": _("经办人")},
        )
        crumbs = [*HOME, LINES, {"label": _("预算台账")}]
        return super().get_context_data(heads=heads, breadcrumbs=crumbs, **kwargs)


class MonthReport(BudgetPage, TemplateView):
    """How far the budget was carried out when a month ended; ``?export=xlsx`` gives the table."""

    template_name = "budgeting/month_report.html"

    def load(self) -> None:
        super().load()
        self.month = self._asked_month()

    def _asked_month(self) -> date:
        months = county.report_months(self.at)
        asked = self.request.GET.get("month", "")
        if not asked:
            return months[0]
        found = next((month for month in months if f"{month:%Y-%m}" == asked), None)
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.GET.get("export") == "xlsx":
            return self.table()
        return super().get(request, *args, **kwargs)

    def table(self) -> HttpResponseBase:
        """Return the report as .xlsx."""
        rows, sums = county.month_report(self.month.year, self.month.month, self.actor)
        names = ("total", "paid_in_month", "paid", "committed", "frozen", "reserved", "free")
        lines = [
            [row.owner.name, *(getattr(row, name) for name in names), f"{row.rate:.1f}%"] for row in rows
        ]
        lines.append([_("合计"), *(sums[name] for name in names), ""])
        title = _("政府购买服务预算执行情况月报")
        return as_xlsx(
            f"budget-report-{self.month:%Y-%m}",
            report_heads(),
            lines,
            title=f"{self.month:%Y-%m}",
            above=(f"{title} {self.month:%Y-%m}", _("单位：元")),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **report_context(self.month, self.actor),
            shown=self.month,
            months=county.report_months(self.at),
            document_url=self._document_url(),
            breadcrumbs=[*HOME, LINES, {"label": _("执行月报")}],
            **kwargs,
        )

    def _document_url(self) -> str:
        """The document is the county's: who sees less than the county gets the page and the table."""
        if not permissions.view_county(self.actor):
            return ""
        return reverse("budgeting:report-document", args=[f"{self.month:%Y-%m}"])


@dataclass(frozen=True)
class Month:
    """A month as the object of a document."""

    code: str

    def get_absolute_url(self) -> str:
        return f"{reverse('budgeting:month-report')}?month={self.code}"


class MonthDocument(DocumentView):
    """The county's report of a month as PDF; drawn anew where the ledger has gone on since."""

    document_kind = MONTH_REPORT
    sign_in_required = True

    def get_object(self) -> Month:
        code = self.kwargs["code"]
        if code not in {f"{month:%Y-%m}" for month in county.report_months(self.at)}:
            raise Http404
        return Month(code)

    def view_permission(self, actor: Actor, obj: Month) -> Verdict:
        return permissions.view_county(actor)

    def document_key(self) -> Key:
        return Key(MONTH_REPORT, self.object.code, county.state_of_month(self.object.code))


def report_heads() -> list[str]:
    return [
        _("单位"),
        _("预算数（元）"),
        _("本月支付（元）"),
        _("累计支付（元）"),
        _("合同承诺（元）"),
        _("冻结（元）"),
        _("预留（元）"),
        _("可用（元）"),
        _("执行率"),
    ]
