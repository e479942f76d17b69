"""What a person is told on the platform: reading it, counting it, marking it as read."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import translation

from . import outbox
from .clock import real_now
from .models import Notification


@dataclass(frozen=True, slots=True)
class Line:
    """One notification as it is shown, in the reader's language."""

    code: str
    text: str
    url: str
    at: datetime
    read: bool


def of(user_code: str) -> "QuerySet[Notification]":
    """Return a person's notifications, newest first."""
    return Notification.objects.filter(recipient_code=user_code)


def unread_count(user_code: str) -> int:
    """Return how many a person has not read; 0 for a stranger, without asking the database."""
    return of(user_code).filter(read_at__isnull=True).count() if user_code else 0


def as_line(notification: Notification) -> Line:
    """Return the notification with its text in the language now active."""
    language = translation.get_language() or "zh-hans"
    text = outbox.rendered(
        notification.event,
        "subject",
        context=notification.context,
        url=notification.url,
        language=language,
    )
    return Line(
        notification.code,
        text,
        outbox.address(notification.url, language),
        notification.at,
        notification.read_at is not None,
    )


def mark_read(user_code: str, code: str | None = None) -> int:
    """Mark one notification, or all of a person's, as read; returns how many changed."""
    rows = of(user_code).filter(read_at__isnull=True)
    if code is not None:
        rows = rows.filter(code=code)
    return rows.update(read_at=real_now())
