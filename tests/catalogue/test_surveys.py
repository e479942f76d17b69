"""The requirement survey: recorded, completed, reused, given up; wrong role, stranger, wrong state, bad input."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from catalogue.enums import ItemStatus, SurveyStatus
from catalogue.selectors.requirement import needs_of, unsettled
from catalogue.services.editing import StaleEdit
from catalogue.services.requirement import add_survey_paper, mark_requirement, remove_survey_paper
from catalogue.services.surveys import Answer, conclude_survey, discard_survey, save_survey
from procurement.accounts.enums import Office
from procurement.core.attachments import attachments_of
from procurement.core.clock import local_date
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.models import AuditEntry
from tests.factories import requirement as make
from tests.factories import tendering
from tests.factories.accounts import AT, person
from tests.factories.catalogue import operator, plan_item

pytestmark = pytest.mark.django_db
TODAY = local_date(AT)


@pytest.fixture
def home():
    return tendering.town()


@pytest.fixture
def item(home):
    return tendering.published_item(home, settled=False)


def rules(item):
    return [problem.rule for problem in unsettled(item, AT)]


def test_a_completed_survey_settles_its_half(home, item):
    assert rules(item) == ["G-10", "G-09"]
    survey = make.survey(item, home.operator, at=AT)
    assert (survey.status, survey.respondents.count()) == (SurveyStatus.CONCLUDED, 3)
    assert rules(item) == ["G-09"]
    chain = AuditEntry.objects.filter(subject_kind="requirement-survey", subject_code=survey.code)
    assert list(chain.values_list("action", flat=True).order_by("seq")) == ["create", "conclude"]


def test_an_open_survey_settles_nothing(home, item):
    make.survey(item, home.operator, at=AT, concluded=False)
    assert "还没有完成" in next(unsettled(item, AT)).sentence


def test_small_purchases_are_free_of_it(home):
    small = tendering.published_item(home, amount="120000.00", method="SMALL_PURCHASE")
    assert rules(small) == []
    assert make.survey(small, home.operator, at=AT).status == SurveyStatus.CONCLUDED


def test_an_auxiliary_service_needs_none_unless_somebody_marks_it(home):
    item = tendering.published_item(home, auxiliary=True)
    assert (needs_of(item, TODAY).survey, rules(item)) == ((), [])
    facts = {"watched": False, "difficult": True, "wanted": False}
    with pytest.raises(DomainError, match="说明理由"):
        mark_requirement(item=item, reason="", actor=home.operator, at=AT, **facts)
    mark_requirement(item=item, reason="定制开发的台账系统", actor=home.operator, at=AT, **facts)
    item = type(item).objects.get(pk=item.pk)
    assert rules(item) == ["G-10"]


@pytest.mark.parametrize(("count", "words"), [(0, "现在有0个"), (2, "现在有2个")])
def test_too_few_of_the_market(home, item, count, words):
    survey = make.survey(item, home.operator, at=AT, concluded=False, count=count)
    with pytest.raises(GuardRefused, match=words):
        conclude_survey(survey=survey, actor=home.operator, at=AT)


@pytest.mark.parametrize(
    "spared", [{"few_reason": "全县只有两家"}, {"methods": ["STUDY"]}], ids=["reason", "study"]
)
def test_a_reason_or_a_study_spares_the_third(home, item, spared):
    survey = make.survey(item, home.operator, at=AT, count=2, **spared)
    assert survey.status == SurveyStatus.CONCLUDED


def test_what_article_10_wants_must_be_written(home, item):
    survey = make.survey(item, home.operator, at=AT, concluded=False, history="", result=" ")
    with pytest.raises(GuardRefused, match="同类项目历史成交.*调查结论"):
        conclude_survey(survey=survey, actor=home.operator, at=AT)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"methods": []}, "methods"),
        ({"methods": ["MAGIC"]}, "methods"),
        ({"conducted_by": " "}, "conducted_by"),
        ({"begun_on": TODAY + timedelta(days=1), "ended_on": TODAY}, "ended_on"),
        ({"ended_on": TODAY + timedelta(days=1)}, "ended_on"),
    ],
)
def test_bad_input_is_told_beside_its_field(home, item, changed, field):
    with pytest.raises(DomainError) as told:
        make.survey(item, home.operator, at=AT, **changed)
    assert told.value.field == field
    assert item.surveys.count() == 0


@pytest.mark.parametrize(
    "answers",
    [
        [Answer("甲公司", "SUPPLIER", TODAY, "能做"), Answer("甲公司 ", "SUPPLIER", TODAY, "能做")],
        [Answer("甲公司", "MAGIC", TODAY, "能做")],
        [Answer("甲公司", "SUPPLIER", TODAY + timedelta(days=1), "能做")],
    ],
    ids=["twice", "kind", "tomorrow"],
)
def test_who_was_asked_is_checked(home, item, answers):
    facts = make.facts(TODAY)
    with pytest.raises(DomainError) as told:
        save_survey(item=item, survey=None, facts=facts, answers=answers, actor=home.operator, at=AT)
    assert told.value.field == "answers"


def test_a_survey_of_the_same_need_is_reused_for_a_year(home, item):
    earlier = make.survey(item, home.operator, at=AT)
    again = tendering.published_item(home, settled=False)
    facts = make.facts(TODAY, reuses=earlier, market="", history="", follow_up="")
    survey = save_survey(item=again, survey=None, facts=facts, answers=[], actor=home.operator, at=AT)
    conclude_survey(survey=survey, actor=home.operator, at=AT)
    assert rules(again) == ["G-09"]


def test_a_survey_of_another_need_or_owner_is_not_reused(home, item):
    earlier = make.survey(item, home.operator, at=AT)
    other = tendering.published_item(home, auxiliary=True)
    neighbour = tendering.town("义堂镇")
    theirs = tendering.published_item(neighbour, settled=False)
    for target, actor in ((other, home.operator), (theirs, neighbour.operator)):
        with pytest.raises(DomainError, match="一年内") as told:
            make.survey(target, actor, at=AT, reuses=earlier)
        assert told.value.field == "reuses"


def test_two_at_once_lose_nothing(home, item):
    survey = make.survey(item, home.operator, at=AT, concluded=False)
    seen = survey.revision
    arguments = {"item": item, "survey": survey, "answers": [], "actor": home.operator, "at": AT}
    save_survey(facts=make.facts(TODAY, others="甲"), revision=seen, **arguments)
    with pytest.raises(StaleEdit, match="已经保存过这份调查"):
        save_survey(facts=make.facts(TODAY, others="乙"), revision=seen, **arguments)
    survey.refresh_from_db()
    assert survey.others == "甲"


def test_only_one_is_open_and_a_finished_one_does_not_change(home, item):
    survey = make.survey(item, home.operator, at=AT, concluded=False)
    with pytest.raises(WrongState, match="正在进行"):
        make.survey(item, home.operator, at=AT)
    discard_survey(survey=survey, reason="填错了项目", actor=home.operator, at=AT)
    done = make.survey(item, home.operator, at=AT)
    with pytest.raises(WrongState, match="已完成"):
        save_survey(item=item, survey=done, facts=make.facts(TODAY), answers=[], actor=home.operator, at=AT)
    with pytest.raises(WrongState):
        conclude_survey(survey=done, actor=home.operator, at=AT)


def test_giving_up_needs_a_reason(home, item):
    survey = make.survey(item, home.operator, at=AT, concluded=False)
    with pytest.raises(DomainError, match="作废的理由"):
        discard_survey(survey=survey, reason=" ", actor=home.operator, at=AT)


def test_nobody_else_surveys(home, item):
    survey = make.survey(item, home.operator, at=AT, concluded=False)
    strangers = (home.leader, home.reviewer, operator(tendering.town("义堂镇").organisation))
    for actor in (*strangers, person(home.organisation, Office.ACCEPTOR)):
        with pytest.raises(NotAllowed):
            make.survey(item, actor, at=AT)
        with pytest.raises(NotAllowed):
            conclude_survey(survey=survey, actor=actor, at=AT)


def test_a_withdrawn_item_is_not_surveyed(home):
    item = plan_item(ItemStatus.WITHDRAWN, author=home.operator)
    with pytest.raises(NotAllowed, match="已撤销"):
        make.survey(item, home.operator, at=AT)


def test_papers_come_and_go_while_it_is_open(home, item):
    survey = make.survey(item, home.operator, at=AT, concluded=False)
    file = SimpleUploadedFile("问卷.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")
    paper = add_survey_paper(survey=survey, file=file, actor=home.operator, at=AT)
    assert attachments_of("requirement-survey", survey.code).count() == 1
    remove_survey_paper(survey=survey, paper=paper, actor=home.operator, at=AT)
    assert attachments_of("requirement-survey", survey.code).count() == 0
    conclude_survey(survey=survey, actor=home.operator, at=AT)
    with pytest.raises(WrongState):
        add_survey_paper(survey=survey, file=file, actor=home.operator, at=AT)
