"""Moving the demonstration's clock: forward, day by day, so that everything due happens in its order."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from . import clock, due_events
from .errors import DomainError
from .models import SandboxClock

FURTHEST = timedelta(days=400)


def advance(*, to: datetime) -> int:
    """Move the clock to a later moment, stopping at every midnight; returns how many events happened.

    DomainError where the moment is not later, or more than FURTHEST away.
    """
    now = clock.now()
    if to <= now:
        raise DomainError(_("演示时钟只能向前走。请选择一个更晚的时间。"), field="date")
    if to - now > FURTHEST:
        raise DomainError(_("一次最多前进%(days)d天。") % {"days": FURTHEST.days}, field="date")
    done = due_events.run_due(until=now)
    while now < to:
        now = min(to, clock.local_time(clock.local_date(now) + timedelta(days=1)))
        clock.move_to(now)
        done += due_events.run_due(until=now)
    look_ahead()
    return done


def target(*, to: str, day: datetime | None = None) -> datetime:
    """Return the moment that a button of the bar means: ``next`` due event, a ``day`` on, or a ``date``."""
    now = clock.now()
    if to == "next":
        event = due_events.next_due(after=now)
        if event is None:
            raise DomainError(_("目前没有等待到期的事项。"))
        return event.time
    if to == "day":
        return now + timedelta(days=1)
    if to == "date" and day is not None:
        return day
    raise DomainError(_("请选择要前往的日期。"), field="date")


def look_ahead() -> None:
    """Note what falls due next beside the clock, in every language, where the bar on each page reads it."""
    if not settings.SANDBOX_CLOCK:
        return
    now, labels, event = clock.now(), {}, None
    # A label with a title in it is a sentence of the language in which its event was asked for.
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            event = due_events.next_due(after=now)
            labels[language] = str(event.label) if event else ""
    SandboxClock.objects.update(next_at=event.time if event else None, next_labels=labels if event else {})
