"""Invoices and payments: within accepted work, in time, each by two people (RULES B-11 to B-14)."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.budgeting import services as budgeting
from procurement.core import lifecycle, parameters
from procurement.core.actors import Actor
from procurement.core.calendars import working_calendar
from procurement.core.clock import local_date
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, NotAllowed
from procurement.regulations.payment import pay_by
from procurement.suppliers.models import Supplier

from .. import permissions
from ..enums import AcceptanceStatus, InvoiceStatus
from ..models import Acceptance, Contract, Invoice, Payment

SME_SCALES = ("MICRO", "SMALL", "MEDIUM")


@transaction.atomic
def receive_invoice(
    *, contract: Contract, acceptance: Acceptance, number: str, amount: Decimal, actor: Actor, at: datetime
) -> Invoice:
    """Enter an invoice for accepted work; its last day of payment is computed here and shown everywhere."""
    verdict = permissions.enter_invoice(actor, contract)
    if not verdict:
        raise NotAllowed(verdict.reason)
    if acceptance.contract_id != contract.pk or acceptance.status == AcceptanceStatus.OPEN:
        raise DomainError(_("发票必须对应本合同已形成意见的验收。"), field="acceptance")
    if contract.invoices.filter(number=number.strip()).exclude(status=InvoiceStatus.REJECTED).exists():
        raise DomainError(_("这张发票已经登记过。"), field="number")
    billed = sum(
        (row.amount for row in acceptance.invoices.exclude(status=InvoiceStatus.REJECTED)), Decimal(0)
    )
    left = acceptance.accepted - billed
    if not 0 < amount <= left:
        raise DomainError(
            _("发票金额应大于零且不超过%(left)s元（本次验收金额减去已开票金额）。")
            % {"left": f"{left:,.2f}"},
            field="amount",
            rule="B-11",
        )
    invoice = Invoice(
        code=next_code(f"FP-{at:%Y}-"),
        contract=contract,
        acceptance=acceptance,
        number=number.strip(),
        amount=amount,
        received_at=at,
        due_on=_due_on(contract, acceptance, at),
        entered_by=actor.code,
    )
    lifecycle.create(invoice, actor=actor, at=at, basis="B-12 B-13 B-14")
    return invoice


@transaction.atomic
def approve_invoice(*, invoice: Invoice, actor: Actor, at: datetime) -> None:
    """A second person agrees to the payment."""
    lifecycle.apply("approve", invoice, actor=actor, at=at, updates={"approved_by": actor.code})


@transaction.atomic
def reject_invoice(*, invoice: Invoice, reason: str, actor: Actor, at: datetime) -> None:
    """Send an invoice back with the reason."""
    if not reason.strip():
        raise DomainError(_("请写明退回的原因。"), field="reason")
    lifecycle.apply("reject", invoice, actor=actor, at=at, reason=reason.strip())


@transaction.atomic
def pay(*, invoice: Invoice, voucher: str, actor: Actor, at: datetime) -> list[Payment]:
    """Pay an approved invoice from the contract's slices, earlier years first; all of it or nothing."""
    if not voucher.strip():
        raise DomainError(_("请填写国库支付凭证号。"), field="voucher")
    contract = Contract.objects.select_for_update().get(pk=invoice.contract_id)
    lifecycle.apply("pay", invoice, actor=actor, at=at, changes={"voucher": voucher.strip()})
    payments, left = [], invoice.amount
    for part in contract.slices.select_related("line").order_by("line__year", "line__code"):
        amount = min(left, part.amount - part.paid)
        if amount <= 0:
            continue
        budgeting.pay(line=part.line, cause_code=contract.item.code, amount=amount, actor=actor, at=at)
        part.paid += amount
        part.save(update_fields=["paid"])
        left -= amount
        payments.append(
            Payment.objects.create(
                code=next_code(f"ZF-{at:%Y}-"),
                invoice=invoice,
                slice=part,
                amount=amount,
                paid_at=at,
                paid_by=actor.name,
                voucher=voucher.strip(),
            )
        )
    if left:
        raise DomainError(_("合同剩余资金不足以支付这张发票。"), rule="B-05")
    contract.paid += invoice.amount
    contract.save(update_fields=["paid"])
    invoice.contract.refresh_from_db()
    return payments


def _due_on(contract: Contract, acceptance: Acceptance, at: datetime):
    on = local_date(at)
    found = pay_by(
        invoiced_on=on,
        calendar=working_calendar(),
        delivered_on=local_date(acceptance.concluded_at),
        sme=_scale(contract) in SME_SCALES,
        parameters=parameters.overrides(on),
    )
    return found.due.limit


def _scale(contract: Contract) -> str:
    if contract.award is not None:
        return contract.award.bid.scale
    supplier = Supplier.objects.filter(organisation=contract.supplier).first()
    return supplier.scale if supplier else "NOT_ENTERPRISE"
