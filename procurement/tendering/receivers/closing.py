"""Rounds close by themselves, 60 seconds after their deadline."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from procurement.core import due_events
from procurement.core.due_events import DueEvent
from procurement.core.lifecycle import Transition
from procurement.core.signals import transition_applied

from ..enums import RoundStatus
from ..models import BidRound
from ..selectors import attendance, rounds
from ..services.attending import draw_up
from ..services.opening import CLOSING
from ..services.rounds import close_round, forget_unsealed

RECORD = "tendering.record_opening"


def due_closings(until: datetime) -> Iterator[DueEvent]:
    """Yield every round that has to close by ``until``."""
    yield from _events(rounds.rounds_due(until))


def closing_of(code: str, until: datetime) -> Iterator[DueEvent]:
    """Yield the closing of one round, if it is due."""
    yield from _events(rounds.rounds_due(until).filter(code=code))


def register() -> None:
    """Tell the runner of due events about the rounds."""
    due_events.register(due_closings, kinds=(CLOSING,), by_code=closing_of)
    due_events.register(due_records, kinds=(RECORD,))
    transition_applied.connect(forget_drafts, sender=BidRound, dispatch_uid="tendering.forget_drafts")


def due_records(until: datetime) -> Iterator[DueEvent]:
    """Yield the public openings whose window for objections is over: the record is drawn up (87 art. 42)."""
    for round, ends in attendance.over(until):
        time = ends + timedelta(seconds=1)
        yield DueEvent(time, RECORD, round.code, round.package.tender.title, _drawer(round.pk), routine=True)


def forget_drafts(*, obj: BidRound, transition: Transition, **_facts: object) -> None:
    """A round that ends unopened (annulment, termination) leaves no draft behind."""
    if transition.target == RoundStatus.UNOPENED:
        forget_unsealed(round=obj)


def _events(due: "QuerySet[BidRound]") -> Iterator[DueEvent]:
    for round in due.select_related("package__tender"):
        yield DueEvent(
            time=round.deadline + rounds.GRACE,
            kind=CLOSING,
            code=round.code,
            label=_("%(title)s：%(kind)s截止")
            % {"title": round.package.tender.title, "kind": round.get_kind_display()},
            run=_closer(round.pk),
        )


def _closer(pk: int) -> Callable[[datetime], BidRound]:
    return lambda at: close_round(round=BidRound.objects.get(pk=pk), at=at)


def _drawer(pk: int) -> Callable[[datetime], BidRound]:
    return lambda at: draw_up(round=BidRound.objects.get(pk=pk), at=at)
