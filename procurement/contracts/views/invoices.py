"""Invoices and payments: list, page with the arithmetic, entry, approval, payment."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core.actors import Actor
from procurement.core.permissions import Verdict
from procurement.core.views import ActionView, Column, FilteredListView, ObjectView, TransitionView

from .. import permissions
from ..filters import InvoiceFilter
from ..forms import InvoiceForm, PayForm
from ..models import Contract, Invoice, Payment
from ..selectors import invoices_visible, payment_position
from ..selectors.money import unbilled
from ..services import approve_invoice, pay, receive_invoice, reject_invoice
from .base import TONES, ContractAction, law
from .explanations import ceiling_explanation, due_explanation

INVOICES = Invoice.objects.select_related(
    "contract__purchaser", "contract__supplier", "contract__item", "contract__award__bid", "acceptance"
)


class InvoiceList(FilteredListView):
    """Invoices by the day on which they are due."""

    sign_in_required = True
    template_name = "contracts/invoice_list.html"
    filterset_class = InvoiceFilter
    sorts = {"due": "due_on", "amount": "amount", "received": "received_at", "status": "status"}
    default_sort = "-due"
    columns = (
        Column(gettext_lazy("登记号"), "code"),
        Column(gettext_lazy("发票号码"), "number"),
        Column(gettext_lazy("合同"), "contract__title"),
        Column(gettext_lazy("供应商"), "contract__supplier__name"),
        Column(gettext_lazy("金额（元）"), "amount"),
        Column(gettext_lazy("收票时间"), "received_at"),
        Column(gettext_lazy("最迟支付日期"), "due_on"),
        Column(gettext_lazy("状态"), "get_status_display"),
    )
    export_name = "invoices"

    def get_queryset(self) -> models.QuerySet:
        self.queryset = invoices_visible(self.actor)
        return super().get_queryset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heads = (
            {"label": _("发票与合同"), "field": "received"},
            {"label": _("金额（元）"), "field": "amount", "numeric": True},
            {"label": _("最迟支付日期"), "field": "due"},
            {"label": _("状态"), "field": "status"},
        )
        return super().get_context_data(heads=heads, tones=TONES, **kwargs)


class InvoiceDetail(ObjectView):
    """One invoice: until when it is paid and why, how much may be paid and why, what was paid."""

    sign_in_required = True
    queryset = INVOICES

    def view_permission(self, actor: Actor, obj: Invoice) -> Verdict:
        return permissions.view(actor, obj)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        invoice = self.object
        return super().get_context_data(
            tone=TONES[invoice.status],
            contract=invoice.contract,
            payments=invoice.payments.select_related("slice__line"),
            ceiling=ceiling_explanation(payment_position(invoice.contract, without=invoice)),
            due=due_explanation(invoice),
            law=law(invoice.due_rule),
            paid=invoice.status == "PAID",
            **kwargs,
        )


class InvoiceReceive(ContractAction):
    """Enter an invoice; its last day of payment follows from the law."""

    title = gettext_lazy("登记发票")
    form_class = InvoiceForm
    one_time = True
    success_message = gettext_lazy("发票已登记，最迟支付日期已算好。请负责人审核。")

    def permission(self, actor: Actor, obj: Contract) -> Verdict:
        return permissions.enter_invoice(actor, obj)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "contract": self.object}

    def get_initial(self) -> dict[str, Any]:
        open_rows = self.object.acceptances.exclude(status="OPEN").order_by("-pk")
        first = next((row for row in open_rows if unbilled(row) > 0), None)
        return {"acceptance": first, "amount": unbilled(first)} if first else {}

    def run(self, form: InvoiceForm) -> Invoice:
        return receive_invoice(contract=self.object, actor=self.actor, at=self.at, **form.cleaned_data)

    def get_success_url(self) -> str:
        return (self.result or self.object).get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        explanation = ceiling_explanation(payment_position(self.object))
        return super().get_context_data(explanation=explanation, **kwargs)


class InvoicePay(ActionView):
    """Pay an approved invoice."""

    queryset = INVOICES
    template_name = "contracts/contract_form.html"
    form_class = PayForm
    transition = "pay"
    success_message = gettext_lazy("已支付。")

    def view_permission(self, actor: Actor, obj: Invoice) -> Verdict:
        return permissions.view(actor, obj)

    def run(self, form: PayForm) -> list[Payment]:
        return pay(invoice=self.object, voucher=form.cleaned_data["voucher"], actor=self.actor, at=self.at)

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        invoice = self.object
        title = _("支付%(amount)s元") % {"amount": f"{invoice.amount:,.2f}"}
        return super().get_context_data(
            title=title,
            contract=invoice.contract,
            cancel_url=invoice.get_absolute_url(),
            explanation=ceiling_explanation(payment_position(invoice.contract, without=invoice)),
            due=due_explanation(invoice),
            **kwargs,
        )


class InvoiceTransition(TransitionView):
    """Approval by a second person, or sending back with the reason."""

    queryset = INVOICES
    argument = "invoice"
    services = {"approve": approve_invoice, "reject": reject_invoice}
    reasons = {"reject": True}

    def view_permission(self, actor: Actor, obj: Invoice) -> Verdict:
        return permissions.view(actor, obj)

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()
