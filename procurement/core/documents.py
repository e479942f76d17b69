"""Documents as PDF: ordered when they come into being, drawn by a job, kept, and the same bytes ever after.

A room registers who draws its kind of document, and orders one inside the transaction that brings it about.
The scheduler draws what waits, never a web request: drawing takes some tenths of a second for each page. A
worker that dies leaves a lease that runs out; two that draw the same document issue it once.
"""

import hashlib
import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import translation

from . import pdf
from .clock import real_now
from .language import RECORD
from .models import DocumentOrder, IssuedDocument
from .storage import opened, private

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
RETRY_FIRST = timedelta(seconds=30)
# With doubling pauses the sixth attempt comes after a quarter of an hour.
ATTEMPTS = 6
# A machine without fonts or without room is no fault of the document: asked again until it has them.
RETRY_MACHINE = timedelta(minutes=1)
# Due events and mails wait no longer than this for a backlog of documents.
ROUND_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a document is drawn from: template, what it shows, and the file's name."""

    template: str
    context: dict[str, Any]
    name: str


@dataclass(frozen=True, slots=True)
class Key:
    """Which document: its kind, its object's public code, and which version of it, where there are several."""

    kind: str
    code: str
    version: str = ""

    @property
    def fields(self) -> dict[str, str]:
        return {"kind": self.kind, "code": self.code, "version": self.version}


# Called with code and version, in the language of record.
Drawer = Callable[[str, str], Sheet]
_drawers: dict[str, Drawer] = {}
# Called with the key, the file's name and its bytes.
Keeper = Callable[["Key", str, bytes], None]
_keepers: dict[str, Keeper] = {}


class NotWanted(Exception):
    """What was to be drawn has gone or has changed: the order goes too."""


def register(kind: str, drawer: Drawer, keeper: Keeper | None = None) -> None:
    """Say what a kind of document is drawn from. Called in the room's AppConfig.ready().

    With a ``keeper`` the room keeps what was drawn itself: what is secret, or may be thrown away, is no issued
    document.
    """
    _drawers[kind] = drawer
    if keeper is not None:
        _keepers[kind] = keeper


def order(key: Key, *, at: datetime, first: bool = False) -> None:
    """Have a document drawn, once, however often it is asked for; one that was given up is tried again.

    Part of the caller's transaction. ``first``: what it is drawn from came into being in this very transaction, so
    that nobody can have asked for it before.
    """
    if not first and issued(key) is not None:
        return
    now = real_now()
    DocumentOrder.objects.bulk_create(
        [DocumentOrder(**key.fields, ordered_at=at, due_at=now)], ignore_conflicts=True
    )
    if first:
        return
    DocumentOrder.objects.filter(**key.fields, given_up=True).update(given_up=False, attempts=0, due_at=now)


def issued(key: Key) -> IssuedDocument | None:
    """Return the document once it is drawn."""
    return IssuedDocument.objects.filter(**key.fields).first()


def waiting(key: Key) -> DocumentOrder | None:
    """Return the order of a document that is not drawn yet."""
    return DocumentOrder.objects.filter(**key.fields).first()


def open_document(document: IssuedDocument) -> IO[bytes]:
    """Return the file, checked against its hash; DomainError where it is gone or was altered."""
    return opened(document.path, sha256=document.sha256, what=f"document {document.kind} {document.code}")


def as_page(key: Key) -> str:
    """Return the document as a page for the browser's own printer, in the language of record."""
    with translation.override(RECORD):
        sheet = _drawers[key.kind](key.code, key.version)
        return render_to_string(sheet.template, sheet.context)


def draw_waiting(seconds: float = ROUND_SECONDS) -> int:
    """Draw what waits, the newest first since somebody may look at it, for some ``seconds``; return how many."""
    until = time.monotonic() + seconds
    drawn = 0
    while time.monotonic() < until and (taken := _lease()):
        drawn += _draw(taken)
    return drawn


def _lease() -> DocumentOrder | None:
    """Take the newest order that is due and that nobody draws, for LEASE; give up what killed its workers."""
    now = real_now()
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    due = DocumentOrder.objects.filter(free, given_up=False, due_at__lte=now)
    # Asked before: an empty round must not queue for SQLite's write lock.
    if not due.exists():
        return None
    with transaction.atomic():
        due.filter(attempts__gte=ATTEMPTS).update(given_up=True, lease_until=None)
        rows = due.select_for_update(skip_locked=True).order_by("-id")
        taken = rows.first()
        if taken is None:
            return None
        DocumentOrder.objects.filter(pk=taken.pk).update(lease_until=now + LEASE, attempts=F("attempts") + 1)
    return DocumentOrder.objects.filter(pk=taken.pk).first()


def _draw(taken: DocumentOrder) -> bool:
    try:
        with translation.override(RECORD):
            sheet = _drawers[taken.kind](taken.code, taken.version)
        _keep(taken, sheet.name, pdf.render_pdf(sheet.template, sheet.context))
    except NotWanted:
        DocumentOrder.objects.filter(pk=taken.pk).delete()
        return False
    except (pdf.DocumentsUnavailable, OSError) as error:
        log.error("document %s %s waits for the machine: %s", taken.kind, taken.code, error)
        # Not counted: neither fonts nor room on the disk come by giving up.
        _mine(taken).update(
            lease_until=None,
            attempts=F("attempts") - 1,
            due_at=real_now() + RETRY_MACHINE,
            error=_named(error),
        )
        return False
    except Exception as error:
        # Of a secret document not even the traceback is told: it may hold a sentence of it.
        log.error(
            "document %s %s cannot be drawn",
            taken.kind,
            taken.code,
            exc_info=taken.kind not in _keepers,
        )
        _mine(taken).update(
            lease_until=None,
            given_up=taken.attempts >= ATTEMPTS,
            due_at=real_now() + RETRY_FIRST * 2 ** (taken.attempts - 1),
            error=_named(error),
        )
        return False
    return True


def _keep(taken: DocumentOrder, name: str, content: bytes) -> None:
    """Let the kind's own keeper have it, or issue it."""
    keeper = _keepers.get(taken.kind)
    if keeper is None:
        _issue(taken, name, content)
        return
    keeper(Key(taken.kind, taken.code, taken.version), name, content)
    DocumentOrder.objects.filter(pk=taken.pk).delete()


def _issue(taken: DocumentOrder, name: str, content: bytes) -> None:
    """Keep the file, then its row; where another worker was first, theirs is the document."""
    path = f"documents/{taken.ordered_at:%Y/%m}/{secrets.token_hex(16)}"
    path = private().save(path, ContentFile(content))
    key = Key(taken.kind, taken.code, taken.version)
    try:
        with transaction.atomic():
            IssuedDocument.objects.create(
                **key.fields,
                name=name,
                path=path,
                size=len(content),
                sha256=hashlib.sha256(content).hexdigest(),
                drawn_at=real_now(),
            )
            DocumentOrder.objects.filter(pk=taken.pk).delete()
    except BaseException as error:
        private().delete(path)
        if not isinstance(error, IntegrityError) or issued(key) is None:
            raise


def _mine(taken: DocumentOrder) -> "QuerySet[DocumentOrder]":
    """Return the order, unless its lease ran out and somebody else has it now."""
    return DocumentOrder.objects.filter(pk=taken.pk, lease_until=taken.lease_until)


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:2000]
