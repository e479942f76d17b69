"""Release: the notice and the documents are frozen, packages receive, periods run."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from procurement.accounts.enums import Office
from procurement.core.clock import SHANGHAI, local_time
from procurement.core.errors import DomainError, GuardRefused, NotAllowed
from procurement.publications.models import Publication
from procurement.regulations.canonical import hash_of
from procurement.tendering.enums import Method
from procurement.tendering.lifecycle import guards
from procurement.tendering.models import CustodianKey
from procurement.tendering.services.holds import lift_hold, place_hold
from procurement.tendering.services.release import release
from tests.factories import accounts, seals
from tests.factories import tendering as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return make.town()


def test_a_consultation_goes_out(home):
    tender = make.released_tender(home)

    notice = Publication.objects.get(code=tender.notice_code)
    document = tender.documents.get()
    package = tender.packages.get()
    bid_round = package.rounds.get()
    assert (tender.status, package.status, bid_round.status) == ("RELEASED", "RECEIVING", "RECEIVING")
    assert (bid_round.deadline, bid_round.custodians.count()) == (tender.deadline, 3)
    assert (notice.kind, notice.project_code, notice.subject_code) == (
        "CONSULTATION_NOTICE",
        tender.item.code,
        tender.code,
    )
    assert document.sha256 == hash_of(document.payload) == notice.payload["facts"]["document_sha256"]


def test_the_notice_has_the_fields_of_the_form(home):
    notice = Publication.objects.get(code=make.released_tender(home).notice_code)

    assert [section["title"] for section in notice.payload["sections"]] == [
        "项目概况",
        "一、项目基本情况",
        "二、申请人的资格要求",
        "三、获取采购文件",
        "四、响应文件提交",
        "五、响应文件开启",
        "六、公告期限",
        "七、其他补充事宜",
        "八、联系方式",
    ]
    rows = {row["label"]: row["value"] for section in notice.payload["sections"] for row in section["rows"]}
    assert rows["预算金额"] == "1,960,000.00元（壹佰玖拾陆万元整）"
    assert rows["项目联系方式"] == "项目联系人：采购经办人　电话：见采购人门户"
    assert rows["提交截止时间"] == "2026年10月8日 09:00（北京时间）"
    assert rows["公告期限"] == "自本公告发布之日起3个工作日，至2026年9月24日（财库〔2015〕135号）。"
    assert rows["采购计划备案号"].startswith("HB420923-2026-")


def test_an_open_tender_has_a_tender_notice(home):
    item = make.published_item(home, amount="2760000.00", method=Method.OPEN_TENDER)
    tender = make.released_tender(home, make.implementation_plan(home, item))
    assert Publication.objects.get(code=tender.notice_code).kind == "TENDER_NOTICE"
    assert tender.deadline == datetime(2026, 10, 12, 9, tzinfo=SHANGHAI)


def test_a_missing_review_stops_it_with_its_name(home):
    seals.enrolled_custodians(home.organisation)
    with pytest.raises(GuardRefused) as caught:
        release(tender=make.submitted_tender(home), actor=home.operator, at=make.RELEASED_AT)
    assert str(caught.value).startswith(
        "还缺采购审查、财务审查、业务审查、监督审查（需求管理办法第三十二条）、重点审查"
    )


def test_a_late_release_counts_from_today_or_is_refused(home):
    tender = make.reviewed_tender(home)
    seals.enrolled_custodians(home.organisation)
    late = datetime(2026, 9, 30, 9, 0, tzinfo=SHANGHAI)

    with pytest.raises(GuardRefused) as caught:
        release(tender=tender, actor=home.operator, at=late)

    assert str(caught.value).startswith("截止时间不得早于10月10日")
    assert Publication.objects.filter(subject_code=tender.code).count() == 0

    release(tender=tender, actor=home.operator, at=datetime(2026, 9, 22, 9, 0, tzinfo=SHANGHAI))
    tender.refresh_from_db()
    assert (tender.documents_from, tender.documents_until) == (date(2026, 9, 22), date(2026, 9, 30))


def test_a_hold_stops_it(home):
    tender = make.reviewed_tender(home)
    seals.enrolled_custodians(home.organisation)
    hold = place_hold(
        tender=tender,
        reason="正在处理投诉",
        basis="采购法第五十七条",
        source_kind="complaint",
        source_code="TS-1",
        until=None,
        actor=accounts.bureau(),
        at=make.AT,
    )
    with pytest.raises(GuardRefused) as caught:
        release(tender=tender, actor=home.operator, at=make.RELEASED_AT)
    assert str(caught.value) == ("采购活动已暂停：正在处理投诉（采购法第五十七条）。解除暂停后再办理。")

    lift_hold(hold=hold, actor=accounts.bureau(), at=make.RELEASED_AT)
    release(tender=tender, actor=home.operator, at=make.RELEASED_AT)
    assert tender.status == "RELEASED"


def test_without_three_custodians_nothing_goes_out(home):
    tender = make.reviewed_tender(home)
    with pytest.raises(DomainError) as caught:
        release(tender=tender, actor=home.operator, at=make.RELEASED_AT)
    assert caught.value.field == "custodians"
    tender.refresh_from_db()
    assert (tender.status, tender.documents.count()) == ("REVIEWED", 0)


def test_the_bureau_keeps_no_key(home):
    tender = make.reviewed_tender(home)
    seals.enrolled_custodians(home.organisation)
    parts = ("PURCHASER", "DISCIPLINE", "INDEPENDENT")
    keys = dict(zip(parts, CustodianKey.objects.order_by("pk"), strict=True))
    bureau = accounts.organisation_of(accounts.bureau())
    type(bureau).objects.filter(pk=keys["INDEPENDENT"].organisation_id).update(kind=bureau.kind)
    keys["INDEPENDENT"].refresh_from_db()

    with pytest.raises(DomainError) as caught:
        release(tender=tender, actor=home.operator, at=make.RELEASED_AT, custodians=keys)
    assert caught.value.field == "custodians"


def test_the_medium_is_not_later_than_us(home):
    tender = make.reviewed_tender(home)
    with pytest.raises(DomainError) as caught:
        release(
            tender=tender,
            actor=home.operator,
            at=make.RELEASED_AT,
            medium_published_at=make.RELEASED_AT + timedelta(minutes=1),
        )
    assert caught.value.field == "medium_published_at"


def test_others_do_not_release(home):
    tender = make.reviewed_tender(home)
    for somebody in (
        accounts.stranger(),
        home.reviewer,
        accounts.person(accounts.township("沙河乡"), Office.OPERATOR),
    ):
        with pytest.raises(NotAllowed):
            release(tender=tender, actor=somebody, at=make.RELEASED_AT)


def test_dates_of_a_released_tender_stand(home):
    tender = make.released_tender(home)
    with pytest.raises(DomainError):
        make.set_dates(
            tender=tender,
            documents_from=date(2026, 9, 21),
            documents_until=date(2026, 9, 28),
            deadline=local_time(date(2026, 10, 9), 9),
            opening_place="会议室",
            actor=home.operator,
            at=make.RELEASED_AT,
        )


def test_the_group_of_a_negotiation_stands_before_its_documents_go_out(home):
    tender = make.reviewed_tender(home)
    asked = {"actor": home.operator, "at": make.AT}
    assert guards.group_stands(tender, **asked) is None
    tender.method = Method.COMPETITIVE_NEGOTIATION
    for _number in range(2):
        seals.member(tender)
    assert "先组成谈判小组" in str(guards.group_stands(tender, **asked))
    seals.member(tender)
    assert guards.group_stands(tender, **asked) is None

    # At or above the open-tender threshold five negotiate (E-02, 74 art. 7).
    tender.budget = Decimal("4000000.00")
    assert "先组成谈判小组" in str(guards.group_stands(tender, **asked))
    for _number in range(2):
        seals.member(tender)
    assert guards.group_stands(tender, **asked) is None
