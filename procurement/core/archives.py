"""Zip archives and the office formats that are zips, judged by their directory; nothing of them is ever written.

The directory stands at the end of the file and says of every member its name, its place, both its sizes and
whether it is encrypted. So the last TAIL_BYTES are enough, and a file that is encrypted while it streams in
is judged like one that lies on a disk. Whether it tells the truth about sizes shows in passing (``zip_walk``): each
member is unpacked as it goes by and counted. What only unpacking would show stays unseen: a disguised file inside.
"""

import io
import re
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from .language import is_visible
from .zip_walk import Broken, TooMuch, Walk

MEGABYTE = 1024 * 1024
# An archive may hold this many files, this much when unpacked, and this many times its own size.
FILES = 2000
UNPACKED_BYTES = 500 * MEGABYTE
RATIO = 200
# More than 2,000 entries of the longest sensible names, the end record and its comment.
TAIL_BYTES = MEGABYTE + 70_000
_END = struct.Struct("<4s4H2LH")
_END_SIGNATURE = b"PK\x05\x06"
# The record of archives beyond 4 GB stands before the end and would be believed instead of it.
_LARGE_SIGNATURE, _LARGE_BYTES = b"PK\x06\x07", 20
_LOCAL_HEADER_BYTES = 30
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
PACKED = frozenset(
    {
        *("zip", "rar", "7z", "gz", "tgz", "tar", "xz", "txz", "bz2", "tbz", "zst", "lz4", "lzh"),
        *("arj", "cab", "ace", "z", "iso", "img"),
    }
)
_OFFICE = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "ofd": "OFD.xml"}
_MACROS = ("vbaproject.bin", "vbadata.xml")

_DRIVE = re.compile("[A-Za-z]:")
# Tells whether a name's extension is one that a computer runs.
Runnable = Callable[[str], bool]


class BadArchive(Exception):
    """Why an archive is refused, in a sentence for the person who sent it."""


class Tail(io.RawIOBase):
    """The end of a file whose beginning has gone by; reading before it is an error."""

    def __init__(self, content: bytes, size: int) -> None:
        super().__init__()
        self._content, self._size, self._at = content, size, 0

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        return self._at

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        start = self._at - (self._size - len(self._content))
        if start < 0:
            raise OSError("before the tail")
        part = self._content[start : start + len(view)]
        view[: len(part)] = part
        self._at += len(part)
        return len(part)


class Passing:
    """What goes by of an archive, counted; raises BadArchive as soon as it is broken or unpacks to too much."""

    def __init__(self) -> None:
        self._walk = Walk(most_bytes=UNPACKED_BYTES, most_members=FILES)

    def feed(self, piece: bytes) -> None:
        try:
            self._walk.feed(piece)
        except Broken as error:
            raise BadArchive(_broken()) from error
        except TooMuch as error:
            raise BadArchive(_too_much()) from error

    def check(self, members: list[zipfile.ZipInfo]) -> None:
        """Refuse a directory that names another size than was counted, or a member that did not go by."""
        if any(self._walk.sizes.get(member.header_offset) != member.file_size for member in members):
            raise BadArchive(_("压缩包的目录与实际内容不符，不予接收。请重新压缩后再上传。"))


def check(tail: bytes, size: int, extension: str, passed: Passing, runnable: Runnable) -> None:
    """Judge a whole file of ``size`` bytes by its last ones and by what was counted; raises BadArchive."""
    members = _directory(tail, size)
    _check_bulk(members, size)
    _check_layout(members)
    passed.check(members)
    if extension in _OFFICE:
        _check_office(members, extension, runnable)
    else:
        for member in members:
            _check_member(member, runnable)


def _directory(tail: bytes, size: int) -> list[zipfile.ZipInfo]:
    """Read the directory; refuse one that would not fit before a byte of it is looked at."""
    at = tail.rfind(_END_SIGNATURE)
    if at < 0 or at + _END.size > len(tail):
        raise BadArchive(incomplete())
    if tail[max(0, at - _LARGE_BYTES) : at].startswith(_LARGE_SIGNATURE):
        raise BadArchive(_unusual())
    fields = _END.unpack_from(tail, at)
    entries, directory_bytes = fields[4], fields[5]
    if entries > FILES or directory_bytes > at:
        raise BadArchive(_too_much())
    try:
        with zipfile.ZipFile(Tail(tail, size)) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error) as error:
        raise BadArchive(_broken()) from error


def _check_bulk(members: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(member.file_size for member in members)
    if len(members) > FILES or unpacked > UNPACKED_BYTES or unpacked > size * RATIO + MEGABYTE:
        raise BadArchive(_too_much())
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise BadArchive(_("不接受加密的文件。请去掉密码后重新上传。"))
    if any(member.compress_type not in _METHODS for member in members):
        raise BadArchive(_unusual())


def _check_layout(members: list[zipfile.ZipInfo]) -> None:
    """Refuse members that share bytes: that is how a small file becomes a large one without any ratio."""
    end = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        if member.header_offset < end:
            raise BadArchive(_("压缩包的内部结构不正常，不予接收。请重新压缩后再上传。"))
        end = member.header_offset + _LOCAL_HEADER_BYTES + member.compress_size
    names = [member.filename for member in members]
    if len(set(names)) != len(names):
        raise BadArchive(_("压缩包中有两个同名的文件。请改名后重新压缩。"))


def _check_member(member: zipfile.ZipInfo, runnable: Runnable) -> None:
    _check_path(member)
    path = PurePosixPath(member.filename.replace("\\", "/"))
    suffixes = {suffix.lstrip(".").lower().strip() for suffix in path.suffixes}
    if any(runnable(suffix) for suffix in suffixes) or suffixes & PACKED:
        raise BadArchive(
            _("压缩包中不能有程序、脚本、网页、带宏的文件或另一个压缩包：%(name)s") % {"name": path.name}
        )


def _check_path(member: zipfile.ZipInfo) -> None:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    climbs = path.is_absolute() or ".." in path.parts or _DRIVE.match(member.filename)
    link = stat.S_ISLNK(member.external_attr >> 16)
    if climbs or link or not is_visible(member.filename):
        raise BadArchive(_("压缩包中含有不允许的路径。"))


def _check_office(members: list[zipfile.ZipInfo], extension: str, runnable: Runnable) -> None:
    names = {member.filename for member in members}
    declared = extension == "ofd" or "[Content_Types].xml" in names
    if not declared or _OFFICE[extension] not in names:
        raise BadArchive(
            _("文件内容不是 %(extension)s。请用正确的格式保存后重新上传。") % {"extension": extension.upper()}
        )
    for member in members:
        _check_path(member)
        name = member.filename.lower()
        if name.endswith(_MACROS) or name.startswith("xl/macrosheets/") or "/activex/" in name:
            raise BadArchive(_("不接受带宏的文件。"))
        suffix = name.rpartition(".")[2]
        if suffix != "xml" and runnable(suffix):
            raise BadArchive(
                _("文件中藏有程序或脚本，不予接收：%(name)s") % {"name": name.rpartition("/")[2]}
            )


def incomplete() -> str:
    """Say that a file stops before its end, of whatever kind it is."""
    return _("文件不完整：内容在中途断了，没有到结尾。请在原程序中重新导出，或者重新扫描后再上传。")


def _broken() -> str:
    return _("文件已损坏，无法打开。请重新保存后再上传。")


def _unusual() -> str:
    return _("压缩包用了少见的压缩方法，别人可能打不开。请用普通的 ZIP 格式重新压缩。")


def _too_much() -> str:
    text = _(
        "压缩文件里的文件太多（最多%(files)s个），或者解压后过大（最多%(size)s MB），不予接收。"
        "请减少内容，或者分成几个压缩文件。"
    )
    return text % {"files": FILES, "size": UNPACKED_BYTES // MEGABYTE}
