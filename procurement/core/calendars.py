"""The county's working-day calendar, as the law's functions want it."""

from procurement.regulations.calendar import WorkCalendar

from .models import CalendarDay, CalendarYear


def working_calendar() -> WorkCalendar:
    """Return the calendar from the database (two queries); pass it to the functions of ``regulations``."""
    years = list(CalendarYear.objects.all())
    return WorkCalendar(
        days={row.date: row.kind for row in CalendarDay.objects.all()},
        official_years=frozenset(row.year for row in years if not row.provisional),
        provisional_years=frozenset(row.year for row in years if row.provisional),
    )
