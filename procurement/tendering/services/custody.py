"""Custodians of the opening keys: they enrol once, with a pass phrase that only they know."""

import math
import unicodedata
from datetime import datetime

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.models import Organisation, User
from procurement.core import audit, sealing
from procurement.core.actors import Actor
from procurement.core.errors import DomainError, NotAllowed

from .. import permissions
from ..models import CustodianKey
from ..selectors import intact

CHAIN = "custodian-key"
SHORTEST = 8
FEWEST_BITS = 60
FEWEST_CHARACTERS = 6
PREFIX, GROUP = "AGE-SECRET-KEY-1", 6


def enrol_custodian(
    *, user: User, organisation: Organisation, passphrase: str, actor: Actor, at: datetime
) -> CustodianKey:
    """Make the person's key pair, wrapped with the pass phrase; an earlier key is retired.

    Returns the key with ``recovery`` set: the secret in text for the printed sheet, never stored and
    never shown again. Rounds that the earlier key was appointed to are still opened with that one.
    Raises NotAllowed, or DomainError (field ``passphrase``).
    """
    verdict = permissions.enrol(actor, organisation)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="N-03")
    if actor.user_id != user.pk:
        raise NotAllowed(_("密钥由保管人本人登记，任何人不能代办。"), rule="N-03")
    _require_strength(passphrase, user)
    public, secret = sealing.new_identity()
    # Scrypt takes 0.1 s and 64 MB: before the transaction.
    wrapped = sealing.wrap_secret(secret, _normal(passphrase), work=settings.CUSTODIAN_WORK)
    with transaction.atomic():
        CustodianKey.objects.select_for_update().filter(user=user, revoked_at__isnull=True).update(
            revoked_at=at
        )
        key = CustodianKey.objects.create(
            user=user, organisation=organisation, public_key=public, wrapped_secret=wrapped, enrolled_at=at
        )
        audit.record(
            subject_kind=CHAIN,
            subject_code=user.code,
            action="enrol",
            actor=actor,
            at=at,
            basis="N-03",
            changes={
                "public_key": public,
                "organisation": organisation.code,
                "wrapped_sha256": intact.fingerprint(wrapped),
            },
        )
    key.recovery = secret.decode()
    return key


def grouped_secret(text: str) -> list[str]:
    """Return a recovery code in the groups in which one copies it from paper; blanks are not read."""
    head, rest = text[: len(PREFIX)], text[len(PREFIX) :]
    return [head, *(rest[start : start + GROUP] for start in range(0, len(rest), GROUP))]


def secret_of(*, key: CustodianKey, passphrase: str) -> bytes:
    """Return a custodian's secret from the pass phrase, or from the recovery sheet's text.

    Slow on purpose (Scrypt): never inside a transaction. Raises WrongPassphrase.
    """
    typed = passphrase.strip()
    if typed.upper().startswith(PREFIX):
        return _from_recovery_sheet(key, "".join(typed.upper().split()))
    return sealing.unwrap_secret(bytes(key.wrapped_secret), _normal(passphrase))


def _from_recovery_sheet(key: CustodianKey, text: str) -> bytes:
    secret = text.encode()
    try:
        fits = sealing.public_of(secret) == key.public_key
    except sealing.Unopenable:
        fits = False
    if not fits:
        raise sealing.WrongPassphrase
    return secret


def _require_strength(passphrase: str, user: User) -> None:
    text = _normal(passphrase)
    if len(text) < SHORTEST or _bits(text) < FEWEST_BITS:
        raise _weak(_("口令太短。请用至少8个汉字的一句话，或至少12个字母、数字和符号。"))
    if len(set(text)) < FEWEST_CHARACTERS:
        raise _weak(_("口令重复的字太多，容易被猜中。请换一句。"))
    own = (user.username, user.email.partition("@")[0], user.phone)
    if any(len(part) > 2 and part.lower() in text.lower() for part in own):
        raise _weak(_("口令不能包含您的用户名、邮箱或手机号。"))
    try:
        CommonPasswordValidator().validate(text)
    except ValidationError as error:
        raise _weak(_("这是常见的密码，容易被猜中。请换一句。")) from error


def _weak(message: str) -> DomainError:
    return DomainError(message, field="passphrase", rule="N-03")


def _normal(passphrase: str) -> str:
    """One form for the same phrase typed on different keyboards."""
    return unicodedata.normalize("NFKC", passphrase).strip()


def _bits(text: str) -> float:
    """Estimate what guessing costs: the size of the alphabets in use, times the length."""
    alphabets = {
        26: any(c.isascii() and c.islower() for c in text),
        27: any(c.isascii() and c.isupper() for c in text),
        10: any(c.isdigit() for c in text),
        32: any(c.isascii() and not c.isalnum() for c in text),
        # Common characters only: phrases are made of a few hundred words.
        400: any(not c.isascii() for c in text),
    }
    return len(text) * math.log2(sum(size for size, used in alphabets.items() if used))
