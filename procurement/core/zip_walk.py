"""Walks through a zip archive while it streams by, and counts what each member really unpacks to.

The directory at the end says how large every member is; whoever built a trap writes there what he likes. So each
member is unpacked here in passing, a few kilobytes at a time, and thrown away: nothing is kept but the count, and
never more is unpacked than an archive may hold.
"""

import struct
import zlib
from collections.abc import Callable

_LOCAL = struct.Struct("<4s5H3L2H")
_LOCAL_SIGNATURE, _DESCRIPTOR_SIGNATURE = b"PK\x03\x04", b"PK\x07\x08"
_ENDS = (b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x08")
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _SIZES_FOLLOW = 0x1, 0x8
_SLICE = 65_536
# Signature, checksum and both sizes, of which large archives write eight bytes each; then the next signature.
_DESCRIPTORS = (12, 16, 20, 24)


class Broken(Exception):
    """The bytes are no archive that a program could unpack."""


class TooMuch(Exception):
    """More unpacks from it than an archive may hold."""


class Walk:
    """Feed it every piece in order. ``sizes`` maps the place of each member's header to what it unpacked to."""

    def __init__(self, *, most_bytes: int, most_members: int) -> None:
        self.sizes: dict[int, int] = {}
        self._most_bytes, self._most_members = most_bytes, most_members
        self._buffer = bytearray()
        self._at = 0
        self._unpacked = 0
        self._member = 0
        self._left = 0
        self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        self._step: Callable[[], bool] = self._header
        self.over = False

    def feed(self, piece: bytes) -> None:
        """Go on with the next piece; raises Broken or TooMuch."""
        if self.over:
            return
        self._buffer += piece
        while not self.over and self._step():
            pass

    def _header(self) -> bool:
        """Read a member's own header, or find that the directory begins."""
        if len(self._buffer) < 4:
            return False
        if self._buffer[:4] in _ENDS:
            self.over = True
            return False
        if self._buffer[:4] != _LOCAL_SIGNATURE:
            raise Broken
        if len(self._buffer) < _LOCAL.size:
            return False
        fields = _LOCAL.unpack_from(self._buffer)
        flags, method, packed = fields[2], fields[3], fields[7]
        length = _LOCAL.size + fields[9] + fields[10]
        if len(self._buffer) < length:
            return False
        self._member = self._at
        self.sizes[self._member] = 0
        if len(self.sizes) > self._most_members:
            raise TooMuch
        self._drop(length)
        self._begin(flags, method, packed)
        return True

    def _begin(self, flags: int, method: int, packed: int) -> None:
        """Choose how the member's data are read; what cannot be read is left to the directory's own check."""
        if flags & _ENCRYPTED or method not in (_STORED, _DEFLATED):
            del self.sizes[self._member]
            self.over = True
        elif method == _DEFLATED:
            self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)
            self._follows = bool(flags & _SIZES_FOLLOW)
            self._step = self._deflated
        elif flags & _SIZES_FOLLOW and not packed:
            self._step = self._stored_until_descriptor
        else:
            self._left = packed
            self._follows = bool(flags & _SIZES_FOLLOW)
            self._step = self._stored

    def _deflated(self) -> bool:
        if not self._buffer:
            return False
        source = bytes(self._buffer[:_SLICE])
        try:
            self._count(len(self._inflate.decompress(source, _SLICE)))
            while self._inflate.unconsumed_tail and not self._inflate.eof:
                self._count(len(self._inflate.decompress(self._inflate.unconsumed_tail, _SLICE)))
        except zlib.error as error:
            raise Broken from error
        self._drop(len(source) - len(self._inflate.unused_data))
        if self._inflate.eof:
            self._step = self._descriptor if self._follows else self._header
        return True

    def _stored(self) -> bool:
        part = min(self._left, len(self._buffer))
        self._count(part)
        self._drop(part)
        self._left -= part
        if self._left:
            return False
        self._step = self._descriptor if self._follows else self._header
        return True

    def _stored_until_descriptor(self) -> bool:
        """Without a size the data end where a descriptor says that exactly so many bytes went before it."""
        at = self._buffer.find(_DESCRIPTOR_SIGNATURE)
        if at < 0:
            passing = max(0, len(self._buffer) - 3)
            self._count(passing)
            self._drop(passing)
            return False
        if len(self._buffer) < at + 12:
            return False
        (told,) = struct.unpack_from("<L", self._buffer, at + 8)
        if told == self.sizes[self._member] + at:
            self._count(at)
            self._drop(at)
            self._step = self._descriptor
        else:
            self._count(at + 4)
            self._drop(at + 4)
        return True

    def _descriptor(self) -> bool:
        """Pass over the sizes that follow the data: they are as long as lets the next signature stand behind them."""
        if len(self._buffer) < _DESCRIPTORS[-1] + 4:
            return False
        for length in _DESCRIPTORS:
            if self._buffer[length : length + 4] in (_LOCAL_SIGNATURE, *_ENDS):
                self._drop(length)
                self._step = self._header
                return True
        raise Broken

    def _count(self, length: int) -> None:
        self.sizes[self._member] += length
        self._unpacked += length
        if self._unpacked > self._most_bytes:
            raise TooMuch

    def _drop(self, length: int) -> None:
        del self._buffer[:length]
        self._at += length
