"""Telling people: rows written inside the transaction that is the cause, mails sent afterwards.

Leases and retries use real time. A mail goes out at least once: a sender that dies between sending and
noting it sends it again, under the same Message-ID.
"""

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F, Q
from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from .audit import plain
from .clock import real_now
from .codes import random_code
from .language import either
from .models import Notification, OutboxMessage
from .templatetags import formats

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
RETRY_FIRST = timedelta(minutes=1)
# With doubling pauses the tenth attempt comes after some eight and a half hours.
ATTEMPTS = 10
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
# Facts that are labels of ours, not what somebody typed.
OWN_WORDS = frozenset({"round", "part"})


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom to tell: ``user_code`` reads it on the platform, ``email`` gets the mail; either may be empty."""

    user_code: str = ""
    email: str = ""
    language: str = "zh-hans"


def notify(
    *, event: str, recipients: Iterable[Recipient], context: dict[str, Any], url: str, at: datetime
) -> None:
    """Write one notification and one mail for each recipient; nothing is sent here.

    The texts are ``templates/emails/<event>.subject.txt`` and ``.body.txt``: an event without them is
    refused at once (TemplateDoesNotExist). ``context`` is kept as plain data, ``url`` is a path.
    """
    for part in ("subject", "body"):
        get_template(f"emails/{event}.{part}.txt")
    people = list(dict.fromkeys(recipients))
    facts = plain(context)
    Notification.objects.bulk_create(
        Notification(code=random_code(), recipient_code=code, event=event, context=facts, url=url, at=at)
        for code in dict.fromkeys(person.user_code for person in people)
        if code
    )
    OutboxMessage.objects.bulk_create(
        OutboxMessage(
            event=event,
            recipient_code=person.user_code,
            email=person.email,
            language=person.language,
            context=facts,
            url=url,
            due_at=real_now(),
        )
        for person in people
        if person.email
    )


def rendered(event: str, part: str, *, context: dict[str, Any], url: str, language: str) -> str:
    """Return the subject or the body in one language, its link and its times too.

    It is plain text: escape it where it is shown.
    """
    with translation.override(language):
        values = {
            **{name: _readable(name, value) for name, value in context.items()},
            "url": f"{settings.BASE_URL}{address(url, language)}",
            "county": either(settings.COUNTY_NAME, settings.COUNTY_NAME_EN),
        }
        # The engine's own template: the backend's would escape for HTML.
        template = get_template(f"emails/{event}.{part}.txt").template  # type: ignore[attr-defined]
        text = template.render(Context(values, autoescape=False)).strip()
    # A subject is one line: a name with a line break in it must not add a header.
    return " ".join(text.split()) if part == "subject" else text


def address(url: str, language: str) -> str:
    """Return a path of the platform in one language, whichever language it was made in."""
    codes = [code.split("-")[0] for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    for code in codes:
        if url.startswith(f"/{code}/"):
            url = url.removeprefix(f"/{code}")
    return url if language == settings.LANGUAGE_CODE else f"/{language.split('-')[0]}{url}"


def _readable(name: str, value: Any) -> Any:
    """Return a fact as people write it: times were kept as ISO text, our own words in the language of record."""
    if name in OWN_WORDS:
        return gettext(value)
    if isinstance(value, str) and DAY.fullmatch(value):
        return formats.day(date.fromisoformat(value))
    if isinstance(value, str) and MOMENT.fullmatch(value):
        return formats.day_time(datetime.fromisoformat(value))
    return value


def deliver_pending(limit: int = 50) -> int:
    """Send up to ``limit`` mails that are due; return how many went out."""
    messages = _lease(limit)
    if not messages:
        return 0
    connection = get_connection()
    try:
        return sum(_deliver(message, connection) for message in messages)
    finally:
        connection.close()


def _lease(limit: int) -> list[OutboxMessage]:
    """Take the mails that are due and that nobody is sending, for LEASE."""
    now = real_now()
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    waiting = OutboxMessage.objects.filter(free, status=OutboxMessage.Status.WAITING, due_at__lte=now)
    # Asked before: an empty round must not queue for SQLite's write lock.
    if not waiting.exists():
        return []
    with transaction.atomic():
        rows = waiting.select_for_update(skip_locked=True).order_by("due_at", "id")
        keys = list(rows.values_list("pk", flat=True)[:limit])
        OutboxMessage.objects.filter(pk__in=keys).update(lease_until=now + LEASE, attempts=F("attempts") + 1)
    return list(OutboxMessage.objects.filter(pk__in=keys).order_by("due_at", "id"))


def _deliver(message: OutboxMessage, connection: Any) -> bool:
    try:
        _email(message, connection).send()
    except Exception as error:
        log.warning("mail %s to %s failed", message.pk, message.recipient_code, exc_info=True)
        _settle(message, **_postponed(message, error))
        return False
    _settle(message, status=OutboxMessage.Status.SENT, sent_at=real_now(), error="")
    return True


def _email(message: OutboxMessage, connection: Any) -> EmailMessage:
    subject, body = (
        rendered(message.event, part, context=message.context, url=message.url, language=message.language)
        for part in ("subject", "body")
    )
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    headers = {"Message-ID": f"<{_mail_code(message)}@{domain}>"}
    return EmailMessage(subject, body, to=[message.email], headers=headers, connection=connection)


def _mail_code(message: OutboxMessage) -> str:
    """Return the same code at each attempt; the running number itself would tell how many mails others got."""
    return salted_hmac("procurement.core.outbox", str(message.pk)).hexdigest()


def _postponed(message: OutboxMessage, error: Exception) -> dict[str, Any]:
    given_up = message.attempts >= ATTEMPTS
    return {
        "status": OutboxMessage.Status.FAILED if given_up else OutboxMessage.Status.WAITING,
        "due_at": real_now() + RETRY_FIRST * 2 ** (message.attempts - 1),
        "error": f"{type(error).__name__}: {error}"[:2000],
    }


def _settle(message: OutboxMessage, **fields: Any) -> None:
    """Write the outcome, unless the lease ran out and somebody else has the mail now."""
    OutboxMessage.objects.filter(pk=message.pk, lease_until=message.lease_until).update(
        lease_until=None, **fields
    )
