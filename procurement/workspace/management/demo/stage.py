"""The stage: one clock for all stories, and what falls due happens in between."""

import heapq
import time
from collections.abc import Callable, Generator, Iterable
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import count

from procurement.core import due_events
from procurement.core.calendars import working_calendar
from procurement.core.clock import SHANGHAI, local_date
from procurement.regulations.calendar import WorkCalendar

from .cast import Cast

# What a story is: it yields the moment of its next step, and acts when it is called again.
Story = Generator[datetime, None, None]
START = datetime(2025, 9, 8, 8, 30, tzinfo=SHANGHAI)
# A small play begins with what this year needs, without the year before.
NOVEMBER = datetime(2025, 11, 10, 8, 30, tzinfo=SHANGHAI)
YEAR = 2026
CURTAIN = datetime(2026, 9, 21, 9, 0, tzinfo=SHANGHAI)


class Stage:
    """Holds the time of the play, who plays, and how long each story took (seconds)."""

    def __init__(self, cast: Cast | None = None, *, at: datetime | None = None) -> None:
        self.cast = cast or Cast()
        self.at = at or (START if self.cast.whole else NOVEMBER)
        # How many times as big as the played one the county is.
        self.scale = 1
        self.seconds: dict[str, float] = {}
        # Links of surveys that are still open: they exist nowhere else once they are printed.
        self.survey_links: list[tuple[str, str]] = []
        self.after_step: Callable[[str], None] = lambda name: None
        self._reached = False
        self._numbers = count()
        self._waiting: list[tuple[datetime, int, str, Story]] = []

    @property
    def today(self) -> date:
        return local_date(self.at)

    @cached_property
    def calendar(self) -> WorkCalendar:
        return working_calendar()

    def moment(self, day: str | date, hour: int = 9, minute: int = 0) -> datetime:
        """Return a moment of a day given as a date or as text, in Shanghai."""
        found = date.fromisoformat(day) if isinstance(day, str) else day
        return datetime(found.year, found.month, found.day, hour, minute, tzinfo=SHANGHAI)

    def workday(self, after: int = 0, hour: int = 9, minute: int = 0) -> datetime:
        """Return a moment so many working days after today (0: today or the next working day)."""
        day = self.calendar.next_working_day_on_or_after(self.today)
        for _step in range(after):
            day = self.calendar.next_working_day_on_or_after(day + timedelta(days=1))
        return self.moment(day, hour, minute)

    def working(self, moment: datetime) -> datetime:
        """Return the moment, or the same hour of the next working day where nobody works then."""
        day = self.calendar.next_working_day_on_or_after(local_date(moment))
        local = moment.astimezone(SHANGHAI)
        return self.moment(day, local.hour, local.minute)

    def enter(self, stories: Iterable[tuple[str, Story]]) -> None:
        """Let named stories begin: each does what comes before its first pause."""
        for name, story in stories:
            self._advance(name, story)

    def play(self, *, until: datetime = CURTAIN) -> None:
        """Play all stories side by side until they end or ``until`` comes; may be called again to go on."""
        while self._waiting and self._waiting[0][0] <= until:
            moment, _number, name, story = heapq.heappop(self._waiting)
            self.reach(moment)
            self._advance(name, story)
        self.reach(until)

    def reach(self, moment: datetime) -> None:
        """Let the time pass, and everything that is due by then happen."""
        if moment < self.at:
            raise ValueError(f"the play goes forward: {moment} is before {self.at}")
        if moment == self.at and self._reached:
            # What is due at this very moment has happened when it came; what only now became due waits for the next.
            return
        began = time.monotonic()
        due_events.run_due(until=moment)
        self._spent("due events", began)
        self.at, self._reached = moment, True

    def _advance(self, name: str, story: Story) -> None:
        began = time.monotonic()
        moment = next(story, None)
        self._spent(name, began)
        self.after_step(name)
        if moment is not None:
            heapq.heappush(self._waiting, (max(moment, self.at), next(self._numbers), name, story))

    def _spent(self, name: str, began: float) -> None:
        self.seconds[name] = self.seconds.get(name, 0.0) + time.monotonic() - began
