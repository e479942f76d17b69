"""The ceremony: the first custodian peels one layer, the second opens all; then the record of it.

Scrypt and files stay outside the transaction; one transaction writes what came out.
"""

import base64
import hashlib
import json
import string
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from itertools import count, product
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import due_events, lifecycle, safe, sealing, storage
from procurement.core.actors import Actor
from procurement.core.errors import NotAllowed, WrongState
from procurement.core.fields import to_yuan
from procurement.core.language import cited, in_language_of_record, listed

from .. import permissions
from ..enums import RoundKind, RoundStatus
from ..models import BidFile, BidRound, OpenedBid, RoundCustodian, SealedBid
from ..selectors import attendance, intact, rounds, sealed_files
from . import attempts, notices, records

CLOSING = "tendering.close_round"
_NO_OFFER = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class _Found:
    """One sealed bid and what was in it, or why it does not open."""

    sealed: SealedBid
    content: dict[str, Any]
    failure: str = ""


def unlock(*, round: BidRound, passphrase: str, actor: Actor, at: datetime) -> BidRound:
    """Act as one of the round's three custodians: the first act peels, the second opens every bid.

    A bid that does not open is set apart with its reason and stops no other. Raises NotAllowed, WrongState
    before the close, DomainError (field ``passphrase``) for a wrong pass phrase or after too many.
    """
    place = _place_of(round, actor)
    due_events.run_due_for(CLOSING, round.code, until=at)
    round.refresh_from_db()
    _require_closed(round, place)
    secret = attempts.secret(
        key=place.key, passphrase=passphrase, place="round", code=round.code, actor=actor, at=at
    )
    if not round.peeled and _peel_first(round, place, secret, actor, at):
        return round
    _open_all(round, _round_secret(round, place, secret), place, actor, at)
    return round


def _place_of(round: BidRound, actor: Actor) -> RoundCustodian:
    verdict = permissions.is_custodian(actor, round)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="N-03")
    return rounds.custodians(round).get(key__user_id=actor.user_id)


def _require_closed(round: BidRound, place: RoundCustodian) -> None:
    if round.status == RoundStatus.RECEIVING:
        text = _("还没有截止。截止时间过后一分钟才能开启（%(article)s）。")
        article = cited(round.package.tender.own_articles["opening"])
        raise WrongState(text % {"article": article}, rule="D-15")
    if round.status == RoundStatus.UNOPENED:
        raise WrongState(_("提交投标（响应）文件的供应商不足，依法不得开启。"), rule="E-61")
    if round.status == RoundStatus.OPENED:
        raise WrongState(_("这一轮已经开启，不需要再次输入口令。"))
    if round.peeled_by == place.part:
        raise WrongState(_("您已经完成开启，还需要另一位保管人输入口令。"), rule="N-03")
    if attendance.is_public(round) and attendance.seal_check(round) is None:
        text = _(
            "开启以前，须由投标人或者其推选的代表核对回执；没有人到场的，由主持人写明（87号令第四十一条）。"
        )
        raise WrongState(text, rule="N-02")


def _peel_first(round: BidRound, place: RoundCustodian, secret: bytes, actor: Actor, at: datetime) -> bool:
    """Peel this custodian's layers; False where another custodian was first in the meantime.

    A layer that does not open is left out, and the chain says which: the other of the two still opens the round.
    """
    left, broken = _peeled(round, place, secret)
    if not left:
        raise WrongState(_damaged(place.get_part_display()), rule="I-07")
    with transaction.atomic():
        locked = BidRound.objects.select_for_update().get(pk=round.pk)
        if locked.peeled:
            round.refresh_from_db()
            _require_closed(round, place)
            return False
        locked.peeled = {"by": place.part, "left": left}
        locked.save(update_fields=["peeled"])
        _acted(place, at)
        attempts.note(
            place="round",
            code=round.code,
            action="unlock_first",
            actor=actor,
            at=at,
            part=place.part,
            left=intact.fingerprints(left),
            **broken,
        )
    round.refresh_from_db()
    return True


def _peeled(round: BidRound, place: RoundCustodian, secret: bytes) -> tuple[dict[str, str], dict[str, str]]:
    """Return what is left of this custodian's layers for each other one, and which layers do not open."""
    left, broken = {}, []
    for pair, layer in intact.mapping(round.layers).items():
        first, _bar, second = pair.partition("|")
        if first != place.part:
            continue
        try:
            left[second] = base64.b64encode(sealing.peel(base64.b64decode(layer), secret)).decode()
        except (sealing.Unopenable, TypeError, ValueError):
            broken.append(pair)
    return left, {"broken_layers": ", ".join(broken)} if broken else {}


def _round_secret(round: BidRound, place: RoundCustodian, secret: bytes) -> bytes:
    """Peel the second layer; altered layers are told apart from a wrong pass phrase."""
    try:
        found = sealing.peel(base64.b64decode(round.peeled["left"][place.part]), secret)
        if sealing.public_of(found) == round.public_key:
            return found
    except (sealing.Unopenable, LookupError, TypeError, ValueError) as error:
        first = dict(RoundCustodian.Part.choices).get(round.peeled_by, "")
        parts = listed([str(part) for part in (first, place.get_part_display()) if part])
        raise WrongState(_damaged(parts), rule="I-07") from error
    raise WrongState(_("密钥与本轮公钥不符，无法开启。请立即报告监督部门并保留现场。"), rule="I-07")


def _damaged(parts: str) -> str:
    text = _(
        "密钥层（%(parts)s）已损坏或被改动，无法开启。请立即报告监督部门并保留现场；其他保管人仍可开启。"
    )
    return text % {"parts": parts}


def _open_all(round: BidRound, secret: bytes, place: RoundCustodian, actor: Actor, at: datetime) -> None:
    broken = {one.code for one in intact.breaks(round)}
    found = [_opened(bid, secret, broken) for bid in rounds.valid_bids(round)]
    first = _first_bids(round)
    letters = _letters(first, found)
    rows = [_row(item, letters[item.sealed.pk], first.get(item.sealed.supplier_id)) for item in found]
    opened = {row.sealed.receipt: intact.opened_fingerprint(row) for row in rows}
    with transaction.atomic():
        locked = BidRound.objects.select_for_update().select_related("package__tender").get(pk=round.pk)
        vault = safe.lock(secret, sealed_files.vault_purpose(round))
        lifecycle.apply(
            "open",
            locked,
            actor=actor,
            at=at,
            updates={"opened_at": at},
            changes={"part": place.part, "broken": sorted(broken), "opened": opened},
        )
        BidRound.objects.filter(pk=round.pk).update(vault=vault)
        step = "open" if round.kind == RoundKind.FIRST else "open_final"
        lifecycle.apply(step, locked.package, actor=actor, at=at)
        OpenedBid.objects.bulk_create(rows)
        _acted(place, at)
        attempts.note(
            place="round", code=round.code, action="unlock_second", actor=actor, at=at, part=place.part
        )
        locked.refresh_from_db()
        records.publish_opening(round=locked, actor=actor, at=at)
        notices.round_opened(round=locked, at=at)
    round.refresh_from_db()
    round.package.refresh_from_db()


@in_language_of_record
def _opened(bid: SealedBid, secret: bytes, broken: Collection[str]) -> _Found:
    """Decrypt one bid's form and check its attachments; never raises for what is wrong with the bid.

    ``broken`` names the bids whose rows are not what their chains say.
    """
    if bid.receipt in broken:
        return _Found(bid, {}, _("登记与审计链的记载不符，可能被改动或者调换。"))
    plain = BytesIO()
    try:
        with storage.reading(bid.path) as source:
            sealed = source.read()
        if hashlib.sha256(sealed).hexdigest() != bid.sealed_sha256:
            return _Found(bid, {}, _("密封文件与回执上的哈希不符，可能已被改动。"))
        sealing.open_stream(BytesIO(sealed), plain, secret)
        content = json.loads(plain.getvalue())
        to_yuan(content["offer"])
        if not _is_of(content, bid):
            return _Found(bid, {}, _("密封文件里写明的供应商、轮次或者递交时间与登记不符，可能被调换。"))
    except OSError:
        return _Found(bid, {}, _("密封文件缺失。"))
    except sealing.Unopenable:
        return _Found(bid, {}, _("密封文件无法用本轮密钥打开。"))
    except (ValueError, KeyError, TypeError):
        return _Found(bid, {}, _("密封文件已打开，但内容无法识别。"))
    return _Found(bid, {**content, "damaged_files": list(_damaged_files(bid, content))})


def _is_of(content: dict[str, Any], bid: SealedBid) -> bool:
    """Tell whether what was sealed is of this bidder, round and moment: a row is easier to alter than a seal."""
    sealed_at = datetime.fromisoformat(content["sealed_at"])
    stated = (content["round"], content["supplier"]["code"], sealed_at)
    return stated == (bid.round.code, bid.supplier.code, bid.submitted_at)


def _damaged_files(bid: SealedBid, content: dict[str, Any]) -> Iterator[str]:
    """Yield the codes of attachments whose sealed bytes are missing or not those of the manifest."""
    rows = {row.code: row for row in BidFile.objects.filter(round=bid.round_id, supplier=bid.supplier_id)}
    for entry in content.get("files", []):
        row = rows.get(entry["code"])
        try:
            with storage.reading(row.path) if row else BytesIO() as file:
                intact = storage.hashed(file) == entry["sealed_sha256"]
        except OSError:
            intact = False
        if not intact:
            yield entry["code"]


def _first_bids(round: BidRound) -> dict[int, OpenedBid]:
    """Return the bids of the round before, by supplier: none for a first round."""
    earlier = OpenedBid.objects.filter(round__package=round.package_id, round__kind=RoundKind.FIRST)
    return {bid.supplier_id: bid for bid in earlier}


def _letters(first: dict[int, OpenedBid], found: list[_Found]) -> dict[int, str]:
    """Return each bid's letter: in a final round that of the same bidder's first bid."""
    earlier = {supplier: bid.code for supplier, bid in first.items()}
    fresh = (letter for letter in _alphabet() if letter not in earlier.values())
    return {item.sealed.pk: earlier.get(item.sealed.supplier_id) or next(fresh) for item in found}


def _alphabet() -> Iterator[str]:
    """Yield A to Z, then AA, AB, …: there is no end to how many may bid."""
    for length in count(1):
        for letters in product(string.ascii_uppercase, repeat=length):
            yield "".join(letters)


def _row(item: _Found, letter: str, first: OpenedBid | None) -> OpenedBid:
    """Return the row of an opened bid; a final offer has the size and share that the first bid declared."""
    content = item.content
    share = content.get("small_share")
    return OpenedBid(
        round_id=item.sealed.round_id,
        sealed=item.sealed,
        supplier=item.sealed.supplier,
        code=letter,
        offer=to_yuan(content["offer"]) if content else _NO_OFFER,
        scale=first.scale if first else content.get("scale", ""),
        small_share=first.small_share if first else Decimal(share) if share else None,
        content=content,
        failure=item.failure,
    )


def _acted(place: RoundCustodian, at: datetime) -> None:
    RoundCustodian.objects.filter(pk=place.pk).update(acted_at=at)
