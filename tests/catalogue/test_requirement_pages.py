"""The desk of a requirement and what residents see, through the browser's eyes."""

from datetime import timedelta

import pytest
from django.test import override_settings
from django.urls import reverse

from catalogue.enums import ConsultationStatus, SurveyStatus
from catalogue.models import RequirementComment, RequirementConsultation, RequirementSurvey
from catalogue.selectors import todos
from procurement.core import clock, due_events
from procurement.core.clock import local_date
from tests.factories import requirement as make
from tests.factories import tendering
from tests.factories.accounts import AT, auditor, login
from tests.factories.catalogue import catalogue_in

pytestmark = pytest.mark.django_db
TODAY = local_date(AT)


def address(name, *args):
    return reverse(f"catalogue:{name}", args=args)


def post_once(client, url, data):
    token = client.get(url).context["form"].fields["form_token"].initial
    return client.post(url, {**data, "form_token": token})


@pytest.fixture(autouse=True)
def at():
    clock.start_at(AT)


@pytest.fixture
def home():
    return tendering.town()


@pytest.fixture
def item(home):
    return tendering.published_item(home, settled=False)


def record(rows=3, **changed):
    """Return what the operator types into the record."""
    values = {
        "methods": ["TALKS"],
        "conducted_by": "镇环卫站",
        "begun_on": TODAY.isoformat(),
        "ended_on": TODAY.isoformat(),
        "market": "有6家",
        "history": "每村9万元",
        "follow_up": "不涉及",
        "result": "一年一签",
        "answers-TOTAL_FORMS": "6",
        "answers-INITIAL_FORMS": "6",
    }
    for number in range(rows):
        row = {"name": f"第{number}公司", "kind": "SUPPLIER", "asked_on": TODAY.isoformat(), "said": "能做"}
        values |= {f"answers-{number}-{name}": value for name, value in row.items()}
    return {**values, **changed}


def test_the_page_says_what_is_a_must_and_why(client, home, item):
    login(client, home.leader)
    page = client.get(item.get_absolute_url()).content.decode()
    assert page.count("必须做，还没有做") == 2
    desk = client.get(address("requirement", item.code)).content.decode()
    assert "政府向社会公众提供的公共服务项目，应当开展需求调查" in desk
    assert "应当就确定采购需求征求社会公众的意见" in desk
    assert "就采购需求征求社会公众意见的最少天数" in desk
    assert address("survey-create", item.code) not in desk
    small = tendering.published_item(home, amount="120000.00", method="SMALL_PURCHASE", title="公厕")
    assert "不是必须做" in client.get(address("requirement", small.code)).content.decode()


def test_the_operator_records_and_completes(client, home, item):
    login(client, home.operator)
    assert {todo.rule for todo in todos(home.operator, AT)} >= {"G-09", "G-10"}
    url = address("survey-create", item.code)
    answer = post_once(client, url, record(**{"answers-1-kind": ""}))
    assert answer.context["form"].answers.errors[1] == {"kind": ["请选择类别。"]}
    assert "第2公司" in answer.content.decode()
    assert list(post_once(client, url, record(methods=[])).context["form"].errors) == ["methods"]
    answer = post_once(client, url, record(rows=2))
    survey = RequirementSurvey.objects.get()
    assert answer.url == survey.get_absolute_url()
    assert "现在有2个" in client.get(answer.url).content.decode()
    edit = address("survey-edit", survey.code)
    shown = client.get(edit).context["form"]
    assert (shown["result"].value(), shown.answers[1]["name"].value()) == ("一年一签", "第1公司")
    assert client.post(edit, record(revision="1")).url == survey.get_absolute_url()
    assert "已经保存过" in client.post(edit, record(revision="1")).content.decode()
    done = address("survey-transition", survey.code, "conclude")
    assert client.post(done).url == survey.get_absolute_url()
    survey.refresh_from_db()
    assert survey.status == SurveyStatus.CONCLUDED
    assert {todo.rule for todo in todos(home.operator, AT)} == {"G-09"}


def test_residents_speak_and_read_the_answer(client, home, item):
    login(client, home.operator)
    url = address("consultation-open", item.code)
    until = TODAY + timedelta(days=7)
    early = {"summary": "扫地", "questions": "", "until": TODAY.isoformat()}
    assert list(post_once(client, url, early).context["form"].errors) == ["until"]
    post_once(client, url, {**early, "until": until.isoformat()})
    asked = RequirementConsultation.objects.get()
    client.logout()
    page = address("consultation", asked.code)
    assert page in client.get(address("consultation-list")).content.decode()
    said = {"text": "", "name": "", "contact": "13900000000"}
    assert list(post_once(client, page, said).context["form"].errors) == ["text"]
    assert post_once(client, page, {**said, "text": "河边也要扫"}).url == page
    voice = RequirementComment.objects.get()
    assert "河边也要扫" not in client.get(page).content.decode()
    login(client, home.operator)
    assert "13900000000" in client.get(asked.get_absolute_url()).content.decode()
    reply = address("voice-reply", asked.code, voice.code)
    assert client.post(reply, {"handling": "PARTLY", "reply": "每周一次"}).url == asked.get_absolute_url()
    login(client, auditor())
    assert "13900000000" not in client.get(asked.get_absolute_url()).content.decode()
    client.logout()
    shown = client.get(page).content.decode()
    assert "每周一次" in shown
    assert "13900000000" not in shown


def test_the_result_is_published_after_the_end(client, home, item):
    asked = make.consultation(item, home.operator, at=AT, state=ConsultationStatus.OPEN, voices=0)
    over = AT + timedelta(days=8)
    due_events.run_due(until=over)
    clock.start_at(over)
    login(client, home.operator)
    url = address("consultation-conclude", asked.code)
    assert list(client.post(url, {"result": ""}).context["form"].errors) == ["result"]
    assert client.post(url, {"result": "没有人提意见，维持原方案"}).url == asked.get_absolute_url()
    client.logout()
    page = client.get(address("consultation", asked.code)).content.decode()
    assert "维持原方案" in page
    assert "我要提意见" not in page


def test_a_withdrawn_one_says_so(client, home, item):
    asked = make.consultation(item, home.operator, at=AT, state=ConsultationStatus.OPEN)
    login(client, home.operator)
    url = address("consultation-transition", asked.code, "withdraw")
    assert client.post(url, {"reason": "数量写错"}).url == address("requirement", item.code)
    page = client.get(address("consultation", asked.code)).content.decode()
    assert "已经撤回" in page
    assert "我要提意见" not in page
    assert asked.code not in client.get(address("consultation-list")).content.decode()
    notice = client.get(reverse("cms:notice-detail", args=[asked.notice_code])).content.decode()
    assert address("consultation", asked.code) in notice


@override_settings(WRITING_LIMITS={"session": (2, 600), "address": (3, 3600)})
def test_too_many_comments_are_held_back_and_nothing_typed_is_lost(client, home, item):
    """The limit is one for both places where everybody may speak: what is to be bought, and the catalogue."""
    asked = make.consultation(item, home.operator, at=AT, state=ConsultationStatus.OPEN, voices=0)
    page = address("consultation", asked.code)
    catalogue = address("version-comments", catalogue_in("COMMENTING", 2029, at=AT + timedelta(days=20)).code)
    assert post_once(client, page, {"text": "一"}).url == page
    assert post_once(client, catalogue, {"text": "二"}).url == catalogue
    held = post_once(client, page, {"text": "第三条意见"}).content.decode()
    assert "过10分钟再提交" in held
    assert "第三条意见" in held
    other = client.__class__()
    assert post_once(other, page, {"text": "三"}).url == page
    third = client.__class__()
    assert "过60分钟再提交" in post_once(third, page, {"text": "四"}).content.decode()
    assert asked.comments.count() == 2


@pytest.mark.parametrize("rows", [1, 10])
def test_the_lists_cost_the_same_whatever_their_length(
    client, home, item, rows, django_assert_max_num_queries
):
    for number in range(rows):
        other = tendering.published_item(home, title=f"服务{number}", settled=False)
        make.consultation(other, home.operator, at=AT, state=ConsultationStatus.OPEN, voices=0)
    with django_assert_max_num_queries(8):
        client.get(address("consultation-list"))
    with django_assert_max_num_queries(14):
        todos(home.operator, AT)
