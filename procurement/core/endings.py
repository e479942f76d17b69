"""Whether a file goes on to its own format's end, told while it streams by.

A lost connection, a full memory stick or a half-copied scan leaves a file whose beginning is in order. Nobody notices
before the committee opens it, and then it is too late. Each judge here reads only the marks that its format sets
itself; what stands behind the end (a telephone appends a short film to a photo) is nobody's concern.
"""

import re
import struct
from typing import Protocol

# How far from the end a PDF's mark may stand: readers look at the last kilobyte, some programs append a little more.
PDF_TAIL = 4096
_PDF_END = b"%%EOF"
_PNG_HEAD = 8
_PNG_CHUNK = struct.Struct(">L4s")
_PNG_CHECKSUM = 4
# In a JPEG's picture data FF is followed by 00 or by a restart mark; anything else begins the next segment. Marks of
# two bytes stand alone, all others tell their length.
_MARK = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
_JPEG_HEAD, _JPEG_END = 2, 0xD9
_JPEG_BARE = frozenset({0x01, 0xD8})
# Word and Excel before 2007: where the header names the size of a sector, the directory and the allocation tables.
_COMPOUND_HEAD = 512
_COMPOUND = struct.Struct("<L")
_SHIFT_AT, _DIRECTORY_AT, _TABLES_AT = 30, 48, 76
_HIGHEST_SECTOR, _SHIFTS = 0xFFFFFFFA, range(7, 17)


class Ending(Protocol):
    """Feed it every piece in order; then ``whole()`` tells whether the format's end came by."""

    def feed(self, piece: bytes) -> None: ...

    def whole(self) -> bool: ...


class Pdf:
    """Its last mark stands near the end (ISO 32000-1, 7.5.5)."""

    def __init__(self) -> None:
        self._tail = b""

    def feed(self, piece: bytes) -> None:
        self._tail = (self._tail + piece[-PDF_TAIL:])[-PDF_TAIL:]

    def whole(self) -> bool:
        return _PDF_END in self._tail


class Png:
    """A row of chunks, each with its length; the last is named IEND (ISO 15948, 11.2.5)."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._skip = _PNG_HEAD
        self._over = False

    def feed(self, piece: bytes) -> None:
        if self._over:
            return
        self._buffer += piece
        while not self._over and self._passed() and len(self._buffer) >= _PNG_CHUNK.size:
            length, name = _PNG_CHUNK.unpack_from(self._buffer)
            self._over = name == b"IEND"
            self._skip = _PNG_CHUNK.size + length + _PNG_CHECKSUM

    def whole(self) -> bool:
        return self._over

    def _passed(self) -> bool:
        """Drop what is to be skipped; tell whether all of it has come."""
        part = min(self._skip, len(self._buffer))
        del self._buffer[:part]
        self._skip -= part
        return not self._skip


class Jpeg:
    """A row of segments, each with its length, around the picture's data; the end is FF D9 (ITU-T T.81, B.1).

    The small picture of the camera lies inside a segment and has an end of its own, which is not this one.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._skip = _JPEG_HEAD
        self._over = False

    def feed(self, piece: bytes) -> None:
        if self._over:
            return
        self._buffer += piece
        while not self._over and self._step():
            pass

    def whole(self) -> bool:
        return self._over

    def _step(self) -> bool:
        """Go one segment on; False where more must come first."""
        part = min(self._skip, len(self._buffer))
        del self._buffer[:part]
        self._skip -= part
        if self._skip:
            return False
        found = _MARK.search(self._buffer)
        # A mark may be cut in two by the pieces.
        del self._buffer[: found.start() if found else max(0, len(self._buffer) - 1)]
        return found is not None and self._segment(found.end() - found.start())

    def _segment(self, at: int) -> bool:
        mark = self._buffer[at - 1]
        if mark in _JPEG_BARE:
            self._skip = at
        elif mark == _JPEG_END:
            self._over = True
        elif len(self._buffer) < at + 2:
            return False
        else:
            self._skip = at + int.from_bytes(self._buffer[at : at + 2], "big")
        return True


class Compound:
    """Its header names sectors; all that it names lie before the end ([MS-CFB] 2.2)."""

    def __init__(self) -> None:
        self._head = b""
        self._size = 0

    def feed(self, piece: bytes) -> None:
        self._head += piece[: _COMPOUND_HEAD - len(self._head)]
        self._size += len(piece)

    def whole(self) -> bool:
        if len(self._head) < _COMPOUND_HEAD or self._head[_SHIFT_AT] not in _SHIFTS:
            return False
        (directory,) = _COMPOUND.unpack_from(self._head, _DIRECTORY_AT)
        tables = (number for (number,) in _COMPOUND.iter_unpack(self._head[_TABLES_AT:]))
        last = max(number for number in (directory, *tables, 0) if number < _HIGHEST_SECTOR)
        return (last + 1) << self._head[_SHIFT_AT] < self._size


ENDINGS: dict[str, type[Pdf] | type[Png] | type[Jpeg] | type[Compound]] = {
    "pdf": Pdf,
    "png": Png,
    "jpg": Jpeg,
    "jpeg": Jpeg,
    "doc": Compound,
    "xls": Compound,
}
