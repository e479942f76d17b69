"""Traps in archives: bombs, paths, links, passwords, nesting, macros. Each is refused in plain words."""

import io
import stat
import struct
import zipfile

import pytest

from procurement.core import archives, sniffing, zip_walk
from procurement.core.errors import DomainError

ALL = tuple(sniffing.CONTENT_TYPES)
TOO_MUCH = (
    "压缩文件里的文件太多（最多2000个），或者解压后过大（最多500 MB），不予接收。"
    "请减少内容，或者分成几个压缩文件。"
)
INCOMPLETE = "文件不完整：内容在中途断了，没有到结尾。请在原程序中重新导出，或者重新扫描后再上传。"
BROKEN = "文件已损坏，无法打开。请重新保存后再上传。"
PATH = "压缩包中含有不允许的路径。"
LIES = "压缩包的目录与实际内容不符，不予接收。请重新压缩后再上传。"
ODD = "压缩包用了少见的压缩方法，别人可能打不开。请用普通的 ZIP 格式重新压缩。"
LOCKED = "不接受加密的文件。请去掉密码后重新上传。"
MACROS = "不接受带宏的文件。"


def zipped(members, method=zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as file:
        for name, data in members:
            file.writestr(name, data)
    return content.getvalue()


def office(part, *more) -> bytes:
    return zipped([("[Content_Types].xml", "<Types/>"), (part, "<x/>"), *((name, "x") for name in more)])


def link() -> bytes:
    entry = zipfile.ZipInfo("readme.txt")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return zipped([(entry, "/etc/passwd")])


def locked() -> bytes:
    """Set the flag "encrypted" of the only member, in its own header and in the directory."""
    content = bytearray(zipped([("报价.txt", "x")]))
    content[6] |= 1
    content[content.rfind(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def overlapping() -> bytes:
    """Let two names share one member's bytes, as bombs without a ratio do."""
    content = zipped([("a.txt", b"\0" * 1_000_000), ("b.txt", b"x")])
    second = content.rfind(b"PK\x01\x02")
    return content[: second + 42] + struct.pack("<L", 0) + content[second + 46 :]


def told_entries(count: int) -> bytes:
    """Lie in the end record about how many members there are."""
    content = zipped([("a.txt", "x")])
    end = content.rfind(b"PK\x05\x06")
    return content[: end + 8] + struct.pack("<2H", count, count) + content[end + 12 :]


def large_directory() -> bytes:
    """Put the record of archives beyond 4 GB before the end: it would be believed instead of the end."""
    content = zipped([("a.txt", "x")])
    end = content.rfind(b"PK\x05\x06")
    return content[:end] + struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1) + content[end:]


def lying(told: int = 5) -> bytes:
    """Say in the directory and in its own header that a large member is small."""
    content = bytearray(zipped([("a.txt", b"\0" * 30_000_000)]))
    struct.pack_into("<L", content, 22, told)
    struct.pack_into("<L", content, content.rfind(b"PK\x01\x02") + 24, told)
    return bytes(content)


def streamed(members, method=zipfile.ZIP_DEFLATED) -> bytes:
    """Write as programs do that cannot go back: each size stands behind its data."""

    class OneWay(io.RawIOBase):
        def __init__(self):
            super().__init__()
            self.content = bytearray()

        def writable(self):
            return True

        def write(self, data):
            self.content += data
            return len(data)

    target = OneWay()
    with zipfile.ZipFile(target, "w", method) as file:
        for name, data in members:
            with file.open(name, "w") as member:
                member.write(data)
    return bytes(target.content)


def refusal(name: str, content: bytes) -> str | None:
    try:
        sniffing.checked_content(io.BytesIO(content), name, ALL)
    except DomainError as error:
        assert error.field == "file"
        return str(error)
    return None


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (zipped([("a.txt", b"\0" * 40_000_000)]), TOO_MUCH),
        (zipped([(f"{n}.txt", "x") for n in range(10_001)]), TOO_MUCH),
        (zipped([(f"{n:0100d}.txt", "x") for n in range(9_000)]), TOO_MUCH),
        (told_entries(65_535), TOO_MUCH),
        (zipped([("../a.txt", "x")]), PATH),
        (zipped([("a/../../b.txt", "x")]), PATH),
        (zipped([("..\\a.txt", "x")]), PATH),
        (zipped([("/etc/passwd", "x")]), PATH),
        (zipped([("C:\\a.txt", "x")]), PATH),
        (zipped([("a\u202etxt.pdf", "x")]), PATH),
        (link(), PATH),
        (locked(), LOCKED),
        (overlapping(), "压缩包的内部结构不正常，不予接收。请重新压缩后再上传。"),
        (lying(), LIES),
        (large_directory(), ODD),
        (zipped([("a.txt", "x")], method=zipfile.ZIP_LZMA), ODD),
        (zipped([("a.txt", "x")])[:-10], INCOMPLETE),
        (b"PK\x03\x04" + b"\0" * 100, BROKEN),
    ],
)
def test_traps(content, sentence):
    assert refusal("附件.zip", content) == sentence


@pytest.mark.parametrize("name", ["inner.zip", "a.tar.gz", "x.7z", "x.RAR", "disk.iso"])
def test_an_archive_in_an_archive_is_refused_by_name(name):
    assert (
        refusal("附件.zip", zipped([(f"内/{name}", "x")]))
        == f"压缩包中不能有程序、脚本、网页、带宏的文件或另一个压缩包：{name}"
    )


@pytest.mark.parametrize("name", ["setup.exe", "list.pdf.exe", "a.JS", "b.docm", "run.bat", "exe .exe "])
def test_a_program_in_an_archive_is_refused_by_name(name):
    assert refusal("附件.zip", zipped([(name, "x")])).endswith(f"另一个压缩包：{name}")


def test_two_members_of_one_name_are_refused():
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = zipped([("a.txt", "x"), ("a.txt", "y")])
    assert refusal("附件.zip", content) == "压缩包中有两个同名的文件。请改名后重新压缩。"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.docx", office("word/document.xml", "word/vbaProject.bin"), MACROS),
        ("a.xlsx", office("xl/workbook.xml", "xl/macrosheets/sheet1.xml"), MACROS),
        ("a.xlsx", office("xl/workbook.xml", "xl/activeX/activeX1.bin"), MACROS),
        (
            "a.docx",
            office("word/document.xml", "word/media/run.exe"),
            "文件中藏有程序或脚本，不予接收：run.exe",
        ),
        ("a.docx", office("word/document.xml", "../x.xml"), PATH),
        ("a.xlsx", office("word/document.xml"), "文件内容不是 XLSX。请用正确的格式保存后重新上传。"),
        ("a.ofd", zipped([("Doc_0/Document.xml", "x")]), "文件内容不是 OFD。请用正确的格式保存后重新上传。"),
    ],
)
def test_traps_in_office_files(name, content, sentence):
    assert refusal(name, content) == sentence


COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def test_a_file_locked_with_a_password_is_explained():
    assert (
        refusal("a.docx", COMPOUND + b"\0" * 10_000)
        == "这是加了密码的文件，或者 2003 年以前的旧格式。请去掉密码，另存为 DOCX 后重新上传。"
    )


def compound(sectors: int) -> bytes:
    """A file of Word 2003 with its directory in the last sector."""
    head = bytearray(COMPOUND.ljust(76, b"\0") + b"\xff" * 436)
    head[30] = 9
    head[48:52], head[76:80] = struct.pack("<L", sectors - 1), struct.pack("<L", 0)
    return bytes(head) + b"\0" * 512 * sectors


@pytest.mark.parametrize("at", [10, 65_536 - 12, 3_000_000])
def test_macros_of_old_office_files_are_found_wherever_they_lie(at):
    content = COMPOUND + b"\0" * at + "_VBA_PROJECT".encode("utf-16-le") + b"\0" * 5_000
    inspector = sniffing.Inspector("a.xls", ALL)
    with pytest.raises(DomainError, match=MACROS):
        for start in range(0, len(content), 65_536):
            inspector.feed(content[start : start + 65_536])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.zip", zipped([("资料/附件1：证书.pdf", "x"), ("资料/", ""), ("说明.docx", "x")])),
        ("a.zip", zipped([(f"{n}.txt", "x") for n in range(archives.FILES)])),
        ("a.zip", zipped([("a.txt", b"\0" * 900_000)])),
        ("a.docx", office("word/document.xml", "word/media/image1.png")),
        ("a.ofd", zipped([("OFD.xml", "<x/>"), ("Doc_0/Document.xml", "x")])),
        ("a.xls", compound(40)[:-100]),
    ],
)
def test_what_is_no_trap_is_taken(name, content):
    assert refusal(name, content) is None


def test_an_upload_is_judged_in_little_memory():
    """However large it is, the inspector keeps two ends of it."""
    content = zipped([("a.bin.pdf", b"x" * 30_000_000)], method=zipfile.ZIP_STORED)
    inspector = sniffing.Inspector("a.zip", ALL)
    most = 0
    for start in range(0, len(content), 65_536):
        inspector.feed(content[start : start + 65_536])
        most = max(most, len(inspector._tail))
    inspector.finish()
    assert most < 3 * archives.TAIL_BYTES


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_what_other_programs_write_is_counted_right(method):
    """Sizes behind the data, data that look like a signature, an empty member: all in pieces of any length."""
    members = [("a.txt", b"PK\x07\x08" * 50), ("empty.txt", b""), ("b.txt", bytes(range(256)) * 700)]
    for content in (zipped(members, method), streamed(members, method)):
        for step in (1, 7, 1000, len(content)):
            inspector = sniffing.Inspector("附件.zip", ALL)
            for start in range(0, len(content), step):
                inspector.feed(content[start : start + step])
            inspector.finish()


def test_a_bomb_is_given_up_before_it_has_gone_by():
    """The directory is never reached: what unpacks to too much is refused while it still comes in."""
    content = zipped([("a.bin", b"\0" * 2_000_000)])
    walk = zip_walk.Walk(most_bytes=1_000_000, most_members=5)
    with pytest.raises(zip_walk.TooMuch):
        walk.feed(content[: len(content) // 2 + 300])
    with pytest.raises(zip_walk.TooMuch):
        zip_walk.Walk(most_bytes=100, most_members=5).feed(zipped([(f"{n}.txt", "x") for n in range(6)]))
