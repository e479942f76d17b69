"""Asking the residents: opened, heard, answered, closed by itself, published; nothing personal goes out."""

from datetime import timedelta

import pytest

from catalogue.enums import ConsultationStatus, ItemStatus
from catalogue.selectors.requirement import unsettled
from catalogue.services.consultations import (
    add_voice,
    answer_voice,
    conclude_consultation,
    open_consultation,
    withdraw_consultation,
)
from procurement.accounts.enums import Office
from procurement.core import due_events
from procurement.core.clock import local_date
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.models import Notification
from procurement.publications.models import Publication
from tests.factories import requirement as make
from tests.factories import tendering
from tests.factories.accounts import AT, bureau
from tests.factories.catalogue import operator, plan_item

pytestmark = pytest.mark.django_db
TODAY = local_date(AT)
OVER = AT + timedelta(days=8)


@pytest.fixture
def home():
    return tendering.town()


@pytest.fixture
def item(home):
    return tendering.published_item(home, settled=False)


def opened(item, actor, **changed):
    values = {"summary": "请人扫地", "questions": "", "until": TODAY + timedelta(days=7), **changed}
    return open_consultation(item=item, actor=actor, at=AT, **values)


def test_from_the_question_to_the_result(home, item):
    asked = opened(item, home.operator)
    notice = Publication.objects.get(code=asked.notice_code)
    assert (notice.kind, notice.project_code) == ("REQUIREMENT_CONSULTATION", item.code)
    voice = add_voice(
        consultation=asked, text=" 河边也扫 ", name="王大爷", contact="13900000000", at=AT + timedelta(days=1)
    )
    assert voice.text == "河边也扫"
    due_events.run_due(until=OVER)
    asked.refresh_from_db()
    assert asked.status == ConsultationStatus.CLOSED
    assert set(Notification.objects.values_list("event", flat=True)) >= {"consultation_closed"}
    with pytest.raises(GuardRefused, match="1 条意见没有答复"):
        conclude_consultation(consultation=asked, result="照办", actor=home.operator, at=OVER)
    answer_voice(voice=voice, handling="ADOPTED", reply="写进需求", actor=home.operator, at=OVER)
    conclude_consultation(consultation=asked, result="增加河边保洁", actor=home.operator, at=OVER)
    result = Publication.objects.get(code=asked.result_code)
    assert result.kind == "REQUIREMENT_RESULT"
    assert "增加河边保洁" in str(result.payload)
    assert "河边也扫" in str(result.payload)
    for private in ("王大爷", "13900000000"):
        assert private not in str(result.payload)
    assert [problem.rule for problem in unsettled(item, OVER)] == ["G-10"]


def test_concluding_lets_the_due_closing_happen_first(home, item):
    asked = opened(item, home.operator)
    conclude_consultation(consultation=asked, result="没有人提意见，维持原方案", actor=home.operator, at=OVER)
    assert asked.status == ConsultationStatus.CONCLUDED


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"summary": " "}, "summary"),
        ({"until": TODAY + timedelta(days=6)}, "until"),
        ({"until": TODAY}, "until"),
    ],
)
def test_bad_input_is_told_beside_its_field(home, item, changed, field):
    with pytest.raises(DomainError) as told:
        opened(item, home.operator, **changed)
    assert told.value.field == field
    assert item.consultations.count() == 0


def test_one_at_a_time_and_no_voice_after_the_end(home, item):
    asked = opened(item, home.operator)
    with pytest.raises(WrongState, match="正在征求"):
        opened(item, home.operator)
    with pytest.raises(DomainError, match="写下您的意见"):
        add_voice(consultation=asked, text=" ", at=AT)
    with pytest.raises(WrongState, match="已经截止"):
        add_voice(consultation=asked, text="晚了", at=OVER)
    with pytest.raises(WrongState):
        conclude_consultation(consultation=asked, result="早了", actor=home.operator, at=AT)


def test_the_answer_must_say_why(home, item):
    asked = make.consultation(item, home.operator, at=AT, state=ConsultationStatus.OPEN)
    voice = asked.comments.get()
    for field, values in (
        ("handling", {"handling": "", "reply": "好"}),
        ("reply", {"handling": "ADOPTED", "reply": " "}),
    ):
        with pytest.raises(DomainError) as told:
            answer_voice(voice=voice, actor=home.operator, at=AT, **values)
        assert told.value.field == field


def test_a_withheld_text_stays_out_of_the_result(home, item):
    asked = make.consultation(item, home.operator, at=AT, state=ConsultationStatus.CLOSED)
    voice = asked.comments.get()
    answer_voice(
        voice=voice, handling="DECLINED", reply="含个人信息", withheld=True, actor=home.operator, at=OVER
    )
    conclude_consultation(consultation=asked, result="维持原方案", actor=home.operator, at=OVER)
    assert voice.text not in str(Publication.objects.get(code=asked.result_code).payload)
    with pytest.raises(WrongState, match="不再改动"):
        answer_voice(voice=voice, handling="ADOPTED", reply="改了", actor=home.operator, at=OVER)


def test_taken_back_and_asked_again(home, item):
    asked = opened(item, home.operator)
    with pytest.raises(DomainError, match="撤回的理由"):
        withdraw_consultation(consultation=asked, reason="", actor=home.operator, at=AT)
    assert not Publication.objects.filter(kind="CORRECTION").exists()
    withdraw_consultation(consultation=asked, reason="数量写错", actor=home.operator, at=AT)
    notice = Publication.objects.get(kind="CORRECTION")
    assert (notice.corrects.code, notice.project_code, notice.subject_code) == (
        asked.notice_code,
        item.code,
        asked.code,
    )
    assert {row["label"]: row["value"] for row in notice.payload["sections"][0]["rows"]} == {
        "购买主体": home.organisation.name,
        "更正的公告": f"{asked.notice_code} {notice.corrects.title}",
        "更正内容": "这次征求意见已经撤回，不再收集意见。",
        "撤回的理由": "数量写错",
        "已经提出的意见": "已收到0条，留存备查；重新征求时请再提。",
    }
    assert "还没有就采购需求征求" in list(unsettled(item, AT))[1].sentence
    assert opened(item, home.operator).pk != asked.pk


def test_before_the_plan_is_public_the_notice_names_no_project(home):
    item = plan_item(ItemStatus.DRAFT, author=home.operator)
    asked = opened(item, home.operator)
    assert Publication.objects.get(code=asked.notice_code).project_code == ""


def test_nobody_else_asks_or_answers(home, item):
    asked = make.consultation(item, home.operator, at=AT, state=ConsultationStatus.OPEN)
    voice = asked.comments.get()
    for actor in (
        home.leader,
        bureau(Office.BUREAU_CATALOGUE),
        operator(tendering.town("义堂镇").organisation),
    ):
        with pytest.raises(NotAllowed):
            opened(item, actor)
        with pytest.raises(NotAllowed):
            answer_voice(voice=voice, handling="ADOPTED", reply="好", actor=actor, at=AT)
        with pytest.raises(NotAllowed):
            withdraw_consultation(consultation=asked, reason="不要", actor=actor, at=AT)
