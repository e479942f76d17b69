"""Adjusting a public plan: ask for other facts or money, or take an item out; a second person decides."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.accounts.selectors import division_names, villages_served_by
from procurement.budgeting.selectors import usable_lines
from procurement.core.actors import Actor
from procurement.core.permissions import Verdict
from procurement.core.views import ActionView, ObjectView, TransitionView

from .. import permissions, selectors
from ..enums import PlanAdjustmentStatus
from ..forms import AdjustmentForm, CancelForm
from ..forms.reckoning import filled, money_rows, target_values
from ..forms.tables import TARGET_ROWS
from ..models import PlanAdjustment, PlanItem
from ..selectors import checks
from ..selectors.adjustments import ADJUSTABLE
from ..services import (
    agree_adjustment,
    refuse_adjustment,
    request_cancel,
    request_change,
    withdraw_adjustment,
)
from .annual import ANNUALS
from .items import HOME, PLAN
from .stale import KnowinglyMixin

ADJUSTMENT_TONES = {
    PlanAdjustmentStatus.REQUESTED: "warn",
    PlanAdjustmentStatus.AGREED: "done",
    PlanAdjustmentStatus.REFUSED: "neutral",
    PlanAdjustmentStatus.WITHDRAWN: "neutral",
}


class _Asking(ActionView):
    """What is asked for a public item."""

    queryset = PlanItem.objects.select_related("organisation", "catalogue_item__version")
    context_object_name = "item"
    one_time = True
    title: Any = ""
    success_message = gettext_lazy("调整申请已提交，由财政部门另一人复核。复核同意前，计划和资金都不变。")

    def view_permission(self, actor: Actor, obj: PlanItem) -> Verdict:
        return permissions.view_item(actor, obj)

    def permission(self, actor: Actor, obj: PlanItem) -> Verdict:
        return permissions.adjust_item(actor, obj)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = self.object.get_absolute_url()
        return super().get_context_data(
            title=self.title,
            danger=False,
            cancel_url=address,
            breadcrumbs=[HOME, PLAN, {"label": self.object.title, "url": address}, {"label": self.title}],
            **kwargs,
        )


class PlanItemAdjust(KnowinglyMixin, _Asking):
    """Ask for other facts or other money of a public item."""

    form_class = AdjustmentForm
    template_name = "catalogue/planitem_adjust.html"
    title = gettext_lazy("申请调整计划")

    def get_form_kwargs(self) -> dict[str, Any]:
        rows = [{"line": part.line.code, "amount": part.amount} for part in checks.slices(self.object)]
        item = self.object
        return {
            **super().get_form_kwargs(),
            "lines": list(usable_lines(item.organisation_id, from_year=item.year)),
            "rows": money_rows(rows),
            "villages": list(villages_served_by(item.organisation)),
            "towns": division_names(),
            "begun": checks.begun(item),
            "targets": filled([target_values(row) for row in item.indicators.all()], TARGET_ROWS),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(begun=checks.begun(self.object), **kwargs)

    def get_initial(self) -> dict[str, Any]:
        served = [village.code for village in self.object.villages.all()]
        facts = {name: getattr(self.object, name) for name in (*ADJUSTABLE, "revision")}
        return {**facts, "villages": served}

    def run(self, form: AdjustmentForm) -> PlanAdjustment:
        return request_change(
            item=self.object,
            fields=form.facts(),
            slices=form.slices(),
            villages=form.served(),
            targets=form.target_rows(),
            reason=form.cleaned_data["reason"],
            revision=form.cleaned_data["revision"],
            actor=self.actor,
            at=self.at,
        )


class PlanItemCancel(_Asking):
    """Ask to take a public item out of the plan."""

    form_class = CancelForm
    template_name = "catalogue/planitem_step.html"
    title = gettext_lazy("申请从计划中撤销")

    def run(self, form: CancelForm) -> PlanAdjustment:
        return request_cancel(
            item=self.object, reason=form.cleaned_data["reason"], actor=self.actor, at=self.at
        )


class _OneAdjustment:
    queryset = PlanAdjustment.objects.select_related("plan__organisation").prefetch_related("rows__item")

    def view_permission(self, actor: Actor, obj: PlanAdjustment) -> Verdict:
        return permissions.view_plan_adjustment(actor, obj)


class PlanAdjustmentDetail(_OneAdjustment, ObjectView):
    """One adjustment: what was and what is to be, why, who asked and who decided."""

    sign_in_required = True
    context_object_name = "adjustment"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        adjustment = self.object
        plan = adjustment.plan
        facts = (
            (_("调整理由"), adjustment.reason),
            (_("申请人"), adjustment.author_name),
            (_("审核人"), adjustment.decided_name),
            (_("审核意见"), adjustment.remarks),
        )
        return super().get_context_data(
            tone=ADJUSTMENT_TONES[adjustment.status],
            owner=plan.organisation.short_name or plan.organisation.name,
            facts=[{"label": label, "value": value} for label, value in facts if value],
            rows=[
                {"row": row, "item": row.item, "differences": selectors.differences(row)}
                for row in adjustment.rows.all()
            ],
            breadcrumbs=[
                HOME,
                PLAN,
                ANNUALS,
                {"label": plan.code, "url": plan.get_absolute_url()},
                {"label": adjustment.code},
            ],
            **kwargs,
        )


class PlanAdjustmentTransition(_OneAdjustment, TransitionView):
    """Agree, refuse or withdraw."""

    services = {"agree": agree_adjustment, "refuse": refuse_adjustment, "withdraw": withdraw_adjustment}
    argument = "adjustment"
    reasons = {"agree": False, "refuse": True}

    def get_success_url(self) -> str:
        return reverse("catalogue:plan-adjustment-detail", args=[self.object.code])
