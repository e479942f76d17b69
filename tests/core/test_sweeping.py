"""Private files without a row are put aside, kept for a month, brought back if a row names them; nothing else."""

import json
import os
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction

from procurement.core import attachments, clock, documents, heartbeat, storage, sweeping
from procurement.core.models import Attachment
from procurement.core.sweeping import Sweep
from procurement.tendering.models import BidFile, SealedBid
from tests.factories import seals
from tests.factories.publications import notice

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%%EOF\n"
NOW = clock.real_now()
LATER = NOW + timedelta(days=2)


def attached(writer, at) -> Attachment:
    return attachments.store(
        file=SimpleUploadedFile("a.pdf", PDF),
        purpose="proof",
        owner_kind="case",
        owner_code="CASE-1",
        actor=writer,
        at=at,
    )


def stray(root: Path, name: str) -> Path:
    with storage.written(root / name) as file:
        file.write(b"nobody's")
    return root / name


def files(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()} - {".swept.json"}


@pytest.fixture
def referenced(writer, at, private_storage) -> set[str]:
    """Return a file of every kind that a row names."""
    kept = {attached(writer, at).path}
    notice()
    documents.draw_waiting()
    round, _custodians = seals.receiving()
    bidder = seals.bidder()
    seals.attach(round, bidder)
    seals.sealed_bid(round, bidder)
    kept |= set(BidFile.objects.values_list("path", flat=True))
    kept |= set(SealedBid.objects.values_list("path", flat=True))
    documents.draw_waiting(seconds=60)
    return kept | {path for path in files(private_storage) if path.startswith("documents/")}


def test_nothing_that_a_row_names_is_touched(referenced, private_storage):
    assert {path.split("/")[0] for path in referenced} == {"attachments", "documents", "sealed"}
    before = files(private_storage)
    assert before >= referenced
    assert sweeping.sweep(now=LATER) == Sweep()
    assert files(private_storage) == before


def test_what_a_roll_back_left_is_put_aside_after_a_day(writer, at, private_storage, referenced):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        lost = attached(writer, at).path
        raise ZeroDivisionError
    assert sweeping.sweep(now=NOW + timedelta(hours=1)) == Sweep()
    assert sweeping.sweep(now=LATER) == Sweep(aside=1)
    assert files(private_storage) - referenced == {f"orphaned/{clock.local_date(LATER).isoformat()}/{lost}"}


def test_half_written_files_of_a_killed_process_go_too(private_storage):
    stray(private_storage, "sealed/R-1/.0f.age.1c")
    stray(private_storage, "documents/2026/09/.ab.cd")
    assert sweeping.sweep(now=LATER) == Sweep(aside=2)


def test_aside_for_a_month_then_deleted(private_storage):
    stray(private_storage, "attachments/2026/09/x")
    sweeping.sweep(now=LATER)
    assert sweeping.sweep(now=LATER + timedelta(days=29)) == Sweep()
    assert sweeping.sweep(now=LATER + timedelta(days=31)) == Sweep(deleted=1)
    assert files(private_storage) == set()


def test_a_database_brought_back_gets_its_files_back(writer, at, private_storage):
    row = attached(writer, at)
    Attachment.objects.filter(pk=row.pk).delete()
    assert sweeping.sweep(now=LATER) == Sweep(aside=1)
    row.save(force_insert=True)
    assert sweeping.sweep(now=LATER + timedelta(days=40)) == Sweep(back=1)
    with attachments.open_attachment(row) as file:
        assert file.read() == PDF


def test_a_wrong_database_deletes_nothing_and_is_told(client, private_storage, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    heartbeat.beat(at=clock.real_now())
    for number in range(sweeping.SUSPICIOUS + 1):
        os.utime(stray(private_storage, f"sealed/R-1/{number}.age"), (0, 0))
    before = files(private_storage)
    assert sweeping.sweep(now=LATER) == Sweep(refused=21)
    assert files(private_storage) == before
    assert client.get("/healthz").json()["degraded"]["stray files"].startswith("21 个私有文件")
    with pytest.raises(SystemExit):
        call_command("sweep_files", stdout=StringIO(), stderr=StringIO())


def test_folders_that_nobody_answers_for_are_left_alone(private_storage):
    path = stray(private_storage, "keys/own.key")
    assert sweeping.sweep(now=LATER) == Sweep()
    assert path.exists()


def test_the_command_counts_or_does(private_storage):
    path = stray(private_storage, "attachments/2026/09/x")
    old = (NOW - timedelta(days=2)).timestamp()
    os.utime(path, (old, old))
    told = StringIO()
    call_command("sweep_files", dry_run=True, stdout=told)
    assert path.exists()
    call_command("sweep_files", stdout=told)
    assert told.getvalue().splitlines() == ["put aside 1, brought back 0, deleted 0"] * 2
    assert not path.exists()


def test_the_job_sweeps_every_few_hours_only(private_storage):
    sweeping.sweep_now_and_then()
    stamp = private_storage / ".swept.json"
    assert json.loads(stamp.read_text()) == {"refused": 0}
    stamp.write_text('{"refused": 7}')
    sweeping.sweep_now_and_then()
    assert sweeping.refused_before() == 7
    old = (clock.real_now() - sweeping.EVERY - timedelta(minutes=1)).timestamp()
    os.utime(stamp, (old, old))
    sweeping.sweep_now_and_then()
    assert sweeping.refused_before() == 0
