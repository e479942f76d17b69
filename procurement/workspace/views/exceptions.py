"""The exceptions of the budget: what the bureau should look after today."""

from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from procurement.budgeting.permissions import view_county
from procurement.budgeting.selectors.county import NEARLY_USED, nearly_used
from procurement.core.clock import local_date
from procurement.core.views import ActorMixin
from procurement.core.views.lists import PER_PAGE

from ..selectors import exceptions

# So many of each kind are on the page, the most pressing first; the rest is behind each list's own link.
SHOWN = 10


class BudgetExceptions(ActorMixin, TemplateView):
    """Lines nearly used up, plan items without a purchase by their month, payments that are late.

    ``?show=`` names one of the three lists: that one alone, page by page.
    """

    sign_in_required = True
    page_permission = staticmethod(view_county)
    template_name = "workspace/budget_exceptions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = local_date(self.at)
        found = {
            "late": exceptions.late_payments(today),
            "items": exceptions.items_without_purchase(today),
            "lines": nearly_used(today.year, self.actor),
        }
        asked = self.request.GET.get("show", "")
        shown = asked if asked in found else ""
        number = self.request.GET.get("page") if shown else 1
        pages = {
            name: Paginator(rows, PER_PAGE if shown else SHOWN).get_page(number)
            for name, rows in found.items()
            if shown in ("", name)
        }
        for invoice in pages.get("late", ()):
            invoice.days = (today - invoice.due_on).days
        return super().get_context_data(
            **pages,
            shown=shown,
            limit=NEARLY_USED,
            breadcrumbs=[
                {"label": _("工作台"), "url": reverse("workspace:home")},
                {"label": _("预算指标"), "url": reverse("budgeting:line-list")},
                {"label": _("异常提醒")},
            ],
            **kwargs,
        )
