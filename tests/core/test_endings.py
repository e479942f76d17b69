"""A file that stops before its format's own end is refused, in one piece or in many; what stands behind it is not."""

import io
import struct
import zlib

import pytest
from PIL import Image
from weasyprint import HTML

from procurement.core import sniffing
from procurement.core.errors import DomainError

from .test_archives import INCOMPLETE, compound, zipped

ALL = tuple(sniffing.CONTENT_TYPES)
# Behind the end: padding of a stamping program, and the film that a telephone appends to a photo.
PADDING, FILM = b"\0" * 2000, b"\0\0\0\x18ftypmp42" + b"\xff\xc0\xff" * 5000


def pdf() -> bytes:
    return HTML(string="<h1>Plan</h1>" + "<p>text</p>" * 500).write_pdf() or b""


def picture(kind: str, **options) -> bytes:
    content = io.BytesIO()
    noise = Image.effect_noise((400, 300), 90).convert("RGB")
    noise.save(content, kind, **options)
    return content.getvalue()


def photo() -> bytes:
    """A camera's photo, with the small picture it carries in its own head."""
    small, large = picture("JPEG", quality=20), picture("JPEG", quality=80)
    exif = b"\xff\xe1" + struct.pack(">H", len(small) + 2) + small
    return large[:2] + exif + large[2:]


WHOLE = {
    "方案.pdf": pdf(),
    "照片.jpg": photo(),
    "连续.jpeg": picture("JPEG", progressive=True),
    "扫描.png": picture("PNG"),
    "旧表.xls": compound(40),
    "旧文.doc": compound(300),
    "资料.zip": zipped([(f"{n}.txt", zlib.compress(bytes(range(256)) * 9)) for n in range(40)]),
}


def refusal(name: str, content: bytes, step: int = 1 << 20) -> str | None:
    inspector = sniffing.Inspector(name, ALL)
    try:
        for start in range(0, len(content), step):
            inspector.feed(content[start : start + step])
        inspector.finish()
    except DomainError as error:
        return str(error)
    return None


@pytest.mark.parametrize("step", [11, 1000, 1 << 20])
@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_file_is_taken_however_it_comes(name, step):
    assert refusal(name, WHOLE[name], step) is None


@pytest.mark.parametrize("part", [0.3, 0.5, 0.9, 0.97])
@pytest.mark.parametrize("name", WHOLE)
def test_a_file_cut_off_is_refused_in_plain_words(name, part):
    content = WHOLE[name]
    assert refusal(name, content[: int(len(content) * part)], 1000) == INCOMPLETE


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("a.pdf", b"%PDF-1.4"),
        ("a.png", b"\x89PNG\r\n\x1a\n"),
        ("a.jpg", b"\xff\xd8\xff"),
        ("a.zip", b"PK\x03\x04"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ],
)
def test_a_head_without_a_body_is_no_file(name, head):
    assert refusal(name, head) == INCOMPLETE


@pytest.mark.parametrize(
    ("name", "behind"), [("方案.pdf", PADDING), ("照片.jpg", FILM), ("连续.jpeg", FILM), ("扫描.png", FILM)]
)
def test_what_stands_behind_the_end_is_nobodys_concern(name, behind):
    assert refusal(name, WHOLE[name] + behind) is None
