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
        return super().get_context_data(
            lines=nearly_used(today.year, self.actor),
            limit=NEARLY_USED,
            items=list(exceptions.items_without_purchase(today)),
            late=exceptions.late_payments(today),
            breadcrumbs=[
                {"label": _("工作台"), "url": reverse("workspace:home")},
                {"label": _("预算指标"), "url": lines},
                {"label": _("异常提醒")},
            ],
            **kwargs,
        )
