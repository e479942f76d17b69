"""What a supplier pays back: the advance that accepted work did not use up (RULES N-19), by two people.

The money goes back to where it was paid from, the last payment first: it is promised to the contract again, and
freed when the contract is completed. On a line whose year is over it is taken back by the treasury then.
"""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.budgeting import services as budgeting
from procurement.core import lifecycle
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, NotAllowed

from .. import permissions
from ..models import Contract, ContractSlice, Refund
from ..selectors.content import slices_of
from ..selectors.money import refundable
from ..selectors.sources import cause_of


@transaction.atomic
def enter_refund(
    *, contract: Contract, amount: Decimal, received_on: date, voucher: str, actor: Actor, at: datetime
) -> Refund:
    """Enter what the supplier paid back, on the paper that shows it; nothing moves before a second person looks."""
    verdict = permissions.enter_refund(actor, contract)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="N-19")
    amount = budgeting.amount_of(value=amount)
    if not voucher.strip():
        raise DomainError(_("请填写退款凭证号。"), field="voucher", rule="N-19")
    locked = Contract.objects.select_for_update().get(pk=contract.pk)
    if not local_date(locked.signed_at or at) <= received_on <= local_date(at):
        raise DomainError(_("到账日期应在合同签订以后，且不晚于今天。"), field="received_on", rule="N-19")
    left = refundable(locked)
    if amount > left:
        text = _("最多登记%(left)s元：已支付的钱里，只有没有验收抵扣的预付款可以退回。")
        raise DomainError(text % {"left": f"{left:,.2f}"}, field="amount", rule="N-19")
    refund = Refund(
        code=next_code(f"TK-{local_date(at):%Y}-"),
        contract=contract,
        amount=amount,
        received_on=received_on,
        voucher=voucher.strip(),
        entered_by=actor.code,
        entered_name=actor.name,
        entered_at=at,
    )
    lifecycle.create(refund, actor=actor, at=at, basis="N-19", reason=refund.voucher)
    return refund


@transaction.atomic
def confirm_refund(*, refund: Refund, actor: Actor, at: datetime) -> Refund:
    """A second person has seen the money and the paper: it goes back to the budget lines it was paid from."""
    contract = Contract.objects.select_for_update().get(pk=refund.contract_id)
    refund.contract = contract
    updates = {"confirmed_by": actor.name, "confirmed_at": at}
    lifecycle.apply("confirm", refund, actor=actor, at=at, reason=refund.voucher, updates=updates)
    for part, amount in _parts(contract, refund.amount):
        budgeting.refund(
            line=part.line,
            amount=amount,
            cause=cause_of(contract),
            document=refund.voucher,
            actor=actor,
            at=at,
        )
        part.paid -= amount
        part.save(update_fields=["paid"])
    contract.paid -= refund.amount
    contract.save(update_fields=["paid"])
    return refund


@transaction.atomic
def discard_refund(*, refund: Refund, reason: str, actor: Actor, at: datetime) -> Refund:
    """Drop an entry that was wrong; nothing has moved."""
    if not reason.strip():
        raise DomainError(_("请写明作废的原因。"), field="reason", rule="N-19")
    lifecycle.apply("discard", refund, actor=actor, at=at, reason=reason.strip())
    return refund


def _parts(contract: Contract, amount: Decimal) -> Iterator[tuple[ContractSlice, Decimal]]:
    left = amount
    for part in slices_of(contract).reverse():
        if share := min(left, part.paid):
            yield part, share
            left -= share
