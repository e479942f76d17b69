"""The legal medium's place and time, entered with the release or afterwards; the periods run from there (F-1)."""

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from catalogue.enums import OrganisationForm
from procurement.accounts.enums import Office, OrganisationKind
from procurement.complaints.enums import ChallengeGround
from procurement.complaints.selectors.periods import challenge_until
from procurement.core import clock
from procurement.core.clock import SHANGHAI
from procurement.core.errors import DomainError, NotAllowed
from procurement.core.models import AuditEntry
from procurement.publications.models import MediumRecord, Publication
from procurement.publications.permissions import record_medium as permission
from procurement.publications.selectors import medium_of
from procurement.publications.services import record_medium
from procurement.tendering.enums import Power
from procurement.tendering.selectors.medium import medium_clocks
from procurement.tendering.services import entrusting, handing_over
from procurement.tendering.services.release import release
from tests.factories import accounts, seals
from tests.factories import tendering as make

pytestmark = pytest.mark.django_db
URL = "https://www.ccgp-hubei.gov.cn/notice/1.html"
# Released on Monday 21 September; the province's site has it two days later.
LATER = datetime(2026, 9, 23, 16, 0, tzinfo=SHANGHAI)
AT = LATER + timedelta(hours=1)


@pytest.fixture
def home():
    return make.town()


@pytest.fixture
def tender(home):
    return make.released_tender(home)


def notice_of(tender):
    return Publication.objects.get(code=tender.notice_code)


def record(tender, actor, **changed):
    values = {"name": "中国政府采购网湖北分网", "url": URL, "published_at": LATER, "at": AT, **changed}
    return record_medium(publication=notice_of(tender), actor=actor, **values)


def days(tender):
    return {line.name: line.day for line in medium_clocks(tender).lines}


def test_until_it_is_entered_the_mirrors_time_stands_in_and_says_so(tender):
    medium = medium_of(notice_of(tender))
    assert (medium.recorded, medium.day) == (False, date(2026, 9, 21))
    assert days(tender) == {
        "notice_until": date(2026, 9, 24),
        "documents_until": date(2026, 9, 29),
        "deadline": date(2026, 10, 8),
        "challenge": date(2026, 10, 12),
    }
    assert medium_clocks(tender).short == []


def test_every_date_runs_from_the_legal_medium_when_it_was_later(home, tender):
    record(tender, home.operator)
    assert days(tender) == {
        "notice_until": date(2026, 9, 29),
        "documents_until": date(2026, 10, 8),
        "deadline": date(2026, 10, 8),
        "challenge": date(2026, 10, 14),
    }
    assert challenge_until(tender, ChallengeGround.DOCUMENTS).limit == days(tender)["challenge"]
    assert [line.name for line in medium_clocks(tender).short] == ["documents_until"]
    entry = AuditEntry.objects.get(action="record_medium")
    assert (entry.subject_code, entry.changes["url"]) == (tender.notice_code, URL)


def test_a_slip_is_corrected_by_another_entry_and_both_stay(home, tender):
    record(tender, home.operator)
    record(tender, home.operator, published_at=LATER - timedelta(days=1))
    assert medium_of(notice_of(tender)).day == date(2026, 9, 22)
    assert MediumRecord.objects.count() == AuditEntry.objects.filter(action="record_medium").count() == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        MediumRecord.objects.update(url="https://example.com/")


def test_only_who_published_enters_it(home, tender):
    neighbour = accounts.person(accounts.township("沙河乡"), Office.OPERATOR)
    for somebody in (home.leader, home.reviewer, neighbour, accounts.bureau(), seals.bidder()):
        with pytest.raises(NotAllowed):
            record(tender, somebody)
    assert MediumRecord.objects.count() == 0


@pytest.fixture
def agency():
    return accounts.organisation(OrganisationKind.AGENCY, "甲代理")


@pytest.fixture
def agent(agency):
    return accounts.person(agency, Office.AGENCY_OPERATOR)


def entrusted(home, agency, *powers):
    plan = make.implementation_plan(
        home,
        organisation_form=OrganisationForm.ENTRUSTED,
        agency=agency,
        powers=powers or tuple(Power.values),
    )
    return make.released_tender(home, plan)


def test_the_entrusted_agency_enters_it_too_and_no_other_agency(home, agency, agent):
    other = accounts.organisation(OrganisationKind.AGENCY, "乙代理")
    tender = entrusted(home, agency)
    for somebody in (accounts.person(other, Office.AGENCY_OPERATOR), accounts.person(agency, Office.LEADER)):
        with pytest.raises(NotAllowed):
            record(tender, somebody)
    record(tender, agent)
    assert medium_of(notice_of(tender)).day == date(2026, 9, 23)
    changes = AuditEntry.objects.get(action="record_medium").changes
    assert (changes["entrustment"], changes["power"]) == (tender.plan.agreement.code, "NOTICES")


def test_an_agency_without_the_power_or_whose_agreement_is_over_enters_nothing(home, agency, agent):
    narrow = entrusted(home, agency, Power.DOCUMENTS)
    with pytest.raises(NotAllowed, match="发布公告和采购文件"):
        record(narrow, agent)
    agreement = make.entrust(narrow.plan, home)
    record(narrow, agent)

    entrusting.end_entrustment(agreement=agreement, reason="采购人自行办理", actor=home.leader, at=AT)
    with pytest.raises(NotAllowed, match="已经终止"):
        record(narrow, agent)
    handing_over.hand_over(agreement=agreement, brought=["无"], actor=agent, at=AT)
    handing_over.receive_file(agreement=agreement, actor=home.operator, at=AT)
    with pytest.raises(NotAllowed, match="已经移交"):
        record(narrow, agent)
    record(narrow, home.operator)
    assert [row.recorded_by for row in MediumRecord.objects.order_by("pk")] == [
        agent.name,
        home.operator.name,
    ]


def test_the_result_and_every_other_notice_of_the_agencys_tender_ask_the_agreement(home, agency, agent):
    tender = entrusted(home, agency, Power.DOCUMENTS)
    package = tender.packages.get()
    subjects = {
        "implementation-plan": tender.plan.code,
        "tender": tender.code,
        "package": package.code,
    }
    notice = notice_of(tender)
    for kind, code in subjects.items():
        notice.subject_kind, notice.subject_code = kind, code
        assert "发布公告和采购文件" in str(permission(agent, notice).reason), kind
    for kind in ("award", "enquiry", "single-source-deal"):
        notice.subject_kind, notice.subject_code = kind, "unknown"
        assert "不是这份公告所属" in str(permission(agent, notice).reason), kind
    notice.subject_kind = "contract"
    assert not permission(agent, notice)


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"published_at": AT + timedelta(minutes=1)}, "published_day"), ({"url": " "}, "url")],
)
def test_what_cannot_be_is_refused(home, tender, changed, field):
    with pytest.raises(DomainError) as refused:
        record(tender, home.operator, **changed)
    assert refused.value.field == field


def test_the_operator_enters_it_by_form_and_everybody_reads_it(client, home, tender):
    clock.start_at(AT)
    page = reverse("publications:medium-record", args=[tender.notice_code])
    public = f"/notices/{tender.notice_code}/"
    assert client.get(page).status_code == 302
    assert "尚未登记" in client.get(public).content.decode()
    accounts.login(client, home.leader)
    assert client.get(page).status_code == 403
    accounts.login(client, home.operator)
    own = f"/workspace/tenders/{tender.code}/"
    assert page in client.get(own).content.decode()
    future = {
        "name": "中国政府采购网湖北分网",
        "url": URL,
        "published_day": "2026-09-24",
        "published_time": "09:00",
    }
    refused = client.post(page, future)
    assert list(refused.context["form"].errors) == ["published_day"]
    done = client.post(page, {**future, "published_day": "2026-09-23", "published_time": "16:00"})
    assert done["Location"] == public
    shown = client.get(public).content.decode()
    assert ("2026年9月23日（周三）16:00" in shown, URL in shown) == (True, True)
    seen = client.get(own).content.decode()
    assert "请发更正公告顺延" in seen
    assert "还没有登记公告在法定媒体上" not in seen


def test_with_the_release_it_is_entered_on_the_form(home):
    seals.enrolled_custodians(home.organisation)
    tender = make.reviewed_tender(home)
    at = make.RELEASED_AT
    release(
        tender=tender, actor=home.operator, at=at, medium_url=URL, medium_published_at=at - timedelta(hours=1)
    )
    medium = medium_of(notice_of(tender))
    assert (medium.recorded, medium.url, medium.published_at) == (True, URL, at - timedelta(hours=1))
