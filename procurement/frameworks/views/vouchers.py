"""Vouchers: the purchaser's pages, and the one that a service user's telephone opens."""

from datetime import date
from typing import Any

from django import forms
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from catalogue.models import PlanItem
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.errors import DomainError, NotVisible
from procurement.core.permissions import Verdict
from procurement.core.views import (
    ActionView,
    ActorMixin,
    FilteredListView,
    LoadedObjectMixin,
    ObjectView,
    TransitionView,
)
from procurement.tendering.permissions import see_item
from procurement.tendering.selectors.parts import left_of

from .. import permissions
from ..enums import CallOffWay, VoucherBatchStatus
from ..forms.vouchers import ChooseForm, StarsForm, VoucherForm
from ..models import Framework, VoucherBatch
from ..selectors.lists import admitted_to, frameworks_for, visible_batches
from ..services.vouchers import (
    ask_vouchers,
    cancel_vouchers,
    choose_supplier,
    close_vouchers,
    gather_choices,
    issue_vouchers,
    rate_voucher,
    usable_voucher,
)
from .frame import TONES, crumbs, facts

_BATCHES = VoucherBatch.objects.select_related("framework__organiser", "purchaser", "item")


class VoucherList(FilteredListView):
    sign_in_required = True
    template_name = "frameworks/voucherbatch_list.html"
    page_permission = staticmethod(permissions.works_here)
    tones = TONES

    def get_queryset(self) -> models.QuerySet:
        self.queryset = visible_batches(self.actor).order_by("-pk")
        return super().get_queryset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heads = (
            {"label": _("名称")},
            {"label": _("张数"), "numeric": True},
            {"label": _("已选择"), "numeric": True},
            {"label": _("已下单"), "numeric": True},
            {"label": _("金额（元）"), "numeric": True},
            {"label": _("选择截止日期")},
            {"label": _("状态")},
        )
        return super().get_context_data(heads=heads, **kwargs)


class VoucherAsk(ActionView):
    """Ask for vouchers of a framework, paid from one plan item."""

    queryset = PlanItem.objects.select_related("organisation", "catalogue_item")
    form_class = VoucherForm
    template_name = "frameworks/voucherbatch_form.html"
    one_time = True
    success_message = gettext_lazy("已提出，资金已冻结。请另一人确认发放。")

    def load(self) -> None:
        super().load()
        usable = frameworks_for(self.object, local_date(self.at)).filter(
            users_choose=True, call_off_way=CallOffWay.DIRECT
        )
        found: Framework | None = usable.filter(code=self.kwargs["framework"]).first()
        if found is None:
            raise Http404
        self.framework = found

    def view_permission(self, actor: Actor, obj: PlanItem) -> Verdict:
        return see_item(actor, obj)

    def permission(self, actor: Actor, obj: PlanItem) -> Verdict:
        return permissions.call_off(actor, obj)

    def get_initial(self) -> dict[str, Any]:
        return {
            "need": self.object.description,
            "valid_until": min(date(self.object.year, 12, 31), self.framework.ends_on),
        }

    def run(self, form: VoucherForm) -> VoucherBatch:
        return ask_vouchers(
            framework=self.framework, item=self.object, actor=self.actor, at=self.at, **form.cleaned_data
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        choose = reverse("frameworks:calloff-choose", args=[self.object.code])
        return super().get_context_data(
            item=self.object,
            framework=self.framework,
            left=left_of(self.object),
            cancel_url=choose,
            breadcrumbs=crumbs((_("框架协议成交"), choose), (_("发放服务券"), "")),
            **kwargs,
        )


class BatchPage(LoadedObjectMixin):
    """The frame of a batch's pages."""

    queryset = _BATCHES
    context_object_name = "batch"
    view_permission = staticmethod(permissions.view_batch)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch = self.object
        rows = batch.vouchers.all()
        return super().get_context_data(
            tone=TONES[batch.status],
            facts=facts(
                (_("批次编号"), batch.code),
                (_("框架协议"), f"{batch.framework.title} {batch.framework.code}"),
                (_("采购人"), batch.purchaser.name),
                (_("服务要求"), batch.need),
                (_("发放范围"), batch.place),
                (_("张数"), str(batch.count)),
                (_("每张数量"), f"{batch.each.normalize():f} {batch.framework.unit}"),
                (
                    _("单价（元）") if batch.framework.is_open else _("单价不超过（元）"),
                    f"{batch.unit_price:,.2f}",
                ),
                (_("冻结金额（元）"), f"{batch.amount:,.2f}"),
                (_("确认人"), batch.issued_by),
            ),
            used=rows.filter(entry__isnull=False).count(),
            open=rows.filter(entry__isnull=False, call_off__isnull=True).count(),
            ordered=rows.filter(call_off__isnull=False).count(),
            cancel_url=batch.get_absolute_url(),
            breadcrumbs=crumbs((_("服务券"), reverse("frameworks:voucherbatch-list")), (batch.title, "")),
            **kwargs,
        )


class VoucherDetail(BatchPage, ObjectView):
    """Counts, never who holds what."""

    sign_in_required = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch = self.object
        issued = batch.status == VoucherBatchStatus.ISSUED
        return super().get_context_data(
            may_gather=issued and bool(permissions.carry(self.actor, batch)),
            calls=batch.framework.call_offs.filter(vouchers__batch=batch)
            .distinct()
            .select_related("entry__supplier"),
            **kwargs,
        )


class VoucherIssue(BatchPage, ActionView):
    """Confirm: the answer is the page with the sheets, for the browser's printer; there is no second one."""

    template_name = "frameworks/voucherbatch_issue.html"
    transition = "issue"
    one_time = True

    def run(self, form: forms.Form) -> Any:
        return issue_vouchers(batch=self.object, actor=self.actor, at=self.at)

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def leave_to(self, url: str) -> HttpResponse:
        if self.result is None:
            return super().leave_to(url)
        batch, tokens = self.result
        path = "frameworks:voucher-choose"
        sheets = [
            {"number": number, "address": self.request.build_absolute_uri(reverse(path, args=[token]))}
            for number, token in tokens
        ]
        context = {"batch": batch, "sheets": sheets, "back": url}
        response = TemplateResponse(self.request, "frameworks/voucher_sheets.html", context)
        response["Cache-Control"] = "no-store"
        return response


class VoucherGather(BatchPage, ActionView):
    """Make one order a supplier of what was chosen since the last time."""

    template_name = "frameworks/voucherbatch_gather.html"
    permission = staticmethod(permissions.carry)
    success_message = gettext_lazy("已按供应商汇总成订单，请另一人逐笔确认。")

    def run(self, form: forms.Form) -> Any:
        return gather_choices(batch=self.object, actor=self.actor, at=self.at)

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()


class VoucherTransition(TransitionView):
    queryset = _BATCHES
    services = {"close": close_vouchers, "cancel": cancel_vouchers}
    argument = "batch"
    reasons = {"cancel": True}
    view_permission = staticmethod(permissions.view_batch)


@method_decorator(never_cache, name="dispatch")
class VoucherChoose(ActorMixin, FormView):
    """What the QR code opens: choose a supplier, change one's mind, later say how good it was. No name, no account."""

    template_name = "frameworks/voucher_choose.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            self.held = usable_voucher(self.kwargs["token"], self.at)
        except DomainError as error:
            return self._ended(error)
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self) -> type[forms.Form]:
        return StarsForm if self.held.call_off_id else ChooseForm

    def get_form_kwargs(self) -> dict[str, Any]:
        given = super().get_form_kwargs()
        return (
            given if self.held.call_off_id else {**given, "entries": admitted_to(self.held.batch.framework)}
        )

    def get_initial(self) -> dict[str, Any]:
        chosen = self.held.entry.code if self.held.entry else ""
        return {"entry": chosen, "stars": self.held.stars}

    def form_valid(self, form: Any) -> HttpResponse:
        token, at = self.kwargs["token"], self.at
        try:
            if self.held.call_off_id:
                rate_voucher(token=token, stars=form.cleaned_data["stars"], at=at)
            else:
                choose_supplier(token=token, entry=form.entries[form.cleaned_data["entry"]], at=at)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            return self.form_invalid(form)
        return HttpResponseRedirect(f"{self.request.path}?saved=1")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch = self.held.batch
        return super().get_context_data(
            held=self.held,
            batch=batch,
            saved=self.request.GET.get("saved") == "1",
            over=self.held.call_off_id is None and local_date(self.at) > batch.valid_until,
            **kwargs,
        )

    def _ended(self, error: DomainError) -> HttpResponse:
        status = 404 if isinstance(error, NotVisible) else 410
        page = "frameworks/voucher_ended.html"
        return TemplateResponse(self.request, page, {"reason": error}, status=status)
