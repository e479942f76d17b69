"""Private storage: below PRIVATE_ROOT, never served by a web server, nothing half-written."""

import hashlib
import logging
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.utils.translation import gettext as _

from .errors import DomainError

log = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024


class PrivateStorage(FileSystemStorage):
    """Files that have no address. A file appears whole or not at all: temporary name, fsync, rename."""

    def __init__(self) -> None:
        super().__init__(base_url=None)

    # Read at every use, not once: a test gives each of its cases a folder of its own.
    @property
    def base_location(self) -> str:
        return str(settings.PRIVATE_ROOT)

    @property
    def location(self) -> str:
        return os.path.abspath(self.base_location)

    def url(self, name: str | None) -> str:
        raise ValueError("private files have no address: use the download view")

    def _save(self, name: str, content: File) -> str:
        with written(Path(self.path(name))) as file:
            for chunk in content.chunks():
                file.write(chunk)
        return name


@contextmanager
def written(target: Path) -> Iterator[BinaryIO]:
    """Open a file to write that becomes ``target`` when the block ends well, and is gone when it does not.

    Never replaces a file (FileExistsError); raises OSError on a full disk.
    """
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(6)}")
    try:
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        # Unlike a rename, a link fails where the name is taken.
        os.link(temporary, target)
        _sync_folder(target.parent)
    finally:
        temporary.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Write the folder itself, so that the new name survives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def private() -> Storage:
    """Return the storage under the alias ``private`` of STORAGES: files here, or S3 by configuration."""
    return storages["private"]


def put(path: Path) -> str:
    """Hand a finished file below PRIVATE_ROOT to the private storage and return its name there.

    On the file system it lies in its place already; anywhere else it is sent there and removed here. OSError where
    that fails: nothing is kept then.
    """
    name = path.relative_to(settings.PRIVATE_ROOT).as_posix()
    store = private()
    if isinstance(store, PrivateStorage):
        return name
    try:
        with path.open("rb") as file:
            return store.save(name, File(file, name=name))
    except Exception as error:
        raise OSError(f"{name} cannot be handed to the private storage: {error}") from error
    finally:
        path.unlink(missing_ok=True)


def drop(name: str) -> None:
    """Remove a file from the private storage; one that is gone already is no trouble."""
    try:
        private().delete(name)
    except Exception as error:
        # What stays behind is encrypted and named by no row; it must not undo what the caller has done.
        log.error("private file %s cannot be removed: %s", name, error)


def listed(folder: str) -> list[str]:
    """Return the names of the files right below a private folder; none where it cannot be listed."""
    try:
        _folders, files = private().listdir(folder)
    except FileNotFoundError:
        return []
    except Exception as error:
        # What lies there unseen is encrypted, and swept later (``core.sweeping``).
        log.error("private folder %s cannot be listed: %s", folder, error)
        return []
    return [f"{folder}/{name}" for name in files]


def reading(name: str) -> IO[bytes]:
    """Return a private file, opened; OSError where it is missing or the storage does not answer."""
    try:
        return private().open(name, "rb")
    except OSError:
        raise
    except Exception as error:
        raise OSError(f"{name} cannot be read from the private storage: {error}") from error


def opened(path: str, *, sha256: str, what: str) -> IO[bytes]:
    """Return a private file, opened and checked against its hash; DomainError where it is gone or was altered.

    ``what`` names it in the log, where an operator looks.
    """
    try:
        file = reading(path)
    except OSError as error:
        log.error("%s: file missing: %s", what, error)
        raise DomainError(_("文件不在存储中，已记录。请联系管理员。")) from error
    if hashed(file) != sha256:
        file.close()
        log.error("%s: content does not match its hash", what)
        raise DomainError(_("文件内容与登记的哈希不一致，不能提供。请联系管理员。"))
    return file


def no_room() -> str:
    """Return what a person is told whose file could not be written; the reason is for the log."""
    return _("存储空间不足或不可用，文件没有保存。请稍后再试，或联系管理员。")


def hashed(file: IO[bytes]) -> str:
    """Return SHA-256 (hex) of the whole file, which stands at its beginning again afterwards."""
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(MEGABYTE):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
