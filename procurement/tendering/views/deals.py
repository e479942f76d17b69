"""Talks with a single source: enter the record, confirm it, publish the result."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core.actors import Actor
from procurement.core.errors import DomainError
from procurement.core.permissions import Verdict
from procurement.core.templatetags import formats
from procurement.core.views import ObjectView, TransitionView

from .. import permissions
from ..enums import DealStatus
from ..forms.deals import DealForm
from ..models import ImplementationPlan, SingleSourceDeal
from ..selectors.ways import notice_of, talks_refusal
from ..services.deals import cancel_deal, confirm_deal, publish_deal, record_deal
from .frame import crumbs, tone
from .ways import PlanAction

_DEALS = SingleSourceDeal.objects.select_related(
    "plan__item__organisation", "plan__agency", "supplier", "record"
)


class DealCreate(PlanAction):
    """Enter the record of the talks: who, when, of what, and the price agreed."""

    title = gettext_lazy("登记协商情况记录")
    submit = gettext_lazy("登记，请负责人确认")
    lead = gettext_lazy(
        "组织具有相关经验的专业人员与供应商商定合理的成交价格，保证质量，写成协商情况记录，全体签字。报价超过预算的，终止采购活动。"
    )
    form_class = DealForm
    template_name = "tendering/plan_table.html"
    one_time = True
    success_message = gettext_lazy("协商情况记录已登记，由采购人的负责人确认。")

    def refusal(self) -> str:
        return talks_refusal(self.object)

    def permission(self, actor: Actor, obj: ImplementationPlan) -> Verdict:
        return permissions.talk(actor, obj)

    def get_initial(self) -> dict[str, Any]:
        notice = notice_of(self.object)
        supplier = notice.supplier_name if notice else ""
        found = DealForm().fields["supplier"].queryset.filter(name=supplier).first() if supplier else None
        return {"supplier": found.code if found else None}

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Enter the record; asked for more rows, show the same words in a longer table."""
        if "more" not in request.POST:
            return super().post(request, *args, **kwargs)
        return self.render_to_response(self.get_context_data(form=self.get_form().longer()))

    def run(self, form: DealForm) -> SingleSourceDeal:
        return record_deal(plan=self.object, actor=self.actor, at=self.at, **form.record())

    def refuse(self, form: DealForm, error: DomainError) -> Any:
        if error.cell is None:
            return super().refuse(form, error)
        form.refuse_cell(error.cell, str(error))
        return self.form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(table_title=_("采购人员"), **kwargs)

    def get_success_url(self) -> str:
        return self.result.get_absolute_url() if self.result else self.plan.get_absolute_url()


class _OneDeal:
    queryset = _DEALS
    context_object_name = "deal"
    view_permission = staticmethod(permissions.view_deal)


class DealDetail(_OneDeal, ObjectView):
    """The record, and the step that comes next."""

    sign_in_required = True
    template_name = "tendering/deal_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        deal = self.object
        trail = crumbs(
            (_("采购实施计划"), reverse("tendering:plan-list")), (deal.title, deal.plan.get_absolute_url())
        )
        public = deal.status == DealStatus.PUBLISHED
        return super().get_context_data(
            tone=tone(deal.status),
            facts=_facts(deal),
            may_contract=public and bool(permissions.contract_deal(self.actor, deal)),
            breadcrumbs=[*trail, {"label": deal.code, "url": ""}],
            **kwargs,
        )


def _facts(deal: SingleSourceDeal) -> list[dict[str, Any]]:
    rows = (
        (_("供应商"), deal.supplier.name),
        (_("成交金额（元）"), f"{deal.amount:,.2f}"),
        (_("预算金额（元）"), f"{deal.plan.amount:,.2f}"),
        (_("协商日期"), formats.day_only(deal.held_on)),
        (_("协商地点"), deal.place),
        (_("成本、同类项目合同价格和专利等情况"), deal.costs),
        (_("合同主要条款"), deal.terms),
        (_("价格商定情况"), deal.talks),
        (_("确认人"), deal.confirmed_by),
    )
    return [{"label": label, "value": value} for label, value in rows if value]


class DealTransition(_OneDeal, TransitionView):
    """Confirm, publish, or take back."""

    services = {"confirm": confirm_deal, "publish": publish_deal, "cancel": cancel_deal}
    argument = "deal"
    reasons = {"cancel": True}
