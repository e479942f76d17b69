"""Amendments in the tables of the documents: numbered differences, bids that stand (D-10 to D-14, N-17)."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from procurement.core import clock
from procurement.core.clock import SHANGHAI
from procurement.core.errors import DomainError, NotAllowed
from procurement.publications.models import Publication
from procurement.tendering.models import AmendmentDraft, OpenedBid
from procurement.tendering.selectors import amending as drafts
from procurement.tendering.selectors.tables import fingerprint, line_rows
from procurement.tendering.selectors.versions import written_by
from procurement.tendering.services import amending
from procurement.tendering.services.amendments import amend
from procurement.tendering.services.bidding import seal_bid
from tests.factories import accounts, seals
from tests.factories import tendering as make

AT = make.RELEASED_AT + timedelta(days=1)
LATE = datetime(2026, 10, 7, 10, 0, tzinfo=SHANGHAI)
LINE = {**make.REQUIREMENTS[0], "quantity": "23", "standard": "每日清扫，覆盖率不低于95%；投诉24小时内处理"}
TABLE = [
    {**make.FACTORS[0], "code": "T1", "maximum": "35", "criteria": "优35分，良25分，一般15分"},
    {**make.FACTORS[2], "code": "C1"},
    {
        "name": "应急响应",
        "kind": "TECHNICAL",
        "maximum": "35",
        "criteria": "优35分，良25分，一般15分",
    },
]
ANSWERS = [
    *({"kind": "condition", "code": code, "text": "符合"} for code in ("Q1", "Q2", "Q3")),
    *({"kind": "factor", "code": code, "text": f"方案{code}"} for code in ("T1", "T2", "C1")),
]
OFFER = {
    "prices": [{"position": 1, "unit_price": "10000.00"}],
    "offer": "210000.00",
    "answers": ANSWERS,
}


@pytest.fixture
def home(db):
    make.calendars()
    return make.town()


@pytest.fixture
def custodians(home):
    return seals.enrolled_custodians(home.organisation)


@pytest.fixture
def tender(home, custodians):
    return make.released_tender(home)


@pytest.fixture
def rules_time(settings):
    settings.SANDBOX_CLOCK = True
    return clock.start_at


def lines(tender, home, at=AT, **changed):
    package = tender.packages.get()
    rows = [{**LINE, **changed}]
    return amending.draft_lines(package=package, rows=rows, actor=home.operator, at=at)


def published(tender, home, at=AT, **fields):
    draft = drafts.draft_of(tender)
    values = {"text": "", "affects_bids": False, "seen": drafts.fingerprint(draft.content), **fields}
    return amend(tender=tender, actor=home.operator, at=at, **values)


def said(amendment):
    return [(row.where, row.before, row.after) for row in drafts.changes_of(amendment)]


def test_a_line_changes_in_place_and_the_notice_says_each_change_with_its_number(home, tender):
    line = tender.packages.get().requirements.get()
    lines(tender, home)
    line.refresh_from_db()
    assert line.quantity == 21, "a draft changes nothing"

    amendment = published(tender, home, LATE)

    line.refresh_from_db()
    assert (line.quantity, line.standard) == (23, LINE["standard"])
    name = "第1包采购需求第1项“村庄日常保洁与垃圾收集”的"
    assert said(amendment)[:2] == [
        (f"{name}数量", "21", "23"),
        (f"{name}服务标准", make.REQUIREMENTS[0]["standard"], LINE["standard"]),
    ]
    # What bids are written by moves the deadline by itself, whatever was ticked (D-12).
    assert amendment.affects_bids
    assert amendment.new_deadline == datetime(2026, 10, 12, 9, 0, tzinfo=SHANGHAI)
    rows = Publication.objects.get(code=amendment.publication_code).payload["sections"][1]["rows"]
    assert rows[2] == {"label": f"1. {name}数量", "value": "原：21\n现：23"}
    first, second = tender.documents.order_by("version")
    assert first.payload["packages"][0]["requirements"][0]["quantity"] == "21.00"
    assert second.payload["packages"][0]["requirements"][0]["quantity"] == "23.00"
    assert second.payload["amendment_changes"][0] == {
        "amendment": "1",
        "number": "1",
        "where": f"{name}数量",
        "before": "21",
        "after": "23",
    }
    assert not AmendmentDraft.objects.exists()


def test_a_contract_draft_that_was_built_follows_and_one_written_by_hand_does_not(home, tender):
    lines(tender, home)
    amendment = published(tender, home)
    tender.refresh_from_db()
    assert "23村" in tender.contract_draft and "21村" not in tender.contract_draft
    place, before, after = said(amendment)[-1]
    assert (place, "21村" in before, "23村" in after) == ("合同草案", True, True)

    tender.contract_draft += "\n补充条款。"
    tender.save(update_fields=["contract_draft"])
    draft = lines(tender, home, quantity="25")
    after = drafts.drafted(tender, draft.content)
    assert drafts.contract_lags(after, drafts.changes_between(tender, after))
    assert "补充条款" in after.tender.contract_draft


def test_what_is_bought_and_who_may_bid_cannot_be_amended(home, tender):
    package = tender.packages.get()
    with pytest.raises(DomainError) as refused:
        amending.draft_lines(package=package, rows=[LINE, LINE], actor=home.operator, at=AT)
    assert (refused.value.field, refused.value.rule) == ("rows", "D-14")
    assert "采购标的" in str(refused.value) and "第87号第二十七条" in str(refused.value)
    lines(tender, home, what="村道养护")
    published(tender, home)
    assert package.requirements.get().what == "村庄日常保洁与垃圾收集"


def test_a_factor_keeps_its_code_and_a_code_is_never_given_twice(home, tender):
    package = tender.packages.get()
    kept = package.factors.get(code="T1").pk
    amending.draft_factors(package=package, rows=TABLE, actor=home.operator, at=AT)
    amendment = published(tender, home)

    assert [(row.code, row.name) for row in package.factors.all()] == [
        ("T1", "保洁方案"),
        ("C1", "同类服务合同"),
        ("T3", "应急响应"),
    ]
    assert package.factors.get(code="T1").pk == kept
    places = [place for place, _before, _after in said(amendment)]
    assert "第1包评分因素T1“保洁方案”的分值" in places
    assert "第1包删去评分因素T2“人员与设备安排”" in places
    assert "第1包新增评分因素T3" in places

    without = [{**row, "code": code} for row, code in zip(TABLE, ("T1", "C1", ""), strict=True)]
    draft = amending.draft_factors(package=package, rows=without, actor=home.operator, at=AT)
    assert [row["code"] for row in draft.content["packages"]["1"]["factors"]] == ["T1", "C1", "T4"]


def test_an_unlawful_or_unbalanced_draft_is_refused_where_it_is_written_or_published(home, tender):
    package = tender.packages.get()
    with pytest.raises(DomainError) as refused:
        amending.draft_factors(package=package, rows=TABLE[:2], actor=home.operator, at=AT)
    assert refused.value.rule == "E-22"
    with pytest.raises(DomainError) as refused:
        lines(tender, home, standard="须入库登记的供应商提供")
    assert refused.value.rule == "N-04"
    terms = {name: getattr(tender, name) for name in amending.PLAIN_TERMS}
    amending.draft_terms(tender=tender, terms={**terms, "price_weight": 20}, actor=home.operator, at=AT)
    with pytest.raises(DomainError) as refused:
        published(tender, home)
    assert "合计110分" in str(refused.value)
    assert tender.amendments.count() == 0


def test_what_was_looked_at_is_what_is_published(home, tender):
    seen = drafts.fingerprint(lines(tender, home).content)
    lines(tender, home, quantity="30")
    with pytest.raises(DomainError) as refused:
        published(tender, home, seen=seen)
    assert "又有改动" in str(refused.value)
    package = tender.packages.get()
    stale = fingerprint(line_rows(package.requirements.all()))
    with pytest.raises(DomainError) as refused:
        amending.draft_lines(package=package, rows=[LINE], seen=stale, actor=home.operator, at=AT)
    assert refused.value.field == "stale"
    with pytest.raises(DomainError) as refused:
        amend(tender=tender, text=" ", affects_bids=False, actor=home.operator, at=AT)
    assert refused.value.field == "text"
    # A change of dates alone leaves the draft where it is.
    amend(tender=tender, text="顺延。", affects_bids=False, actor=home.operator, at=AT)
    assert AmendmentDraft.objects.filter(tender=tender).exists()
    for somebody in (home.leader, accounts.stranger(), accounts.bureau()):
        with pytest.raises(NotAllowed):
            amending.draft_lines(package=package, rows=[LINE], actor=somebody, at=AT)


def test_a_bid_of_before_opens_and_is_read_by_its_own_version(home, tender, custodians):
    bid_round = tender.packages.get().rounds.get()
    early, late = seals.bidder(), seals.bidder()
    seals.sealed_bid(bid_round, early, at=AT, **OFFER)
    amending.draft_factors(package=tender.packages.get(), rows=TABLE, actor=home.operator, at=AT)
    lines(tender, home)
    published(tender, home, AT + timedelta(hours=1))
    bid_round.refresh_from_db()
    written = AT + timedelta(hours=2)

    # The form follows the documents: the offer of before no longer adds up, the new factor wants its answer.
    with pytest.raises(DomainError) as refused:
        seal_bid(round=bid_round, form=seals.form(**OFFER), actor=late, at=written)
    assert "230,000.00" in str(refused.value)
    answers = [*ANSWERS[:3], *({"kind": "factor", "code": code, "text": "新"} for code in ("T1", "C1", "T3"))]
    form = seals.form(prices=OFFER["prices"], offer="230000.00", answers=answers)
    with pytest.raises(DomainError) as refused:
        seal_bid(round=bid_round, form=form, read_version=1, actor=late, at=written)
    assert "发布了更正" in str(refused.value)
    seal_bid(round=bid_round, form=form, read_version=2, actor=late, at=written)
    seals.sealed_bid(
        bid_round, seals.bidder(), at=written, prices=OFFER["prices"], offer="230000.00", answers=answers
    )

    seals.opened(bid_round, custodians, bid_round.deadline + timedelta(minutes=2))

    bids = {bid.supplier_id: bid for bid in OpenedBid.objects.filter(round=bid_round)}
    old, new = bids[early.organisation_id], bids[late.organisation_id]
    assert (old.failure, new.failure) == ("", "")
    found = written_by(old)
    assert (found.version, found.newest, len(found.since)) == (1, 2, 1)
    assert written_by(new) is None


def test_the_bidder_is_told_on_its_receipt_and_beside_what_changed(home, tender, client, rules_time):
    bid_round = tender.packages.get().rounds.get()
    bidder = seals.bidder()
    bid = seals.sealed_bid(bid_round, bidder, at=AT, **OFFER)
    lines(tender, home)
    published(tender, home, AT + timedelta(hours=1))
    rules_time(AT + timedelta(hours=2))
    accounts.login(client, bidder)
    receipt = client.get(reverse("tendering:receipt-detail", args=[bid.receipt])).content.decode()
    assert "这份文件仍然有效，不用重新递交" in receipt
    form = client.get(reverse("tendering:bid-edit", args=[bid_round.code])).content.decode()
    assert "更正第1号改了数量，原为“21”。" in form
    assert "共23村" in form
