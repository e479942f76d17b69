"""Agreements with agencies: list, page, drawing up, signing, the file that comes back."""

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core import clock
from procurement.core.actors import Actor
from procurement.core.permissions import Verdict
from procurement.core.views import ActionView, FilteredListView, ObjectView, TransitionView
from procurement.core.views.documents import DocumentView

from .. import permissions as tender_permissions
from ..enums import ENTRUSTMENT_PAPER, EntrustmentStatus, FeePayer, FileKeeper, Power
from ..filters import EntrustmentFilter
from ..forms.entrustments import CapacityForm, EntrustmentForm, HandOverForm, UseAgreementForm
from ..models import Entrustment, ImplementationPlan
from ..permissions import entrustments as permissions
from ..selectors import entrustments, recording
from ..selectors.agreement_text import BROUGHT, ENDING, LIABILITY, SCOPE, facts_of
from ..services import entrusting, handing_over
from ..services.planning import record_capacity
from .frame import StaffMixin, crumbs
from .ways import PlanAction

_TONES = {
    "IN_FORCE": "done",
    "OFFERED": "warn",
    "ENDED": "warn",
    "HANDED_OVER": "warn",
    "DISCARDED": "danger",
}
_ROWS = Entrustment.objects.select_related("purchaser", "agency", "drafted_for")
_PLANS = ImplementationPlan.objects.select_related("item__organisation", "agency", "agreement")
_TERM = timedelta(days=364)


def tone(status: str) -> str:
    return _TONES.get(status, "neutral")


def _trail(*more: tuple[str, str]) -> list[dict[str, str]]:
    return crumbs((_("委托代理"), reverse("tendering:entrustment-list")), *more)


class EntrustmentList(StaffMixin, FilteredListView):
    """The agreements of a purchaser, of an agency with all its purchasers, of the county."""

    sign_in_required = True
    template_name = "tendering/entrustment_list.html"
    filterset_class = EntrustmentFilter
    sorts = {"until": "ends_on", "purchaser": "purchaser__name"}

    def get_queryset(self) -> models.QuerySet:
        self.queryset = entrustments.visible_entrustments(self.actor).order_by("-id")
        return super().get_queryset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heads = (
            {"label": _("协议")},
            {"label": _("采购人"), "field": "purchaser"},
            {"label": _("代理机构")},
            {"label": _("委托期限至"), "field": "until"},
            {"label": _("状态")},
        )
        context = super().get_context_data(heads=heads, **kwargs)
        for row in context["object_list"]:
            row.tone = tone(row.status)
        return context


class EntrustmentDetail(ObjectView):
    """One agreement, what runs under it, and its file."""

    sign_in_required = True
    queryset = _ROWS
    context_object_name = "agreement"
    view_permission = staticmethod(permissions.view_entrustment)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        agreement = self.object
        return super().get_context_data(
            facts=facts_of(agreement),
            tone=tone(agreement.status),
            plans=agreement.plans.select_related("item__organisation").order_by("code"),
            may_edit=agreement.status == EntrustmentStatus.DRAFT
            and bool(permissions.write_entrustment(self.actor, agreement)),
            signed=agreement.signed_for_agency_at is not None,
            breadcrumbs=_trail((agreement.code, "")),
            **kwargs,
        )


class _Writing(ActionView):
    """The form of an agreement."""

    form_class = EntrustmentForm
    template_name = "tendering/entrustment_form.html"

    def head(self) -> dict[str, Any]:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**self.head(), **kwargs)


class EntrustmentCreate(_Writing):
    """Draw up an agreement with the agency of a plan."""

    queryset = _PLANS
    one_time = True
    success_message = gettext_lazy("协议已起草。核对以后由本单位负责人签署，再由代理机构签署。")
    view_permission = staticmethod(tender_permissions.view_plan)
    permission = staticmethod(permissions.entrusts)

    def get_initial(self) -> dict[str, Any]:
        today = clock.local_date(self.at)
        return usual_terms(self.object, today)

    def run(self, form: EntrustmentForm) -> Entrustment:
        return entrusting.draft_entrustment(
            plan=self.object, terms=form.cleaned_data, actor=self.actor, at=self.at
        )

    def head(self) -> dict[str, Any]:
        return {
            "agency": self.object.agency,
            "lead": self.object.title,
            "cancel_url": self.object.get_absolute_url(),
            "breadcrumbs": _trail((self.object.title, "")),
        }


def usual_terms(plan: ImplementationPlan, today: date) -> dict[str, Any]:
    """Return what most agreements say, so that a clerk changes words instead of finding them."""
    return {
        "scope": SCOPE.format(title=plan.title),
        "powers": [Power.DOCUMENTS, Power.NOTICES, Power.OPENING, Power.EVALUATION],
        "starts_on": today,
        "ends_on": today + _TERM,
        "fee_payer": FeePayer.SUPPLIER,
        "file_keeper": FileKeeper.PURCHASER,
        "ending_terms": ENDING,
        "liability": LIABILITY,
    }


class EntrustmentEdit(_Writing):
    """Change a draft."""

    queryset = _ROWS
    success_message = gettext_lazy("已保存。")
    view_permission = staticmethod(permissions.view_entrustment)
    permission = staticmethod(permissions.write_entrustment)

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.object, name) for name in entrusting.FIELDS}

    def run(self, form: EntrustmentForm) -> Entrustment:
        return entrusting.edit_entrustment(
            agreement=self.object, terms=form.cleaned_data, actor=self.actor, at=self.at
        )

    def head(self) -> dict[str, Any]:
        url = self.object.get_absolute_url()
        return {
            "agency": self.object.agency,
            "lead": self.object.code,
            "cancel_url": url,
            "breadcrumbs": _trail((self.object.code, url), (_("修改"), "")),
        }


class AgreementUse(PlanAction):
    """Put a plan under an agreement in force."""

    title = gettext_lazy("使用已经签订的协议")
    submit = gettext_lazy("按这份协议办理")
    form_class = UseAgreementForm
    success_message = gettext_lazy("已按这份协议办理。")
    permission = staticmethod(permissions.entrusts)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "plan": self.object}

    def run(self, form: UseAgreementForm) -> ImplementationPlan:
        chosen = form.cleaned_data["agreement"]
        return entrusting.use_agreement(plan=self.object, agreement=chosen, actor=self.actor, at=self.at)


class CapacityRecord(PlanAction):
    """Say with whom and where a tender is run without an agency."""

    title = gettext_lazy("自行组织招标的条件")
    submit = gettext_lazy("登记")
    lead = gettext_lazy(
        "自行组织招标的，应当有编制招标文件、组织招标的能力和条件，有与项目专业性相适应的专业人员（87号令第九条）。没有的，委托代理机构。"
    )
    form_class = CapacityForm
    success_message = gettext_lazy("已登记。")

    def permission(self, actor: Actor, obj: ImplementationPlan) -> Verdict:
        return tender_permissions.plan_for(actor, obj.item)

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.object, name) for name in CapacityForm.base_fields}

    def run(self, form: CapacityForm) -> ImplementationPlan:
        return record_capacity(plan=self.object, actor=self.actor, at=self.at, **form.cleaned_data)


class HandOver(ActionView):
    """Hand the file over to the purchaser."""

    queryset = _ROWS
    form_class = HandOverForm
    template_name = "tendering/entrustment_hand_over.html"
    transition = "hand_over"
    success_message = gettext_lazy("已移交，等待采购人签收。签收以后，本单位不再能查看这些采购项目。")
    view_permission = staticmethod(permissions.view_entrustment)

    def get_initial(self) -> dict[str, Any]:
        earlier = self.object.papers.get("brought", [])
        usual = BROUGHT if entrustments.was_opened(self.object) else ()
        return {"brought": "\n".join(earlier or usual)}

    def run(self, form: HandOverForm) -> Entrustment:
        return handing_over.hand_over(
            agreement=self.object,
            brought=form.cleaned_data["brought"].splitlines(),
            actor=self.actor,
            at=self.at,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        url = self.object.get_absolute_url()
        return super().get_context_data(
            agreement=self.object,
            papers=entrustments.papers_of(self.object),
            unrecorded=recording.missing_of(self.object),
            cancel_url=url,
            breadcrumbs=_trail((self.object.code, url), (_("移交采购文件"), "")),
            **kwargs,
        )


class EntrustmentTransition(TransitionView):
    """The plain steps: sign, accept, send back, discard, end, receive."""

    queryset = _ROWS
    services = {
        "sign": entrusting.sign_entrustment,
        "accept": entrusting.accept_entrustment,
        "decline": entrusting.decline_entrustment,
        "discard": entrusting.discard_entrustment,
        "end": entrusting.end_entrustment,
        "receive": handing_over.receive_file,
        "send_back": handing_over.send_back_file,
    }
    argument = "agreement"
    reasons = {"decline": True, "end": True, "send_back": True}
    view_permission = staticmethod(permissions.view_entrustment)


class EntrustmentPaper(DocumentView):
    """The agreement as PDF."""

    sign_in_required = True
    document_kind = ENTRUSTMENT_PAPER
    queryset = _ROWS.filter(signed_for_agency_at__isnull=False)
    view_permission = staticmethod(permissions.view_entrustment)
