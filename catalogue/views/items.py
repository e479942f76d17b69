"""A purchaser's items, one item's page, and what the bureau reviews."""

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from procurement.core import clock
from procurement.core.errors import NotAllowed
from procurement.core.permissions import Verdict
from procurement.core.views import ActorMixin, FilteredListView, KeyPaginator
from procurement.core.views.lists import PER_PAGE

from .. import permissions, selectors
from ..enums import ItemStatus, method_name
from ..filters import PlanItemFilter
from ..models import PlanItem
from .columns import PLAN_COLUMNS, with_funds

HOME = {"label": gettext_lazy("工作台"), "url": "/workspace/"}
PLAN = {"label": gettext_lazy("购买计划"), "url": reverse_lazy("catalogue:plan-item-list")}
TONES = {
    ItemStatus.DRAFT: "neutral",
    ItemStatus.SUBMITTED: "progress",
    ItemStatus.RETURNED: "warn",
    ItemStatus.AGREED: "progress",
    ItemStatus.PUBLISHED: "done",
    ItemStatus.CLOSED: "done",
    ItemStatus.WITHDRAWN: "neutral",
}


class PlanItemList(FilteredListView):
    """The items one works with."""

    sign_in_required = True
    page_permission = staticmethod(permissions.list_items)
    template_name = "catalogue/planitem_list.html"
    filterset_class = PlanItemFilter
    sorts = {
        "code": "code",
        "organisation": "organisation__code",
        "amount": "amount",
        "month": ("year", "start_month"),
        "status": "status",
        "priority": ("priority", "-amount"),
    }
    default_sort = "-code"
    columns = PLAN_COLUMNS
    export_name = "plan-items"

    def get_queryset(self) -> models.QuerySet[PlanItem]:
        self.queryset = selectors.visible_items(self.actor)
        return super().get_queryset()

    def complete_export(self, rows: list[PlanItem]) -> None:
        with_funds(rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        for item in context["page_obj"].object_list:
            decorate(item)
        heads = (
            {"label": _("项目"), "field": "code"},
            {"label": _("购买主体"), "field": "organisation"},
            {"label": _("采购方式")},
            {"label": _("预算金额（元）"), "field": "amount", "numeric": True},
            {"label": _("采购月份"), "field": "month"},
            {"label": _("优先安排"), "field": "priority"},
            {"label": _("状态"), "field": "status"},
        )
        officer = selectors.is_catalogue_officer(self.actor)
        return {
            **context,
            "heads": heads,
            "may_create": bool(permissions.may_draft(self.actor)),
            "reviews": officer,
            "breadcrumbs": [HOME, {"label": PLAN["label"]}],
        }


class PlanReview(ActorMixin, TemplateView):
    """What waits for the bureau: items to review, and purchases that look like splitting.

    Of those only the biggest, with the way to all: ``?show=watches``, page by page.
    """

    SHOWN = 10

    sign_in_required = True
    page_permission = staticmethod(permissions.publish_plan)
    template_name = "catalogue/planitem_review.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        on = clock.local_date(self.at)
        number = self.request.GET.get("page")
        shown = "watches" if self.request.GET.get("show") == "watches" else ""
        found = Paginator(selectors.splitting_watch(year=on.year, on=on), PER_PAGE if shown else self.SHOWN)
        watches = found.get_page(number if shown else 1)
        page = KeyPaginator(selectors.reviewable(self.actor), PER_PAGE).get_page(None if shown else number)
        return super().get_context_data(
            page_obj=page,
            waiting=[decorate(item) for item in page.object_list],
            waiting_count=page.paginator.count,
            plans=list(selectors.plans_to_review(self.actor)),
            watches=watches.object_list,
            watches_page=watches,
            shown=shown,
            agreed=selectors.visible_items(self.actor).filter(status=ItemStatus.AGREED).count(),
            publish_url=reverse("catalogue:plan-publish"),
            breadcrumbs=[HOME, PLAN, {"label": _("审核")}],
            **kwargs,
        )


def decorate(item: PlanItem) -> PlanItem:
    """Attach what the templates show of an item and its model does not know: method's name, badge's tone."""
    item.tone = TONES[item.status]
    item.method_name = method_name(item.method)
    return item


def _require(verdict: Verdict) -> None:
    if not verdict:
        raise NotAllowed(verdict.reason)
