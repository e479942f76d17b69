"""From the first sealed bid to the opened round, through services."""

import json
import subprocess
import sys

import pytest

from procurement.core import checkpoints
from procurement.core.clock import local_date
from procurement.core.errors import WrongState
from procurement.tendering.enums import Method, PackageStatus
from procurement.tendering.services.records import opening_record
from tests.factories import seals as make

pytestmark = pytest.mark.django_db


def test_a_consultation_is_sealed_closed_and_opened_for_the_group():
    round, custodians = make.receiving()
    first, second = make.bidder("甲服务社"), make.bidder("乙合作社")
    make.attach(round, first, make.PDF + b"first")
    one = make.sealed_bid(round, first)
    make.sealed_bid(round, second, offer="288000.00", unit_price="45.00")

    round = make.opened(round, custodians)

    assert (round.status, round.package.status) == ("OPENED", PackageStatus.OPENED)
    found = {bid.supplier.name: (bid.offer, bid.failure) for bid in round.opened.all()}
    assert sorted(name for name in found) == ["乙合作社", "甲服务社"]
    bid = one.opened
    assert bid.content["files"][0]["name"] == "方案.pdf"
    assert bid.content["damaged_files"] == []
    assert str(bid.offer) == "256000.00"


def test_the_record_satisfies_the_public_command(tmp_path):
    round, custodians = make.receiving(Method.OPEN_TENDER)
    for name in "甲乙丙":
        make.sealed_bid(round, make.bidder(name))
    round = make.opened(round, custodians)
    assert opening_record(round=round)["checkpoint"] is None
    checkpoints.make(day=local_date(make.CLOSED), at=make.CLOSED)

    path = tmp_path / "record.json"
    path.write_text(json.dumps(opening_record(round=round), ensure_ascii=False))
    ran = subprocess.run(
        [sys.executable, "-m", "procurement.regulations.receipts", str(path)], capture_output=True, text=True
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert json.loads(ran.stdout) == {
        "tender": round.package.tender.code,
        "receipts": 3,
        "root": "INTACT",
        "checkpoint": "INTACT",
    }


def test_two_bids_are_too_few_for_an_open_tender():
    round, custodians = make.receiving(Method.OPEN_TENDER)
    for name in "甲乙":
        make.sealed_bid(round, make.bidder(name))
    make.close(round)
    assert (round.status, round.package.status) == ("UNOPENED", PackageStatus.CLOSED)
    with pytest.raises(WrongState):
        make.opened(round, custodians)
    assert round.opened.count() == 0
