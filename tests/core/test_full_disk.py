"""A disk that takes no more (the operating system's own refusal): said in plain words, nothing half kept."""

import base64
import io
import os
import resource
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from procurement.core import attachments, clock, documents
from procurement.core.documents import Key, Sheet
from procurement.core.errors import DomainError
from procurement.core.models import Attachment, DocumentOrder
from procurement.tendering.models import BidDraft, BidFile, SealedBid
from tests.factories import seals

pytestmark = pytest.mark.django_db
# Beyond what the test database needs for itself.
ROOM = 24 * 1024 * 1024
NO_ROOM = "存储空间不足或不可用，文件没有保存。请稍后再试，或联系管理员。"


@contextmanager
def disk_full_at(size: int):
    """Let the operating system refuse every byte of a file beyond ``size``."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def files(root):
    return [path for path in root.rglob("*") if path.is_file()]


def test_an_attachment(at, writer, private_storage):
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.7" + os.urandom(ROOM))
    with disk_full_at(ROOM), pytest.raises(DomainError) as refused:
        attachments.store(file=file, purpose="proof", owner_kind="case", owner_code="C", actor=writer, at=at)
    assert (str(refused.value), refused.value.field) == (NO_ROOM, "file")
    assert (files(private_storage), Attachment.objects.count()) == ([], 0)


def test_an_attachment_of_a_bid(private_storage):
    round, _custodians = seals.receiving()
    with disk_full_at(ROOM), pytest.raises(DomainError) as refused:
        seals.attach(round, seals.bidder(), seals.PDF + os.urandom(ROOM))
    assert (str(refused.value), refused.value.field) == (NO_ROOM, "file")
    assert (files(private_storage), BidFile.objects.count()) == ([], 0)


def test_a_bid_gets_no_receipt_and_loses_nothing(settings, tmp_path, private_storage):
    round, _custodians = seals.receiving()
    bidder = seals.bidder()
    seals.attach(round, bidder)
    kept = files(private_storage)
    settings.PRIVATE_ROOT = tmp_path / "gone"
    settings.PRIVATE_ROOT.touch()
    with pytest.raises(DomainError, match="没有递交，也没有回执"):
        seals.sealed_bid(round, bidder)
    settings.PRIVATE_ROOT = private_storage
    assert (SealedBid.objects.count(), BidDraft.objects.count(), files(private_storage)) == (0, 1, kept)
    assert seals.sealed_bid(round, bidder).receipt


@pytest.fixture
def heavy(settings, tmp_path):
    """A document larger than ROOM: a picture of noise."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "heavy.html").write_text('<img src="{{ picture }}">', encoding="utf-8")
    settings.TEMPLATES = [
        {**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path / "templates"]}
    ]
    noise, width = io.BytesIO(), 3000
    Image.frombytes("RGB", (width, width), os.urandom(3 * width * width)).save(noise, "PNG", compress_level=0)
    picture = "data:image/png;base64," + base64.b64encode(noise.getvalue()).decode()
    documents.register("heavy", lambda code, version: Sheet("heavy.html", {"picture": picture}, "heavy.pdf"))
    yield Key("heavy", "H-1")
    del documents._drawers["heavy"]


def test_a_document_is_drawn_later(at, heavy, private_storage):
    documents.order(heavy, at=at)
    with disk_full_at(ROOM):
        assert documents.draw_waiting() == 0
    row = documents.waiting(heavy)
    assert (row.attempts, row.given_up, row.error[:8]) == (0, False, "OSError:")
    assert (documents.issued(heavy), files(private_storage)) == (None, [])
    DocumentOrder.objects.update(due_at=clock.real_now())
    assert documents.draw_waiting() == 1
    assert documents.issued(heavy).size > ROOM
