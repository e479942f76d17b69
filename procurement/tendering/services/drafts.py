"""What a bidder writes before sealing: a draft that only they can read, attachments sealed as they arrive."""

import json
import logging
from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePath
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from procurement.core import clock, safe, sniffing, storage
from procurement.core.actors import Actor
from procurement.core.codes import random_code
from procurement.core.errors import DomainError, NotAllowed
from procurement.core.sealing_uploads import SealedUpload, SealingUploadHandler
from procurement.core.turns import in_turn, may_be_committed
from procurement.suppliers.selectors import may_bid_as

from .. import permissions
from ..enums import FilePurpose, RoundStatus
from ..models import BidDraft, BidFile, BidRound
from ..selectors import sealed_files
from ..selectors.bidding import Draft, draft_purpose, read_draft
from . import bid_forms

ACCEPTED = ("pdf", "ofd", "docx", "doc", "xlsx", "xls", "zip", "jpg", "jpeg", "png")
CHUNK = 65_536

log = logging.getLogger(__name__)


@transaction.atomic
def save_draft(*, round: BidRound, form: Mapping[str, Any], actor: Actor, at: datetime) -> Draft:
    """Keep what was typed, right or wrong, for this supplier's bidders only; returns the draft."""
    require_bidder(round=round, actor=actor, at=at)
    row = _locked(round, actor, at)
    draft = read_draft(row, round)
    draft.form = bid_forms.clean(form=form, round=round)
    return _write(row, round, draft, actor, at)


def add_file(
    *,
    round: BidRound,
    file: "File | SealedUpload",
    purpose: str = FilePurpose.OTHER,
    actor: Actor,
    at: datetime,
) -> BidFile:
    """Add an attachment: already sealed by the upload handler, or sealed here chunk by chunk.

    Its name and purpose stand in the encrypted draft only. Raises DomainError (field ``file``).
    """
    require_bidder(round=round, actor=actor, at=at)
    sealed = file if isinstance(file, SealedUpload) else _sealed(round, file, actor)
    try:
        store(sealed)
        with in_turn():
            return keep_file(round=round, sealed=sealed, purpose=purpose, actor=actor, at=at)
    except Exception as error:
        if not may_be_committed(error):
            sealed.discard()
        raise


def store(sealed: SealedUpload) -> None:
    """Hand a sealed file to the private storage; DomainError (field ``file``) where that is full or away."""
    try:
        sealed.store()
    except OSError as error:
        log.error("a sealed file cannot be stored: %s", error)
        raise DomainError(storage.no_room(), field="file") from error


@transaction.atomic
def remove_file(*, round: BidRound, code: str, actor: Actor, at: datetime) -> None:
    """Take an attachment out of the draft; a file that a sealed bid contains stays with that bid."""
    require_bidder(round=round, actor=actor, at=at)
    row = _locked(round, actor, at)
    draft = read_draft(row, round)
    draft.files = [entry for entry in draft.files if entry["code"] != code]
    _write(row, round, draft, actor, at)
    _drop(BidFile.objects.filter(round=round, supplier_id=actor.organisation_id, code=code, bid__isnull=True))


@transaction.atomic
def discard_draft(*, round: BidRound, actor: Actor, at: datetime) -> None:
    """Throw the draft and its unsealed attachments away."""
    require_bidder(round=round, actor=actor, at=at)
    forget_drafts(BidDraft.objects.filter(round=round, supplier_id=actor.organisation_id))
    _drop(BidFile.objects.filter(round=round, supplier_id=actor.organisation_id, bid__isnull=True))


def forget_drafts(drafts: "QuerySet[BidDraft]") -> None:
    """Remove drafts with the copies drawn of them; part of the caller's transaction."""
    copies = list(drafts.exclude(copy_path="").values_list("copy_path", flat=True))
    drafts.delete()
    transaction.on_commit(lambda: [storage.drop(path) for path in copies])


def upload_handler(*, round: BidRound, used: int) -> SealingUploadHandler:
    """Return the handler that seals an upload to the round's key; ``used`` bytes are in the draft already."""
    room = settings.BID_TOTAL_LIMIT - used
    each = settings.BID_FILE_LIMIT
    return SealingUploadHandler(
        recipient=round.public_key,
        folder=sealed_files.folder_of(round),
        limit=max(0, min(each, room)),
        too_large=too_large() if each <= room else too_much(),
        inspecting=lambda name: sniffing.Inspector(name, ACCEPTED),
    )


def too_large() -> str:
    return _("单个附件不能超过%(size)s MB。请压缩或拆分后上传。") % {"size": settings.BID_FILE_LIMIT // 2**20}


def too_much() -> str:
    return _("一份投标（响应）的附件合计不能超过%(size)s MB。请先删除不需要的附件。") % {
        "size": settings.BID_TOTAL_LIMIT // 2**20
    }


def require_bidder(*, round: BidRound, actor: Actor, at: datetime) -> None:
    """Raise NotAllowed for who may not bid here, WrongState once the deadline has passed (D-16)."""
    verdict = permissions.bid(actor, round)
    if not verdict:
        raise NotAllowed(verdict.reason)
    if round.status != RoundStatus.RECEIVING or at > round.deadline:
        raise bid_forms.too_late(round)
    standing = may_bid_as(
        actor.organisation_id,
        clock.local_date(at),
        papers_on=clock.local_date(round.package.tender.deadline or round.deadline),
    )
    if not standing:
        raise NotAllowed(standing.reason, rule="H-04")


def _sealed(round: BidRound, file: File, actor: Actor) -> SealedUpload:
    """Seal a file that did not come through the handler (a script, a test): the same road, chunk by chunk."""
    name = PurePath(file.name or "").name
    handler = upload_handler(round=round, used=_used(round, actor))
    try:
        size = _feed(handler, file) if handler.begin(name) else 0
        upload = handler.file_complete(size) if handler.sink is not None else None
    finally:
        handler.abandon()
    if upload is None:
        raise DomainError(handler.refusal or _("文件没有完整到达，请重新上传。"), field="file")
    return upload


def _feed(handler: SealingUploadHandler, file: "File | BinaryIO") -> int:
    size = 0
    while content := file.read(CHUNK):
        if not handler.take(content, size):
            break
        size += len(content)
    return size


def _used(round: BidRound, actor: Actor) -> int:
    row = BidDraft.objects.filter(round=round, supplier_id=actor.organisation_id).first()
    return 0 if row is None else read_draft(row, round).size


def keep_file(*, round: BidRound, sealed: SealedUpload, purpose: str, actor: Actor, at: datetime) -> BidFile:
    """Write a stored file into the draft; part of the caller's transaction.

    The same file a second time (a double click, an answer that was lost) is the one that is there already.
    """
    row = _locked(round, actor, at)
    draft = read_draft(row, round)
    if again := _kept_before(round, draft, sealed, purpose):
        sealed.discard()
        return again
    if draft.size + sealed.size > settings.BID_TOTAL_LIMIT:
        raise DomainError(too_much(), field="file")
    kept = BidFile.objects.create(
        code=random_code(),
        round=round,
        supplier_id=actor.organisation_id,
        path=sealed.stored,
        size=sealed.sealed_size,
        sha256=sealed.sealed_sha256,
        uploaded_at=at,
    )
    draft.files.append(
        {
            "code": kept.code,
            "name": sealed.name,
            "sha256": sealed.plain_sha256,
            "size": str(sealed.size),
            "sealed_sha256": sealed.sealed_sha256,
            "purpose": _purpose(purpose),
        }
    )
    _write(row, round, draft, actor, at)
    return kept


def _kept_before(round: BidRound, draft: Draft, sealed: SealedUpload, purpose: str) -> BidFile | None:
    same = {"name": sealed.name, "sha256": sealed.plain_sha256, "purpose": _purpose(purpose)}
    codes = [entry["code"] for entry in draft.files if same.items() <= entry.items()]
    return BidFile.objects.filter(round=round, code__in=codes).first()


def _purpose(typed: str) -> str:
    return typed if typed in FilePurpose.values else FilePurpose.OTHER.value


def _locked(round: BidRound, actor: Actor, at: datetime) -> BidDraft:
    keys = {"round": round, "supplier_id": actor.organisation_id}
    there = BidDraft.objects.select_for_update().filter(**keys)
    if (row := there.first()) is None:
        fresh = {"code": random_code(), "content": b"", "saved_at": at, "saved_by": actor.name}
        BidDraft.objects.get_or_create(**keys, defaults=fresh)
        row = there.get()
    return row


def _write(row: BidDraft, round: BidRound, draft: Draft, actor: Actor, at: datetime) -> Draft:
    text = json.dumps({"form": draft.form, "files": draft.files}, ensure_ascii=False)
    row.content = safe.lock(text.encode(), draft_purpose(round, row.supplier_id))
    row.saved_at, row.saved_by = at, actor.name
    row.save(update_fields=["content", "saved_at", "saved_by"])
    draft.saved_at, draft.saved_by = at, actor.name
    return draft


def _drop(files: Any) -> None:
    paths = list(files.values_list("path", flat=True))
    files.delete()
    transaction.on_commit(lambda: [storage.drop(path) for path in paths])
