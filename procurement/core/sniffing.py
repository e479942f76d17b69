"""What a file is, judged by its content: the name must agree, and neither may be dangerous."""

import codecs
import unicodedata
from typing import BinaryIO

import puremagic
from django.utils.translation import gettext as _

from . import archives
from .endings import ENDINGS, Ending
from .errors import DomainError
from .language import is_visible, listed

HEAD_BYTES = 8192
LONGEST_NAME = 120
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ofd": "application/ofd",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "zip": "application/zip",
    "csv": "text/csv",
    "txt": "text/plain",
}
# Extensions that a computer runs or a browser draws: refused as the last part of a name and as any other.
RUNNABLE = frozenset(
    {
        *("exe", "com", "bat", "cmd", "scr", "pif", "msi", "msp", "dll", "sys", "jar", "js"),
        *("jse", "mjs", "vbs", "vbe", "wsf", "wsh", "ps1", "psm1", "sh", "bash", "py", "pl"),
        *("rb", "php", "phtml", "asp", "aspx", "jsp", "cgi", "hta", "htm", "html", "xhtml", "shtml"),
        *("svg", "xml", "xsl", "swf", "lnk", "url", "reg", "inf", "scf", "app", "apk", "deb"),
        *("rpm", "dmg", "iso", "img", "docm", "dotm", "xlsm", "xltm", "xlam", "pptm"),
    }
)
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
)
# Word and Excel before 2007, and every newer one that is locked with a password.
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES = {
    "pdf": (b"%PDF-",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "docx": (b"PK\x03\x04",),
    "xlsx": (b"PK\x03\x04",),
    "ofd": (b"PK\x03\x04",),
    "doc": (_COMPOUND,),
    "xls": (_COMPOUND,),
    "zip": (b"PK\x03\x04",),
}
_TEXTS = frozenset({"csv", "txt"})
_OLD_OFFICE = frozenset({"doc", "xls"})
_ARCHIVES = frozenset({"docx", "xlsx", "ofd", "zip"})
# How a compound file's directory names the macros' storage.
_VBA = "_VBA_PROJECT".encode("utf-16-le")


def refused(message: str) -> DomainError:
    return DomainError(message, field="file")


def checked_name(name: str, allowed: tuple[str, ...]) -> tuple[str, str]:
    """Return the name as it is kept, and its extension; DomainError says what is wrong with it."""
    name = unicodedata.normalize("NFC", name).strip()
    stem, dot, extension = name.rpartition(".")
    extension = extension.lower()
    if not stem.strip(". ") or not dot or len(name) > LONGEST_NAME:
        raise refused(_("文件名要有名称和扩展名，最长%(limit)d个字符。") % {"limit": LONGEST_NAME})
    if name.startswith(".") or any(char in '/\\:*?"<>|' for char in name) or not is_visible(name):
        raise refused(_("文件名含有不允许的字符。请改名后重新上传。"))
    if stem.split(".")[0].lower().strip() in _RESERVED:
        raise refused(_("这个文件名是系统保留的。请改名后重新上传。"))
    if any(part.lower().strip() in RUNNABLE for part in name.split(".")[1:]):
        raise refused(_("不接受程序、脚本、网页或带宏的文件，也不接受双重扩展名。"))
    if extension not in allowed:
        kinds = listed(dict.fromkeys(kind.upper() for kind in allowed))
        raise refused(_("这里只接受 %(kinds)s 文件。") % {"kinds": kinds})
    return name, extension


def checked_head(head: bytes, extension: str) -> None:
    """Refuse a file whose first bytes are not those of its extension."""
    signatures = _SIGNATURES.get(extension)
    fits = head.startswith(signatures) if signatures else _is_text(head, final=len(head) < HEAD_BYTES)
    if not fits and head.startswith(_COMPOUND):
        raise refused(
            _("这是加了密码的文件，或者 2003 年以前的旧格式。请去掉密码，另存为 %(extension)s 后重新上传。")
            % {"extension": extension.upper()}
        )
    if not fits:
        raise refused(
            _("文件内容不是 %(extension)s%(found)s。请用正确的格式保存后重新上传。")
            % {"extension": extension.upper(), "found": _seems(head)}
        )


class Inspector:
    """Judges a file as it comes by, piece by piece, and keeps no more of it than its two ends.

    A file that stops before its format's own end is refused: who sends half a scan learns it now, not at the opening.
    Feed it every piece in order, then ``finish()``: both raise DomainError. So an upload that is encrypted while it
    streams in meets the same questions as a file that lies on a disk, and no plain byte is written for them.
    """

    def __init__(self, name: str, allowed: tuple[str, ...]) -> None:
        self._name, self._allowed = name, allowed
        self._extension = ""
        self._size = 0
        self._head = b""
        self._judged = False
        self._tail = bytearray()
        self._passed = archives.Passing()
        self._ending: Ending | None = None

    @property
    def content_type(self) -> str:
        """Return what the file is, once its name was judged."""
        return CONTENT_TYPES[self._extension]

    def feed(self, piece: bytes) -> None:
        """Look at the next piece."""
        if not self._extension:
            _name, self._extension = checked_name(self._name, self._allowed)
            self._ending = ENDINGS[self._extension]() if self._extension in ENDINGS else None
        self._size += len(piece)
        self._judge_head(piece)
        if self._extension in _TEXTS:
            _check_text(piece, self._extension)
        if self._ending is not None:
            self._ending.feed(piece)
        if self._extension in _OLD_OFFICE:
            self._keep(piece, len(_VBA))
            if _VBA in self._tail:
                raise refused(_("不接受带宏的文件。"))
        elif self._extension in _ARCHIVES:
            self._keep(piece, archives.TAIL_BYTES)
            self._count(piece)

    def finish(self) -> None:
        """Judge the whole, now that its end has been seen."""
        if self._size == 0:
            checked_name(self._name, self._allowed)
            raise refused(_("文件是空的，请重新选择。"))
        if not self._judged:
            checked_head(self._head, self._extension)
        if self._ending is not None and not self._ending.whole():
            raise refused(archives.incomplete())
        if self._extension in _ARCHIVES:
            try:
                archives.check(
                    bytes(self._tail), self._size, self._extension, self._passed, RUNNABLE.__contains__
                )
            except archives.BadArchive as error:
                raise refused(str(error)) from error

    def _count(self, piece: bytes) -> None:
        """Count what an archive unpacks to; before its head is known to be one, the head is what is wrong."""
        try:
            self._passed.feed(piece)
        except archives.BadArchive as error:
            if not self._judged:
                checked_head(self._head, self._extension)
            raise refused(str(error)) from error

    def _judge_head(self, piece: bytes) -> None:
        """Judge the first bytes as soon as there are enough: a wrong file is not waited for."""
        if not self._judged:
            self._head += piece[: HEAD_BYTES - len(self._head)]
            if len(self._head) == HEAD_BYTES:
                checked_head(self._head, self._extension)
                self._judged = True

    def _keep(self, piece: bytes, length: int) -> None:
        """Keep the last bytes; cut now and then, since cutting each time would copy them each time."""
        if len(self._tail) > 2 * length:
            del self._tail[:-length]
        self._tail += piece


def checked_content(file: BinaryIO, name: str, allowed: tuple[str, ...]) -> str:
    """Return the content type; DomainError where content and extension disagree or the content is a trap.

    ``file`` is seekable and stands at its beginning again afterwards.
    """
    inspector = Inspector(name, allowed)
    file.seek(0)
    while piece := file.read(archives.MEGABYTE):
        inspector.feed(piece)
    inspector.finish()
    file.seek(0)
    return inspector.content_type


def _is_text(content: bytes, *, final: bool) -> bool:
    if not content or any(byte < 32 and byte not in (9, 10, 13) for byte in content):
        return False
    if (
        content.lstrip()
        .lower()
        .startswith((b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml", b"#!", b"mz"))
    ):
        return False
    return any(_decodes(content, encoding, final) for encoding in ("utf-8-sig", "gb18030"))


def _decodes(content: bytes, encoding: str, final: bool) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(content, final)
    except UnicodeDecodeError:
        return False
    return True


def _seems(head: bytes) -> str:
    """Return ", but …" with what the content looks like, where that can be told."""
    try:
        found = puremagic.from_string(head).lstrip(".")
    except (puremagic.PureError, ValueError):
        return ""
    return _("，看起来是 %(kind)s") % {"kind": found.upper()} if found else ""


def _check_text(piece: bytes, extension: str) -> None:
    if any(byte < 32 and byte not in (9, 10, 13) for byte in set(piece)):
        raise refused(_("文件内容不是 %(extension)s。") % {"extension": extension.upper()})
