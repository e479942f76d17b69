"""A form is submitted once: a hidden token, signed for its person and address, that can be used up once.

State machines need none of this (a second submission finds the wrong state); what creates something does.
Tokens live in real time.
"""

import secrets
from datetime import timedelta

from django.core import signing
from django.db import IntegrityError, transaction

from .clock import real_now
from .models import FormSubmission

FIELD = "form_token"
_SALT = "procurement.core.form_tokens"
MAX_AGE = timedelta(days=7)


class ExpiredToken(Exception):
    """The token is missing, too old, or was made for somebody else or for another page."""


class ReplayedToken(Exception):
    """The form was submitted before. ``result_url`` is empty while the first is under way or was cut off."""

    def __init__(self, result_url: str) -> None:
        super().__init__(result_url)
        self.result_url = result_url


def issue(*, actor_code: str, path: str) -> str:
    """Return a new token for one form of one person at one address."""
    return signing.dumps([secrets.token_urlsafe(12), actor_code, path], salt=_SALT)


def claim(token: str, *, actor_code: str, path: str) -> FormSubmission:
    """Use the token up, in a transaction of its own; raise ExpiredToken or ReplayedToken."""
    nonce = _nonce(token, actor_code, path)
    try:
        with transaction.atomic():
            return FormSubmission.objects.create(nonce=nonce, actor_code=actor_code, received_at=real_now())
    except IntegrityError as error:
        earlier = FormSubmission.objects.get(nonce=nonce)
        raise ReplayedToken(earlier.result_url) from error


def is_used(token: str, *, actor_code: str, path: str) -> bool:
    """Tell whether a form with this token was submitted and taken."""
    try:
        nonce = _nonce(token, actor_code, path)
    except ExpiredToken:
        return False
    return FormSubmission.objects.filter(nonce=nonce).exists()


def _nonce(token: str, actor_code: str, path: str) -> str:
    try:
        nonce, owner, made_for = signing.loads(token, salt=_SALT, max_age=MAX_AGE)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise ExpiredToken from error
    if (owner, made_for) != (actor_code, path):
        raise ExpiredToken
    return nonce


def release(submission: FormSubmission) -> None:
    """Give the token back: the form was refused and may be corrected."""
    submission.delete()


def settle(submission: FormSubmission, result_url: str) -> None:
    """Remember where the first submission led, so that a second leads there too."""
    submission.result_url = result_url
    submission.save(update_fields=["result_url"])


def sweep() -> int:
    """Remove what no valid token can name any more; returns how many rows."""
    old = FormSubmission.objects.filter(received_at__lt=real_now() - MAX_AGE - timedelta(days=1))
    # Asked before: a DELETE that finds nothing would still queue for SQLite's write lock.
    return old.delete()[0] if old.exists() else 0
