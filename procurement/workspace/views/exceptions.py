"""The exceptions of the budget: what the bureau should look after today."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from procurement.budgeting.permissions import view_county
from procurement.budgeting.selectors.county import NEARLY_USED, nearly_used
from procurement.core.clock import local_date
from procurement.core.errors import NotAllowed
from procurement.core.views import ActorMixin

from ..selectors import exceptions

# So many of each kind are on the page, the oldest first; the numbers are of all.
SHOWN = 50


class BudgetExceptions(ActorMixin, TemplateView):
    """Lines nearly used up, plan items without a purchase by their month, payments that are late."""

    sign_in_required = True
    template_name = "workspace/budget_exceptions.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self._turned_away():
            verdict = view_county(self.actor)
            if not verdict:
                raise NotAllowed(verdict.reason)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = local_date(self.at)
        lines = reverse("budgeting:line-list")
        waiting, late = exceptions.items_without_purchase(today), exceptions.late_payments(today)
        return super().get_context_data(
            lines=nearly_used(today.year, self.actor)[:SHOWN],
            limit=NEARLY_USED,
            items=list(waiting[:SHOWN]),
            items_count=waiting.count(),
            late=late[:SHOWN],
            late_count=len(late),
            breadcrumbs=[
                {"label": _("工作台"), "url": reverse("workspace:home")},
                {"label": _("预算指标"), "url": lines},
                {"label": _("异常提醒")},
            ],
            **kwargs,
        )
