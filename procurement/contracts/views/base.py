"""What every page of a contract shares: loading, tabs, tones, the sentence behind a date."""

from datetime import date
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from procurement.core.actors import Actor
from procurement.core.findings import meaning
from procurement.core.permissions import Verdict
from procurement.core.views import ActionView, ObjectView
from procurement.regulations.basis import cite

from .. import permissions
from ..enums import AcceptanceStatus, ContractStatus, InvoiceStatus, RefundStatus
from ..models import Contract

CONTRACTS = Contract.objects.select_related(
    "purchaser",
    "supplier",
    "item__catalogue_item",
    "award__bid",
    "award__package__tender",
    "small_purchase__chosen__supplier",
    "call_off__entry__supplier",
    "deal__plan",
)
TONES = {
    ContractStatus.DRAFT: "neutral",
    ContractStatus.OFFERED: "warn",
    ContractStatus.SIGNED: "progress",
    ContractStatus.PUBLISHED: "progress",
    ContractStatus.FILED: "progress",
    ContractStatus.COMPLETED: "done",
    ContractStatus.LAPSED: "danger",
    AcceptanceStatus.OPEN: "progress",
    AcceptanceStatus.CONCLUDED: "warn",
    AcceptanceStatus.PUBLISHED: "done",
    InvoiceStatus.RECEIVED: "warn",
    InvoiceStatus.APPROVED: "progress",
    InvoiceStatus.PAID: "done",
    InvoiceStatus.REJECTED: "danger",
    RefundStatus.ENTERED: "warn",
    RefundStatus.CONFIRMED: "done",
    RefundStatus.DISCARDED: "neutral",
}


def law(rule: str) -> dict[str, str]:
    """Return a rule's article and sentence for the deadline and explanation pieces."""
    found = cite(rule)
    return {"rule": rule, "basis": found.article, "article": meaning(found)}


def deadline(rule: str, label: Any, day: date | None, *, met: bool) -> dict[str, Any] | None:
    """Return one dated duty for the page, or nothing where the law sets none."""
    return None if day is None else {"label": label, "day": day, "met": met, **law(rule)}


def tabs(contract: Contract, here: str) -> list[dict[str, Any]]:
    """Return the parts of a contract's page; ``here`` is the one that is open."""
    parts = (
        ("contract-detail", _("条款")),
        ("contract-money", _("分年资金")),
        ("contract-log", _("服务台账")),
        ("contract-acceptances", _("验收")),
        ("contract-invoices", _("发票与支付")),
    )
    return [
        {"label": label, "url": reverse(f"contracts:{name}", args=[contract.code]), "active": name == here}
        for name, label in parts
    ]


class ContractPage(ObjectView):
    """One part of a contract's page."""

    sign_in_required = True
    here = ""

    def get_queryset(self) -> models.QuerySet:
        return CONTRACTS.all()

    def view_permission(self, actor: Actor, obj: Contract) -> Verdict:
        return permissions.view(actor, obj)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {
            "tabs": tabs(self.object, self.here),
            "tone": TONES[self.object.status],
            **context,
        }


class ContractAction(ActionView):
    """What is done to one contract and leads back to its page."""

    title: Any = ""
    template_name = "contracts/contract_form.html"

    def get_queryset(self) -> models.QuerySet:
        return CONTRACTS.all()

    # ActionView loads where a queryset is named; every request asks anew through get_queryset.
    queryset = CONTRACTS

    def view_permission(self, actor: Actor, obj: Contract) -> Verdict:
        return permissions.view(actor, obj)

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {"title": self.title, "cancel_url": self.get_success_url(), **context}
