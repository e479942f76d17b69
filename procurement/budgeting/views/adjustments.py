"""Asking for an adjustment, and deciding it."""

from typing import Any

from django.db import models
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core.actors import Actor
from procurement.core.permissions import Verdict
from procurement.core.views import Column, FilteredListView, FindingView, ObjectView, TransitionView

from .. import permissions, selectors
from ..enums import AdjustmentStatus
from ..filters import AdjustmentFilter
from ..forms import AdjustForm
from ..models import Adjustment, BudgetLine
from ..services import approve_adjustment, refuse_adjustment, request_adjustment, withdraw_adjustment
from .lines import HOME, LINES, LineAction

ADJUSTMENTS = {"label": gettext_lazy("预算调整"), "url": reverse_lazy("budgeting:adjustment-list")}
ADJUSTMENT_TONES = {
    AdjustmentStatus.REQUESTED: "warn",
    AdjustmentStatus.APPROVED: "done",
    AdjustmentStatus.REFUSED: "danger",
    AdjustmentStatus.WITHDRAWN: "neutral",
}


class LineAdjust(FindingView, LineAction):
    """Ask for a line to be raised, cut, or for money to move to another line."""

    form_class = AdjustForm
    one_time = True
    title = gettext_lazy("调整预算指标")
    success_message = gettext_lazy("已提交，由预算岗的另一人审批后生效。")

    submit = gettext_lazy("提交申请")

    def permission(self, actor: Actor, obj: BudgetLine) -> Verdict:
        return permissions.request_adjustment(actor, obj)

    def get_form_kwargs(self) -> dict[str, Any]:
        targets = selectors.reallocation_targets(self.object, self.actor)
        return {**super().get_form_kwargs(), "targets": targets}

    def run(self, form: AdjustForm) -> Adjustment:
        return request_adjustment(line=self.object, actor=self.actor, at=self.at, **form.cleaned_data)


class AdjustmentList(FilteredListView):
    """Adjustments: the county's for the bureau, one's own for a purchaser."""

    sign_in_required = True
    page_permission = staticmethod(permissions.list_lines)
    template_name = "budgeting/adjustment_list.html"
    filterset_class = AdjustmentFilter
    sorts = {"code": "code", "amount": "amount", "asked": "asked_at"}
    default_sort = "-asked"
    tones = ADJUSTMENT_TONES
    columns = (
        Column(gettext_lazy("调整编号"), "code"),
        Column(gettext_lazy("调整方式"), "get_kind_display"),
        Column(gettext_lazy("单位"), "line__organisation__name"),
        Column(gettext_lazy("预算指标"), "line__code"),
        Column(gettext_lazy("调入指标"), "target__code"),
        Column(gettext_lazy("金额（元）"), "amount"),
        Column(gettext_lazy("批准文件"), "document"),
        Column(gettext_lazy("理由"), "reason"),
        Column(gettext_lazy("状态"), "get_status_display"),
        Column(gettext_lazy("申请人"), "author_name"),
        Column(gettext_lazy("申请时间"), "asked_at"),
        Column(gettext_lazy("审批人"), "decided_by"),
        Column(gettext_lazy("审批时间"), "decided_at"),
    )
    export_name = "budget-adjustments"

    def get_queryset(self) -> models.QuerySet:
        self.queryset = selectors.visible_adjustments(self.actor)
        return super().get_queryset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        heads = (
            {"label": _("调整"), "field": "code"},
            {"label": _("单位")},
            {"label": _("状态")},
            {"label": _("金额（元）"), "field": "amount", "numeric": True},
            {"label": _("申请时间"), "field": "asked"},
        )
        return {**context, "heads": heads, "breadcrumbs": [*HOME, LINES, {"label": ADJUSTMENTS["label"]}]}


class _OneAdjustment:
    queryset = Adjustment.objects.select_related("line__organisation", "target__organisation", "attachment")

    def view_permission(self, actor: Actor, obj: Adjustment) -> Verdict:
        return permissions.view_adjustment(actor, obj)


class AdjustmentDetail(_OneAdjustment, ObjectView):
    """One adjustment: from where to where, on which paper, and what it does to the lines."""

    sign_in_required = True
    context_object_name = "adjustment"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            tone=ADJUSTMENT_TONES[self.object.status],
            effects=selectors.effects_of(self.object),
            facts=_facts(self.object),
            breadcrumbs=[*HOME, LINES, ADJUSTMENTS, {"label": self.object.code}],
            **kwargs,
        )


def _facts(adjustment: Adjustment) -> list[dict[str, Any]]:
    rows = (
        (_("单位"), adjustment.line.organisation.name),
        (_("调整方式"), adjustment.get_kind_display()),
        (_("增加资金的来源"), adjustment.get_ground_display()),
        (_("批准文件"), adjustment.document),
        (_("理由"), adjustment.reason),
        (_("申请人"), adjustment.author_name),
        (_("审批人"), adjustment.decided_by),
        (_("审批意见"), adjustment.remark),
    )
    return [{"label": label, "value": value} for label, value in rows if value]


class AdjustmentTransition(_OneAdjustment, TransitionView):
    """Approve, refuse or withdraw."""

    services = {
        "approve": approve_adjustment,
        "refuse": refuse_adjustment,
        "withdraw": withdraw_adjustment,
    }
    argument = "adjustment"
    reasons = {"approve": False, "refuse": True}

    def get_success_url(self) -> str:
        return reverse("budgeting:adjustment-detail", args=[self.object.code])
