"""Files that belong to an object of a room: checked, hashed, kept in private storage, read with permission.

``store`` works on files: call it before the transaction that uses the attachment, never inside.
"""

import logging
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import IO, BinaryIO, cast

from django.conf import settings
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from . import sniffing
from .actors import Actor
from .codes import random_code
from .models import Attachment
from .permissions import Verdict, refused
from .storage import MEGABYTE, hashed, no_room, opened, private

log = logging.getLogger(__name__)

DOCUMENTS = ("pdf", "docx", "xlsx", "jpg", "jpeg", "png")
TABLES = ("xlsx", "csv")
ANY = tuple(sniffing.CONTENT_TYPES)

# May this actor read the attachment? Rooms answer for their kinds of owner; nobody reads any other.
Reader = Callable[[Actor, Attachment], Verdict]
_readers: dict[str, list[Reader]] = {}


def register_reader(owner_kind: str, reader: Reader) -> None:
    """Say who may read the attachments of one kind of owner. Called in the room's AppConfig.ready().

    A room above may let more people read what a lower one keeps; it can take nothing away.
    """
    _readers.setdefault(owner_kind, []).append(reader)


def may_read(actor: Actor, attachment: Attachment) -> Verdict:
    """Return whether the actor may read it: the owner's room decides, and without a room nobody may."""
    verdict = refused(_("这个文件不对外提供。"))
    for reader in _readers.get(attachment.owner_kind, []):
        if verdict := reader(actor, attachment):
            return verdict
    return verdict


def attachments_of(owner_kind: str, owner_code: str) -> "QuerySet[Attachment]":
    """Return an object's attachments, oldest first."""
    return Attachment.objects.filter(owner_kind=owner_kind, owner_code=owner_code)


def store(
    *,
    file: UploadedFile,
    purpose: str,
    owner_kind: str,
    owner_code: str,
    actor: Actor,
    at: datetime,
    allowed: tuple[str, ...] = DOCUMENTS,
    max_bytes: int = 0,
) -> Attachment:
    """Check a file, keep it and return its row; DomainError with ``field="file"`` says why not.

    ``allowed`` are extensions; ``max_bytes`` 0 means the setting ATTACHMENT_MAX_BYTES. Nothing is kept of
    a file that is refused.
    """
    limit = max_bytes or settings.ATTACHMENT_MAX_BYTES
    name, _extension = sniffing.checked_name(file.name or "", allowed)
    size = file.size or 0
    _check_size(size, limit)
    content_type = sniffing.checked_content(cast(BinaryIO, file), name, allowed)
    path = _kept(file, f"attachments/{at:%Y/%m}/{secrets.token_hex(16)}")
    try:
        return Attachment.objects.create(
            code=random_code(3),
            owner_kind=owner_kind,
            owner_code=owner_code,
            purpose=purpose,
            name=name,
            content_type=content_type,
            size=size,
            sha256=hashed(file),
            path=path,
            stored_at=at,
            stored_by=actor.code,
        )
    except Exception:
        private().delete(path)
        raise


def open_attachment(attachment: Attachment) -> IO[bytes]:
    """Return the file, opened and checked against its hash; DomainError where it is gone or was altered."""
    return opened(attachment.path, sha256=attachment.sha256, what=f"attachment {attachment.code}")


def discard(attachment: Attachment) -> None:
    """Remove an attachment of a draft. What was submitted or published is never discarded: the room asks."""
    path = attachment.path
    attachment.delete()
    private().delete(path)


def _check_size(size: int, limit: int) -> None:
    if size == 0:
        raise sniffing.refused(_("文件是空的，请重新选择。"))
    if size > limit:
        raise sniffing.refused(
            _("文件有 %(size).1f MB，超过 %(limit)d MB 的上限。请压缩或分成几个文件。")
            % {"size": size / MEGABYTE, "limit": limit // MEGABYTE}
        )


def _kept(file: UploadedFile, path: str) -> str:
    try:
        return private().save(path, File(file, name=path))
    except OSError as error:
        log.error("private storage cannot be written: %s", error)
        raise sniffing.refused(no_room()) from error
