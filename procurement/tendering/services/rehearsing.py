"""Practising an opening: the same keys, the same pass phrase, the same two of three; invented bids (RULES N-03)."""

import base64
import json
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import audit, sealing
from procurement.core.actors import Actor
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.language import in_language_of_record
from procurement.regulations.money import capitals

from ..models import CustodianKey, Rehearsal, RehearsalSeat
from ..selectors import custody
from ..selectors.bid_content import grouped
from . import attempts, notices

PLACES = "ABC"
PRICES = ("256000.00", "268800.00", "275200.00")


@in_language_of_record
def start_rehearsal(*, colleagues: Sequence[CustodianKey], actor: Actor, at: datetime) -> Rehearsal:
    """Begin a practice with up to two colleagues; the platform plays whoever is not there.

    Raises NotAllowed without a key and the office, DomainError (field ``second``) for a colleague named twice.
    """
    own = custody.key_in_office(actor.user_id)
    if own is None:
        raise NotAllowed(_("演练由在任的密钥保管人发起。请先登记密钥。"), rule="N-03")
    keys = [own, *colleagues]
    if len({key.user_id for key in keys}) != len(keys) or len(keys) > len(PLACES):
        raise DomainError(_("三个席位由不同的人参加，自己不用再选。"), field="second", rule="N-03")
    invented = [sealing.new_identity() for _place in PLACES[len(keys) :]]
    public, secret = sealing.new_identity()
    publics = [*(key.public_key for key in keys), *(pair[0] for pair in invented)]
    layers = sealing.two_of_three(secret, dict(zip(PLACES, publics, strict=True)))
    with transaction.atomic():
        rehearsal = Rehearsal.objects.create(
            code=next_code("YL-"),
            public_key=public,
            layers={pair: _text(layer) for pair, layer in layers.items()},
            bids=[_invented(number, price, public) for number, price in enumerate(PRICES, start=1)],
            starter_code=actor.code,
            started_at=at,
        )
        people = [RehearsalSeat(rehearsal=rehearsal, place=PLACES[n], key=key) for n, key in enumerate(keys)]
        played = [
            RehearsalSeat(rehearsal=rehearsal, place=PLACES[len(keys) + n], played=pair[1].decode())
            for n, pair in enumerate(invented)
        ]
        RehearsalSeat.objects.bulk_create([*people, *played])
        _record(rehearsal, "rehearse_start", actor, at)
        notices.rehearsal_begun(rehearsal=rehearsal, users=[key.user for key in colleagues], at=at)
    return rehearsal


def act(*, rehearsal: Rehearsal, passphrase: str, actor: Actor, at: datetime) -> Rehearsal:
    """Type one's pass phrase: the first peels, the second opens; a played colleague comes right after the first."""
    seat = rehearsal.seats.select_related("key__user").filter(key__user_id=actor.user_id).first()
    if seat is None or seat.key is None or not custody.serves(seat.key):
        raise NotAllowed(_("您不在这次演练的席位上。"), rule="N-03")
    _require_mine(rehearsal, seat)
    secret = attempts.secret(
        key=seat.key, passphrase=passphrase, place="rehearsal", code=rehearsal.code, actor=actor, at=at
    )
    with transaction.atomic():
        locked = Rehearsal.objects.select_for_update().get(pk=rehearsal.pk)
        seat.refresh_from_db()
        _require_mine(locked, seat)
        _turn(locked, seat, secret, at)
        _record(locked, "rehearse_act", actor, at)
        played = locked.seats.exclude(played="").first()
        if locked.opened_at is None and played is not None:
            _turn(locked, played, played.played.encode(), at)
        locked.save()
    rehearsal.refresh_from_db()
    return rehearsal


def _require_mine(rehearsal: Rehearsal, seat: RehearsalSeat) -> None:
    if rehearsal.opened_at is not None:
        raise WrongState(_("这次演练已经开启。可以再发起一次。"))
    if seat.acted_at is not None:
        raise WrongState(_("您已经输入过口令，还需要另一位。"), rule="N-03")


def _turn(rehearsal: Rehearsal, seat: RehearsalSeat, secret: bytes, at: datetime) -> None:
    """Let one seat act, as a custodian does in earnest."""
    if not rehearsal.peeled:
        rehearsal.peeled = {
            pair.split("|")[1]: _text(sealing.peel(base64.b64decode(layer), secret))
            for pair, layer in rehearsal.layers.items()
            if pair.split("|")[0] == seat.place
        }
    else:
        found = sealing.peel(base64.b64decode(rehearsal.peeled[seat.place]), secret)
        rehearsal.results = [_opened(bid, found) for bid in rehearsal.bids]
        rehearsal.opened_at = at
    seat.acted_at = at
    seat.save(update_fields=["acted_at"])


def _invented(number: int, price: str, public: str) -> dict[str, str]:
    name = _("演练投标人%(number)s（虚构）") % {"number": number}
    sealed = BytesIO()
    content = {"name": name, "offer": price, "offer_capitals": capitals(price)}
    sealing.seal_stream(BytesIO(json.dumps(content).encode()), sealed, public)
    return {"sealed": _text(sealed.getvalue())}


def _opened(bid: dict[str, str], secret: bytes) -> dict[str, Any]:
    plain = BytesIO()
    sealing.open_stream(BytesIO(base64.b64decode(bid["sealed"])), plain, secret)
    found: dict[str, Any] = json.loads(plain.getvalue())
    return {**found, "offer": grouped(found["offer"])}


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _record(rehearsal: Rehearsal, action: str, actor: Actor, at: datetime) -> None:
    audit.record(
        subject_kind="rehearsal",
        subject_code=rehearsal.code,
        action=action,
        actor=actor,
        at=at,
        basis="N-03",
    )
