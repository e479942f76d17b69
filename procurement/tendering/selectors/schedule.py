"""A tender's dates together: what depends on what, and where everything goes when one of them moves (RULES D)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from procurement.core import parameters
from procurement.core.calendars import working_calendar
from procurement.regulations import periods
from procurement.regulations.calendar import WorkCalendar

from ..models import Tender
from .dates import deadline_label, earliest_start, rules_of
from .policy import article


@dataclass(frozen=True, slots=True)
class Days:
    """The three days that a purchaser sets."""

    documents_from: date
    documents_until: date
    deadline: date


@dataclass(frozen=True, slots=True)
class Line:
    """One date of the schedule; ``before``: where it stood as typed; ``earliest``: the lawful day, if any."""

    label: str
    day: date
    article: str
    before: date | None = None
    earliest: date | None = None
    provisional: bool = False

    @property
    def moved(self) -> bool:
        return self.before is not None and self.before != self.day


def shifted(tender: Tender, typed: Days, on: date) -> Days:
    """Return the three days with everything that depends on a moved one brought to its earliest lawful day.

    What is still lawful stays where it was put. Raises NoCalendar, and KeyError for a method without a notice.
    """
    calendar, rules = working_calendar(), rules_of(tender)
    start = calendar.next_working_day_on_or_after(
        max(typed.documents_from, earliest_start(tender, on, calendar))
    )
    closing = max(typed.deadline, _earliest(rules.deadline, start, calendar).limit)
    closing = calendar.next_working_day_on_or_after(closing)
    supply = max(typed.documents_until, start)
    if rules.supply:
        supply = max(supply, _earliest(rules.supply, start, calendar).limit)
        # The supply never outlasts the deadline; a longer supply carries the deadline along.
        closing = calendar.next_working_day_on_or_after(max(closing, supply))
    return Days(start, min(supply, closing), closing)


def schedule(tender: Tender, days: Days, typed: Days, on: date) -> list[Line]:
    """Return every date that hangs on ``days``, in their order, each with its article and where it stood."""
    calendar, rules = working_calendar(), rules_of(tender)
    notice = _earliest(rules.notice, days.documents_from, calendar)
    challenge = _earliest("D-34", notice.limit, calendar)
    lawful = _earliest(rules.deadline, days.documents_from, calendar)
    supply = _earliest(rules.supply, days.documents_from, calendar).limit if rules.supply else None
    found = [
        Line(
            _("文件发出（公告发布）"),
            days.documents_from,
            article("D-01"),
            typed.documents_from,
            earliest_start(tender, on, calendar),
        ),
        Line(_("公告期限届满"), notice.limit, article(rules.notice), None, None, notice.provisional),
        Line(
            _("停止提供文件"),
            days.documents_until,
            article(rules.supply or rules.deadline),
            typed.documents_until,
            supply,
        ),
        Line(
            _("对采购文件提出质疑的最后一天"),
            challenge.limit,
            article("D-34"),
            None,
            None,
            challenge.provisional,
        ),
        Line(
            _("更正不用顺延截止时间的最后一天"),
            _last_amendment(tender, days.deadline),
            article(rules.amendment),
        ),
        Line(
            deadline_label(tender),
            days.deadline,
            article(rules.deadline),
            typed.deadline,
            max(lawful.limit, supply or lawful.limit),
            lawful.provisional,
        ),
        Line(_("开标（开启），与截止同时"), days.deadline, tender.own_articles["opening"]),
    ]
    return sorted(found, key=lambda line: line.day)


def _earliest(rule: str, start: date, calendar: WorkCalendar) -> periods.Limit:
    return periods.limit(rule, start, calendar, parameters.changed(start))


def _last_amendment(tender: Tender, deadline: date) -> date:
    """Return the last day on which a change that may affect bids leaves the deadline where it is."""
    calendar, rule = working_calendar(), rules_of(tender).amendment
    day = deadline
    while _earliest(rule, day, calendar).limit > deadline:
        day -= timedelta(days=1)
    return day
