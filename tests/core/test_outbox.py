"""Mails are rows first, and are sent with leases and ever longer pauses."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.template import TemplateDoesNotExist
from django.utils import translation

from procurement.core import notifications, outbox
from procurement.core.models import Notification, OutboxMessage
from procurement.core.outbox import Recipient

pytestmark = pytest.mark.django_db
NOW = "2026-11-22T08:00:00+00:00"


@pytest.fixture(autouse=True)
def texts(tmp_path, settings):
    """Two templates of an event of our own."""
    folder = tmp_path / "templates" / "emails"
    folder.mkdir(parents=True)
    (folder / "sample.subject.txt").write_text(
        "{% load i18n %}{% translate '确认' %}：{{ title }}\n\n", encoding="utf-8"
    )
    (folder / "sample.body.txt").write_text("{{ title }} {{ amount }}\n{{ url }}\n", encoding="utf-8")
    settings.TEMPLATES = [
        {**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path / "templates"]}
    ]


def tell(at, *people, title="居家<养老>"):
    outbox.notify(
        event="sample",
        recipients=people or [Recipient("P-1", "one@example.com")],
        context={"title": title, "amount": 5},
        url="/workspace/",
        at=at,
    )


@time_machine.travel(NOW, tick=False)
def test_one_row_each_and_nothing_sent_yet(at):
    both = Recipient("P-1", "one@example.com")
    tell(at, both, both, Recipient("P-2"), Recipient("", "guest@example.com", "en"))
    assert sorted(Notification.objects.values_list("recipient_code", "at")) == [("P-1", at), ("P-2", at)]
    rows = OutboxMessage.objects.order_by("email").values_list("email", "language", "status", "context")
    assert list(rows) == [
        ("guest@example.com", "en", "WAITING", {"title": "居家<养老>", "amount": "5"}),
        ("one@example.com", "zh-hans", "WAITING", {"title": "居家<养老>", "amount": "5"}),
    ]
    assert mail.outbox == []


def test_an_event_without_texts_is_refused_at_once(at):
    with pytest.raises(TemplateDoesNotExist):
        outbox.notify(event="unknown", recipients=[], context={}, url="/", at=at)


@time_machine.travel(NOW, tick=False)
def test_delivers_in_the_recipients_language_once(at, settings):
    settings.BASE_URL = "https://gov.example"
    tell(at)
    assert outbox.deliver_pending() == 1
    assert outbox.deliver_pending() == 0
    [sent] = mail.outbox
    assert (sent.subject, sent.to) == ("确认：居家<养老>", ["one@example.com"])
    assert sent.body == "居家<养老> 5\nhttps://gov.example/workspace/"
    message = OutboxMessage.objects.get()
    assert (message.status, message.attempts, message.lease_until) == ("SENT", 1, None)
    assert sent.extra_headers == outbox._email(message, None).extra_headers
    assert re.fullmatch("<[0-9a-f]{40}@example.gov.cn>", sent.extra_headers["Message-ID"])


def test_a_line_break_in_a_name_adds_no_header(at):
    tell(at, title="甲\r\nBcc: spy@example.com")
    outbox.deliver_pending()
    assert mail.outbox[0].subject == "确认：甲 Bcc: spy@example.com"


def test_a_failure_is_tried_again_with_growing_pauses_and_given_up(at, settings):
    settings.EMAIL_BACKEND = "tests.core.mailers.Broken"
    with time_machine.travel(NOW, tick=False) as clock:
        tell(at)
        pauses = []
        for _ in range(outbox.ATTEMPTS):
            before = OutboxMessage.objects.get().due_at
            clock.move_to(before)
            assert outbox.deliver_pending() == 0
            pauses.append((OutboxMessage.objects.get().due_at - before).total_seconds() / 60)
        clock.shift(timedelta(days=30))
        assert outbox.deliver_pending() == 0
    message = OutboxMessage.objects.get()
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]
    assert (message.status, message.attempts, message.lease_until) == ("FAILED", 10, None)
    assert message.error == "ConnectionRefusedError: no mail server"


def test_one_bad_mail_does_not_hold_up_the_others(at):
    tell(at, Recipient("P-1", "one@example.com"), Recipient("P-2", "two@example.com"))
    OutboxMessage.objects.filter(email="one@example.com").update(event="vanished")
    assert outbox.deliver_pending() == 1
    assert [sent.to for sent in mail.outbox] == [["two@example.com"]]


def test_a_leased_mail_is_left_alone_until_the_lease_runs_out(at):
    with time_machine.travel(NOW, tick=False) as clock:
        tell(at)
        [taken] = outbox._lease(5)
        assert outbox.deliver_pending() == 0
        clock.shift(outbox.LEASE + timedelta(seconds=1))
        assert outbox.deliver_pending() == 1
        # The first sender comes back to life: the mail is no longer its own to judge.
        outbox._settle(taken, error="late")
    message = OutboxMessage.objects.get()
    assert (message.status, message.attempts, message.error) == ("SENT", 2, "")


def test_takes_no_more_than_the_limit(at):
    tell(at, *(Recipient(f"P-{n}", f"p{n}@example.com") for n in range(5)))
    assert [outbox.deliver_pending(limit=2) for _ in range(4)] == [2, 2, 1, 0]


def test_notifications_are_read_one_by_one_or_all(at):
    tell(at)
    tell(at + timedelta(hours=1), title="第二件")
    tell(at, Recipient("P-2"))
    lines = [notifications.as_line(row) for row in notifications.of("P-1")]
    assert [(line.text, line.read) for line in lines] == [
        ("确认：第二件", False),
        ("确认：居家<养老>", False),
    ]
    assert notifications.unread_count("P-1") == 2
    assert notifications.mark_read("P-2", lines[0].code) == 0
    assert notifications.mark_read("P-1", lines[0].code) == 1
    assert notifications.mark_read("P-1") == 1
    assert (notifications.unread_count("P-1"), notifications.unread_count("P-2")) == (0, 1)
    assert notifications.unread_count("") == 0


def test_notifications_speak_the_language_of_the_reader(at):
    tell(at)
    with translation.override("en"):
        assert notifications.as_line(Notification.objects.get()).text.endswith("：居家<养老>")
