"""Lists of publications."""

from datetime import datetime, timedelta

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

from procurement.publications.enums import PublicationKind
from procurement.publications.models import Publication
from procurement.tendering.enums import TenderStatus
from procurement.tendering.models import Tender

COUNT_LIMIT = 1000
WEEK = timedelta(days=7)
CALLS = (
    PublicationKind.TENDER_NOTICE,
    PublicationKind.CONSULTATION_NOTICE,
    PublicationKind.NEGOTIATION_NOTICE,
)
OPEN, SOON = "open", "week"


class CappedPaginator(Paginator):
    """Counts up to COUNT_LIMIT rows: a search over many years must not read them all to say how many."""

    @cached_property
    def count(self) -> int:
        rows = self.object_list.order_by()
        return len(rows.values_list("pk", flat=True)[:COUNT_LIMIT])

    @property
    def capped(self) -> bool:
        return self.count >= COUNT_LIMIT


def listed(state: str, at: datetime) -> QuerySet[Publication]:
    """Return the publications, newest first; ``open`` and ``week`` keep the calls one can still answer."""
    rows = Publication.objects.defer("payload", "search_text").order_by("-published_at", "-pk")
    if state not in (OPEN, SOON):
        return rows
    tenders = Tender.objects.filter(status=TenderStatus.RELEASED, deadline__gt=at)
    if state == SOON:
        tenders = tenders.filter(deadline__lte=at + WEEK)
    return rows.filter(kind__in=CALLS, subject_kind="tender", subject_code__in=tenders.values("code"))


def publishers() -> list[tuple[str, str]]:
    """Return code and name of every body that has published something (one query)."""
    rows = Publication.objects.order_by("organisation_code").values_list(
        "organisation_code", "organisation_name"
    )
    return list(dict(rows.distinct()).items())


def detail_rows() -> QuerySet[Publication]:
    """Return publications with what they correct, for one page."""
    return Publication.objects.select_related("corrects").defer("search_text", "corrects__payload")


def corrections_of(publication: Publication) -> list[Publication]:
    """Return what corrects this publication, oldest first (one query)."""
    return list(publication.corrections.defer("payload", "search_text").order_by("published_at", "pk"))
