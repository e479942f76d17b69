"""Who read an opened bid and when: kept in the bid's own chain, before the bid is shown."""

from datetime import datetime

from django.db import transaction

from procurement.core import audit
from procurement.core.actors import Actor
from procurement.core.errors import NotAllowed

from ..models import OpenedBid, SealedBid
from ..permissions import view_opened_bid
from ..selectors.readings import ACT, is_kept


@transaction.atomic
def read_bid(*, bid: OpenedBid, actor: Actor, at: datetime) -> None:
    """Keep that ``actor`` opens the bid to read it; once a day for each reader. Raises NotAllowed."""
    verdict = view_opened_bid(actor, bid)
    if not verdict:
        raise NotAllowed(verdict.reason)
    # The bid's row is the lock: two windows of one reader make one entry.
    sealed = SealedBid.objects.select_for_update().get(pk=bid.sealed_id)
    if not is_kept(actor, bid, at):
        audit.record(subject_kind="bid", subject_code=sealed.receipt, action=ACT, actor=actor, at=at)
