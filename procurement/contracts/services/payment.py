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
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.fields import to_yuan
from procurement.core.findings import article

from .. import permissions
from ..enums import AcceptanceStatus, ContractStatus, InvoiceStatus
from ..models import Acceptance, Contract, ContractSlice, Invoice, Payment
from ..selectors.content import slices_of
from ..selectors.money import advance_agreed, advance_taken, pay_by_of, unbilled
from ..selectors.sources import cause_of
from .delivery import refuse_while_held
from .signing import tell


@transaction.atomic
def receive_invoice(
    *,
    contract: Contract,
    acceptance: Acceptance | None,
    number: str,
    amount: Decimal,
    actor: Actor,
    at: datetime,
) -> Invoice:
    """Enter an invoice for accepted work, or without ``acceptance`` for the advance (N-19).

    Its last day of payment is computed here and shown everywhere.
    """
    verdict = permissions.enter_invoice(actor, contract)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="B-12")
    locked = Contract.objects.select_for_update().get(pk=contract.pk)
    number, amount = number.strip(), to_yuan(amount)
    if acceptance is None:
        _check_advance(locked, amount, at)
    else:
        _check_work(locked, acceptance, amount)
    _check_number(locked, number)
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


def _check_number(contract: Contract, number: str) -> None:
    if not number:
        raise DomainError(_("请填写发票号码。"), field="number", rule="B-12")
    if contract.invoices.filter(number=number).exclude(status=InvoiceStatus.REJECTED).exists():
        raise DomainError(_("这张发票已经登记过。"), field="number", rule="B-12")


def _check_work(contract: Contract, acceptance: Acceptance, amount: Decimal) -> None:
    if acceptance.contract_id != contract.pk or acceptance.status == AcceptanceStatus.OPEN:
        raise DomainError(_("发票必须对应本合同已形成意见的验收。"), field="acceptance", rule="B-11")
    acceptance.contract = contract
    left = unbilled(acceptance)
    if not 0 < amount <= left:
        raise DomainError(
            _("发票金额应大于零且不超过%(left)s元（已验收金额减去抵扣的预付款和已开票金额）。")
            % {"left": f"{left:,.2f}"},
            field="amount",
            rule="B-11",
        )


def _check_advance(contract: Contract, amount: Decimal, at: datetime) -> None:
    """An advance is what the contract names, in a contract in force, before anything is accepted (N-19)."""
    agreed = advance_agreed(contract)
    if not agreed:
        text = _("合同没有约定预付款，发票必须对应本合同已形成意见的验收（%(article)s）。")
        raise DomainError(text % {"article": article("B-11")}, field="acceptance", rule="B-11")
    if contract.status not in ContractStatus.in_force():
        raise WrongState(_("合同签订后、履行期内才能支付预付款。"), rule="N-19")
    refuse_while_held(contract, at)
    if contract.acceptances.exclude(status=AcceptanceStatus.OPEN).exists():
        text = _("已经有验收，不再支付预付款：请选择发票对应的验收（%(article)s）。")
        raise DomainError(text % {"article": article("N-19")}, field="acceptance", rule="N-19")
    left = agreed - advance_taken(contract)
    if not 0 < amount <= left:
        text = _("合同约定预付%(percent)s%%，即%(agreed)s元，还可预付%(left)s元，不能超过（%(article)s）。")
        values = {"percent": f"{contract.advance_percent.normalize():f}", "agreed": f"{agreed:,.2f}"}
        values |= {"left": f"{left:,.2f}", "article": article("N-19")}
        raise DomainError(text % values, field="amount", rule="N-19")


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
    budgeting.pay(line=part.line, amount=amount, cause=cause_of(contract), actor=actor, at=at)
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
