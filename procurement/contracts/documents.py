"""The contract as a document: both parties, the amount in capitals, a QR to the verify page."""

from typing import Any

from django.conf import settings

from procurement.core.clock import local_date
from procurement.core.documents import Sheet
from procurement.regulations.money import capitals
from procurement.tendering.enums import Method

from .models import Contract
from .selectors.content import slices_of
from .selectors.sources import origin_code


def contract_document(code: str, version: str) -> Sheet:
    """Return the contract; before both have signed it is marked as a draft and carries no hash."""
    contract = Contract.objects.select_related("purchaser", "supplier").get(code=code)
    return Sheet("contracts/contract_document.html", contract_context(contract), f"{contract.code}.pdf")


def contract_context(contract: Contract) -> dict[str, Any]:
    """Return what the document shows."""
    signed = contract.signed_at is not None
    return {
        "contract": contract,
        "origin": origin_code(contract),
        "method": Method(contract.method).label,
        "capitals": capitals(contract.amount),
        "slices": list(slices_of(contract)),
        "draft": not signed,
        "document_title": "政府购买服务合同",
        "document_number": contract.code,
        "issued_on": local_date(contract.signed_at) if signed else None,
        "sha256": contract.sha256,
        "verify_address": f"{settings.BASE_URL}/verify/?q={contract.sha256}" if signed else "",
    }
