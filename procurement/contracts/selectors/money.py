"""How much may be paid now and until when, with what went into the answer (RULES B-11 to B-14, N-19)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from procurement.core import parameters
from procurement.core.calendars import working_calendar
from procurement.core.clock import local_date
from procurement.regulations.payment import PayBy, pay_by, payable_ceiling, payable_now
from procurement.suppliers.models import Supplier

from ..enums import InvoiceStatus
from ..models import Acceptance, Contract, Invoice

SME_SCALES = ("MICRO", "SMALL", "MEDIUM")
ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Position:
    """Where a contract's payments stand, in yuan: ``payable`` is what may still be promised now."""

    amount: Decimal
    accepted: Decimal
    ceiling: Decimal
    promised: Decimal
    paid: Decimal
    payable: Decimal


def payment_position(contract: Contract, *, without: Invoice | None = None) -> Position:
    """Return the ceiling of B-11 and what is left of it; ``without`` leaves one invoice out of the promised."""
    rows = contract.invoices.filter(status__in=(InvoiceStatus.APPROVED, InvoiceStatus.PAID))
    if without is not None:
        rows = rows.exclude(pk=without.pk)
    promised = rows.aggregate(total=Sum("amount"))["total"] or ZERO
    ceiling = payable_ceiling(contract_amount=contract.amount, accepted=contract.accepted)
    return Position(
        amount=contract.amount,
        accepted=contract.accepted,
        ceiling=ceiling,
        promised=promised,
        paid=contract.paid,
        payable=payable_now(ceiling, promised),
    )


def unbilled(acceptance: Acceptance) -> Decimal:
    """Return what was accepted and not yet invoiced, in yuan."""
    billed = acceptance.invoices.exclude(status=InvoiceStatus.REJECTED).aggregate(total=Sum("amount"))
    return acceptance.accepted - (billed["total"] or ZERO)


def pay_by_of(contract: Contract, acceptance: Acceptance, received_on: date) -> PayBy:
    """Return the binding and the aimed-at day of payment for an invoice received on a day."""
    return pay_by(
        invoiced_on=received_on,
        calendar=working_calendar(),
        delivered_on=local_date(acceptance.concluded_at),
        sme=scale_of(contract) in SME_SCALES,
        parameters=parameters.overrides(received_on),
    )


def scale_of(contract: Contract) -> str:
    """Return the supplier's size: as declared in its bid, else as registered."""
    if contract.award is not None:
        return contract.award.bid.scale
    supplier = Supplier.objects.filter(organisation_id=contract.supplier_id).first()
    return supplier.scale if supplier else "NOT_ENTERPRISE"
