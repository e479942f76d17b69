"""Where and when a notice stands on the legal medium: the periods count from there (RULES F-1, T-07)."""

from dataclasses import dataclass
from datetime import date, datetime

from procurement.core.clock import local_date

from .models import Publication


@dataclass(frozen=True, slots=True)
class Medium:
    """``recorded``: somebody entered it; else the time of our own mirror stands in for it."""

    name: str
    url: str
    published_at: datetime
    recorded: bool

    @property
    def day(self) -> date:
        """Return the day from which periods count."""
        return local_date(self.published_at)


def medium_of(publication: Publication) -> Medium:
    """Return the newest entry of the legal medium, or what the notice was published with."""
    newest = publication.medium_records.order_by("-pk").first()
    if newest is not None:
        return Medium(newest.name, newest.url, newest.published_at, recorded=True)
    known = bool(publication.medium_url)
    return Medium(publication.medium_name, publication.medium_url, publication.medium_published_at, known)


def counted_from(code: str) -> date | None:
    """Return the day from which the periods of the notice ``code`` count; None where there is no such notice."""
    publication = Publication.objects.filter(code=code).first()
    return medium_of(publication).day if publication else None
