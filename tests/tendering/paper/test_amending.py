"""Amendments in the tables of the documents: numbered differences, bids that stand (D-10 to D-14, N-17)."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from procurement.core import clock
from procurement.core.clock import SHANGHAI
from procurement.core.errors import DomainError, NotAllowed
from procurement.publications.models import Publication
from procurement.tendering.models import AmendmentDraft, OpenedBid, Tender
from procurement.tendering.selectors import amending as drafts
from procurement.tendering.selectors.changes import changes_between, changes_of, contract_lags
from procurement.tendering.selectors.tables import fingerprint, positioned_rows
from procurement.tendering.selectors.versions import written_by
from procurement.tendering.services import amending
from procurement.tendering.services.amendments import amend
from procurement.tendering.services.bidding import seal_bid
from tests.factories import accounts, seals
from tests.factories import tendering as make

AT = make.RELEASED_AT + timedelta(days=1)
LATE = datetime(2026, 10, 7, 10, 0, tzinfo=SHANGHAI)
LINE = {
    **make.REQUIREMENTS[0],
    "position": 1,
    "quantity": "23",
    "standard": "每日清扫，覆盖率不低于95%；投诉24小时内处理",
}
NEW = {
    "what": "公厕保洁",
    "quantity": "4",
    "unit": "座",
    "place": "集镇",
    "standard": "每日两次",
    "by_when": "",
}
WHOLE = "公厕保洁：4座\n集镇\n每日两次"
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
    return [(row.where, row.before, row.after) for row in changes_of(amendment)]


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
    assert contract_lags(after, changes_between(tender, after))
    assert "补充条款" in after.tender.contract_draft


def test_what_a_line_buys_cannot_be_amended_and_one_line_of_those_in_force_stays(home, tender):
    package = tender.packages.get()
    with pytest.raises(DomainError) as refused:
        amending.draft_lines(package=package, rows=[NEW], actor=home.operator, at=AT)
    assert (refused.value.field, refused.value.rule) == ("rows", "D-14")
    assert "采购标的" in str(refused.value) and "第87号第二十七条" in str(refused.value)
    lines(tender, home, what="村道养护")
    published(tender, home)
    assert package.requirements.get().what == "村庄日常保洁与垃圾收集"


def test_lines_come_and_go_with_a_statement_and_no_number_is_given_twice(home, tender):
    package = tender.packages.get()
    amending.draft_lines(package=package, rows=[LINE, NEW], actor=home.operator, at=AT)
    with pytest.raises(DomainError) as refused:
        published(tender, home)
    assert (refused.value.field, refused.value.rule) == ("text", "D-14")
    assert "为什么采购标的没有改变" in str(refused.value)

    amendment = published(tender, home, text="同一保洁服务，补上漏列的公厕。")
    assert ("第1包新增采购需求第2项“公厕保洁”", "", WHOLE) in said(amendment)
    assert amendment.affects_bids
    assert "2. 公厕保洁" in Tender.objects.get(pk=tender.pk).contract_draft

    gone = [{**LINE, "position": 1}, {**NEW, "what": "垃圾分类宣传"}]
    amending.draft_lines(package=package, rows=gone, actor=home.operator, at=AT)
    after = drafts.package_in(drafts.drafted(tender, drafts.draft_of(tender).content), package)
    shown = positioned_rows(package, after.lines)
    assert [(row["position"], row["what"], row["remove"]) for row in shown] == [
        (1, "村庄日常保洁与垃圾收集", False),
        (2, "公厕保洁", True),
        (None, "垃圾分类宣传", False),
    ]
    amendment = published(tender, home, text="公厕已有专人管护，改为宣传；仍是保洁服务。")
    assert ("第1包删去采购需求第2项“公厕保洁”", WHOLE, "") in said(amendment)
    assert list(package.requirements.values_list("position", "what")) == [
        (1, "村庄日常保洁与垃圾收集"),
        (3, "垃圾分类宣传"),
    ]


def test_a_bid_of_before_a_new_line_stands_and_a_new_one_prices_it(home, tender, custodians):
    package = tender.packages.get()
    bid_round, early, late = package.rounds.get(), seals.bidder(), seals.bidder()
    seals.sealed_bid(bid_round, early, at=AT, **OFFER)
    amending.draft_lines(package=package, rows=[{**LINE, "quantity": "21"}, NEW], actor=home.operator, at=AT)
    published(tender, home, AT + timedelta(hours=1), text="补上漏列的公厕，仍是保洁服务。")
    bid_round.refresh_from_db()
    written = AT + timedelta(hours=2)
    with pytest.raises(DomainError) as refused:
        seal_bid(round=bid_round, form=seals.form(**OFFER), actor=late, at=written)
    assert refused.value.field in ("unit_price_2", "offer", "stance_2")
    priced = {
        **OFFER,
        "prices": [*OFFER["prices"], {"position": 2, "unit_price": "500.00"}],
        "responses": [{"position": number, "stance": "MEETS", "text": ""} for number in (1, 2)],
        "offer": "212000.00",
    }
    seals.sealed_bid(bid_round, late, at=written, **priced)
    seals.sealed_bid(bid_round, seals.bidder(), at=written, **priced)

    seals.opened(bid_round, custodians, bid_round.deadline + timedelta(minutes=2))

    bids = {bid.supplier_id: bid for bid in OpenedBid.objects.filter(round=bid_round)}
    old, new = bids[early.organisation_id], bids[late.organisation_id]
    assert (old.failure, new.failure) == ("", "")
    assert [row["position"] for row in old.content["prices"]] == [1]
    assert [row["position"] for row in new.content["prices"]] == [1, 2]
    assert written_by(old).version == 1


def test_the_second_to_save_a_page_is_told_what_stands_there_now(home, tender, client, rules_time):
    rules_time(AT)
    accounts.login(client, home.operator)
    package = tender.packages.get()
    pages = {
        reverse("tendering:amendment-ceiling", args=[package.code]): ("price_ceiling", "300000", "310000"),
        reverse("tendering:amendment-commercial", args=[tender.code]): (
            "penalty",
            "每次扣500元。",
            "每次扣300元。",
        ),
        reverse("tendering:amendment-terms", args=[tender.code]): (
            "opening_place",
            "一号会议室",
            "二号会议室",
        ),
    }
    for address, (name, first, second) in pages.items():
        asked = client.get(address).context["form"].initial
        given = {key: "按合同约定" if value == "" else value for key, value in asked.items()}
        given = {key: value for key, value in given.items() if value is not None}
        assert client.post(address, {**given, name: first}).status_code == 302
        told = client.post(address, {**given, name: second})
        assert told.status_code == 200
        form = told.context["form"]
        assert "已由别人保存过" in str(form.non_field_errors())
        assert "现在保存的是" in str(form[name].errors) and form[name].value() == second
        assert client.post(address, {**given, name: second, "seen": form.data["seen"]}).status_code == 302


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
    stale = fingerprint(positioned_rows(package, package.requirements.all()))
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
