"""One of a round's three custodians is replaced by the two others, and the round's secret stored anew (RULES N-03).

The first of the two peels the layer of their pair, the second opens what is left: for that moment the secret is in
memory, is encrypted to the new pairs, and forgotten. What waits between the two acts waits an hour at most.
"""

import base64
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import audit, sealing
from procurement.core.actors import SYSTEM, Actor
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, NotAllowed, WrongState

from .. import permissions
from ..enums import RoundStatus
from ..models import BidRound, CustodianKey, CustodianReplacement, RoundCustodian
from ..selectors import intact, rounds
from . import attempts, notices
from .rounds import require_fitting

# How long the first of two who replace a custodian waits for the second: they sit beside each other.
PATIENCE = timedelta(hours=1)
_WAITING = (RoundStatus.RECEIVING, RoundStatus.CLOSED)


def begin_replacement(
    *,
    round: BidRound,
    part: str,
    key: CustodianKey,
    reason: str,
    passphrase: str,
    actor: Actor,
    at: datetime,
) -> CustodianReplacement:
    """Propose who takes ``part`` over, as one of the two others, with one's own pass phrase.

    Raises NotAllowed, WrongState, or DomainError beside ``part``, ``key``, ``reason`` or ``passphrase``.
    """
    mine = _place_of(round, actor)
    other = _the_other(round, mine, part)
    _require_successor(round, part, key)
    if not reason.strip():
        raise DomainError(_("请写明更换的原因，例如调离、生病。"), field="reason", rule="N-03")
    _require_waiting(round)
    secret = attempts.secret(
        key=mine.key, passphrase=passphrase, place="round", code=round.code, actor=actor, at=at
    )
    left = _peeled(intact.mapping(round.layers).get(f"{mine.part}|{other.part}"), secret)
    with transaction.atomic():
        locked = _locked(round)
        CustodianReplacement.objects.filter(round=locked, done_at=None, dropped_at=None).update(
            dropped_at=at, left=""
        )
        replacement = CustodianReplacement.objects.create(
            code=next_code("CR-"),
            round=locked,
            part=part,
            old_key=rounds.custodians(locked).get(part=part).key,
            new_key=key,
            reason=reason.strip(),
            first_part=mine.part,
            left=base64.b64encode(left).decode(),
            started_at=at,
            until=at + PATIENCE,
        )
        _note(replacement, "replace_first", actor, at)
        notices.replacement_begun(replacement=replacement, user=other.key.user, at=at)
    return replacement


def complete_replacement(
    *, replacement: CustodianReplacement, passphrase: str, actor: Actor, at: datetime
) -> CustodianReplacement:
    """Agree as the second of the two: the round's secret is stored anew for the three who keep it from now on."""
    round = replacement.round
    mine = _place_of(round, actor)
    _require_open(replacement, at)
    if mine.part in (replacement.part, replacement.first_part):
        raise NotAllowed(_("须由另一位在任的保管人确认，一个人不能完成更换。"), rule="N-03")
    _require_waiting(round)
    _require_successor(round, replacement.part, replacement.new_key)
    secret = attempts.secret(
        key=mine.key, passphrase=passphrase, place="round", code=round.code, actor=actor, at=at
    )
    layers = _layers(replacement, _round_secret(replacement, secret))
    with transaction.atomic():
        locked = _locked(round)
        found = CustodianReplacement.objects.select_for_update().get(pk=replacement.pk)
        _require_open(found, at)
        BidRound.objects.filter(pk=locked.pk).update(layers=layers)
        RoundCustodian.objects.filter(round=locked, part=found.part).update(
            key=found.new_key, left_at=None, acted_at=None
        )
        CustodianReplacement.objects.filter(pk=found.pk).update(left="", done_at=at, second_part=mine.part)
        _note(found, "replace_custodian", actor, at, layers=intact.fingerprints(layers))
        notices.custodian_replaced(replacement=found, at=at)
    replacement.refresh_from_db()
    return replacement


def drop_replacement(*, replacement: CustodianReplacement, at: datetime) -> None:
    """Forget what waited for a second person who did not come."""
    with transaction.atomic():
        found = CustodianReplacement.objects.select_for_update().get(pk=replacement.pk)
        if found.done_at or found.dropped_at:
            raise WrongState(_("这次更换已经结束。"))
        CustodianReplacement.objects.filter(pk=found.pk).update(left="", dropped_at=at)
        _note(found, "replace_dropped", SYSTEM, at)


def _place_of(round: BidRound, actor: Actor) -> RoundCustodian:
    verdict = permissions.is_custodian(actor, round)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="N-03")
    return rounds.custodians(round).get(key__user_id=actor.user_id)


def _the_other(round: BidRound, mine: RoundCustodian, part: str) -> RoundCustodian:
    """Return who must act second; neither oneself nor the one who is replaced."""
    if part == mine.part:
        raise DomainError(_("自己不能更换自己：由另外两位保管人办理。"), field="part", rule="N-03")
    others = rounds.custodians(round).exclude(part__in=(part, mine.part))
    found = others.first()
    if found is None or not found.serving:
        raise DomainError(
            _("另一位保管人也已离任，两人到场的条件不再具备，无法更换。请立即报告采购人负责人和监督部门。"),
            field="part",
            rule="N-03",
        )
    return found


def _require_successor(round: BidRound, part: str, key: CustodianKey) -> None:
    people = {place.key.user_id for place in rounds.custodians(round)}
    if key.user_id in people:
        text = _("“%(person)s”已经是本轮的保管人：三个密钥由三个不同的人保管。")
        raise DomainError(text % {"person": key.user.display_name}, field="key", rule="N-03")
    require_fitting(RoundCustodian.Part(part), key, field="key")


def _require_waiting(round: BidRound) -> None:
    if round.status not in _WAITING or round.peeled:
        raise WrongState(_("这一轮已经开始开启或者已经结束，不能再更换保管人。"), rule="N-03")


def _require_open(replacement: CustodianReplacement, at: datetime) -> None:
    if replacement.done_at or replacement.dropped_at or at > replacement.until:
        raise WrongState(_("这次更换已经完成，或者已经超过一小时作废。请重新发起。"), rule="N-03")


def _locked(round: BidRound) -> BidRound:
    locked = BidRound.objects.select_for_update().get(pk=round.pk)
    _require_waiting(locked)
    if locked.layers != round.layers:
        raise WrongState(_("保管人刚刚已经更换过，请刷新页面。"), rule="N-03")
    return locked


def _peeled(layer: Any, secret: bytes) -> bytes:
    """Peel a layer, whatever the column holds: one that is missing or no text is as damaged as one that is altered."""
    try:
        return sealing.peel(base64.b64decode(layer), secret)
    except (sealing.Unopenable, TypeError, ValueError) as error:
        raise _damaged() from error


def _round_secret(replacement: CustodianReplacement, secret: bytes) -> bytes:
    found = _peeled(replacement.left, secret)
    try:
        fits = sealing.public_of(found) == replacement.round.public_key
    except sealing.Unopenable:
        fits = False
    if not fits:
        raise _damaged()
    return found


def _damaged() -> WrongState:
    return WrongState(_("密钥层已损坏或被改动，无法更换。请立即报告监督部门并保留现场。"), rule="I-07")


def _layers(replacement: CustodianReplacement, secret: bytes) -> dict[str, str]:
    """Encrypt the round's secret to each pair of the three who keep it from now on."""
    keys = {place.part: place.key.public_key for place in rounds.custodians(replacement.round)}
    keys[replacement.part] = replacement.new_key.public_key
    layers = sealing.two_of_three(secret, keys)
    return {pair: base64.b64encode(layer).decode() for pair, layer in layers.items()}


def _note(
    replacement: CustodianReplacement, action: str, actor: Actor, at: datetime, **facts: dict[str, str]
) -> None:
    audit.record(
        subject_kind="round",
        subject_code=replacement.round.code,
        action=action,
        actor=actor,
        at=at,
        basis="N-03",
        reason=replacement.reason,
        changes={
            "part": replacement.part,
            "from": replacement.old_key.user.code,
            "to": replacement.new_key.user.code,
            "public_key": replacement.new_key.public_key,
            **facts,
        },
    )
