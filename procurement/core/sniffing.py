"""What a file is, judged by its content: the name must agree, and neither may be dangerous."""

import codecs
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import BinaryIO

import puremagic
from django.utils.translation import gettext as _

from .errors import DomainError
from .language import listed

HEAD_BYTES = 8192
LONGEST_NAME = 120
# A zip may hold this many files, this much when unpacked, and this many times its own size.
ZIP_FILES = 2000
ZIP_BYTES = 500 * 1024 * 1024
ZIP_RATIO = 200

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
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
_SIGNATURES = {
    "pdf": (b"%PDF-",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "docx": (b"PK\x03\x04",),
    "xlsx": (b"PK\x03\x04",),
    "zip": (b"PK\x03\x04",),
}
_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}


def refused(message: str) -> DomainError:
    return DomainError(message, field="file")


def checked_name(name: str, allowed: tuple[str, ...]) -> tuple[str, str]:
    """Return the name as it is kept, and its extension; DomainError says what is wrong with it."""
    name = unicodedata.normalize("NFC", name).strip()
    stem, dot, extension = name.rpartition(".")
    extension = extension.lower()
    if not stem.strip(". ") or not dot or len(name) > LONGEST_NAME:
        raise refused(_("文件名要有名称和扩展名，最长%(limit)d个字符。") % {"limit": LONGEST_NAME})
    if name.startswith(".") or any(char in '/\\:*?"<>|' or _is_invisible(char) for char in name):
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
    if not fits:
        raise refused(
            _("文件内容不是 %(extension)s%(found)s。请用正确的格式保存后重新上传。")
            % {"extension": extension.upper(), "found": _seems(head)}
        )


def checked_content(file: BinaryIO, extension: str) -> str:
    """Return the content type; DomainError where content and extension disagree or the content is a trap.

    ``file`` is seekable and stands at its beginning again afterwards.
    """
    file.seek(0)
    checked_head(file.read(HEAD_BYTES), extension)
    if check := _DEEPER.get(extension):
        check(file, extension)
    file.seek(0)
    return CONTENT_TYPES[extension]


def _is_invisible(char: str) -> bool:
    """Control, format (such as right-to-left override), private, unassigned, line and paragraph separators."""
    return unicodedata.category(char) in {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}


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


def _check_text(file: BinaryIO, extension: str) -> None:
    file.seek(0)
    while chunk := file.read(1024 * 1024):
        if any(byte < 32 and byte not in (9, 10, 13) for byte in set(chunk)):
            raise refused(_("文件内容不是 %(extension)s。") % {"extension": extension.upper()})


def _check_archive(file: BinaryIO, extension: str) -> None:
    file.seek(0, 2)
    own_size = file.tell()
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise refused(_("文件已损坏，无法打开。请重新保存后再上传。")) from error
    _check_bulk(members, own_size)
    if extension == "zip":
        _check_members(members)
    else:
        _check_office(members, extension)


def _check_bulk(members: list[zipfile.ZipInfo], own_size: int) -> None:
    unpacked = sum(member.file_size for member in members)
    if len(members) > ZIP_FILES or unpacked > ZIP_BYTES or unpacked > own_size * ZIP_RATIO + 1024 * 1024:
        raise refused(_("压缩内容展开后过大，不予接收。请减少内容或分成几个文件。"))
    if any(member.flag_bits & 0x1 for member in members):
        raise refused(_("不接受加密的文件。请去掉密码后重新上传。"))


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or any(_is_invisible(char) for char in member.filename):
            raise refused(_("压缩包中含有不允许的路径。"))
        suffixes = {suffix.lstrip(".").lower() for suffix in path.suffixes}
        if suffixes & RUNNABLE or suffixes & {"zip", "rar", "7z", "gz", "tar", "xz", "bz2"}:
            raise refused(
                _("压缩包中不能有程序、脚本、网页、带宏的文件或另一个压缩包：%(name)s") % {"name": path.name}
            )


def _check_office(members: list[zipfile.ZipInfo], extension: str) -> None:
    names = {member.filename for member in members}
    if "[Content_Types].xml" not in names or _PARTS[extension] not in names:
        raise refused(
            _("文件内容不是 %(extension)s。请用正确的格式保存后重新上传。") % {"extension": extension.upper()}
        )
    if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        raise refused(_("不接受带宏的文件。"))


_DEEPER: dict[str, Callable[[BinaryIO, str], None]] = {
    "csv": _check_text,
    "txt": _check_text,
    "docx": _check_archive,
    "xlsx": _check_archive,
    "zip": _check_archive,
}
