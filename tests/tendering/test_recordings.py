"""Sound and picture of openings and evaluations: registered file by file, held against the time they had to cover."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.test import Client

from procurement.accounts.enums import Office, OrganisationKind
from procurement.core import clock
from procurement.core.clock import SHANGHAI
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.models import AuditEntry
from procurement.core.templatetags.formats import hash_words
from procurement.tendering.documents import opening_document
from procurement.tendering.enums import Method
from procurement.tendering.models import SceneRecording
from procurement.tendering.selectors.entrustments import papers_of
from procurement.tendering.selectors.recording import gaps, incomplete, missing_of
from procurement.tendering.services.recording import Recorded, record_scene
from tests.awarding.conftest import TERMS
from tests.factories import accounts as people
from tests.factories import awarding
from tests.factories import seals as make
from tests.factories import tendering as papers

pytestmark = pytest.mark.django_db
SHA = "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"


def moment(hour, minute):
    return datetime(2026, 10, 8, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("held", "spans", "missing"),
    [
        (((9, 0), (9, 40)), [], [((9, 0), (9, 40))]),
        (((9, 0), (9, 40)), [((8, 50), (9, 40))], []),
        (((9, 0), (9, 40)), [((9, 20), (10, 0)), ((8, 50), (9, 10))], [((9, 10), (9, 20))]),
        (((9, 0), (9, 40)), [((9, 5), (9, 30))], [((9, 0), (9, 5)), ((9, 30), (9, 40))]),
        (((9, 0), (9, 40)), [((8, 0), (8, 30)), ((10, 0), (11, 0))], [((9, 0), (9, 40))]),
        # A moment, such as that of the report, is covered or it is not.
        (((9, 0), (9, 0)), [((8, 30), (9, 30))], []),
        (((9, 0), (9, 0)), [((9, 1), (9, 30))], [((9, 0), (9, 0))]),
    ],
)
def test_what_no_recording_covers_is_named(held, spans, missing):
    found = gaps(moment(*held[0]), moment(*held[1]), [(moment(*one), moment(*two)) for one, two in spans])
    assert found == [(moment(*one), moment(*two)) for one, two in missing]


def scene(method=Method.OPEN_TENDER):
    """Return a round opened ten minutes after its deadline, and who runs it."""
    round, custodians = make.receiving(method)
    for name in "甲乙丙":
        make.sealed_bid(round, make.bidder(name))
    opened_at = make.DEADLINE + timedelta(minutes=10)
    clock.start_at(make.DEADLINE + timedelta(hours=2))
    return make.opened(round, custodians, opened_at), make.operator(round.package.tender.purchaser)


def typed(minutes, **changed):
    """Return what is typed of a recording that begins at the deadline and runs so many minutes."""
    begins = make.DEADLINE.astimezone(SHANGHAI)
    said = {
        "stage": "OPENING",
        "what": "开标室全景",
        "begins": f"{begins:%Y-%m-%dT%H:%M}",
        "ends": f"{begins + timedelta(minutes=minutes):%Y-%m-%dT%H:%M}",
        "keeper": "县公共资源交易中心 王工",
        "place": "录像服务器2号柜",
        "sha256": SHA.upper(),
        "years": "15",
    }
    return {**said, **changed}


def _slips_are_told_beside_their_fields(send):
    slips = {
        "sha256": {"sha256": SHA[:-1]},
        "years": {"years": "14"},
        "keeper": {"keeper": " "},
        "note": {"missing": "on"},
        "begins": {"begins": "2025-01-01T09:00", "ends": "2025-01-01T10:00"},
    }
    for field, slip in slips.items():
        page = send(**typed(6, **slip))
        assert list(page.context["form"].errors) == [field], page.context["form"].errors
        assert page.context["form"]["what"].value() == "开标室全景"
    assert list(send(**typed(0)).context["form"].errors) == ["ends"]


def test_an_opening_is_registered_until_nothing_of_it_is_missing():
    round, operator = scene()
    client = people.login(Client(), operator)
    address = f"/workspace/tenders/packages/{round.package.code}/recordings/"
    assert [todo.url for todo in incomplete(operator)] == [address]

    def send(**said):
        page = client.get(address)
        return client.post(address, {**said, "form_token": page.context["form"]["form_token"].value()})

    _slips_are_told_beside_their_fields(send)
    assert SceneRecording.objects.count() == 0

    assert send(**typed(6)).status_code == 302
    assert list(send(**typed(6)).context["form"].errors) == ["sha256"]
    page = client.get(address)
    gap = [span for one in page.context["scenes"] for span in one.gaps]
    assert gap == [(make.DEADLINE + timedelta(minutes=6), make.DEADLINE + timedelta(minutes=10))]
    assert [todo.url for todo in incomplete(operator)] == [address]
    begins = f"{gap[0][0].astimezone(SHANGHAI):%Y-%m-%dT%H:%M}"
    lost = typed(20, begins=begins, missing="on", note="停电4分钟，用执法记录仪补录", sha256="", what="停电")
    assert send(**lost).status_code == 302
    assert incomplete(operator) == []

    row = SceneRecording.objects.get(missing=False)
    assert (row.sha256, row.years, row.entered_by) == (SHA, 15, operator.name)
    entry = AuditEntry.objects.filter(action="scene_recorded").earliest("seq")
    assert (entry.subject_code, entry.changes["sha256"]) == (round.package.code, SHA)
    public = Client().get(f"/openings/{round.code}/").content.decode()
    assert SHA[:8] in public and "停电4分钟" in public
    assert "王工" not in public and "录像服务器2号柜" not in public
    sheet = opening_document(round.code, "1")
    paper = render_to_string(sheet.template, sheet.context)
    # In words of four: 64 characters in one would run off the page.
    assert hash_words(SHA) in paper and SHA not in paper
    assert "录像服务器2号柜" in paper and "停电4分钟" in paper

    strike = f"/workspace/tenders/recordings/{row.code}/strike/"
    assert client.post(strike, {"reason": ""}).status_code == 200
    assert client.post(strike, {"reason": "抄错了指纹"}).status_code == 302
    assert [todo.url for todo in incomplete(operator)] == [address]
    assert "抄错了指纹" in client.get(address).content.decode()
    assert SHA[:8] not in Client().get(f"/openings/{round.code}/").content.decode()


def test_who_registers_and_who_only_reads():
    round, operator = scene()
    address = f"/workspace/tenders/packages/{round.package.code}/recordings/"
    bureau = people.login(Client(), people.bureau())
    assert bureau.get(address).status_code == 200
    assert "登记一段录音录像" not in bureau.get(address).content.decode()
    assert bureau.post(address, typed(10)).status_code == 403
    assert people.login(Client(), make.bidder("丁")).get(address).status_code == 404
    said = Recorded("全景", make.DEADLINE, make.CLOSED, keeper="x", place="x", sha256=SHA, years=15)
    with pytest.raises(NotAllowed):
        record_scene(package=round.package, stage="OPENING", said=said, actor=people.bureau(), at=make.CLOSED)


def test_a_consultation_that_the_purchaser_holds_itself_has_no_such_duty():
    round, operator = scene(Method.COMPETITIVE_CONSULTATION)
    assert incomplete(operator) == []
    said = Recorded("全景", make.DEADLINE, make.CLOSED, keeper="x", place="x", sha256=SHA, years=15)
    with pytest.raises(WrongState, match="没有要登记"):
        record_scene(package=round.package, stage="OPENING", said=said, actor=operator, at=make.CLOSED)


def test_the_evaluation_of_a_tender_is_registered_too():
    made = awarding.Stage(**TERMS, method=Method.OPEN_TENDER).signed()
    assert len(incomplete(made.operator)) == 2
    signed, hour = awarding.later(4), timedelta(hours=1)

    def said(begins, ends):
        return Recorded("评标室", begins, ends, keeper="交易中心", place="2号柜", sha256=SHA, years=15)

    given = {"package": made.package, "stage": "EVALUATION", "actor": made.operator, "at": signed + hour}
    with pytest.raises(DomainError, match="不在评标") as refused:
        record_scene(said=said(make.DEADLINE, make.CLOSED), **given)
    assert refused.value.field == "begins"
    record_scene(said=said(signed - hour, signed), **given)
    left = incomplete(made.operator)
    assert [todo.title.partition("：")[0] for todo in left] == ["登记开标录音录像"]


def test_the_file_that_an_agency_hands_over_says_what_is_missing():
    round, operator = scene()
    plan = round.package.tender.plan
    plan.agency = people.existing(OrganisationKind.AGENCY, "演示甲招标代理有限公司")
    plan.save(update_fields=["agency"])
    leader = people.person(round.package.tender.purchaser, Office.LEADER)
    agreement = papers.entrust(plan, SimpleNamespace(operator=operator, leader=leader))
    assert [(package.pk, one.stage) for package, one in missing_of(agreement)] == [
        (round.package_id, "OPENING")
    ]
    ended = round.deadline + timedelta(hours=1)
    said = Recorded("全景", make.DEADLINE, ended, keeper="交易中心", place="2号柜", sha256=SHA, years=15)
    record_scene(package=round.package, stage="OPENING", said=said, actor=operator, at=ended)
    assert missing_of(agreement) == []
    listed = [row for row in papers_of(agreement) if row["kind"] == "录音录像"]
    assert [(row["name"], row["sha256"]) for row in listed] == [("开标：全景，交易中心，2号柜", SHA)]
