"""Attachments that arrive in pieces and go on after a lost connection; nothing of them is ever kept in plain.

The sender's browser makes a key and brings it with every piece: a piece is encrypted in memory before it is
written, and the server forgets the key with the request. So whoever has the disk, the database and the server's own
keys reads nothing of what is on its way. When all has arrived the pieces are decrypted in one stream, judged and
sealed to the round's key by the handler that plain uploads take.
"""

import json
import logging
import os
import secrets
from datetime import datetime, timedelta
from pathlib import PurePath

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from procurement.core import safe, sniffing, storage
from procurement.core.actors import Actor
from procurement.core.codes import random_code
from procurement.core.errors import DomainError
from procurement.core.sealing_uploads import SealedUpload
from procurement.core.turns import in_turn, may_be_committed

from ..models import BidFile, BidPiece, BidRound, BidUpload
from ..selectors import bidding, sealed_files
from . import drafts

# As much as is lost with a connection, and as much as one request holds in memory.
PIECE = 2 * 1024 * 1024
# Up to this many bytes a file goes up in one request: begun, sent and finished apart it would take five.
IN_ONE = PIECE * 3 // 2
# Unfinished ones of one bidder; a further one drops the oldest.
UNFINISHED = 5
KEPT = timedelta(days=1)
KEY_BYTES = 32
_NONCE = 12

log = logging.getLogger(__name__)


def start_upload(
    *, round: BidRound, name: str, size: int, purpose: str, actor: Actor, at: datetime
) -> BidUpload:
    """Begin an attachment; its name and size are judged before a byte is sent. DomainError (field ``file``)."""
    drafts.require_bidder(round=round, actor=actor, at=at)
    name = PurePath(name).name
    sniffing.checked_name(name, drafts.ACCEPTED)
    _require_room(round, size, actor)
    sweep_unfinished(at=at)
    mine = bidding.unfinished_uploads(round, actor).order_by("-touched_at", "-pk")
    forget(BidUpload.objects.filter(pk__in=[row.pk for row in mine[UNFINISHED - 1 :]]))
    code = random_code()
    state = json.dumps({"name": name, "purpose": purpose}, ensure_ascii=False)
    return BidUpload.objects.create(
        code=code,
        round=round,
        supplier_id=actor.organisation_id,
        state=safe.lock(state.encode(), _purpose(code)),
        size=size,
        touched_at=at,
    )


def take_piece(
    *, upload: BidUpload, offset: int, content: bytes, key: str, actor: Actor, at: datetime
) -> int:
    """Keep one piece, encrypted with the sender's key, and return how many bytes have arrived by now.

    A piece that came before is not kept twice; one that leaves a gap is not taken: the sender goes on from what is
    returned. DomainError (field ``file``) where the file is refused or the disk is full; on a full disk what had
    arrived before is forgotten too: others need the room, and nothing stays of what was not kept.
    """
    drafts.require_bidder(round=upload.round, actor=actor, at=at)
    if offset != upload.received or not content:
        return upload.received
    if len(content) > PIECE or offset + len(content) > upload.size:
        raise sniffing.refused(_("上传的内容与文件大小不符，请重新选择文件。"))
    if offset == 0:
        _judge_beginning(upload, content)
    cipher = _cipher(key)
    try:
        path = _write(upload, offset, content, cipher)
    except DomainError:
        _give_up(upload)
        raise
    try:
        with in_turn():
            received, counted = _count(upload, offset, len(content), path, at)
    except BaseException as error:
        if not may_be_committed(error):
            storage.drop(path)
        raise
    if not counted:
        storage.drop(path)
    return received


def finish_upload(*, upload: BidUpload, key: str, actor: Actor, at: datetime) -> BidFile:
    """Seal what has arrived to the round's key and put it into the draft. DomainError (field ``file``) where the
    file is refused or the disk is full: then it is forgotten; where the key is wrong or pieces are missing it stays.
    """
    drafts.require_bidder(round=upload.round, actor=actor, at=at)
    if upload.received != upload.size:
        raise sniffing.refused(_("文件还没有传完，请继续上传。"))
    cipher, state = _cipher(key), _state(upload)
    _require_there(BidUpload.objects.filter(pk=upload.pk))
    sealed = _sealed(upload, cipher, state["name"], actor)
    try:
        _store(upload, sealed)
        with in_turn():
            _require_there(BidUpload.objects.select_for_update().filter(pk=upload.pk))
            kept = drafts.keep_file(
                round=upload.round, sealed=sealed, purpose=state["purpose"], actor=actor, at=at
            )
            forget(BidUpload.objects.filter(pk=upload.pk))
    except Exception as error:
        if not may_be_committed(error):
            sealed.discard()
        raise
    return kept


def sweep_unfinished(*, at: datetime) -> int:
    """Forget the uploads that nobody has gone on with for a day; returns how many."""
    return forget(BidUpload.objects.filter(touched_at__lt=at - KEPT))


@transaction.atomic
def forget(uploads: "QuerySet[BidUpload]") -> int:
    """Remove unfinished uploads and their pieces; returns how many."""
    keys = list(uploads.values_list("pk", flat=True))
    paths = list(BidPiece.objects.filter(upload__in=keys).values_list("path", flat=True))
    # Asked before: a DELETE that finds nothing would still queue for SQLite's write lock.
    if keys:
        BidUpload.objects.filter(pk__in=keys).delete()
        transaction.on_commit(lambda: [storage.drop(path) for path in paths])
    return len(keys)


def _require_room(round: BidRound, size: int, actor: Actor) -> None:
    if size <= 0:
        raise sniffing.refused(_("文件是空的，请重新选择。"))
    if size > settings.BID_FILE_LIMIT:
        raise sniffing.refused(drafts.too_large())
    if bidding.load_draft(round, actor).size + size > settings.BID_TOTAL_LIMIT:
        raise sniffing.refused(drafts.too_much())


def _judge_beginning(upload: BidUpload, content: bytes) -> None:
    """Refuse a wrong file by its first piece: the rest is not waited for."""
    sniffing.Inspector(_state(upload)["name"], drafts.ACCEPTED).feed(content)


def _write(upload: BidUpload, offset: int, content: bytes, cipher: AESGCM) -> str:
    nonce = os.urandom(_NONCE)
    body = nonce + cipher.encrypt(nonce, content, _bound(upload, offset))
    path = sealed_files.folder_of(upload.round) / f"{secrets.token_hex(16)}.piece"
    try:
        with storage.written(path) as file:
            file.write(body)
        return storage.put(path)
    except OSError as error:
        raise sniffing.refused(storage.no_room()) from error


def _count(upload: BidUpload, offset: int, length: int, path: str, at: datetime) -> tuple[int, bool]:
    """Under the upload's lock: the piece counts if it is the next one. Returns what has arrived, and whether so."""
    row = BidUpload.objects.select_for_update().filter(pk=upload.pk).first()
    if row is None:
        raise sniffing.refused(_("这次上传已经取消，请重新选择文件。"))
    counted = row.received == offset
    if counted:
        BidPiece.objects.create(upload=row, offset=offset, path=path)
        row.received, row.touched_at = offset + length, at
        row.save(update_fields=["received", "touched_at"])
    return row.received, counted


def _require_there(found: "QuerySet[BidUpload]") -> None:
    """Two requests may say at once that all was sent: the second finds that it is done."""
    if not found.exists():
        raise sniffing.refused(_("这个附件已经保存。"))


def _sealed(upload: BidUpload, cipher: AESGCM, name: str, actor: Actor) -> SealedUpload:
    """Decrypt piece by piece in memory into the handler that judges and seals."""
    used = bidding.load_draft(upload.round, actor).size
    handler = drafts.upload_handler(round=upload.round, used=used)
    try:
        begun = handler.begin(name)
        for piece in upload.pieces.all() if begun else ():
            if not handler.take(_plain(upload, piece, cipher), piece.offset):
                break
        done = handler.file_complete(upload.size) if handler.sink is not None else None
    finally:
        handler.abandon()
    if done is None:
        _give_up(upload)
        raise sniffing.refused(str(handler.refusal))
    return done


def _store(upload: BidUpload, sealed: SealedUpload) -> None:
    try:
        drafts.store(sealed)
    except DomainError:
        _give_up(upload)
        raise


def _give_up(upload: BidUpload) -> None:
    """Forget an upload that was refused; a database on the same full disk may refuse that: then the sweep does it."""
    try:
        forget(BidUpload.objects.filter(pk=upload.pk))
    except DatabaseError as error:
        log.error("the pieces of a refused upload stay until they are swept: %s", error)


def _plain(upload: BidUpload, piece: BidPiece, cipher: AESGCM) -> bytes:
    try:
        with storage.reading(piece.path) as file:
            body = file.read()
    except OSError as error:
        raise sniffing.refused(storage.no_room()) from error
    try:
        return cipher.decrypt(body[:_NONCE], body[_NONCE:], _bound(upload, piece.offset))
    except InvalidTag as error:
        raise sniffing.refused(_("这台设备没有这次上传的密钥，请重新选择文件上传。")) from error


def _cipher(key: str) -> AESGCM:
    try:
        secret = bytes.fromhex(key)
    except ValueError:
        secret = b""
    if len(secret) != KEY_BYTES:
        raise sniffing.refused(_("这台设备没有这次上传的密钥，请重新选择文件上传。"))
    return AESGCM(secret)


def _state(upload: BidUpload) -> dict[str, str]:
    found: dict[str, str] = json.loads(safe.unlock(upload.state, _purpose(upload.code)))
    return found


def _bound(upload: BidUpload, offset: int) -> bytes:
    return f"{upload.code}:{offset}".encode()


def _purpose(code: str) -> str:
    return f"upload:{code}"
