"""Implementation plans: what may be planned, the form, the page, filing."""

from typing import Any

from django.db import models
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.enums import OrganisationForm, method_name
from catalogue.models import PlanItem
from catalogue.selectors.requirement import unsettled
from procurement.budgeting.selectors import holdings_of_cause, reserved_by_line
from procurement.core import clock, parameters
from procurement.core.actors import Actor
from procurement.core.permissions import Verdict
from procurement.core.templatetags import formats
from procurement.core.views import ActionView, FilteredListView, ObjectView, TransitionView
from procurement.regulations import methods

from .. import permissions
from ..enums import DealStatus, ImplementationPlanStatus, Method
from ..filters import PlanFilter
from ..forms.plans import PlanForm
from ..models import ImplementationPlan, Package, SingleSourceDeal, SingleSourceNotice
from ..permissions.entrustments import entrusts
from ..selectors.entrustments import pending_for, usable
from ..selectors.lists import items_with_money, visible_plans
from ..selectors.parts import left_of, share_facts
from ..selectors.policy import article
from ..selectors.steps import tender_runs
from ..selectors.ways import (
    approval_due,
    approval_of,
    argument_due,
    is_running,
    notice_due,
    notice_of,
    notice_unfinished,
)
from ..services.planning import (
    cancel_implementation_plan,
    draft_implementation_plan,
    file_implementation_plan,
)
from .frame import StaffMixin, crumbs, tone


class PlanList(StaffMixin, FilteredListView):
    """Implementation plans, and the items that wait for one."""

    sign_in_required = True
    template_name = "tendering/implementationplan_list.html"
    filterset_class = PlanFilter
    sorts = {"title": "item__title", "amount": "amount", "filed": "filed_at"}

    def get_queryset(self) -> models.QuerySet:
        self.queryset = visible_plans(self.actor).order_by("-id")
        return super().get_queryset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heads = (
            {"label": _("项目"), "field": "title"},
            {"label": _("备案号")},
            {"label": _("采购方式")},
            {"label": _("金额（元）"), "field": "amount", "numeric": True},
            {"label": _("状态")},
        )
        return super().get_context_data(
            heads=heads, waiting=items_with_money(self.actor, small=False)[:50], **kwargs
        )


class PlanCreate(ActionView):
    """Draft the implementation plan of a published plan item."""

    model = PlanItem
    form_class = PlanForm
    template_name = "tendering/implementationplan_form.html"
    one_time = True
    success_message = gettext_lazy("采购实施计划已起草。核对无误后报送备案。")

    def view_permission(self, actor: Actor, obj: PlanItem) -> Verdict:
        return permissions.see_item(actor, obj)

    def permission(self, actor: Actor, obj: PlanItem) -> Verdict:
        return permissions.plan_for(actor, obj)

    @cached_property
    def follows(self) -> Package | None:
        """Return the failed package whose two bidders are negotiated with, where the address names one."""
        code = self.request.GET.get("follows", "")
        if not code:
            return None
        return get_object_or_404(
            Package.objects.select_related("tender"), code=code, tender__item=self.object
        )

    def get_initial(self) -> dict[str, Any]:
        item = self.object
        if self.follows:
            return {
                "method": Method.COMPETITIVE_NEGOTIATION,
                "method_reason": _(
                    "公开招标（%(tender)s）截止时只有两家供应商投标，经本级财政部门批准，与该两家进行竞争性谈判（74号令第二十七条第二款）。"
                )
                % {"tender": self.follows.tender.code},
                "organisation_form": item.organisation_form,
                "amount": left_of(item) or None,
            }
        return {
            "method": item.method,
            "method_reason": item.method_reason,
            "organisation_form": item.organisation_form,
            "amount": left_of(item) or None,
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            "held": reserved_by_line(self.object.code),
            "purchaser": self.object.organisation,
        }

    def run(self, form: PlanForm) -> ImplementationPlan:
        return draft_implementation_plan(
            item=self.object, follows=self.follows, actor=self.actor, at=self.at, **form.part()
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        on = clock.local_date(self.at)
        advice = methods.resolve(self.object.amount, on=on, parameters=parameters.changed(on))
        return super().get_context_data(
            item=self.object,
            proposed=method_name(advice.proposed),
            approval=advice.approval_authority if advice.approval_needed else "",
            article=article("C-03"),
            unconfirmed=advice.unconfirmed,
            **share_facts(self.object),
            breadcrumbs=crumbs((_("采购实施计划"), reverse("tendering:plan-list")), (self.object.title, "")),
            **kwargs,
        )


class PlanDetail(ObjectView):
    """One implementation plan, its money, what may be done with it."""

    sign_in_required = True
    queryset = ImplementationPlan.objects.select_related("item__organisation", "agency", "agreement")
    context_object_name = "plan"
    view_permission = staticmethod(permissions.view_plan)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan = self.object
        deals = list(plan.deals.select_related("supplier"))
        return super().get_context_data(
            facts=_facts(plan),
            tone=tone(plan.status),
            fundings=holdings_of_cause(plan.item.code).filter(part_code=plan.part_code, part_code__gt=""),
            chosen=list(plan.slices.select_related("line")),
            **share_facts(plan.item),
            tenders=plan.tenders.order_by("-id"),
            ways=self._ways(),
            entrusting=self._entrusting(),
            unsettled=self._unsettled(),
            deals=deals,
            may_talk=self._may_talk(deals),
            may_draft=self._may_draft(),
            breadcrumbs=crumbs((_("采购实施计划"), reverse("tendering:plan-list")), (plan.title, "")),
            **kwargs,
        )

    def _entrusting(self) -> dict[str, Any]:
        """Return how the plan is run: under which agreement, or with what capacity of the purchaser's own (N-06)."""
        plan = self.object
        draft = plan.status == ImplementationPlanStatus.DRAFT
        alone = plan.organisation_form == OrganisationForm.SELF_RUN and plan.method in Method.tenders()
        mine = bool(entrusts(self.actor, plan)) and plan.status != ImplementationPlanStatus.CANCELLED
        pending = pending_for(plan).first() if plan.agency_id else None
        return {
            "agency": plan.agency,
            "agreement": plan.agreement,
            "pending": pending,
            "may": mine and plan.agency_id is not None and pending is None,
            "usable": mine and plan.agency_id is not None and usable(plan).exists(),
            "capacity_lacks": alone and draft and not plan.capacity_people,
            "may_capacity": alone and draft and mine,
        }

    def _unsettled(self) -> list[str]:
        """Return what the requirement still lacks before the plan is filed (G-09, G-10)."""
        if self.object.status != ImplementationPlanStatus.DRAFT:
            return []
        return [problem.sentence for problem in unsettled(self.object.item, self.at)]

    def _may_draft(self) -> bool:
        """A single source is talked with: there are no documents for several to bid on (74 art. 41)."""
        plan = self.object
        if plan.method == Method.SINGLE_SOURCE or tender_runs(plan):
            return False
        return bool(permissions.operate_plan(self.actor, plan))

    def _may_talk(self, deals: list[SingleSourceDeal]) -> bool:
        plan = self.object
        open_ = plan.method == Method.SINGLE_SOURCE and plan.status == ImplementationPlanStatus.FILED
        running = any(deal.status in DealStatus.standing() for deal in deals)
        return open_ and not running and bool(permissions.talk(self.actor, plan))

    def _ways(self) -> dict[str, Any]:
        """Return what stands before the filing: approval and single-source notice, as far as this plan needs them."""
        plan, notice = self.object, notice_of(self.object)
        approval = approval_of(plan)
        may = plan.status == ImplementationPlanStatus.DRAFT and bool(
            permissions.prepare_plan(self.actor, plan)
        )
        return {
            "approval": approval,
            "approval_due": approval_due(plan, self.at),
            "notice": notice,
            "notice_due": notice_due(plan, self.at),
            "notice_facts": _way_facts(notice) if notice else [],
            "unfinished": notice_unfinished(plan, self.at),
            "running": notice is not None and is_running(notice, self.at),
            "objections": list(notice.objections.all()) if notice else [],
            "may": may,
        }


def _facts(plan: ImplementationPlan) -> list[dict[str, Any]]:
    rows = (
        (_("采购计划备案号"), plan.filing_number),
        (_("购买主体"), plan.item.organisation.name),
        (_("采购范围"), plan.scope),
        (_("金额（元）"), f"{plan.amount:,.2f}"),
        (_("项目总额（元）"), f"{plan.item.amount:,.2f}" if plan.amount != plan.item.amount else ""),
        (_("采购方式"), plan.get_method_display()),
        (_("理由"), plan.method_reason),
        (_("方式变更批准文号"), plan.approval_document),
        (_("组织形式"), plan.get_organisation_form_display()),
        (_("代理机构"), plan.agency.name if plan.agency else ""),
        (_("自行招标的专业人员"), plan.capacity_people),
        (_("自行招标的场所和设备"), plan.capacity_place),
    )
    return [{"label": label, "value": value} for label, value in rows if value]


def _way_facts(notice: SingleSourceNotice) -> list[dict[str, Any]]:
    rows = (
        (_("拟定供应商名称"), notice.supplier_name),
        (_("公示时间"), formats.day_only(clock.local_date(notice.published_at))),
        (_("公示截止日期"), formats.day_only(notice.ends_on)),
        (_("异议论证最迟"), formats.day_only(argument_due(notice))),
    )
    return [{"label": label, "value": value} for label, value in rows]


class PlanTransition(TransitionView):
    """File or cancel."""

    queryset = ImplementationPlan.objects.select_related("item__organisation", "agreement")
    services = {"file": file_implementation_plan, "cancel": cancel_implementation_plan}
    argument = "plan"
    reasons = {"cancel": True}
    view_permission = staticmethod(permissions.view_plan)
