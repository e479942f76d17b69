"""Documents of this room: the receipt of a sealed bid."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from procurement.core.clock import local_date
from procurement.core.documents import Sheet

from .models import SealedBid


def receipt_document(code: str, version: str) -> Sheet:
    """Return the receipt of a bid: when it arrived, its hashes, nothing of what it says."""
    bid = SealedBid.objects.select_related("round__package__tender__purchaser", "supplier").get(receipt=code)
    tender = bid.round.package.tender
    context = {
        "document_title": _("投标（响应）文件递交回执"),
        "document_number": bid.receipt,
        "issuer": tender.purchaser.name,
        "issued_on": local_date(bid.submitted_at),
        "verify_address": settings.BASE_URL + reverse("tendering:receipt-verify", args=[bid.receipt]),
        "sha256": bid.entry_hash,
        "bid": bid,
        "tender": tender,
    }
    return Sheet("tendering/receipt_document.html", context, f"receipt-{bid.receipt}.pdf")
