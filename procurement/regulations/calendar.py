"""Working days (工作日): Monday to Friday without statutory holidays, plus make-up working days (T-03).

A calendar knows the years that the State Council has announced; for any other year it refuses.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib import resources
from types import MappingProxyType

from procurement.regulations.errors import NoCalendar, RegulationError

HOLIDAY = "holiday"
ADJUSTED_WORKDAY = "adjusted_workday"
KINDS = (HOLIDAY, ADJUSTED_WORKDAY)
SATURDAY = 5


@dataclass(frozen=True)
class WorkCalendar:
    """Announced days off and make-up working days, and the years for which they are known.

    `days` maps a date to `holiday` or `adjusted_workday`; a provisional year (fixed dates and weekends
    only, entered by the bureau) counts too, and `is_provisional` tells.
    """

    days: Mapping[date, str] = field(hash=False)
    official_years: frozenset[int]
    provisional_years: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        for day, kind in self.days.items():
            if kind not in KINDS:
                raise RegulationError(day.isoformat(), "T-03", f"kind must be one of {', '.join(KINDS)}")
        object.__setattr__(self, "days", MappingProxyType(dict(self.days)))
        object.__setattr__(self, "official_years", frozenset(self.official_years))
        object.__setattr__(self, "provisional_years", frozenset(self.provisional_years))

    def require(self, day: date) -> None:
        """Raise NoCalendar unless the day lies in a known year (T-03)."""
        if day.year not in self.official_years and day.year not in self.provisional_years:
            raise NoCalendar(day.year)

    def is_working_day(self, day: date) -> bool:
        """Whether people work on this day. Raises NoCalendar (T-03)."""
        self.require(day)
        kind = self.days.get(day)
        if kind is None:
            return day.weekday() < SATURDAY
        return kind == ADJUSTED_WORKDAY

    def is_statutory_holiday(self, day: date) -> bool:
        """Whether the day is announced as off; an ordinary weekend is not. Raises NoCalendar (T-02)."""
        self.require(day)
        return self.days.get(day) == HOLIDAY

    def is_provisional(self, day: date) -> bool:
        """Whether what is said of this day rests on a year without an official announcement."""
        return day.year in self.provisional_years and day.year not in self.official_years

    def add_working_days(self, start: date, count: int) -> date:
        """The last of `count` working days after `start`, which itself is not counted (T-01)."""
        return self._step(start, count, 1)

    def subtract_working_days(self, start: date, count: int) -> date:
        """The first of `count` working days before `start`, which itself is not counted."""
        return self._step(start, count, -1)

    def _step(self, start: date, count: int, direction: int) -> date:
        if count < 0:
            raise RegulationError("count", "T-01", "working days to count must not be negative")
        day = start
        while count:
            day = shift(day, direction)
            count -= self.is_working_day(day)
        return day

    def next_working_day_on_or_after(self, day: date) -> date:
        """The day itself if people work on it, else the first working day behind it (T-06)."""
        while not self.is_working_day(day):
            day = shift(day, 1)
        return day

    def first_day_after_holiday(self, day: date) -> date:
        """The day itself, or the first day behind the statutory holiday it falls in (T-02)."""
        while self.is_statutory_holiday(day):
            day = shift(day, 1)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie behind `start` up to and with `end`; 0 if `end` is not later (T-01)."""
        span = range(1, (end - start).days + 1)
        return sum(self.is_working_day(shift(start, offset)) for offset in span)


def shift(day: date, days: int) -> date:
    """`day` plus so many calendar days. Raises RegulationError where the calendar of years itself ends."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise RegulationError("date", "T-03", "lies beyond the years that can be counted") from None


@cache
def official_calendar() -> WorkCalendar:
    """The years announced by the State Council, from `data/calendars.json`."""
    text = resources.files(__package__).joinpath("data/calendars.json").read_text(encoding="utf-8")
    years = json.loads(text)["years"]
    rows = [row for announced in years.values() for row in announced["days"]]
    days = {date.fromisoformat(row["date"]): row["kind"] for row in rows}
    return WorkCalendar(days=days, official_years=frozenset(int(year) for year in years))
