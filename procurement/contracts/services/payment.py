"""Invoices and payments: within accepted work, in time, each by two people (RULES B-11 to B-14)."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.enums import Office
from procurement.budgeting import services as budgeting
from procurement.core import lifecycle
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, GuardRefused, NotAllowed
from procurement.core.fields import to_yuan

from .. import permissions
from ..enums import AcceptanceStatus, InvoiceStatus
from ..models import Acceptance, Contract, ContractSlice, Invoice, Payment
from ..selectors.content import slices_of
from ..selectors.money import pay_by_of, unbilled
from .signing import tell


@transaction.atomic
def receive_invoice(
    *, contract: Contract, acceptance: Acceptance, number: str, amount: Decimal, actor: Actor, at: datetime
) -> Invoice:
    """Enter an invoice for accepted work; its last day of payment is computed here and shown everywhere."""
    verdict = permissions.enter_invoice(actor, contract)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="B-12")
    Contract.objects.select_for_update().get(pk=contract.pk)
    number, amount = number.strip(), to_yuan(amount)
    _check_invoice(contract, acceptance, number, amount)
    days = pay_by_of(contract, acceptance, local_date(at))
    invoice = Invoice(
        code=next_code(f"FP-{local_date(at):%Y}-"),
        contract=contract,
        acceptance=acceptance,
        number=number,
        amount=amount,
        received_at=at,
        due_on=days.due.limit,
        due_rule=days.due.rule,
        target_on=days.target.limit,
        entered_by=actor.code,
    )
    lifecycle.create(invoice, actor=actor, at=at, basis="B-12 B-13 B-14")
    return invoice


def _check_invoice(contract: Contract, acceptance: Acceptance, number: str, amount: Decimal) -> None:
    if acceptance.contract_id != contract.pk or acceptance.status == AcceptanceStatus.OPEN:
        raise DomainError(_("发票必须对应本合同已形成意见的验收。"), field="acceptance", rule="B-11")
    if not number:
        raise DomainError(_("请填写发票号码。"), field="number", rule="B-12")
    if contract.invoices.filter(number=number).exclude(status=InvoiceStatus.REJECTED).exists():
        raise DomainError(_("这张发票已经登记过。"), field="number", rule="B-12")
    left = unbilled(acceptance)
    if not 0 < amount <= left:
        raise DomainError(
            _("发票金额应大于零且不超过%(left)s元（本次验收金额减去已开票金额）。")
            % {"left": f"{left:,.2f}"},
            field="amount",
            rule="B-11",
        )


@transaction.atomic
def approve_invoice(*, invoice: Invoice, actor: Actor, at: datetime) -> None:
    """A second person agrees to the payment."""
    lifecycle.apply("approve", invoice, actor=actor, at=at, updates={"approved_by": actor.code})


@transaction.atomic
def reject_invoice(*, invoice: Invoice, reason: str, actor: Actor, at: datetime) -> None:
    """Send an invoice back with the reason."""
    if not reason.strip():
        raise DomainError(_("请写明退回的原因。"), field="reason", rule="B-12")
    lifecycle.apply("reject", invoice, actor=actor, at=at, reason=reason.strip())


@transaction.atomic
def pay(*, invoice: Invoice, voucher: str, actor: Actor, at: datetime) -> list[Payment]:
    """Pay an approved invoice from the contract's slices, earlier years first; all of it or nothing.

    Money of a later year's budget cannot be spent yet (预算法 art. 13).
    """
    voucher = voucher.strip()
    if not voucher:
        raise DomainError(_("请填写国库支付凭证号。"), field="voucher", rule="B-11")
    contract = Contract.objects.select_for_update().get(pk=invoice.contract_id)
    lifecycle.apply("pay", invoice, actor=actor, at=at, changes={"voucher": voucher})
    payments = [
        _pay_part(contract, part, amount, invoice=invoice, voucher=voucher, actor=actor, at=at)
        for part, amount in _parts(contract, invoice.amount, local_date(at).year)
    ]
    contract.paid += invoice.amount
    contract.save(update_fields=["paid"])
    invoice.contract.refresh_from_db()
    tell("payment_made", contract, contract.supplier, (Office.SUPPLIER_ADMIN,), at)
    return payments


def _parts(contract: Contract, amount: Decimal, year: int) -> list[tuple[ContractSlice, Decimal]]:
    found, left = [], amount
    for part in slices_of(contract):
        share = min(left, part.amount - part.paid) if part.line.year <= year else Decimal(0)
        if share > 0:
            found.append((part, share))
            left -= share
    if left:
        raise GuardRefused(
            _(
                "合同%(year)s年及以前的预算资金还差%(left)s元：以后年度的预算要到当年才能支付（预算法第十三条）。"
            )
            % {"year": year, "left": f"{left:,.2f}"},
            rule="B-05",
        )
    return found


def _pay_part(
    contract: Contract,
    part: ContractSlice,
    amount: Decimal,
    *,
    invoice: Invoice,
    voucher: str,
    actor: Actor,
    at: datetime,
) -> Payment:
    budgeting.pay(line=part.line, cause_code=contract.item.code, amount=amount, actor=actor, at=at)
    part.paid += amount
    part.save(update_fields=["paid"])
    return Payment.objects.create(
        code=next_code(f"ZF-{local_date(at):%Y}-"),
        invoice=invoice,
        slice=part,
        amount=amount,
        paid_at=at,
        paid_by=actor.name,
        voucher=voucher,
    )
