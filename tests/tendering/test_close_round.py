"""The close: one root, one anchored entry, nothing unsealed left behind."""

from datetime import timedelta

import pytest
from django.urls import reverse

from procurement.core import due_events, lifecycle
from procurement.core.actors import SYSTEM
from procurement.core.errors import WrongState
from procurement.core.models import AuditEntry, Notification
from procurement.regulations.canonical import EMPTY_ROOT
from procurement.regulations.receipts import opening_root
from procurement.tendering.enums import Method, PackageStatus
from procurement.tendering.models import BidDraft, BidFile
from procurement.tendering.selectors import sealed_files
from procurement.tendering.services.drafts import save_draft
from procurement.tendering.services.records import opening_record
from procurement.tendering.services.rounds import close_round, extend_round
from tests.factories import seals as make

pytestmark = pytest.mark.django_db


def test_the_scheduler_closes_a_minute_after_the_deadline():
    round, _custodians = make.receiving()
    operator = make.operator(round.package.tender.purchaser)
    bids = [make.sealed_bid(round) for _bid in range(2)]
    due_events.run_due(until=make.CLOSED - timedelta(seconds=1))
    round.refresh_from_db()
    assert round.status == "RECEIVING"
    due_events.run_due(until=make.CLOSED + timedelta(hours=3))
    round.refresh_from_db()
    assert (round.status, round.closed_at) == ("CLOSED", make.CLOSED)
    assert round.package.status == PackageStatus.CLOSED
    assert round.root == opening_root([bid.entry_hash for bid in bids])
    entry = round.closing_entry
    assert (entry.subject_kind, entry.subject_code, entry.anchored) == (
        "tender",
        round.package.tender.code,
        True,
    )
    assert entry.changes["root"] == round.root
    assert Notification.objects.filter(recipient_code=operator.code, event="round_closed").count() == 1


def test_not_early_and_not_twice():
    round, _custodians = make.receiving()
    with pytest.raises(WrongState):
        close_round(round=round, at=make.CLOSED - timedelta(microseconds=1))
    close_round(round=round, at=make.CLOSED)
    with pytest.raises(WrongState):
        close_round(round=round, at=make.CLOSED)


def test_an_extended_round_closes_later():
    round, _custodians = make.receiving()
    operator = make.operator(round.package.tender.purchaser)
    extend_round(round=round, deadline=make.DEADLINE + timedelta(days=1), actor=operator, at=make.AT)
    due_events.run_due(until=make.CLOSED)
    round.refresh_from_db()
    assert round.status == "RECEIVING"


@pytest.mark.parametrize(
    ("method", "bids", "status"),
    [
        (Method.OPEN_TENDER, 2, "UNOPENED"),
        (Method.OPEN_TENDER, 3, "CLOSED"),
        (Method.COMPETITIVE_CONSULTATION, 1, "UNOPENED"),
        (Method.COMPETITIVE_CONSULTATION, 2, "CLOSED"),
        (Method.COMPETITIVE_NEGOTIATION, 2, "UNOPENED"),
        (Method.SINGLE_SOURCE, 0, "UNOPENED"),
    ],
)
def test_the_methods_minimum_decides_whether_anything_is_opened(method, bids, status):
    round, _custodians = make.receiving(method)
    for _bid in range(bids):
        make.sealed_bid(round)
    assert make.close(round).status == status
    assert AuditEntry.objects.filter(subject_kind="round", action="leave_unopened").count() == (
        status == "UNOPENED"
    )


def test_without_any_bid_the_root_is_that_of_nothing():
    round, _custodians = make.receiving()
    make.close(round)
    assert round.root == EMPTY_ROOT
    assert opening_record(round=round)["receipts"] == []


def test_no_record_before_the_close():
    round, _custodians = make.receiving()
    make.sealed_bid(round)
    with pytest.raises(WrongState, match="不公开"):
        opening_record(round=round)


def test_drafts_and_files_that_were_never_sealed_go(django_capture_on_commit_callbacks):
    round, _custodians = make.receiving()
    idle, bidder = make.bidder(), make.bidder()
    forgotten = make.attach(round, idle)
    save_draft(round=round, form=make.form(), actor=idle, at=make.AT)
    kept = make.attach(round, bidder)
    make.sealed_bid(round, bidder)
    with django_capture_on_commit_callbacks(execute=True):
        make.close(round)
    assert (BidDraft.objects.count(), list(BidFile.objects.values_list("pk", flat=True))) == (0, [kept.pk])
    assert not sealed_files.path_of(forgotten.path).exists()
    assert sealed_files.path_of(kept.path).exists()


def test_a_round_called_off_before_its_deadline_shows_nothing_and_keeps_no_draft(client):
    round, _custodians = make.receiving()
    writer = make.bidder()
    save_draft(round=round, form=make.form(), actor=writer, at=make.AT)
    bid = make.sealed_bid(round)
    lifecycle.apply("leave_unopened", round, actor=SYSTEM, at=make.AT)
    assert BidDraft.objects.count() == 0
    page = client.get(reverse("tendering:opening-detail", args=[round.code]))
    assert (page.status_code, bid.receipt in page.content.decode()) == (200, False)
    assert "已终止或废标" in page.content.decode()
    assert client.get(reverse("tendering:opening-record", args=[round.code])).status_code == 404
    with pytest.raises(WrongState):
        make.sealed_bid(round)
    due_events.run_due_for("tendering.close_round", round.code, until=make.CLOSED)
    round.refresh_from_db()
    assert round.status == "UNOPENED"


def test_the_close_removes_what_a_killed_process_left(private_storage, django_capture_on_commit_callbacks):
    """No receipt, nothing left: a file whose row was never committed, and one that is half written."""
    round, _custodians = make.receiving()
    bidder = make.bidder()
    make.attach(round, bidder)
    make.sealed_bid(round, bidder)
    folder = sealed_files.folder_of(round)
    kept = set(folder.iterdir())
    for name in ("0123.age", "4567.piece", ".89ab.age.cdef01"):
        (folder / name).write_bytes(b"age-encryption.org/v1")
    elsewhere, _others = make.receiving()
    make.sealed_bid(elsewhere)
    others = set(sealed_files.folder_of(elsewhere).iterdir())
    with django_capture_on_commit_callbacks(execute=True):
        close_round(round=round, at=make.CLOSED)
    assert (set(folder.iterdir()), len(kept)) == (kept, 2)
    assert set(sealed_files.folder_of(elsewhere).iterdir()) == others
