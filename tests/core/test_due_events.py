"""Deadlines are applied in their order, each by itself, at its own time."""

from datetime import timedelta

import pytest

from procurement.core import due_events
from procurement.core.due_events import DueEvent
from procurement.core.errors import DomainError, WrongState
from procurement.core.models import Counter, DueFailure

pytestmark = pytest.mark.django_db


class Room:
    """A room with events of its own: done once they ran."""

    def __init__(self, start):
        self.start = start
        self.ran = []
        self.planned = {}
        self.asked = 0

    def plan(self, hours, code, then=None, kind="test", routine=False, inert=False):
        self.planned[code] = (self.start + timedelta(hours=hours), kind, then, routine, inert)

    def provide(self, until):
        self.asked += 1
        for code, (time, kind, then, routine, inert) in list(self.planned.items()):
            if time <= until and (code, time) not in self.ran:
                yield DueEvent(time, kind, code, f"到期 {code}", self._runner(code, then), routine, inert)

    def _runner(self, code, then):
        def run(at):
            Counter.objects.create(prefix=code)
            if then:
                then()
            self.ran.append((code, at))

        return run

    def by_code(self, code, until):
        return [event for event in self.provide(until) if event.code == code]


@pytest.fixture
def room(at, monkeypatch):
    monkeypatch.setattr(due_events, "_registry", {})
    place = Room(at)
    due_events.register(place.provide, kinds=("test",), by_code=place.by_code)
    return place


def names(room):
    return [code for code, _ in room.ran]


def test_in_the_order_of_time_then_kind_then_code(room, at):
    for hours, code, kind in [(3, "C", "test"), (1, "B", "test"), (1, "A", "test"), (1, "Z", "a-kind")]:
        room.plan(hours, code, kind=kind)
    assert due_events.run_due(until=at + timedelta(hours=2)) == 3
    assert names(room) == ["Z", "A", "B"]
    assert due_events.run_due(until=at + timedelta(days=1)) == 1
    assert due_events.run_due(until=at + timedelta(days=1)) == 0


def test_each_event_runs_at_its_own_time(room, at):
    room.plan(1, "A")
    due_events.run_due(until=at + timedelta(days=9))
    assert room.ran == [("A", at + timedelta(hours=1))]


def test_what_an_event_brings_about_comes_before_the_next_day(room, at):
    room.plan(1, "A", then=lambda: room.plan(2, "B"))
    room.plan(30, "C")
    assert due_events.run_due(until=at + timedelta(days=3)) == 3
    assert names(room) == ["A", "B", "C"]


def test_days_with_inert_events_alone_pass_without_being_asked_for(room, at):
    for day in range(30):
        room.plan(24 * day, f"{day:02d}", inert=True)
    room.plan(24 * 3 + 1, "A", then=lambda: room.plan(24 * 3 + 2, "B"))
    assert due_events.run_due(until=at + timedelta(days=60)) == 32
    assert names(room) == ["00", "01", "02", "03", "A", "B", *(f"{day:02d}" for day in range(4, 30))]
    # Until the first that may bring others about, its day again, all the rest, and nothing more.
    assert room.asked == 4


def boom():
    raise RuntimeError("boom")


def refuse():
    raise DomainError("缺少材料。")


def gone():
    raise WrongState("已经办过。")


def test_a_broken_event_is_kept_and_stops_nobody(room, at, caplog):
    room.plan(1, "A", then=boom)
    room.plan(2, "B")
    assert due_events.run_due(until=at + timedelta(days=1)) == 1
    assert names(room) == ["B"]
    assert list(Counter.objects.values_list("prefix", flat=True)) == ["B"]
    failure = DueFailure.objects.get()
    assert (failure.code, failure.attempts, failure.error) == ("A", 1, "RuntimeError: boom")
    assert [record.message for record in caplog.records] == ["due event test A failed"]


def test_a_broken_event_rests_and_is_tried_again(room, at):
    room.plan(1, "A", then=refuse)
    due_events.run_due(until=at + timedelta(days=1))
    due_events.run_due(until=at + timedelta(days=1))
    assert DueFailure.objects.get().attempts == 1
    room.plan(1, "A")
    DueFailure.objects.update(retry_at=at - timedelta(days=400))
    assert due_events.run_due(until=at + timedelta(days=1)) == 1
    assert (names(room), DueFailure.objects.count()) == (["A"], 0)


def test_what_another_worker_did_is_no_failure(room, at):
    room.plan(1, "A", then=gone)
    assert due_events.run_due(until=at + timedelta(days=1)) == 0
    assert DueFailure.objects.count() == 0


def test_for_one_object_alone_and_errors_are_the_callers(room, at):
    room.plan(1, "A")
    room.plan(1, "B", then=refuse)
    assert due_events.run_due_for("test", "A", until=at + timedelta(hours=1)) == 1
    assert due_events.run_due_for("test", "A", until=at + timedelta(hours=1)) == 0
    assert due_events.run_due_for("other", "B", until=at + timedelta(hours=1)) == 0
    with pytest.raises(DomainError):
        due_events.run_due_for("test", "B", until=at + timedelta(hours=1))
    assert names(room) == ["A"]


def test_the_next_one_worth_waiting_for(room, at):
    room.plan(1, "A")
    room.plan(2, "NIGHT", routine=True)
    room.plan(24 * 60, "B")
    assert due_events.next_due(after=at).code == "A"
    assert due_events.next_due(after=at + timedelta(hours=1)).code == "B"
    assert due_events.next_due(after=at + timedelta(days=70)) is None
