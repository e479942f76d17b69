"""A purchaser's plan of a year: the list, its page, handing it in, the bureau's answer."""

from typing import Any

from django.db import models
from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.budgeting.selectors import plannable_lines
from procurement.core import clock
from procurement.core.actors import Actor
from procurement.core.errors import DomainError
from procurement.core.permissions import Verdict
from procurement.core.views import ActionView, Column, FilteredListView, ObjectView

from .. import permissions, selectors
from ..enums import AnnualStatus, ItemStatus
from ..filters import AnnualPlanFilter
from ..forms import DecisionForm, ItemFundingForm, PlanAgreeForm, ReturnForm, seen_text
from ..forms.reckoning import money_rows
from ..lifecycle import ANNUAL
from ..models import AnnualPlan, PlanItem
from ..selectors import checks
from ..services import StaleEdit, agree_plan, return_plan, set_fundings, submit_plan
from .items import HOME, PLAN, decorate
from .stale import KnowinglyMixin

ANNUALS = {"label": gettext_lazy("年度计划"), "url": reverse_lazy("catalogue:annual-list")}
ANNUAL_TONES = {
    AnnualStatus.DRAFTING: "neutral",
    AnnualStatus.SUBMITTED: "progress",
    AnnualStatus.RETURNED: "warn",
    AnnualStatus.AGREED: "progress",
    AnnualStatus.PUBLISHED: "done",
}


class AnnualList(FilteredListView):
    """The plans one works with: one for each purchaser and year."""

    sign_in_required = True
    page_permission = staticmethod(permissions.list_items)
    template_name = "catalogue/annualplan_list.html"
    filterset_class = AnnualPlanFilter
    sorts = {"year": ("year", "organisation__code"), "total": "total", "status": "status"}
    default_sort = "-year"
    tones = ANNUAL_TONES
    columns = (
        Column(gettext_lazy("计划编号"), "code"),
        Column(gettext_lazy("年度"), "year"),
        Column(gettext_lazy("购买主体"), "organisation__name"),
        Column(gettext_lazy("项目数"), "count"),
        Column(gettext_lazy("预算金额（元）"), "total"),
        Column(gettext_lazy("状态"), "get_status_display"),
        Column(gettext_lazy("集体决策会议"), "meeting"),
        Column(gettext_lazy("会议日期"), "meeting_on"),
    )
    export_name = "annual-plans"

    def get_queryset(self) -> models.QuerySet[AnnualPlan]:
        self.queryset = selectors.visible_plans(self.actor)
        return super().get_queryset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        heads = (
            {"label": _("购买主体")},
            {"label": _("年度"), "field": "year"},
            {"label": _("项目数"), "numeric": True},
            {"label": _("预算金额（元）"), "field": "total", "numeric": True},
            {"label": _("状态"), "field": "status"},
        )
        crumbs = [HOME, PLAN, {"label": ANNUALS["label"]}]
        return {**context, "heads": heads, "breadcrumbs": crumbs}


class OneAnnual:
    """One plan, seen by whom it concerns."""

    queryset = AnnualPlan.objects.select_related("organisation", "minutes")
    context_object_name = "plan"

    def view_permission(self, actor: Actor, obj: AnnualPlan) -> Verdict:
        return permissions.view_annual(actor, obj)


class AnnualDetail(OneAnnual, ObjectView):
    """The whole plan: its items and who changed them last, its sums, its money, its minutes, its story."""

    sign_in_required = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan = self.object
        items = list(selectors.items_seen_by(self.actor, plan))
        changes = selectors.last_changes([item.code for item in items])
        for item in items:
            decorate(item).last = changes.get(item.code)
        wishes = selectors.agreed_wishes(self.actor, plan.organisation_id, plan.year)
        return super().get_context_data(
            tone=ANNUAL_TONES[plan.status],
            owner=plan.organisation.short_name or plan.organisation.name,
            items=items,
            sums=selectors.sums_by_status(items),
            total=sum((item.amount for item in items), checks.ZERO),
            wishes=selectors.fitting(wishes),
            watches=selectors.splitting_watch(
                year=plan.year, on=clock.local_date(self.at), organisation_id=plan.organisation_id
            ),
            grounds=selectors.grounds_of(items),
            adjustments=selectors.adjustments_of_plan(plan),
            may_draft=bool(permissions.edit_annual(self.actor, plan)),
            may_reserve=bool(permissions.publish_plan(self.actor)),
            history=_history(plan),
            breadcrumbs=[HOME, PLAN, ANNUALS, {"label": plan.code}],
            **kwargs,
        )


class _AnnualStep(OneAnnual, ActionView):
    """What is done to a plan and leads back to it."""

    title: Any = ""
    template_name = "catalogue/annualplan_step.html"
    danger = False

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = self.object.get_absolute_url()
        return super().get_context_data(
            title=self.title,
            danger=self.danger,
            cancel_url=address,
            owner=self.object.organisation.short_name or self.object.organisation.name,
            breadcrumbs=[
                HOME,
                PLAN,
                ANNUALS,
                {"label": self.object.code, "url": address},
                {"label": self.title},
            ],
            **kwargs,
        )


class AnnualSubmit(_AnnualStep):
    """The purchaser hands in what was decided: which items go, which do not and why."""

    form_class = DecisionForm
    template_name = "catalogue/annualplan_submit.html"
    transition = "submit"
    title = gettext_lazy("提交年度计划")
    success_message = gettext_lazy("年度计划已提交，财政部门会审核。没有提交的项目还在本单位。")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "plan": self.object}

    def get_initial(self) -> dict[str, Any]:
        names = ("meeting", "meeting_on", "decided_by")
        return {**{name: getattr(self.object, name) for name in names}, "seen": self.seen}

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """Return the items that may go, each with what stands in its way (constant queries)."""
        items = [decorate(item) for item in selectors.items_of(self.object, *ItemStatus.editable())]
        problems = checks.problems_together(items, self.at)
        return [{"item": item, "problems": problems[item.pk]} for item in items]

    @property
    def seen(self) -> str:
        """Return what the page shows of the items that are ready."""
        return seen_text([row["item"] for row in self.rows if not row["problems"]])

    def run(self, form: DecisionForm) -> AnnualPlan:
        return submit_plan(
            plan=self.object,
            decision=form.decision(),
            minutes=form.cleaned_data["minutes"] or None,
            seen=form.revisions(),
            actor=self.actor,
            at=self.at,
        )

    def refuse(self, form: Any, error: DomainError) -> Any:
        """A file that is refused stands beside the minutes; the next attempt hands in what the page shows now."""
        if error.field == "file":
            error.field = "minutes"
        del self.rows
        form.data = form.data.copy()
        form.data["seen"] = self.seen
        return super().refuse(form, error)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.rows
        return super().get_context_data(
            ready=[row for row in rows if not row["problems"]],
            unready=[row for row in rows if row["problems"]],
            **kwargs,
        )


class AnnualAgree(_AnnualStep):
    """The bureau agrees to the plan and to the items that wait in it, as they stand on this page."""

    form_class = PlanAgreeForm
    template_name = "catalogue/annualplan_agree.html"
    transition = "agree"
    title = gettext_lazy("同意年度计划")
    success_message = gettext_lazy("年度计划已同意。预算批准后，资金在公布时预留。")

    def load(self) -> None:
        super().load()
        self.waiting = [decorate(item) for item in selectors.items_of(self.object, ItemStatus.SUBMITTED)]

    def get_initial(self) -> dict[str, Any]:
        return {"seen": seen_text(self.waiting)}

    def run(self, form: PlanAgreeForm) -> AnnualPlan:
        return agree_plan(
            plan=self.object,
            remarks=form.cleaned_data["remarks"],
            seen=form.revisions(),
            actor=self.actor,
            at=self.at,
        )

    def refuse(self, form: Any, error: DomainError) -> Any:
        """After a change the next attempt is made on what the page shows now."""
        if isinstance(error, StaleEdit):
            self.load()
            form.data = form.data.copy()
            form.data["seen"] = seen_text(self.waiting)
        return super().refuse(form, error)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        total = sum((item.amount for item in self.waiting), checks.ZERO)
        return super().get_context_data(waiting=self.waiting, total=total, **kwargs)


class AnnualReturn(_AnnualStep):
    """The bureau sends the plan back."""

    form_class = ReturnForm
    transition = "return"
    title = gettext_lazy("退回年度计划")
    success_message = gettext_lazy("已退回。待审核的项目一并退回，本单位修改后重新提交。")
    danger = True

    def run(self, form: ReturnForm) -> AnnualPlan:
        return return_plan(plan=self.object, actor=self.actor, at=self.at, **form.cleaned_data)


class PlanItemFund(KnowinglyMixin):
    """Name the lines of an agreed wish, once the budget is there."""

    form_class = ItemFundingForm
    queryset = PlanItem.objects.select_related("organisation", "catalogue_item__version")
    context_object_name = "item"
    template_name = "catalogue/planitem_fund.html"
    success_message = gettext_lazy("资金安排已保存。财政部门公布计划时预留资金。")

    def view_permission(self, actor: Actor, obj: PlanItem) -> Verdict:
        return permissions.view_item(actor, obj)

    def permission(self, actor: Actor, obj: PlanItem) -> Verdict:
        return permissions.fund_item(actor, obj)

    def get_form_kwargs(self) -> dict[str, Any]:
        rows = [{"line": part.line.code, "amount": part.amount} for part in checks.slices(self.object)]
        return {
            **super().get_form_kwargs(),
            "lines": list(plannable_lines(self.object.organisation_id, from_year=self.object.year)),
            "rows": money_rows(rows),
        }

    def get_initial(self) -> dict[str, Any]:
        return {"revision": self.object.revision}

    def run(self, form: ItemFundingForm) -> PlanItem:
        return set_fundings(
            item=self.object,
            slices=form.slices(),
            revision=form.cleaned_data["revision"],
            actor=self.actor,
            at=self.at,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = self.object.get_absolute_url()
        title = _("安排资金")
        return super().get_context_data(
            title=title,
            cancel_url=address,
            breadcrumbs=[HOME, PLAN, {"label": self.object.title, "url": address}, {"label": title}],
            **kwargs,
        )


def _history(plan: AnnualPlan) -> list[dict[str, Any]]:
    labels = {"create": _("建立"), **{name: step.label for name, step in ANNUAL.transitions.items()}}
    return [
        {
            "label": labels.get(entry.action, entry.action),
            "date": entry.at,
            "state": "past",
            "note": " · ".join(
                part for part in (entry.actor_name, entry.organisation_name, entry.reason) if part
            ),
        }
        for entry in selectors.history_of_plan(plan)
    ]
