"""A supplier's record for itself and the bureau; the register; the public profile."""

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.language import together
from procurement.core.lifecycle import Lifecycle
from procurement.core.permissions import Verdict, anybody
from procurement.core.views import ActorMixin, Column, FilteredListView, ObjectView, TransitionView

from .. import permissions, selectors
from ..enums import SupplierStatus
from ..filters import SupplierFilter
from ..models import Supplier
from ..selectors import registration_draft
from ..services import answer_bureau, ask_supplier, refuse_verification, request_verification
from .registration import LAST, NAMES

TONES = {
    SupplierStatus.REGISTERED: "neutral",
    SupplierStatus.VERIFICATION_REQUESTED: "progress",
    SupplierStatus.QUESTIONED: "warn",
    SupplierStatus.VERIFIED: "done",
    SupplierStatus.REFUSED: "danger",
}


class OwnSupplier(ActorMixin, TemplateView):
    """Leads to the record of the supplier one acts for, or to signing up."""

    sign_in_required = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        own = Supplier.objects.filter(code=self.actor.organisation_code).first()
        kept = registration_draft(self.actor).steps
        step = next((name for name in NAMES if not kept.get(name)), LAST) if kept else NAMES[0]
        start = reverse("suppliers:supplier-register", kwargs={"step": step})
        return HttpResponseRedirect(own.get_absolute_url() if own else start)


class SupplierList(FilteredListView):
    """The bureau's work list: who asks for verification stands first."""

    sign_in_required = True
    template_name = "suppliers/supplier_list.html"
    filterset_class = SupplierFilter
    sorts = {
        "name": "organisation__name",
        "code": "code",
        "kind": "supplier_kind",
        "status": "status",
        "registered": "registered_at",
    }
    # VERIFICATION_REQUESTED and VERIFIED sort last in the alphabet.
    default_sort = "-registered"
    columns = (
        Column(gettext_lazy("供应商编号"), "code"),
        Column(gettext_lazy("名称"), "organisation__name"),
        Column(gettext_lazy("统一社会信用代码"), "organisation__credit_code"),
        Column(gettext_lazy("类型"), "get_supplier_kind_display"),
        Column(gettext_lazy("规模"), "get_scale_display"),
        Column(gettext_lazy("核验"), "get_status_display"),
        Column(gettext_lazy("注册时间"), "registered_at"),
    )
    export_name = "suppliers"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self._turned_away() and not permissions.view_register(self.actor):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> models.QuerySet:
        self.queryset = selectors.register_of_suppliers()
        return super().get_queryset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heads = (
            {"label": _("名称"), "field": "name"},
            {"label": _("供应商编号"), "field": "code"},
            {"label": _("类型"), "field": "kind"},
            {"label": _("核验"), "field": "status"},
            {"label": _("注册时间"), "field": "registered"},
        )
        waiting = Supplier.objects.filter(status=SupplierStatus.VERIFICATION_REQUESTED).count()
        may_import = bool(permissions.import_lists(self.actor))
        return super().get_context_data(
            heads=heads, waiting=waiting, tones=TONES, may_import=may_import, **kwargs
        )


class SupplierDetail(ObjectView):
    """The whole record, for the supplier itself, the bureau's supervision and the auditors."""

    sign_in_required = True
    queryset = Supplier.objects.select_related("organisation")

    def view_permission(self, actor: Actor, obj: Supplier) -> Verdict:
        return permissions.view_record(actor, obj)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        supplier, today = self.object, local_date(self.at)
        return super().get_context_data(
            tone=TONES[supplier.status],
            facts=_facts(supplier),
            papers=selectors.papers_of(supplier),
            entries=supplier.exclusions.all(),
            grades=selectors.grades_of(supplier.organisation),
            standing=selectors.may_bid(supplier.organisation, today),
            today=today,
            checks=supplier.list_checks.select_related("attachment")[:20],
            changes=self._changes(),
            unfounded=supplier.unfounded_complaints.all(),
            unfounded_count=selectors.unfounded_within_a_year(supplier, today),
            may_manage=bool(permissions.manage(self.actor, supplier)),
            may_exclude=(may_exclude := bool(permissions.exclude(self.actor, supplier))),
            relatives=selectors.relatives_of(supplier) if may_exclude else [],
            **kwargs,
        )

    def _changes(self) -> list[dict[str, Any]]:
        """Return the changes that wait, and those refused last, each with what holds."""
        return [
            {
                "change": change,
                "held": self.object.organisation.name
                if change.detail == "name"
                else getattr(self.object, change.detail),
            }
            for change in selectors.changes_to_show(self.object)
        ]


def _facts(supplier: Supplier) -> list[dict[str, Any]]:
    codes = supplier.fields_of_service.values_list("catalogue_code", flat=True)
    towns = supplier.towns.values_list("division_code", flat=True)
    rows = (
        (_("供应商编号"), supplier.code),
        (_("类型"), supplier.get_supplier_kind_display()),
        (_("统一社会信用代码"), supplier.organisation.credit_code),
        (_("身份证号"), supplier.identity_number),
        (_("总公司（总所）"), supplier.head_office),
        # A person answers for itself: the name stands above already.
        (_("法定代表人（负责人）"), "" if supplier.identity_number else supplier.legal_representative),
        (_("控股股东或实际控制人"), supplier.controller),
        (_("规模"), supplier.get_scale_display()),
        (_("联系人"), supplier.contact),
        (_("联系电话"), supplier.phone),
        (_("住所"), supplier.address),
        (_("开户银行"), supplier.bank_name),
        (_("银行账号"), supplier.bank_account),
        (_("服务领域"), together(selectors.service_names(codes))),
        (_("服务乡镇"), "、".join(selectors.town_names(towns))),
    )
    return [{"label": label, "value": value} for label, value in rows if value]


class SupplierProfile(ObjectView):
    """What everybody may know of a supplier."""

    queryset = Supplier.objects.select_related("organisation")
    template_name = "suppliers/supplier_profile.html"
    view_permission = staticmethod(anybody)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        profile = selectors.public_profile(self.object, local_date(self.at))
        rows = (
            (_("供应商编号"), profile["code"]),
            (_("类型"), profile["kind"]),
            (_("规模"), profile["scale"]),
            (_("统一社会信用代码"), profile["credit_code"]),
            (_("住所"), profile["address"]),
            (_("服务领域"), together(profile["fields"])),
            (_("服务乡镇"), "、".join(profile["towns"])),
        )
        facts = [{"label": label, "value": value} for label, value in rows if value]
        tone = TONES[self.object.status]
        return super().get_context_data(profile=profile, facts=facts, tone=tone, **kwargs)


class SupplierTransition(TransitionView):
    """Ask for verification; send back. Accepting has a page of its own."""

    queryset = Supplier.objects.select_related("organisation")
    argument = "supplier"
    services = {
        "request_verification": request_verification,
        "ask": ask_supplier,
        "answer": answer_bureau,
        "refuse_verification": refuse_verification,
    }
    reasons = {"ask": True, "answer": True, "refuse_verification": True}
    helps = {
        "ask": gettext_lazy("供应商会收到这段话，补充以后再回到您的待办。核验期间不影响它参加采购。"),
        "refuse_verification": gettext_lazy("供应商会收到这段话。请写明缺什么、怎么补正。"),
    }

    def view_permission(self, actor: Actor, obj: Supplier) -> Verdict:
        return permissions.view_record(actor, obj)

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if "reason" in form.fields:
            field = form.fields["reason"]
            field.help_text = self.helps.get(self.transition, "")
            if self.transition in ("ask", "answer"):
                field.label = Lifecycle.of(self.object)[self.transition].label
            if self.transition == "answer":
                field.help_text = _("财政部门问的是：%(question)s") % {"question": self.object.question}
        return form
