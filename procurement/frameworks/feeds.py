"""What is new about frameworks, for readers' programs."""

from collections.abc import Callable, Iterable

from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language

from procurement.publications.enums import PublicationKind as Kind
from procurement.publications.models import Publication

ATOM = "application/atom+xml; charset=utf-8"
NEWEST = 50
KINDS = (
    Kind.FRAMEWORK_NOTICE,
    Kind.FRAMEWORK_ADMISSION,
    Kind.FRAMEWORK_EXIT,
    Kind.CALL_OFF_RESULT,
    Kind.FRAMEWORK_SUMMARY,
)


def atom(
    rows: Iterable[Publication], *, title: str, page: str, itself: str, absolute: Callable[[str], str]
) -> str:
    """Return publications as Atom 1.0; ``absolute`` makes an address of a path."""
    feed = Atom1Feed(
        title=title, link=page, description="", feed_url=itself, feed_guid=itself, language=get_language()
    )
    for row in rows:
        feed.add_item(
            title=row.title,
            link=absolute(reverse("cms:notice-detail", args=[row.code])),
            description=row.get_kind_display(),
            unique_id=f"urn:publication:{row.code}",
            pubdate=row.published_at,
            updateddate=row.published_at,
            author_name=row.organisation_name,
        )
    return feed.writeString("utf-8")
