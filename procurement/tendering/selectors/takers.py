"""Who took the documents: read by the machine, to tell them; shown to nobody before the deadline (I-03, I-07)."""

from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from procurement.accounts.models import Organisation
from procurement.core import clock, safe

from ..enums import TenderStatus
from ..models import DocumentTaking, Tender

ENOUGH, TWO_LEFT = 3, 2
"""Of a negotiation with the two whom an open tender left nobody else can take documents (74 art. 27)."""


def purpose(tender: Tender) -> str:
    """Return what a taking is locked for: it opens for no other tender."""
    return f"document-taking:{tender.code}"


def token_of(tender: Tender, supplier_id: int) -> str:
    """Return what stands for a supplier among the takers of one tender."""
    return safe.pseudonym(str(supplier_id), purpose(tender))


def taking_of(tender: Tender, supplier_id: int | None) -> DocumentTaking | None:
    """Return a supplier's own taking."""
    if supplier_id is None:
        return None
    return DocumentTaking.objects.filter(tender=tender, token=token_of(tender, supplier_id)).first()


def taker_ids(tender: Tender) -> set[int]:
    """Return the keys of the suppliers to tell; no page calls this, they call ``takers_once_known``."""
    blobs = DocumentTaking.objects.filter(tender=tender).values_list("supplier", flat=True)
    return {int(safe.unlock(blob, purpose(tender))) for blob in blobs}


def takers_once_known(tender: Tender, at: datetime) -> list[str]:
    """Return the names of those who took the documents, for the report; none before the deadline has passed.

    Until then nobody may know (87 art. 28); then the report of a consultation names them (214 art. 26 (3)).
    """
    if tender.deadline is None or at < tender.deadline:
        return []
    suppliers = Organisation.objects.filter(pk__in=taker_ids(tender)).order_by("name")
    return list(suppliers.values_list("name", flat=True))


def supply_ends(tender: Tender) -> datetime | None:
    """Return the moment at which the supply of documents ends: the end of its last day."""
    if tender.documents_until is None:
        return None
    return clock.local_time(tender.documents_until + timedelta(days=1), 0)


def too_few_took(tender: Tender, at: datetime) -> bool | None:
    """Tell whether fewer than three took the documents, nothing more, and not before the supply has ended.

    That much the purchaser may know, since it may then prolong the supply (87 art. 18; RULES I-07).
    """
    ends = supply_ends(tender)
    if ends is None or at < ends:
        return None
    return tender.takings.count() < (TWO_LEFT if tender.two_bidder_case else ENOUGH)


def short_supplies(tenders: QuerySet[Tender], at: datetime) -> QuerySet[Tender]:
    """Return those of ``tenders`` whose supply has ended with fewer than three, while it may still be prolonged."""
    ended = tenders.filter(
        status=TenderStatus.RELEASED,
        documents_until__lt=clock.local_date(at),
        deadline__gt=at,
        two_bidder_case=False,
    )
    return ended.annotate(taken=Count("takings", distinct=True)).filter(taken__lt=ENOUGH)
