"""Who waits for whom while bids are sealed and withdrawn (PostgreSQL); SQLite has one writer at a time anyway."""

import threading

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction

from procurement.core.errors import DomainError
from procurement.core.turns import held_as_it_is
from procurement.tendering.enums import BidState
from procurement.tendering.models import BidDraft, BidRound, SealedBid
from procurement.tendering.selectors.steps import ground_article
from procurement.tendering.services.bidding import seal_bid, withdraw_bid
from procurement.tendering.services.drafts import add_file, remove_file
from procurement.tendering.services.ending import annul, terminate
from tests.core.test_locks import meanwhile
from tests.factories import seals as make
from tests.factories import tendering

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite locks the whole file"),
]


def test_who_withdraws_does_not_wait_for_others_who_seal():
    """In the last minutes somebody always seals: a withdrawal that waits for a pause would come too late."""
    round, _custodians = make.receiving()
    bidder = make.bidder()
    bid = seal_bid(round=round, form=make.form(), actor=bidder, at=make.AT)
    with transaction.atomic():
        held_as_it_is(round)
        assert meanwhile(lambda: withdraw_bid(bid=bid, actor=bidder, at=make.AT)) == "done"
    bid.refresh_from_db()
    assert bid.status == BidState.WITHDRAWN


def test_who_withdraws_waits_for_the_close_and_for_a_colleague_who_seals():
    round, _custodians = make.receiving()
    bidder = make.bidder()
    bid = seal_bid(round=round, form=make.form(), actor=bidder, at=make.AT)
    with transaction.atomic():
        BidRound.objects.select_for_update().get(pk=round.pk)
        assert meanwhile(lambda: withdraw_bid(bid=bid, actor=bidder, at=make.AT)) == "had to wait"
    with transaction.atomic():
        seal_bid(round=round, form=make.form(), actor=bidder, at=make.AT)
        assert meanwhile(lambda: withdraw_bid(bid=bid, actor=bidder, at=make.AT)) == "had to wait"


def test_a_colleague_who_removes_an_attachment_and_a_seal_do_not_wait_for_each_other():
    round, _custodians = make.receiving()
    bidder = make.bidder()
    file = add_file(round=round, file=ContentFile(make.PDF, "方案.pdf"), actor=bidder, at=make.AT)
    told: list[str] = []

    def seal() -> None:
        try:
            seal_bid(round=round, form=make.form(), actor=bidder, at=make.AT)
        except DomainError as error:
            told.append(str(error))
        finally:
            connection.close()

    sealing = threading.Thread(target=seal)
    with transaction.atomic():
        BidDraft.objects.select_for_update().get(round=round)
        sealing.start()
        while not _somebody_waits():
            assert sealing.is_alive()
        remove_file(round=round, code=file.code, actor=bidder, at=make.AT)
    sealing.join()
    assert told == ["附件已被删除，请返回检查附件后再提交。"]
    assert not SealedBid.objects.exists()


@pytest.mark.parametrize("end", [annul, terminate])
def test_who_ends_a_procurement_holds_nothing_while_it_waits_for_the_close(end):
    """The close takes the round, then the package: from the other end the two would wait for each other."""
    home = tendering.town()
    tender = tendering.released_tender(home)
    package = tender.packages.get()
    how = {
        annul: {"package": package, "basis": ground_article("TASK_CANCELLED", "OPEN_TENDER")},
        terminate: {"tender": tender, "ground": "TASK_CANCELLED"},
    }
    failed: list[BaseException] = []

    def run() -> None:
        try:
            end(**how[end], reason="任务取消。", actor=home.leader, at=tendering.RELEASED_AT)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    ending = threading.Thread(target=run)
    with transaction.atomic():
        BidRound.objects.select_for_update().get(package=package)
        ending.start()
        while not _somebody_waits():
            assert ending.is_alive(), failed
        for held in (tender, package):
            type(held)._default_manager.select_for_update(nowait=True).get(pk=held.pk)
    ending.join()
    package.refresh_from_db()
    assert (failed, package.status in ("ANNULLED", "TERMINATED")) == ([], True)


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)")
        return bool(cursor.fetchone()[0])
