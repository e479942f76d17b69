"""Uploads that are encrypted while they stream in: the plain bytes never touch the disk.

Django writes uploads over 2.5 MB in plain to the temporary folder, where they survive a kill. This
handler hands each chunk through a pipe to age and keeps only the sealed file.
"""

import hashlib
import io
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, cast

import pyrage
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.utils.functional import Promise

from . import sealing

# Called with the first bytes and the name; returns the sentence that says why not, or nothing.
Check = Callable[[bytes, str], "str | Promise | None"]


class SealedUpload(UploadedFile):
    """What is left of an upload: where its sealed bytes lie, and what they were. It cannot be read."""

    def __init__(
        self, *, name: str, content_type: str, size: int, path: Path, sha256: str, plain_sha256: str
    ):
        super().__init__(file=None, name=name, content_type=content_type, size=size)
        self.path = path
        self.sealed_sha256 = sha256
        self.plain_sha256 = plain_sha256

    @property
    def sealed_size(self) -> int:
        return self.path.stat().st_size

    def discard(self) -> None:
        """Remove the sealed file: it was not wanted after all."""
        self.path.unlink(missing_ok=True)


class SealingUploadHandler(FileUploadHandler):
    """Seals every file of a request to ``recipient`` below ``folder``.

    Refused files (too large, wrong kind) are skipped and ``refusal`` says why. Call ``abandon()`` when the
    request is done with, whatever happened.
    """

    def __init__(
        self, *, recipient: str, folder: Path, limit: int, too_large: "str | Promise", check: Check
    ) -> None:
        super().__init__()
        self.recipient, self.folder = recipient, folder
        self.limit, self.too_large, self.check = limit, too_large, check
        self.refusal: str | Promise | None = None
        self.sink: _Sink | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.abandon()
        self.sink = _Sink(self.folder, self.recipient)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if not self.take(raw_data, start):
            raise SkipFile

    def take(self, content: bytes, start: int) -> bool:
        """Seal one more chunk; False where the file is refused, ``refusal`` says why."""
        assert self.sink is not None
        if start == 0:
            self.refusal = self.check(content[:4096], self.file_name or "")
        if self.refusal is None and start + len(content) > self.limit:
            self.refusal = self.too_large
        if self.refusal:
            self.abandon()
            return False
        self.sink.write(content)
        return True

    def file_complete(self, file_size: int) -> SealedUpload | None:
        assert self.sink is not None
        if file_size == 0:
            self.refusal = self.check(b"", self.file_name or "")
        sink, self.sink = self.sink, None
        sealed = sink.finish()
        if self.refusal:
            sink.path.unlink(missing_ok=True)
            return None
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
            raise self._error or OSError("sealing stopped") from None

    def finish(self) -> str:
        """Return the SHA-256 of the sealed file, which now lies safely on the disk."""
        self._pipe.close()
        self._thread.join()
        if self._error is not None:
            self.path.unlink(missing_ok=True)
            raise self._error
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
        except (OSError, pyrage.EncryptError) as error:
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
