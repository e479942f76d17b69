"""How much may be paid now and until when, with what went into the answer (RULES B-11 to B-14, N-19)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from procurement.core import parameters
from procurement.core.calendars import working_calendar
from procurement.core.clock import local_date
from procurement.regulations.payment import (
    PayBy,
    advance_of,
    advance_offset,
    pay_by,
    payable_ceiling,
    payable_now,
)
from procurement.suppliers.models import Supplier

from ..enums import InvoiceStatus, RefundStatus
from ..models import Acceptance, Contract, Invoice, Refund

SME_SCALES = ("MICRO", "SMALL", "MEDIUM")
ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Position:
    """Where a contract's payments stand, in yuan: ``payable`` is what may still be promised now.

    ``agreed`` is the advance that the contract names; ``advance`` what counts of it: all until something is
    accepted, then what was taken; ``offset`` is what accepted work has used up of it (N-19).
    """

    amount: Decimal
    accepted: Decimal
    agreed: Decimal
    advance: Decimal
    offset: Decimal
    ceiling: Decimal
    promised: Decimal
    paid: Decimal
    payable: Decimal


def payment_position(contract: Contract, *, without: Invoice | None = None) -> Position:
    """Return the ceiling of B-11 and what is left of it; ``without`` leaves one invoice out of the promised."""
    rows = contract.invoices.filter(status__in=(InvoiceStatus.APPROVED, InvoiceStatus.PAID))
    if without is not None:
        rows = rows.exclude(pk=without.pk)
    promised = _sum(rows) - refunded(contract)
    agreed, taken = advance_agreed(contract), advance_taken(contract)
    advance = taken if contract.accepted else agreed
    offset = _offset(contract, advance)
    ceiling = payable_ceiling(
        contract_amount=contract.amount,
        accepted=contract.accepted,
        advance_agreed=advance,
        advance_offset=offset,
    )
    return Position(
        amount=contract.amount,
        accepted=contract.accepted,
        agreed=agreed,
        advance=advance,
        offset=offset,
        ceiling=ceiling,
        promised=promised,
        paid=contract.paid,
        payable=payable_now(ceiling, promised),
    )


def advance_agreed(contract: Contract) -> Decimal:
    """Return the advance that the contract's terms name, in yuan (N-19)."""
    return advance_of(contract.amount, contract.advance_percent)


def advance_taken(contract: Contract) -> Decimal:
    """Return what was invoiced as advance, in yuan; what was sent back or refunded does not count."""
    return _billed(contract.invoices.filter(acceptance=None)) - refunded(contract)


def refunded(contract: Contract) -> Decimal:
    """Return what the supplier has paid back, in yuan."""
    return _sum(contract.refunds.filter(status=RefundStatus.CONFIRMED))


def refundable(contract: Contract, *, without: Refund | None = None) -> Decimal:
    """Return what may still be entered as paid back, in yuan: paid, and neither accepted nor entered already."""
    waiting = contract.refunds.filter(status=RefundStatus.ENTERED)
    if without is not None:
        waiting = waiting.exclude(pk=without.pk)
    return max(contract.paid - contract.accepted - _sum(waiting), ZERO)


def unbilled(acceptance: Acceptance) -> Decimal:
    """Return what was accepted and may still be invoiced, in yuan: without what offsets the advance (N-19)."""
    contract = acceptance.contract
    own = acceptance.accepted - _billed(acceptance.invoices.all())
    offset = _offset(contract, advance_taken(contract))
    left = contract.accepted - offset - _billed(contract.invoices.exclude(acceptance=None))
    return max(min(own, left), ZERO)


def _billed(invoices: QuerySet[Invoice]) -> Decimal:
    return _sum(invoices.exclude(status=InvoiceStatus.REJECTED))


def _sum(rows: QuerySet[Any]) -> Decimal:
    return rows.aggregate(total=Sum("amount"))["total"] or ZERO


def _offset(contract: Contract, advance: Decimal) -> Decimal:
    return advance_offset(advance=advance, accepted=contract.accepted, percent=contract.offset_percent)


def pay_by_of(contract: Contract, acceptance: Acceptance | None, received_on: date) -> PayBy:
    """Return the binding and the aimed-at day of payment for an invoice received on a day.

    An advance has no acceptance: its period runs from the invoice alone.
    """
    return pay_by(
        invoiced_on=received_on,
        calendar=working_calendar(),
        delivered_on=local_date(acceptance.concluded_at) if acceptance else None,
        sme=scale_of(contract) in SME_SCALES,
        parameters=parameters.overrides(received_on),
    )


def scale_of(contract: Contract) -> str:
    """Return the supplier's size: as declared in its bid, else as registered."""
    if contract.award is not None:
        return contract.award.bid.scale
    supplier = Supplier.objects.filter(organisation_id=contract.supplier_id).first()
    return supplier.scale if supplier else "NOT_ENTERPRISE"
