"""Deadlines as data: rooms yield what falls due, one runner applies it, in order, each in its own transaction.

The law's time decides, not the machine's: an event runs with ``at`` = its own time, however late the worker
comes. It may be offered twice or by two workers at once: the lifecycle's source check under the row's lock
lets it happen once.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.functional import Promise

from . import clock
from .errors import WrongState
from .models import DueFailure

log = logging.getLogger(__name__)

RETRY_FIRST = timedelta(minutes=1)
RETRY_LONGEST = timedelta(hours=6)
# How far next_due looks ahead, step by step, so that providers need not list years of events.
_HORIZONS = tuple(timedelta(days=days) for days in (1, 7, 31, 120, 400))

Key = tuple[str, str, datetime]


@dataclass(frozen=True, slots=True)
class DueEvent:
    """What happens by itself at ``time``: ``run(time)`` acts as SYSTEM and finds its row by itself.

    ``label`` is the sentence for the demonstration's bar; ``routine`` ones (the daily checkpoint) are not
    offered there as the next thing to see. Nothing else falls due because of an ``inert`` one.
    """

    time: datetime
    kind: str
    code: str
    label: "str | Promise"
    run: Callable[[datetime], object] = field(compare=False)
    routine: bool = False
    inert: bool = False

    @property
    def key(self) -> Key:
        return (self.kind, self.code, self.time)


Provider = Callable[[datetime], Iterable[DueEvent]]
ByCode = Callable[[str, datetime], Iterable[DueEvent]]


@dataclass(frozen=True, slots=True)
class _Registered:
    provider: Provider
    kinds: tuple[str, ...]
    by_code: ByCode | None


_registry: dict[str, _Registered] = {}


def register(provider: Provider, *, kinds: tuple[str, ...] = (), by_code: ByCode | None = None) -> Provider:
    """Add a room's provider: ``provider(until)`` yields the events with time <= until that are not yet done.

    ``kinds`` (all, where none are named) and ``by_code(code, until)`` let ``run_due_for`` ask for one
    object alone. Called in the room's AppConfig.ready(); registering twice changes nothing.
    """
    _registry[f"{provider.__module__}.{provider.__qualname__}"] = _Registered(provider, kinds, by_code)
    return provider


def pending(until: datetime) -> list[DueEvent]:
    """Return what is due by ``until``, in the one order it is applied in: time, kind, code."""
    found = [event for entry in _registry.values() for event in entry.provider(until) if event.time <= until]
    return sorted(found, key=_order)


def run_due(*, until: datetime) -> int:
    """Apply everything due by ``until`` and return how many events happened.

    An event may bring others about, so a day is asked for again until nothing new falls into it before the
    next day begins; days with inert events alone pass without being asked for. One that raises is logged, kept
    as DueFailure and does not stop the others.
    """
    seen = _resting()
    done = 0
    while waiting := [event for event in pending(until) if event.key not in seen]:
        last_day = next((clock.local_date(event.time) for event in waiting if not event.inert), None)
        for event in waiting:
            if last_day is not None and clock.local_date(event.time) > last_day:
                break
            seen.add(event.key)
            done += _attempt(event)
    return done


def run_due_for(kind: str, code: str, *, until: datetime) -> int:
    """Apply what is due for one object, before its own service asks its guards. Errors are the caller's."""
    events = [event for event in _of(kind, code, until) if event.kind == kind and event.code == code]
    for event in sorted(events, key=_order):
        with transaction.atomic():
            event.run(event.time)
    return len(events)


def next_due(*, after: datetime) -> DueEvent | None:
    """Return the first event later than ``after`` that is worth waiting for, up to some 13 months ahead."""
    for horizon in _HORIZONS:
        later = [event for event in pending(after + horizon) if event.time > after and not event.routine]
        if later:
            return later[0]
    return None


def _order(event: DueEvent) -> tuple[datetime, str, str]:
    return (event.time, event.kind, event.code)


def _of(kind: str, code: str, until: datetime) -> Iterable[DueEvent]:
    for entry in _registry.values():
        if entry.kinds and kind not in entry.kinds:
            continue
        yield from entry.by_code(code, until) if entry.by_code else entry.provider(until)


def _attempt(event: DueEvent) -> bool:
    try:
        with transaction.atomic():
            event.run(event.time)
    except WrongState:
        # Another worker, or the object's own service, was first.
        log.info("due event %s %s was already done", event.kind, event.code)
        return False
    except Exception as error:
        log.exception("due event %s %s failed", event.kind, event.code)
        _remember(event, error)
        return False
    DueFailure.objects.filter(kind=event.kind, code=event.code, time=event.time).delete()
    return True


def _resting() -> set[Key]:
    """Return the events that failed and whose next try has not come (real time)."""
    rows = DueFailure.objects.filter(retry_at__gt=clock.real_now())
    return {(row.kind, row.code, row.time) for row in rows}


def _remember(event: DueEvent, error: Exception) -> None:
    with transaction.atomic():
        row, _ = DueFailure.objects.select_for_update().get_or_create(
            kind=event.kind, code=event.code, time=event.time, defaults={"retry_at": clock.real_now()}
        )
        pause = min(RETRY_FIRST * 2 ** min(row.attempts, 10), RETRY_LONGEST)
        row.attempts += 1
        row.retry_at = clock.real_now() + pause
        row.error = f"{type(error).__name__}: {error}"[:2000]
        row.save()
