"""The plan as people follow it elsewhere: an Atom feed of what is new, a calendar of what comes when.

Both take items of ``selectors.public_plan`` (filtered as the page was) with their progress, and name each
thing by its public address, so that a reader's program knows it again.
"""

from collections.abc import Callable, Iterable
from datetime import date

from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from .models import PlanItem
from .selectors import Progress

Address = Callable[[str], str]
Followed = Iterable[tuple[PlanItem, Progress]]


def atom(items: Followed, *, title: str, page: str, itself: str, absolute: Address) -> str:
    """Return the items as Atom 1.0.

    ``page`` is the address of the list, ``itself`` the feed's own; ``absolute`` makes an address of a path.
    """
    feed = Atom1Feed(
        title=title, link=page, description="", feed_url=itself, feed_guid=itself, language=get_language()
    )
    for item, progress in items:
        address = absolute(item.get_public_url())
        feed.add_item(
            title=item.title,
            link=address,
            description=_summary(item, progress),
            unique_id=_identity(item),
            pubdate=item.published_at,
            updateddate=progress.moved_at,
            author_name=item.organisation.name,
            categories=[str(item.catalogue_item.name)],
        )
    return feed.writeString("utf-8")


def calendar(items: Followed, *, title: str, absolute: Address) -> bytes:
    """Return the month in which each item is to be bought as iCalendar (RFC 5545), a whole month per item."""
    found = Calendar()
    found.add("prodid", "-//county service purchasing//annual plan//ZH")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", title)
    for item, progress in items:
        found.add_component(_event(item, progress, absolute(item.get_public_url())))
    return found.to_ical()


def _event(item: PlanItem, progress: Progress, address: str) -> Event:
    event = Event()
    event.add("uid", _identity(item))
    event.add("dtstamp", progress.moved_at)
    event.add("dtstart", progress.month)
    event.add("dtend", _month_after(progress.month))
    event.add("summary", _("预计采购：%(title)s") % {"title": item.title})
    event.add("description", _summary(item, progress))
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    return event


def _identity(item: PlanItem) -> str:
    # The same in every language and under every host: a reader's program knows the item again.
    return f"urn:plan-item:{item.code}"


def _summary(item: PlanItem, progress: Progress) -> str:
    text = _("%(owner)s；预算 %(amount)s 元；受益 %(people)s 人；预计 %(month)s 采购；进展：%(stage)s")
    return text % {
        "owner": item.organisation.name,
        "amount": f"{item.amount:,.2f}",
        "people": item.people_served,
        "month": f"{progress.month:%Y-%m}",
        "stage": progress.stage.label,
    }


def _month_after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
