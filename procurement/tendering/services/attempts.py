"""Pass phrases at work: every try is written down before it is tried, and too many are refused for a while.

The same for an opening, a replacement and a rehearsal: a practice must not be a place to guess in.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import audit, sealing
from procurement.core.actors import Actor
from procurement.core.errors import DomainError
from procurement.core.models import AuditEntry

from ..models import CustodianKey
from .custody import secret_of

ATTEMPTS = 5
# A limit against guessing, no policy of the county.
WINDOW = timedelta(minutes=15)
PLACES = ("round", "rehearsal")
RIGHT = ("unlock_first", "unlock_second", "replace_first", "replace_custodian", "rehearse_act")


def secret(*, key: CustodianKey, passphrase: str, place: str, code: str, actor: Actor, at: datetime) -> bytes:
    """Return the custodian's secret; slow on purpose, so never inside a transaction.

    ``place`` and ``code`` name the chain that the try is written to. DomainError (field ``passphrase``).
    """
    _count(place, code, actor, at)
    try:
        return secret_of(key=key, passphrase=passphrase)
    except sealing.WrongPassphrase as error:
        note(place=place, code=code, action="unlock_refused", actor=actor, at=at)
        raise DomainError(
            _("口令不对。请核对后重新输入；忘记口令时，可输入恢复页上以AGE-SECRET-KEY开头的一行。"),
            field="passphrase",
            rule="N-03",
        ) from error


def note(
    *, place: str, code: str, action: str, actor: Actor, at: datetime, **facts: str | dict[str, str]
) -> None:
    """Write an act of a custodian to the chain of the round or rehearsal."""
    with transaction.atomic():
        audit.record(
            subject_kind=place,
            subject_code=code,
            action=action,
            actor=actor,
            at=at,
            basis="N-03",
            changes=facts,
        )


def _count(place: str, code: str, actor: Actor, at: datetime) -> None:
    """Write the attempt down before it is tried, so that guessing in parallel gains nothing."""
    note(place=place, code=code, action="unlock_attempt", actor=actor, at=at)
    lately = AuditEntry.objects.filter(subject_kind__in=PLACES, actor_code=actor.code, at__gt=at - WINDOW)
    tried = lately.filter(action="unlock_attempt").count()
    right = lately.filter(action__in=RIGHT).count()
    if tried - right > ATTEMPTS:
        raise DomainError(
            _("口令输入次数过多，请15分钟后再试。忘记口令时可用登记时打印的恢复页。"),
            field="passphrase",
            rule="N-03",
        )
