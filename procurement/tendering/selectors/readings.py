"""Whether a reading of an opened bid has been kept. Bids are shown to nobody else before that."""

from datetime import datetime

from procurement.core.actors import Actor
from procurement.core.clock import local_date, local_time
from procurement.core.models import AuditEntry

from ..models import OpenedBid

ACT = "read_bid"


def is_kept(actor: Actor, bid: OpenedBid, at: datetime) -> bool:
    """Tell whether ``actor`` opened the bid today; a supplier reads its own as often as it likes."""
    if actor.organisation_id == bid.supplier_id:
        return True
    return AuditEntry.objects.filter(
        subject_kind="bid",
        subject_code=bid.sealed.receipt,
        action=ACT,
        actor_code=actor.code,
        at__gte=local_time(local_date(at)),
    ).exists()
