"""What an agreement said when it was signed."""

from decimal import Decimal

from procurement.core.models import AuditEntry

from ..models import FrameworkEntry


def price_when_signed(entry: FrameworkEntry) -> Decimal:
    """Return the agreed unit price in yuan before its supplier ever lowered it: the chain knows."""
    lowered = AuditEntry.objects.filter(
        subject_kind="framework-entry", subject_code=entry.code, action="lower_price"
    )
    first = lowered.order_by("seq").first()
    return entry.price if first is None else Decimal(first.changes["from"])
