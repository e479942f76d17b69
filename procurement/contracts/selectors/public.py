"""What everybody may know of contracts and payments (RULES A-24, F)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Max, Prefetch, QuerySet

from ..enums import AcceptanceStatus, ContractStatus
from ..models import Acceptance, Contract, Payment


@dataclass(frozen=True, slots=True)
class PaymentSum:
    """What was paid under one published contract, in yuan; what the supplier paid back is taken off."""

    contract: Contract
    amount: Decimal
    accepted: Decimal
    paid: Decimal
    payments: int
    last_paid_at: datetime | None


def contracts_of_project(item_code: str) -> "QuerySet[Contract]":
    """Return a project's published contracts with parties, slices and published acceptances (3 queries)."""
    accepted = Acceptance.objects.filter(status=AcceptanceStatus.PUBLISHED).order_by("concluded_at")
    return (
        Contract.objects.filter(item__code=item_code, status__in=ContractStatus.public())
        .select_related("purchaser", "supplier", "item")
        .prefetch_related("slices__line", Prefetch("acceptances", accepted, to_attr="published_acceptances"))
        .order_by("published_at")
    )


def payments_of_project(item_code: str) -> list[PaymentSum]:
    """Return the sums paid per published contract of a project, in two queries."""
    contracts = list(contracts_of_project(item_code).prefetch_related(None))
    rows = (
        Payment.objects.filter(invoice__contract__in=contracts)
        .values("invoice__contract")
        .annotate(last=Max("paid_at"))
    )
    sums = {row["invoice__contract"]: row for row in rows}
    counts = _counts(contracts)
    return [
        PaymentSum(
            contract=contract,
            amount=contract.amount,
            accepted=contract.accepted,
            paid=contract.paid,
            payments=counts.get(contract.pk, 0),
            last_paid_at=sums.get(contract.pk, {}).get("last"),
        )
        for contract in contracts
    ]


def _counts(contracts: list[Contract]) -> dict[int, int]:
    """One invoice is one payment to the public, however many budget lines carried it."""
    found: dict[int, set[int]] = {}
    paid = Payment.objects.filter(invoice__contract__in=contracts)
    for contract, invoice in paid.values_list("invoice__contract", "invoice"):
        found.setdefault(contract, set()).add(invoice)
    return {contract: len(invoices) for contract, invoices in found.items()}


def contract_by_hash(sha256: str) -> Contract | None:
    """Return the published contract whose signed content has this hash (for the verify page)."""
    rows = Contract.objects.filter(sha256=sha256, status__in=ContractStatus.public())
    return rows.select_related("purchaser", "supplier").first() if sha256 else None
