"""The county's working-day calendar, as the law's functions want it, and what a new year would change."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from procurement.regulations.calendar import SATURDAY, WorkCalendar

from . import due_events
from .clock import local_date, local_time
from .models import CalendarDay, CalendarProposal, CalendarYear
from .once import once

WORK, REST = "work", "rest"


def working_calendar() -> WorkCalendar:
    """Return the calendar from the database (two queries, two for a whole page), for ``regulations``."""
    return once("calendar", _working_calendar)


def _working_calendar() -> WorkCalendar:
    years = list(CalendarYear.objects.all())
    return WorkCalendar(
        days={row.date: row.kind for row in CalendarDay.objects.all()},
        official_years=frozenset(row.year for row in years if not row.provisional),
        provisional_years=frozenset(row.year for row in years if row.provisional),
    )


@dataclass(frozen=True, slots=True)
class DayChange:
    """A day that would be worked where it was not, or the other way round; ``name`` of what it belongs to."""

    day: date
    before: str
    after: str
    name: str


def proposed_kinds(proposal: CalendarProposal) -> dict[date, str]:
    """Return the kinds of day as they are proposed."""
    return {date.fromisoformat(day): kind for day, kind, _name in proposal.days}


def differences(proposal: CalendarProposal) -> list[DayChange]:
    """Return the days of the year that the proposal makes working or free, against what is in force now."""
    now = {row.date: row.kind for row in CalendarDay.objects.filter(date__year=proposal.year)}
    then = proposed_kinds(proposal)
    names = {date.fromisoformat(day): name for day, _kind, name in proposal.days}
    names = {row.date: row.name for row in CalendarDay.objects.filter(date__year=proposal.year)} | names
    changed = [day for day in sorted(now.keys() | then.keys()) if _worked(day, now) != _worked(day, then)]
    return [
        DayChange(day, _word(_worked(day, now)), _word(_worked(day, then)), names.get(day, ""))
        for day in changed
    ]


def deadlines_touched(changes: list[DayChange], *, at: datetime) -> list[dict[str, Any]]:
    """Return the open deadlines that stand on a changed day: they have to be looked at, one by one.

    Days counted from the new calendar move by themselves where they are computed when they are shown.
    """
    days = {change.day: change for change in changes}
    if not days:
        return []
    last = local_time(date(max(days).year + 1, 1, 1))
    events = [event for event in due_events.pending(last) if event.time >= at and not event.routine]
    return [
        {"event": event, "change": days[local_date(event.time)]}
        for event in events
        if local_date(event.time) in days
    ]


def year_sheet(year: int, kinds: dict[date, str]) -> list[dict[str, Any]]:
    """Return twelve months of weeks; each day has its number, kind (rest, work, off, make-up) and whether in month."""
    months = []
    for month in range(1, 13):
        weeks = [
            [{"day": day, "kind": _sheet_kind(day, kinds), "inside": day.month == month} for day in week]
            for week in Calendar(firstweekday=0).monthdatescalendar(year, month)
        ]
        months.append({"month": month, "weeks": weeks})
    return months


def _worked(day: date, kinds: dict[date, str]) -> bool:
    kind = kinds.get(day)
    return day.weekday() < SATURDAY if kind is None else kind == CalendarDay.Kind.ADJUSTED_WORKDAY


def _word(worked: bool) -> str:
    return WORK if worked else REST


def _sheet_kind(day: date, kinds: dict[date, str]) -> str:
    if day in kinds:
        return "makeup" if kinds[day] == CalendarDay.Kind.ADJUSTED_WORKDAY else "holiday"
    return WORK if day.weekday() < SATURDAY else REST
