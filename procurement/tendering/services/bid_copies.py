"""The bidder's own copy before sealing: the form as PDF, and a manifest with the hash of each file.

The PDF is drawn by the job that draws all documents, and kept under the server's key like the draft it shows: it goes
with the draft, and is no issued document.
"""

import io
import secrets
from datetime import datetime
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import clock, documents, safe, storage
from procurement.core.actors import Actor
from procurement.core.codes import random_code
from procurement.core.errors import DomainError
from procurement.regulations.canonical import canonical_json, sha256_hex

from ..enums import BID_COPY
from ..models import BidDraft, BidRound
from ..selectors import bidding, sealed_files
from . import bid_forms, drafts

MANIFEST = "bid-manifest/1"


def key_of(row: BidDraft) -> documents.Key:
    """Name the copy of a draft as it is written now."""
    return documents.Key(BID_COPY, row.code, bidding.read_draft(row, row.round).fingerprint)


@transaction.atomic
def order_copy(*, round: BidRound, actor: Actor, at: datetime) -> None:
    """Have the draft drawn as it is now. DomainError where nothing is written."""
    drafts.require_bidder(round=round, actor=actor, at=at)
    row = bidding.draft_row(round, actor.organisation_id)
    if row is None:
        raise DomainError(_("还没有保存任何内容，请先填写并保存草稿。"))
    if not row.code:
        row.code = random_code()
        row.save(update_fields=["code"])
    documents.order(key_of(row), at=at)


def keep_copy(key: documents.Key, name: str, content: bytes) -> None:
    """Keep a drawn copy, encrypted, unless the draft has changed or gone meanwhile."""
    row = draft_of(key)
    body = safe.lock(content, _purpose(key))
    path = sealed_files.folder_of(row.round) / f"{secrets.token_hex(16)}.copy"
    with storage.written(path) as file:
        file.write(body)
    kept = storage.put(path)
    changed = BidDraft.objects.filter(pk=row.pk, copy_version=row.copy_version)
    if changed.update(copy_path=kept, copy_version=key.version):
        kept = row.copy_path
    if kept:
        storage.drop(kept)


def draft_of(key: documents.Key) -> BidDraft:
    """Return the draft that a copy shows; NotWanted where it has changed or gone."""
    rows = BidDraft.objects.filter(code=key.code).exclude(code="")
    row = rows.select_related("round__package__tender__purchaser", "supplier").first()
    if row is None or key_of(row) != key:
        raise documents.NotWanted
    return row


def read_copy(row: BidDraft, key: documents.Key) -> IO[bytes] | None:
    """Return the copy of what is written now; None while it is not drawn. DomainError where it was altered."""
    if not row.copy_path or row.copy_version != key.version:
        return None
    try:
        with storage.reading(row.copy_path) as file:
            return io.BytesIO(safe.unlock(file.read(), _purpose(key)))
    except (OSError, safe.Unreadable) as error:
        raise DomainError(_("副本无法读取，请重新保存草稿后再取。")) from error


def manifest(*, round: BidRound, actor: Actor, at: datetime) -> dict[str, Any]:
    """Return ``bid-manifest/1``: the form as it would be sealed, its hash, and every attachment with its hash."""
    draft = bidding.load_draft(round, actor)
    form = bid_forms.clean(form=draft.form, round=round)
    return {
        "format": MANIFEST,
        "tender": round.package.tender.code,
        "package": round.package.number,
        "round": round.code,
        "supplier": {"code": actor.organisation_code, "name": actor.organisation_name},
        "taken_at": at.astimezone(clock.SHANGHAI).isoformat(timespec="seconds"),
        "form": form,
        "form_sha256": sha256_hex(canonical_json(form)),
        "files": [
            {name: entry.get(name, "") for name in ("name", "purpose", "size", "sha256")}
            for entry in draft.files
        ],
    }


def _purpose(key: documents.Key) -> str:
    return f"copy:{key.code}:{key.version}"
