"""A disk that takes no more (the operating system's own refusal): said in plain words, nothing half kept."""

import os
import resource
import subprocess
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from procurement.core import attachments, clock, documents
from procurement.core.documents import Key, Sheet
from procurement.core.errors import DomainError
from procurement.core.models import Attachment, DocumentOrder
from procurement.tendering.models import BidDraft, BidFile, BidPiece, SealedBid
from procurement.tendering.services import uploads
from procurement.tendering.services.drafts import save_draft
from tests.factories import accounts as people
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
    file = SimpleUploadedFile("a.pdf", seals.pdf(os.urandom(ROOM)))
    with disk_full_at(ROOM), pytest.raises(DomainError) as refused:
        attachments.store(file=file, purpose="proof", owner_kind="case", owner_code="C", actor=writer, at=at)
    assert (str(refused.value), refused.value.field) == (NO_ROOM, "file")
    assert (files(private_storage), Attachment.objects.count()) == ([], 0)


def test_an_attachment_of_a_bid(private_storage):
    round, _custodians = seals.receiving()
    with disk_full_at(ROOM), pytest.raises(DomainError) as refused:
        seals.attach(round, seals.bidder(), seals.pdf(os.urandom(ROOM)))
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
def tiny_disk(settings, tmp_path):
    """A file system of one megabyte; it fills up in earnest."""
    place = tmp_path / "tiny"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting takes root")
    settings.PRIVATE_ROOT = place / "private"
    yield place
    subprocess.run(["umount", str(place)], check=True)


def filled(disk):
    with (disk / "filler").open("wb", buffering=0) as filler, pytest.raises(OSError, match="No space"):
        while filler.write(bytes(1024)):
            pass


def test_a_bid_on_a_disk_that_is_full(tiny_disk):
    """Neither a piece of an attachment, nor a whole one, nor the bid: and once there is room the same bid is taken."""
    round, _custodians = seals.receiving()
    bidder = seals.bidder()
    kept = seals.attach(round, bidder)
    filled(tiny_disk)
    before = files(tiny_disk)
    size = 900 * 1024
    upload = uploads.start_upload(
        round=round, name="大.pdf", size=size, purpose="PLAN", actor=bidder, at=seals.AT
    )
    content = seals.pdf(b"x" * (size - 100))
    with pytest.raises(DomainError) as piece:
        uploads.take_piece(upload=upload, offset=0, content=content, key="5a" * 32, actor=bidder, at=seals.AT)
    with pytest.raises(DomainError) as whole:
        seals.attach(round, bidder, content, name="大.pdf")
    assert (str(piece.value), str(whole.value)) == (NO_ROOM, NO_ROOM)
    with pytest.raises(DomainError, match="没有递交，也没有回执"):
        seals.sealed_bid(round, bidder)
    assert (files(tiny_disk), SealedBid.objects.count(), BidPiece.objects.count()) == (before, 0, 0)
    (tiny_disk / "filler").unlink()
    assert list(seals.sealed_bid(round, bidder).files.all()) == [kept]


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL has no such switch within a transaction"
)
def test_a_database_that_takes_nothing(client, private_storage):
    """What a database does whose disk is full or gone: said in plain words, nothing half kept, and taken afterwards."""
    clock.start_at(seals.AT)
    round, _custodians = seals.receiving()
    bidder = seals.bidder()
    seals.attach(round, bidder)
    save_draft(round=round, form=seals.form(), actor=bidder, at=seals.AT)
    client = people.login(Client(raise_request_exception=False), bidder)
    address = reverse("tendering:bid-seal", args=[round.code])
    sent = client.get(address).context["form"].initial
    kept = files(private_storage)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
        answer = client.post(address, sent)
        cursor.execute("PRAGMA query_only = OFF")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "不会只办一半" in answer.content.decode()
    assert (SealedBid.objects.count(), BidDraft.objects.count(), files(private_storage)) == (0, 1, kept)
    assert client.post(address, sent).status_code == 302
    assert SealedBid.objects.count() == 1


@pytest.fixture
def plain(settings, tmp_path):
    """A document of one line."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "plain.html").write_text("<p>一行</p>", encoding="utf-8")
    settings.TEMPLATES = [
        {**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path / "templates"]}
    ]
    documents.register("plain", lambda code, version: Sheet("plain.html", {}, "plain.pdf"))
    yield Key("plain", "P-1")
    del documents._drawers["plain"]


def test_a_document_is_drawn_later(at, plain, tiny_disk):
    documents.order(plain, at=at)
    filled(tiny_disk)
    assert documents.draw_waiting() == 0
    row = documents.waiting(plain)
    assert (row.attempts, row.given_up, row.error[:8]) == (0, False, "OSError:")
    assert (documents.issued(plain), files(tiny_disk)) == (None, [tiny_disk / "filler"])
    (tiny_disk / "filler").unlink()
    DocumentOrder.objects.update(due_at=clock.real_now())
    assert documents.draw_waiting() == 1
    assert documents.issued(plain).size > 0
