"""Real processes sealing at once, on whichever database the suite runs."""

import hashlib
import multiprocessing
import os
import time
import traceback
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connections

from procurement.core.errors import DomainError
from procurement.tendering.models import BidFile, SealedBid
from procurement.tendering.selectors import sealed_files
from procurement.tendering.services.bidding import seal_bid
from procurement.tendering.services.drafts import add_file
from procurement.tendering.services.rounds import close_round
from tests.factories import seals as make

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

FORK = multiprocessing.get_context("fork")
TWO_MB = 2 * 1024 * 1024
SUPPLIERS = 60


def at_once(jobs: list[Callable[[], Any]]) -> list[Any]:
    """Run every job in a process of its own, all let go at the same moment; return what each answers."""
    connections.close_all()
    gate, answers = FORK.Barrier(len(jobs) + 1), FORK.Queue()
    workers = [
        FORK.Process(target=_run, args=(number, job, gate, answers)) for number, job in enumerate(jobs)
    ]
    for worker in workers:
        worker.start()
    gate.wait(timeout=120)
    found = dict(answers.get(timeout=300) for _worker in workers)
    for worker in workers:
        worker.join(timeout=30)
    return [found[number] for number in range(len(jobs))]


def _run(number: int, job: Callable[[], Any], gate: Any, answers: Any) -> None:
    connections.close_all()
    gate.wait(timeout=120)
    try:
        answers.put((number, job()))
    except DomainError as error:
        answers.put((number, f"refused: {error}"))
    except BaseException:
        answers.put((number, traceback.format_exc()))
    finally:
        connections.close_all()
        answers.close()
        answers.join_thread()
        os._exit(0)


def test_the_same_bid_twice_at_once_is_one_receipt():
    round, _custodians = make.receiving()
    bidder = make.bidder()

    def job() -> str:
        return seal_bid(round=round, form=make.form(), key="one-page", actor=bidder, at=make.AT).receipt

    receipts = at_once([job] * 4)
    assert len(set(receipts)) == 1
    assert list(SealedBid.objects.values_list("receipt", "status")) == [(receipts[0], "VALID")]
    assert len(list(sealed_files.folder_of(round).iterdir())) == 1


def test_two_colleagues_at_once_leave_one_valid_bid():
    round, _custodians = make.receiving()
    bidder = make.bidder()
    jobs = [
        lambda number=number: (
            seal_bid(round=round, form=make.form(), key=f"page-{number}", actor=bidder, at=make.AT).receipt
        )
        for number in range(4)
    ]
    receipts = at_once(jobs)
    assert len(set(receipts)) == 4
    statuses = sorted(SealedBid.objects.values_list("status", flat=True))
    assert statuses == ["REPLACED", "REPLACED", "REPLACED", "VALID"]


def test_the_close_and_a_last_bid_at_once_lose_nothing():
    """Whatever is receipted stands under the root; whatever is not was refused."""
    round, _custodians = make.receiving()
    bidders = [make.bidder() for _number in range(6)]

    def seal(bidder: Any) -> Callable[[], str]:
        return lambda: seal_bid(round=round, form=make.form(), actor=bidder, at=make.DEADLINE).receipt

    def close() -> str:
        return close_round(round=round, at=make.CLOSED).root

    answers = at_once([seal(bidder) for bidder in bidders] + [close])
    given = {answer for answer in answers[:-1] if not answer.startswith("refused")}
    assert [answer for answer in answers if "Traceback" in answer] == []
    round.refresh_from_db()
    assert {bid.receipt for bid in round.bids.all()} == given
    from procurement.regulations.receipts import opening_root

    assert round.root == opening_root(round.bids.values_list("entry_hash", flat=True))


def test_sixty_suppliers_seal_two_megabytes_at_once_and_none_is_lost(capsys):
    round, custodians = make.receiving()
    bidders = [make.bidder() for _number in range(SUPPLIERS)]
    content = [make.pdf(os.urandom(TWO_MB)) for _bidder in bidders]

    def job(number: int) -> Callable[[], tuple[str, float]]:
        def work() -> tuple[str, float]:
            began = time.perf_counter()
            file = ContentFile(content[number], "方案.pdf")
            add_file(round=round, file=file, actor=bidders[number], at=make.AT)
            bid = seal_bid(round=round, form=make.form(), actor=bidders[number], at=make.AT)
            return bid.receipt, time.perf_counter() - began

        return work

    began = time.perf_counter()
    answers = at_once([job(number) for number in range(SUPPLIERS)])
    took = time.perf_counter() - began
    failed = [answer for answer in answers if not isinstance(answer, tuple)]
    assert failed == [], failed[0]
    with capsys.disabled():
        slowest = max(seconds for _receipt, seconds in answers)
        print(
            f"\n{SUPPLIERS} × 2 MB in {took:.1f} s = {SUPPLIERS / took:.1f} seals/s, slowest {slowest:.2f} s"
        )

    round = make.opened(round, custodians)
    secret = sealed_files.secret_of(round)
    hashes = {}
    for bid in round.opened.select_related("sealed"):
        assert (bid.failure, bid.content["damaged_files"]) == ("", [])
        file = BidFile.objects.get(code=bid.content["files"][0]["code"])
        plain = b"".join(sealed_files.decrypted(file, secret))
        hashes[bid.sealed.receipt] = hashlib.sha256(plain).hexdigest()
    expected = {
        receipt: hashlib.sha256(content[number]).hexdigest()
        for number, (receipt, _time) in enumerate(answers)
    }
    assert hashes == expected
