"""The screens of evaluation, and the survey page that a villager's phone opens."""

import pytest

from procurement.core import clock
from procurement.performance.models import Survey, SurveyAnswer
from tests.factories import accounts as people
from tests.factories import performance as make

pytestmark = pytest.mark.django_db
ANSWERS = {**make.GOOD, "remark": "很好"}


@pytest.fixture
def on_day(settings):
    """Let the views' clock say another time: the sandbox's own way."""

    def move(moment):
        settings.SANDBOX_CLOCK = True
        clock.start_at(moment)

    move(make.AT)
    return move


def page(case, tail=""):
    return f"/workspace/performance/{case.evaluation.code}/{tail}"


def status(client, actor, address):
    return people.login(client, actor).get(address).status_code


def token_of(client, address):
    return client.get(address).context["form"]["form_token"].value()


def link(case, number=0):
    return f"/s/{case.tokens[number][1]}/"


def test_who_sees_an_evaluation(client, case):
    for actor in (case.operator, case.deal.leader, case.evaluator, people.auditor()):
        assert status(client, actor, page(case)) == 200
    for actor in (people.stranger(), case.deal.admin, make.contracts.suppliers.supplier()[1]):
        assert status(client, actor, page(case)) == 404
    client.logout()
    assert client.get(page(case)).status_code == 302


@pytest.mark.parametrize(
    ("tail", "who", "code"),
    [
        ("self/", "operator", 200),
        ("self/", "evaluator", 403),
        ("score/", "operator", 403),
        ("score/", "evaluator", 403),
        ("evaluators/", "operator", 200),
        ("evaluators/", "evaluator", 403),
        ("survey/new/", "operator", 200),
        ("survey/new/", "evaluator", 403),
        ("publish/", "operator", 403),
        ("nonsense/", "operator", 404),
    ],
)
def test_who_may_open_which_form(client, case, tail, who, code):
    assert status(client, getattr(case, who), page(case, tail)) == code


def test_the_sheets_come_once_as_the_answer_to_the_form(client, case, on_day):
    address = page(case, "survey/new/")
    people.login(client, case.operator)
    typed = {
        "title": "满意度调查",
        "closes_on": "2026-10-16",
        "others": "王畈村 2\n石桥村 x",
        "form_token": token_of(client, address),
    }
    refused = client.post(address, typed)
    assert "看不懂这一行：石桥村 x" in refused.content.decode()
    typed = {**typed, "others": "王畈村 2\n石桥村 1"}
    response = client.post(address, typed)
    assert (response["Content-Type"], response["Cache-Control"]) == ("text/html; charset=utf-8", "no-store")
    survey = Survey.objects.get()
    assert response.content.decode().count("<tr>") == survey.tokens.count()
    assert sorted(survey.tokens.values_list("village", flat=True)) == ["王畈村", "王畈村", "石桥村"]
    again = client.post(address, typed)
    assert (again.status_code, Survey.objects.count()) == (302, 1)


def test_the_sheets_are_chinese_though_the_clerk_reads_english(client, case, on_day):
    """Who scans them is a villager; the last day is said, not the midnight after it."""
    address = f"/en{page(case, 'survey/new/')}"
    people.login(client, case.operator)
    typed = {"title": "满意度调查", "closes_on": "2026-10-16", "others": "王畈村 1"}
    sheet = client.post(address, {**typed, "form_token": token_of(client, address)}).content.decode()
    assert ["最晚2026年10月16日回答" in sheet, "请用手机扫一扫" in sheet, "/en/s/" in sheet] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"closes_on": "2026-01-01"}, "closes_on"), ({"others": ""}, "others"), ({"title": " "}, "title")],
)
def test_what_a_survey_lacks_is_said_beside_the_field(client, case, on_day, changed, field):
    address = page(case, "survey/new/")
    people.login(client, case.operator)
    typed = {"title": "满意度调查", "closes_on": "2026-10-16", "others": "王畈村 1", **changed}
    refused = client.post(address, {**typed, "form_token": token_of(client, address)})
    assert (refused.context["form"].errors.keys(), Survey.objects.count()) == ({field}, 0)


def test_a_villager_answers_without_account_and_without_any_cookie_but_the_forms(client, case, on_day):
    case.surveyed()
    first = client.get(link(case))
    text = first.content.decode()
    assert first.status_code == 200
    assert [name in text for name in (case.deal.admin.name, case.deal.operator.name)] == [False, False]
    response = client.post(link(case), ANSWERS)
    assert (response.status_code, response.url) == (302, "/s/thanks/")
    assert client.get("/s/thanks/").status_code == 200
    assert set(client.cookies) <= {"csrftoken"}
    assert SurveyAnswer.objects.get().remark == "很好"


def test_a_villager_may_read_the_questions_in_english(client, case, on_day):
    case.surveyed()
    assert f'href="/en{link(case)}"' in client.get(link(case)).content.decode()
    form = client.get(f"/en{link(case)}").context["form"]
    assert form.fields["q1"].label == "Are you satisfied with this service as a whole?"
    assert [text for _code, text in form.fields["q1"].choices][:2] == ["Satisfied", "Rather satisfied"]
    client.post(f"/en{link(case)}", ANSWERS)
    assert SurveyAnswer.objects.get().answers == {key: ANSWERS[key] for key in ("q1", "q2", "q3", "q4")}


def test_a_missing_answer_is_said_beside_its_question(client, case, on_day):
    case.surveyed()
    response = client.post(link(case), {**ANSWERS, "q3": ""})
    assert response.context["form"].errors == {"q3": ["请选一个。"]}
    assert SurveyAnswer.objects.count() == 0


def test_used_unknown_and_ended_links_lead_to_a_friendly_page(client, case, on_day):
    case.surveyed()
    client.post(link(case), ANSWERS)
    for method in (client.get, client.post):
        used = method(link(case), ANSWERS)
        assert (used.status_code, "已经用过了" in used.content.decode()) == (410, True)
    unknown = client.get("/s/unknownlink12345/")
    assert (unknown.status_code, "这个二维码无效" in unknown.content.decode()) == (404, True)
    on_day(make.CLOSES)
    ended = client.get(link(case, 1))
    assert (ended.status_code, "已经结束" in ended.content.decode()) == (410, True)


def test_from_the_statement_to_the_published_grade(client, case, on_day):
    case.closed()
    on_day(make.AFTER)
    names = {row.name: row.code for row in case.evaluation.indicators.all()}
    typed = {f"actual_{names['上门服务完成率']}": "90", f"actual_{names['安全事故']}": "0", "summary": "完成"}
    people.login(client, case.operator)
    form = client.get(page(case, "self/")).context["form"]
    assert sorted(name for name in form.fields if name.startswith("actual_")) == sorted(
        name for name in typed if name.startswith("actual_")
    )
    assert client.post(page(case, "self/"), typed).url == page(case)
    client.post(page(case, "evaluators/"), {"user": case.evaluator.user_id})
    people.login(client, case.evaluator)
    assert client.post(page(case, "score/"), typed).url == page(case)
    assert people.login(client, case.deal.leader).post(page(case, "publish/")).url == page(case)
    case.evaluation.refresh_from_db()
    assert (case.evaluation.status, case.evaluation.grade) == ("PUBLISHED", "EXCELLENT")
    assert status(client, case.deal.admin, page(case)) == 200


def test_an_evaluation_is_started_from_its_contract(client):
    deal = make.delivered()
    address = f"/workspace/performance/new/{deal.contract.code}/"
    assert status(client, deal.leader, address) == 403
    assert status(client, people.stranger(), address) == 404
    firm = make.firm()
    people.login(client, deal.operator)
    typed = {"evaluator": firm.pk, "form_token": token_of(client, address)}
    assert client.post(address, typed).status_code == 302
    assert deal.contract.evaluation.evaluator == firm


def test_the_list_costs_the_same_for_one_and_for_two(client, case, django_assert_max_num_queries):
    address = "/workspace/performance/"
    actor = people.auditor()
    people.login(client, actor)
    client.get(address)
    with django_assert_max_num_queries(12):
        assert client.get(address).context["page_obj"].paginator.count == 1
    make.case()
    with django_assert_max_num_queries(12):
        assert client.get(address).context["page_obj"].paginator.count == 2
