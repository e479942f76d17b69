"""Uploads that are encrypted while they stream in: the plain bytes never touch the disk.

Django writes uploads over 2.5 MB in plain to the temporary folder, where they survive a kill. This
handler hands each chunk through a pipe to age and keeps only the sealed file.
"""

import contextlib
import fcntl
import hashlib
import io
import logging
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.utils.functional import Promise

from . import sealing, storage
from .errors import DomainError
from .sniffing import Inspector

log = logging.getLogger(__name__)

# In one go: every step of an upload copies what is left of it, and hands the processor to the sealing thread and back.
STEP = 1024 * 1024

# Called with the name of a file that begins; raises DomainError as soon as the file is known to be refused.
Inspecting = Callable[[str], Inspector]


class SealedUpload(UploadedFile):
    """What is left of an upload: where its sealed bytes lie, and what they were. It cannot be read."""

    def __init__(
        self, *, name: str, content_type: str, size: int, path: Path, sha256: str, plain_sha256: str
    ):
        super().__init__(file=None, name=name, content_type=content_type, size=size)
        self.path = path
        self.sealed_sha256 = sha256
        self.plain_sha256 = plain_sha256
        self.sealed_size = path.stat().st_size
        self.stored = ""

    def store(self) -> str:
        """Hand the sealed file to the private storage, outside any transaction; returns its name, raises OSError."""
        self.stored = self.stored or storage.put(self.path)
        return self.stored

    def discard(self) -> None:
        """Remove the sealed file: it was not wanted after all."""
        if self.stored:
            storage.drop(self.stored)
        self.path.unlink(missing_ok=True)


class SealingUploadHandler(FileUploadHandler):
    """Seals every file of a request to ``recipient`` below ``folder``.

    Refused files (too large, wrong kind, no room on the disk) are skipped and ``refusal`` says why. Each piece is
    judged before it is sealed; what only the file's end tells is judged before the sealed file is kept. Call
    ``abandon()`` when the request is done with, whatever happened.
    """

    chunk_size = STEP

    def __init__(
        self, *, recipient: str, folder: Path, limit: int, too_large: "str | Promise", inspecting: Inspecting
    ) -> None:
        super().__init__()
        self.recipient, self.folder = recipient, folder
        self.limit, self.too_large, self.inspecting = limit, too_large, inspecting
        self.refusal: str | Promise | None = None
        self.sink: _Sink | None = None
        self.inspector: Inspector

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.abandon()
        self.refusal = None
        self.inspector = self.inspecting(self.file_name or "")
        try:
            self.sink = _Sink(self.folder, self.recipient)
        except OSError as error:
            self._refuse(error)
            raise SkipFile from error

    def begin(self, name: str) -> bool:
        """Begin a file that comes from no request; False where it cannot be kept, ``refusal`` says why."""
        with contextlib.suppress(SkipFile):
            self.new_file("file", name, "", None)
        return self.sink is not None

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if not self.take(raw_data, start):
            raise SkipFile

    def take(self, content: bytes, start: int) -> bool:
        """Seal one more chunk; False where the file is refused, ``refusal`` says why."""
        assert self.sink is not None
        try:
            if start + len(content) > self.limit:
                raise DomainError(self.too_large)
            self.inspector.feed(content)
            self.sink.write(content)
        except (DomainError, OSError) as error:
            self._refuse(error)
            return False
        return True

    def file_complete(self, file_size: int) -> SealedUpload | None:
        assert self.sink is not None
        try:
            self.inspector.finish()
            sealed = self.sink.finish()
        except (DomainError, OSError) as error:
            self._refuse(error)
            return None
        sink, self.sink = self.sink, None
        return SealedUpload(
            name=self.file_name or "",
            content_type=self.content_type or "",
            size=file_size,
            path=sink.path,
            sha256=sealed,
            plain_sha256=sink.plain_sha256,
        )

    def upload_interrupted(self) -> None:
        self.abandon()

    def abandon(self) -> None:
        """Throw away a file that did not arrive whole."""
        if self.sink is not None:
            self.sink.abort()
            self.sink = None

    def _refuse(self, error: "DomainError | OSError") -> None:
        """Keep nothing of the file, and say why."""
        if isinstance(error, DomainError):
            self.refusal = error.message
        else:
            log.error("a sealed file cannot be written: %s", error)
            self.refusal = storage.no_room()
        self.abandon()


class _Sink:
    """A file that is being sealed: a pipe, and age reading from it in a thread of its own."""

    def __init__(self, folder: Path, recipient: str) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path = folder / f"{os.urandom(16).hex()}.age"
        self._plain = hashlib.sha256()
        self._aborted = False
        self._sealed = ""
        self._error: BaseException | None = None
        reading, writing = os.pipe()
        with contextlib.suppress(OSError):
            fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, STEP)
        self._pipe: BinaryIO = os.fdopen(writing, "wb", buffering=0)
        self._thread = threading.Thread(target=self._seal, args=(reading, recipient), daemon=True)
        self._thread.start()

    def write(self, content: bytes) -> None:
        self._plain.update(content)
        view = memoryview(content)
        try:
            while view:
                view = view[self._pipe.write(view) :]
        except BrokenPipeError:
            self._thread.join()
            raise OSError("sealing stopped") from self._error

    def finish(self) -> str:
        """Return the SHA-256 of the sealed file, which now lies safely on the disk; raises OSError."""
        self._pipe.close()
        self._thread.join()
        if self._error is not None:
            self.path.unlink(missing_ok=True)
            raise OSError("sealing failed") from self._error
        return self._sealed

    def abort(self) -> None:
        self._aborted = True
        self._pipe.close()
        self._thread.join()
        self.path.unlink(missing_ok=True)

    @property
    def plain_sha256(self) -> str:
        return self._plain.hexdigest()

    def _seal(self, reading: int, recipient: str) -> None:
        try:
            with os.fdopen(reading, "rb") as source, open(self.path, "xb") as destination:
                self._sealed = sealing.seal_stream(
                    cast(BinaryIO, _Whole(source, self)), destination, recipient
                )
                destination.flush()
                os.fsync(destination.fileno())
        except OSError as error:
            self._error = error


class _Whole(io.RawIOBase):
    """The pipe's reading end; its end counts only if the upload was not cut off."""

    def __init__(self, source: BinaryIO, sink: _Sink) -> None:
        super().__init__()
        self._source, self._sink = source, sink

    def read(self, size: int = -1) -> bytes:
        content = self._source.read(size)
        if not content and self._sink._aborted:
            raise OSError("upload cut off")
        return content
