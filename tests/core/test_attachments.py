"""Files are what they say they are, are kept whole or not at all, and are read by whom the room lets."""

import hashlib
import io
import os
import stat
import zipfile
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from procurement.core import attachments, storage
from procurement.core.attachments import ANY, store
from procurement.core.errors import DomainError
from procurement.core.models import Attachment
from procurement.core.permissions import ALLOWED, allow_if

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\nhello\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\0IEND\xaeB`\x82"


def kept(content, name, at, writer, **options):
    file = SimpleUploadedFile("x.bin", content)
    # Past Django's own cleaning: what a hostile client sends must meet our own check.
    file._name = name
    options.setdefault("allowed", ANY)
    return store(
        file=file, purpose="proof", owner_kind="case", owner_code="CASE-1", actor=writer, at=at, **options
    )


def archive(**members) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return content.getvalue()


def sheet() -> bytes:
    content = io.BytesIO()
    book = Workbook()
    book.active.append(["金额"])
    book.save(content)
    return content.getvalue()


def office(part, **more) -> bytes:
    return archive(**{"[Content_Types].xml": "<Types/>", part: "<x/>", **more})


def on_disk(root):
    return sorted(path for path in root.rglob("*") if path.is_file())


def test_keeps_a_file_with_its_hash(at, writer, private_storage):
    row = kept(PDF, "营业执照（正本）.pdf", at, writer)
    assert (row.name, row.content_type, row.size) == ("营业执照（正本）.pdf", "application/pdf", len(PDF))
    assert (row.sha256, row.stored_by, row.stored_at) == (hashlib.sha256(PDF).hexdigest(), "P-WRITER", at)
    [path] = on_disk(private_storage)
    assert path == private_storage / row.path
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (PDF, 0o600)
    assert list(attachments.attachments_of("case", "CASE-1")) == [row]
    with attachments.open_attachment(row) as file:
        assert file.read() == PDF


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.PDF", PDF),
        ("v1.2026.09.pdf", PDF),
        ("a.png", PNG),
        ("a.jpeg", b"\xff\xd8\xff\xe0\0\2\xff\xd9"),
        ("a.xlsx", sheet()),
        ("a.docx", office("word/document.xml")),
        ("a.zip", archive(**{"村/名单.csv": "甲,乙"})),
        ("a.csv", "\ufeff名称,金额\n甲,1".encode()),
        ("a.csv", "名称,金额".encode("gb18030")),
        ("a.txt", "好".encode() * 5000),
    ],
)
def test_takes_what_it_says_it_takes(at, writer, name, content):
    assert kept(content, name, at, writer).name == name


@pytest.mark.parametrize(
    "name",
    [
        *("", ".pdf", "pdf", "..pdf", " .pdf", "a", "a.", "x" * 120 + ".pdf"),
        *(
            "../a.pdf",
            "a/b.pdf",
            "a\\b.pdf",
            "c:a.pdf",
            "a\0.pdf",
            "a\n.pdf",
            "a\u202efdp.pdf",
            "a\u200b.pdf",
        ),
        *(".htaccess.pdf", "con.pdf", "LPT1.pdf", "a|b.pdf", 'a".pdf', "a<b>.pdf"),
        *("a.exe", "a.pdf.exe", "a.exe.pdf", "a.PHP.pdf", "a.html", "a.svg", "a.docm", "a.js .pdf"),
    ],
)
def test_hostile_names_are_refused(at, writer, private_storage, name):
    with pytest.raises(DomainError) as refused:
        kept(PDF, name, at, writer)
    assert refused.value.field == "file"
    assert (Attachment.objects.count(), on_disk(private_storage)) == (0, [])


BOMB = archive(**{f"{n}.txt": b"\0" * 40_000_000 for n in range(1)})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"MZ\x90\0"),
        ("a.pdf", b"<html><script>alert(1)</script>"),
        ("a.pdf", b" %PDF-1.7"),
        ("a.png", PDF),
        ("a.jpg", PNG),
        ("a.docx", sheet()),
        ("a.xlsx", archive(**{"a.txt": "x"})),
        ("a.docx", office("word/document.xml", **{"word/vbaProject.bin": "x"})),
        ("a.zip", BOMB),
        ("a.zip", archive(**{"../../etc/passwd": "x"})),
        ("a.zip", archive(**{"/etc/passwd": "x"})),
        ("a.zip", archive(**{"setup.exe": "x"})),
        ("a.zip", archive(**{"list.pdf.exe": "x"})),
        ("a.zip", archive(**{"inner.zip": "x"})),
        ("a.zip", archive(**{f"{n}": "x" for n in range(2001)})),
        ("a.zip", b"PK\x03\x04 broken"),
        ("a.csv", b"a,b\0c"),
        ("a.txt", b"good text" * 2000 + b"\x07"),
        ("a.txt", b"<!DOCTYPE html><p>"),
        ("a.txt", b"#!/bin/sh\nrm -rf /"),
        ("a.pdf", b""),
    ],
)
def test_disguised_and_dangerous_content_is_refused(at, writer, private_storage, name, content):
    with pytest.raises(DomainError) as refused:
        kept(content, name, at, writer)
    assert refused.value.field == "file"
    assert (Attachment.objects.count(), on_disk(private_storage)) == (0, [])


def test_the_refusal_says_what_the_file_looks_like(at, writer):
    with pytest.raises(DomainError) as refused:
        kept(PNG, "a.pdf", at, writer)
    assert str(refused.value) == "文件内容不是 PDF，看起来是 PNG。请用正确的格式保存后重新上传。"


def test_only_what_is_allowed_here(at, writer):
    with pytest.raises(DomainError) as refused:
        kept(PDF, "a.pdf", at, writer, allowed=("xlsx", "csv"))
    assert str(refused.value) == "这里只接受 XLSX、CSV 文件。"


def test_too_big(at, writer):
    with pytest.raises(DomainError) as refused:
        kept(PDF + b" " * 1_600_000, "a.pdf", at, writer, max_bytes=1024 * 1024)
    assert str(refused.value) == "文件有 1.5 MB，超过 1 MB 的上限。请压缩或分成几个文件。"


def test_a_full_disk_leaves_nothing(at, writer, private_storage, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DomainError) as refused:
        kept(PDF, "a.pdf", at, writer)
    assert str(refused.value).startswith("存储空间不足")
    assert (Attachment.objects.count(), on_disk(private_storage)) == (0, [])


def test_a_row_that_fails_takes_its_file_along(at, writer, private_storage):
    with pytest.raises(Exception, match="stored_by|NULL|null"):
        kept(PDF, "a.pdf", None or at, type("Nobody", (), {"code": None})())
    assert on_disk(private_storage) == []


def test_an_altered_or_missing_file_is_not_given_out(at, writer, private_storage):
    row = kept(PDF, "a.pdf", at, writer)
    path = private_storage / row.path
    path.write_bytes(PDF.replace(b"hello", b"HELLO"))
    with pytest.raises(DomainError, match="哈希不一致"):
        attachments.open_attachment(row)
    path.unlink()
    with pytest.raises(DomainError, match="不在存储中"):
        attachments.open_attachment(row)


def test_discarding_removes_row_and_file(at, writer, private_storage):
    attachments.discard(kept(PDF, "a.pdf", at, writer))
    assert (Attachment.objects.count(), on_disk(private_storage)) == (0, [])


def test_private_files_have_no_address_and_are_never_replaced(private_storage):
    with pytest.raises(ValueError):
        storage.private().url("attachments/x")
    with storage.written(private_storage / "x") as file:
        file.write(b"1")
    with pytest.raises(FileExistsError), storage.written(private_storage / "x") as file:
        file.write(b"2")
    assert (private_storage / "x").read_bytes() == b"1"


@pytest.fixture
def readers(monkeypatch):
    monkeypatch.setattr(attachments, "_readers", {})
    return attachments


def address(row):
    return reverse("core:attachment", kwargs={"code": row.code})


def test_nobody_reads_what_no_room_answers_for(client, readers, at, writer):
    assert client.get(address(kept(PDF, "a.pdf", at, writer))).status_code == 404


def test_downloads_as_an_attachment(client, readers, at, writer):
    readers.register_reader("case", lambda actor, attachment: ALLOWED)
    row = kept(PDF, "采购 需求.pdf", at, writer)
    response = client.get(address(row))
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{quote('采购 需求.pdf')}"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"


def test_whom_the_room_refuses_gets_404(client, readers, at, writer):
    readers.register_reader(
        "case", lambda actor, attachment: allow_if(actor.code == "P-WRITER", "不是您的。")
    )
    row = kept(PDF, "a.pdf", at, writer)
    assert client.get(address(row)).status_code == 404
    assert client.get(reverse("core:attachment", kwargs={"code": "XXXX"})).status_code == 404
