"""The ceremony, and what goes wrong in it."""

import json
from decimal import Decimal

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from procurement.core.actors import SYSTEM
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.models import AuditEntry
from procurement.publications.models import Publication
from procurement.tendering.enums import Method, RoundStatus
from procurement.tendering.models import BidFile, BidRound, OpenedBid
from procurement.tendering.selectors import sealed_files
from procurement.tendering.services.opening import unlock
from tests.factories import accounts as people
from tests.factories import seals as make

pytestmark = pytest.mark.django_db


def act(round, custodians, part, phrase=None, at=make.CLOSED):
    return unlock(round=round, passphrase=phrase or make.PHRASES[part], actor=custodians[part], at=at)


def two_bids(method=Method.COMPETITIVE_CONSULTATION, names=("甲", "乙")):
    round, custodians = make.receiving(method)
    return round, custodians, [make.sealed_bid(round, make.bidder(name)) for name in names]


@pytest.mark.parametrize("first", ["PURCHASER", "DISCIPLINE", "INDEPENDENT"])
@pytest.mark.parametrize("second", ["PURCHASER", "DISCIPLINE", "INDEPENDENT"])
def test_any_two_open_and_one_twice_does_not(first, second):
    round, custodians, _bids = two_bids()
    act(round, custodians, first)
    if first == second:
        with pytest.raises(WrongState, match="另一位"):
            act(round, custodians, second)
        assert OpenedBid.objects.count() == 0
        return
    act(round, custodians, second)
    assert sorted(round.opened.values_list("code", flat=True)) == ["A", "B"]
    acted = round.custodians.exclude(acted_at=None).values_list("part", flat=True)
    assert sorted(acted) == sorted({first, second})


def test_not_before_the_close_and_the_custodian_brings_the_close_about():
    round, custodians, _bids = two_bids()
    with pytest.raises(WrongState, match="还没有截止"):
        act(round, custodians, "PURCHASER", at=make.DEADLINE)
    act(round, custodians, "PURCHASER")
    assert BidRound.objects.get(pk=round.pk).status == RoundStatus.CLOSED


def test_a_stranger_and_the_operator_open_nothing():
    round, _custodians, _bids = two_bids()
    make.close(round)
    for actor in (make.operator(round.package.tender.purchaser), people.bureau(), SYSTEM):
        with pytest.raises(NotAllowed):
            unlock(round=round, passphrase="x", actor=actor, at=make.CLOSED)


def test_wrong_phrases_are_recorded_and_limited():
    round, custodians, _bids = two_bids()
    for _try in range(5):
        with pytest.raises(DomainError, match="口令不对"):
            act(round, custodians, "PURCHASER", phrase="wrong")
    with pytest.raises(DomainError, match="次数过多"):
        act(round, custodians, "PURCHASER")
    refused = AuditEntry.objects.filter(subject_kind="round", action="unlock_refused")
    assert refused.count() == 5
    assert "wrong" not in str(list(refused.values()))


def test_many_rounds_in_a_row_are_no_guessing():
    found = [two_bids()[:2] for _round in range(1)]
    round, custodians = found[0]
    for _again in range(3):
        act(round, custodians, "PURCHASER")
        act(round, custodians, "DISCIPLINE")
        round, _people, _bids = two_bids()
        keys = {place.part: place for place in round.custodians.all()}
        custodians = {part: _people[part] for part in keys}
    assert OpenedBid.objects.count() == 6


def test_the_recovery_sheet_opens_where_the_phrase_is_forgotten():
    round, custodians = make.receiving()
    key = make.enrol(custodians["PURCHASER"], "换过的口令谁也猜不到")
    other, _custodians = make.receiving()
    assert key.recovery.startswith("AGE-SECRET-KEY-1")
    make.sealed_bid(round)
    make.sealed_bid(round)
    # The round was made for the earlier key: neither the new phrase nor the new sheet opens it.
    for typed in ("换过的口令谁也猜不到", key.recovery):
        with pytest.raises(DomainError, match="口令不对"):
            act(round, custodians, "PURCHASER", phrase=typed)
    act(round, custodians, "PURCHASER")
    assert other.status == "RECEIVING"


def damage(bid, how):
    path = sealed_files.path_of(bid.path)
    if how == "missing":
        path.unlink()
    else:
        content = bytearray(path.read_bytes())
        content[-20] ^= 1
        path.write_bytes(bytes(content))


@pytest.mark.parametrize(("how", "reason"), [("missing", "缺失"), ("altered", "哈希不符")])
def test_a_bid_that_does_not_open_is_set_apart_and_stops_no_other(how, reason):
    round, custodians, bids = two_bids(Method.OPEN_TENDER, ("甲", "乙", "丙"))
    damage(bids[1], how)
    round = make.opened(round, custodians)
    failures = {bid.sealed_id: bid.failure for bid in round.opened.all()}
    assert (failures[bids[0].pk], failures[bids[2].pk]) == ("", "")
    assert reason in failures[bids[1].pk]
    assert round.package.status == "OPENED"
    read_out = Publication.objects.get(code=round.publication_code).payload["read_out"]
    assert sorted("failure" in row for row in read_out) == [False, False, True]


def test_a_damaged_attachment_is_named_and_the_bid_stands():
    round, custodians = make.receiving()
    bidder = make.bidder()
    kept, hurt = make.attach(round, bidder), make.attach(round, bidder, name="业绩.pdf")
    bid = make.sealed_bid(round, bidder)
    make.sealed_bid(round)
    damage(BidFile.objects.get(pk=hurt.pk), "altered")
    make.opened(round, custodians)
    assert bid.opened.content["damaged_files"] == [hurt.code]
    assert kept.code in {entry["code"] for entry in bid.opened.content["files"]}


def test_only_valid_bids_are_opened():
    round, custodians = make.receiving()
    bidder = make.bidder("甲")
    make.sealed_bid(round, bidder)
    second = make.sealed_bid(round, bidder)
    third = make.sealed_bid(round, make.bidder("乙"))
    round = make.opened(round, custodians)
    assert set(round.opened.values_list("sealed", flat=True)) == {second.pk, third.pk}


def test_a_layer_that_was_exchanged_is_seen():
    round, custodians, _bids = two_bids()
    act(round, custodians, "PURCHASER")
    peeled = BidRound.objects.get(pk=round.pk).peeled
    peeled["left"]["DISCIPLINE"] = peeled["left"]["INDEPENDENT"]
    BidRound.objects.filter(pk=round.pk).update(peeled=peeled)
    round.refresh_from_db()
    with pytest.raises(WrongState, match="损坏或被改动"):
        act(round, custodians, "DISCIPLINE")


def test_a_tender_is_read_out_and_a_consultation_is_not():
    tender, custodians, _bids = two_bids(Method.OPEN_TENDER, ("甲", "乙", "丙"))
    tender = make.opened(tender, custodians)
    payload = Publication.objects.get(code=tender.publication_code).payload
    assert sorted(row["supplier"] for row in payload["read_out"]) == ["丙", "乙", "甲"]
    assert {row["offer_capitals"] for row in payload["read_out"]} == {"贰拾伍万陆仟元整"}

    consultation, custodians, _bids = two_bids()
    consultation = make.opened(consultation, custodians)
    text = str(Publication.objects.get(code=consultation.publication_code).payload)
    assert ("甲" in text, "256000" in text, "read_out" in text) == (False, False, False)


def test_a_hold_stops_the_opening_after_the_phrase():
    round, custodians, _bids = two_bids()
    make.close(round)
    round.package.tender.holds.create(
        code="H-1",
        reason="投诉处理期间",
        basis="采购法第五十七条",
        source_kind="complaint",
        source_code="x",
        starts_at=make.AT,
    )
    act(round, custodians, "PURCHASER")
    with pytest.raises(DomainError, match="已暂停"):
        act(round, custodians, "DISCIPLINE")
    assert OpenedBid.objects.count() == 0


def test_what_was_opened_lies_encrypted_in_the_database():
    """A copy of the database reads no form and no price after the opening either; in Python they are plain."""
    round, custodians = make.receiving(Method.OPEN_TENDER)
    for name in "甲乙丙":
        make.sealed_bid(round, make.bidder(name))
    bid = make.opened(round, custodians).opened.first()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM tendering_openedbid")
        kept = [
            " ".join(str(bytes(one) if isinstance(one, memoryview) else one) for one in row) for row in cursor
        ]
    told = "按规范逐次上门"
    written = {told, str(told.encode())[2:-1], json.dumps(told)[1:-1]}
    plain = {*written, bid.content["offer"], f"{bid.offer:.0f}", bid.scale}
    assert {word for word in plain for row in kept if word in row} == set()
    again = OpenedBid.objects.get(pk=bid.pk)
    assert again.content["responses"][0]["text"] == told
    assert (again.offer, again.scale) == (Decimal(again.content["offer"]), again.content["scale"])


@pytest.mark.django_db(transaction=True)
def test_what_was_opened_before_prices_were_locked_is_locked_and_can_be_written_plain_again():
    round, custodians = make.receiving(Method.OPEN_TENDER)
    for name in "甲乙丙":
        make.sealed_bid(round, make.bidder(name))
    opened = OpenedBid.objects.filter(round=make.opened(round, custodians)).order_by("code")
    before = list(opened.values_list("code", "offer", "scale", "small_share"))
    after = MigrationExecutor(connection).loader.graph.leaf_nodes("tendering")
    try:
        MigrationExecutor(connection).migrate([("tendering", "0033_drop_plain_bids")])
        with connection.cursor() as cursor:
            cursor.execute("SELECT code, offer, scale FROM tendering_openedbid ORDER BY code")
            plain = cursor.fetchall()
    finally:
        MigrationExecutor(connection).migrate(after)
    assert [tuple(row) for row in plain] == [
        (code, int(offer * 100), scale) for code, offer, scale, _ in before
    ]
    assert list(opened.values_list("code", "offer", "scale", "small_share")) == before
