"""The demonstration's clock: forward only, day by day, and nowhere but in a demonstration."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy

from procurement.core import audit, clock, due_events, sandbox
from procurement.core.actors import SYSTEM
from procurement.core.due_events import DueEvent
from procurement.core.errors import DomainError
from procurement.core.models import AuditCheckpoint, SandboxClock

pytestmark = pytest.mark.django_db
START = clock.local_time(date(2026, 9, 21), 9)


@pytest.fixture(autouse=True)
def real_time():
    with time_machine.travel("2026-11-22T04:00:00+00:00", tick=False) as traveller:
        clock.start_at(START)
        yield traveller


def advance(client, **data):
    return client.post(reverse("core:clock-advance"), data)


def test_runs_with_real_time_behind_its_offset(real_time):
    assert clock.now() == START
    real_time.shift(timedelta(minutes=5))
    assert clock.now() == START + timedelta(minutes=5)


def test_moves_forward_only():
    clock.move_to(START + timedelta(days=2))
    assert clock.now() == START + timedelta(days=2)
    with pytest.raises(DomainError) as refused:
        clock.move_to(START + timedelta(days=1))
    assert refused.value.field == "moment"
    assert SandboxClock.objects.get().offset_seconds < 0


def test_is_never_before_the_moment_it_was_moved_to(real_time):
    real_time.move_to(datetime.fromisoformat("2026-11-22T04:00:00.700000+00:00"))
    clock.move_to(START + timedelta(days=1))
    assert timedelta(0) <= clock.now() - (START + timedelta(days=1)) < timedelta(seconds=1)


def test_production_has_real_time_and_no_such_clock(settings, client):
    settings.SANDBOX_CLOCK = False
    assert clock.now() == clock.real_now()
    with pytest.raises(DomainError):
        clock.move_to(START + timedelta(days=365))
    assert advance(client, to="day").status_code == 404


def test_one_checkpoint_for_each_day_passed():
    audit.record(subject_kind="thing", subject_code="A", action="note", actor=SYSTEM, at=START)
    assert sandbox.advance(to=START + timedelta(days=3)) == 3
    assert clock.now() == START + timedelta(days=3)
    days = AuditCheckpoint.objects.order_by("date").values_list("date", flat=True)
    assert list(days) == [date(2026, 9, 21), date(2026, 9, 22), date(2026, 9, 23)]


@pytest.mark.parametrize("days", [0, -1, 401])
def test_not_back_and_not_too_far(days):
    with pytest.raises(DomainError):
        sandbox.advance(to=START + timedelta(days=days))
    assert clock.now() == START


@pytest.fixture
def bell(monkeypatch):
    """One event in five days, which notes what the clock said when it ran."""
    heard = []
    time = START + timedelta(days=5)

    def provider(until):
        if time <= until and not heard:
            yield DueEvent(time, "bell", "B", "开标", lambda at: heard.append((at, clock.now())))

    monkeypatch.setattr(due_events, "_registry", {})
    due_events.register(provider)
    return heard


def test_to_the_next_due_event(client, bell):
    response = advance(client, to="next", next="/en/parameters/?q=x")
    assert response["Location"] == "/en/parameters/?q=x"
    assert bell == [(START + timedelta(days=5), START + timedelta(days=5))]
    assert clock.now() == START + timedelta(days=5)
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        "时间已前进，其间办理了1件到期事项。"
    ]


def test_the_bar_reads_what_comes_next(client, bell):
    advance(client, to="day")
    row = SandboxClock.objects.get()
    assert (row.next_at, row.next_labels) == (START + timedelta(days=5), {"zh-hans": "开标", "en": "开标"})
    advance(client, to="next")
    assert (SandboxClock.objects.get().next_at, SandboxClock.objects.get().next_labels) == (None, {})


def test_the_bar_says_it_in_both_languages(monkeypatch):
    """A label with a name in it is already a sentence when its event is asked for."""

    def provider(until):
        if START + timedelta(days=5) <= until:
            label = gettext_lazy("满意度调查截止：%(title)s") % {"title": "沟渠管护"}
            yield DueEvent(START + timedelta(days=5), "bell", "B", label, lambda at: None)

    monkeypatch.setattr(due_events, "_registry", {})
    due_events.register(provider)
    clock.start_at(START)
    sandbox.look_ahead()
    labels = SandboxClock.objects.get().next_labels
    with translation.override("en"):
        english = gettext("满意度调查截止：%(title)s") % {"title": "沟渠管护"}
    assert labels == {"zh-hans": "满意度调查截止：沟渠管护", "en": english}
    assert labels["en"] != labels["zh-hans"]


def test_a_day_and_a_date(client):
    advance(client, to="day")
    assert clock.now() == START + timedelta(days=1)
    advance(client, to="date", date="2026-10-08")
    assert clock.now() == clock.local_time(date(2026, 10, 8), 9)


@pytest.mark.parametrize(
    "data",
    [{}, {"to": "date"}, {"to": "date", "date": "x"}, {"to": "date", "date": "2026-01-01"}, {"to": "back"}],
)
def test_nonsense_moves_nothing_and_says_so(client, data):
    response = advance(client, **data)
    assert (response.status_code, len(list(get_messages(response.wsgi_request)))) == (302, 1)
    assert clock.now() == START


def test_goes_back_to_no_other_site(client):
    assert advance(client, to="day", next="https://evil.example/")["Location"] == "/"
    assert client.get(reverse("core:clock-advance")).status_code == 405
