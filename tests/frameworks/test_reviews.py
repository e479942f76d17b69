"""Nothing is filed or called for before everybody has passed the plan, and the author is nobody of them (N-12)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.models import AuditEntry
from procurement.frameworks.models import Framework
from procurement.frameworks.selectors.reviews import FRAMEWORKS
from procurement.frameworks.selectors.todos import todos
from procurement.frameworks.services.calling import solicit
from procurement.frameworks.services.planning import edit_framework, file_framework, publish_framework
from procurement.frameworks.services.reviews import record_review, set_risks, submit_for_review, take_back
from procurement.tendering.enums import ReviewKind
from procurement.tendering.selectors.risks import usual_risks
from tests.factories import accounts, closed, tendering
from tests.factories import frameworks as make

pytestmark = pytest.mark.django_db
FOUR = [ReviewKind.PROCUREMENT, ReviewKind.FINANCE, ReviewKind.BUSINESS, ReviewKind.SUPERVISION]
LATER = make.AT + timedelta(hours=1)


@pytest.fixture
def home():
    return make.organiser()


def give(framework, kind, actor, passed=True, **said):
    given = {"opinion": "同意。", "checks": tendering.FINE, "adviser": "刘律师，某律师事务所", **said}
    return record_review(framework=framework, kind=kind, passed=passed, actor=actor, at=make.AT, **given)


def test_a_public_service_needs_six_reviews_and_is_not_filed_before_the_last(home):
    framework = make.submitted(home)
    assert FRAMEWORKS.needed(framework) == (*FOUR, ReviewKind.KEY, ReviewKind.LEGAL)
    for kind in FRAMEWORKS.needed(framework):
        with pytest.raises(GuardRefused) as caught:
            file_framework(framework=framework, actor=home.operator, at=make.AT)
        assert str(kind.label) in str(caught.value)
        give(framework, kind, home.reviewers[kind])
    assert framework.status == "REVIEWED"
    file_framework(framework=framework, actor=home.operator, at=make.AT)
    assert AuditEntry.objects.filter(subject_code=framework.code, action="review").count() == 6


def test_advice_for_the_own_offices_needs_four_and_more_only_where_it_is_big_or_wanted(home):
    quiet = make.submitted(home, **closed.plan(risk_plan=[]))
    assert list(FRAMEWORKS.needed(quiet)) == FOUR
    take_back(framework=quiet, actor=home.operator, at=make.AT)
    # 8,000,000 a year for two years are 16,000,000: counted over the whole term, which the law leaves open.
    for name, value in (("annual_estimate", Decimal("8000000")), ("key_reason", "村民关注度高")):
        before = getattr(quiet, name)
        edit_framework(framework=quiet, actor=home.operator, at=make.AT, **{name: value})
        with pytest.raises(GuardRefused) as caught:
            submit_for_review(framework=quiet, actor=home.operator, at=make.AT)
        assert "风险处置方案" in str(caught.value)
        set_risks(framework=quiet, rows=usual_risks(), actor=home.operator, at=make.AT)
        submit_for_review(framework=quiet, actor=home.operator, at=make.AT)
        assert ReviewKind.LEGAL in FRAMEWORKS.needed(quiet)
        take_back(framework=quiet, actor=home.operator, at=make.AT)
        edit_framework(framework=quiet, risk_plan=[], actor=home.operator, at=make.AT)
        edit_framework(framework=quiet, actor=home.operator, at=make.AT, **{name: before})


def test_neither_the_author_nor_who_wrote_in_it_nor_a_stranger_reviews(home):
    framework = make.drafted(home)
    second = accounts.person(home.organisation, "OPERATOR", "REVIEWER", name="民政副手")
    edit_framework(framework=framework, area="云梦县城区", actor=second, at=make.AT)
    submit_for_review(framework=framework, actor=home.operator, at=make.AT)
    for actor in (home.operator, second, tendering.town("义堂镇").reviewer, accounts.bureau()):
        with pytest.raises(NotAllowed):
            give(framework, "PROCUREMENT", actor)
    with pytest.raises(NotAllowed):
        give(framework, "FINANCE", home.reviewers["SUPERVISION"])
    assert framework.reviews.count() == 0


def test_the_key_review_answers_each_question_and_the_adviser_is_named(home):
    framework = make.submitted(home)
    key, legal = home.reviewers["KEY"], home.reviewers["LEGAL"]
    for kind, actor, said, field in (
        ("KEY", key, {"checks": {}}, "check_CONDITIONS"),
        ("KEY", key, {"checks": {**tendering.FINE, "NO_BRAND": "WRONG"}}, "check_NO_BRAND"),
        ("LEGAL", legal, {"adviser": " "}, "adviser"),
        ("FINANCE", home.reviewers["FINANCE"], {"opinion": " "}, "opinion"),
    ):
        with pytest.raises(DomainError) as caught:
            give(framework, kind, actor, **said)
        assert caught.value.field == field


def test_a_return_sends_it_back_and_all_begin_anew(home):
    framework = make.submitted(home)
    give(framework, "FINANCE", home.reviewers["FINANCE"])
    give(framework, "PROCUREMENT", home.reviewers["PROCUREMENT"], passed=False, opinion="单价依据不足")
    assert (framework.status, framework.submitted_at) == ("DRAFT", None)
    edit_framework(framework=framework, pricing_note="补充调查5家机构。", actor=home.operator, at=make.AT)
    submit_for_review(framework=framework, actor=home.operator, at=LATER)
    assert list(FRAMEWORKS.missing(framework)) == list(FRAMEWORKS.needed(framework))


def test_what_is_filed_is_taken_back_reviewed_and_filed_again_until_it_is_called_for(home):
    framework = make.filed(home)
    first = framework.filing_number
    with pytest.raises(NotAllowed):
        take_back(framework=framework, actor=home.leader, at=make.AT)
    take_back(framework=framework, reason="单价要改", actor=home.operator, at=make.AT)
    assert (framework.status, framework.filing_number, framework.filed_at) == ("DRAFT", "", None)
    submit_for_review(framework=framework, actor=home.operator, at=LATER)
    with pytest.raises(WrongState):
        publish_framework(framework=framework, actor=home.operator, at=LATER)
    give_all(framework, home)
    file_framework(framework=framework, actor=home.operator, at=LATER)
    assert framework.filing_number not in ("", first)
    publish_framework(framework=framework, actor=home.operator, at=LATER)
    with pytest.raises(WrongState):
        take_back(framework=framework, actor=home.operator, at=LATER)


def give_all(framework, home):
    for kind in FRAMEWORKS.missing(framework):
        record_review(
            framework=framework,
            kind=kind,
            passed=True,
            opinion="同意。",
            checks=tendering.FINE,
            adviser="刘律师",
            actor=home.reviewers[kind],
            at=LATER,
        )


@pytest.mark.parametrize("kind", ["OPEN", "CLOSED"])
def test_what_was_filed_before_reviews_were_asked_for_is_not_called_for_and_says_what_to_do(home, kind):
    framework = make.drafted(home, **(closed.plan() if kind == "CLOSED" else {}))
    Framework.objects.update(status="FILED", filing_number="KB-1")
    framework.refresh_from_db()
    with pytest.raises(GuardRefused) as caught:
        if kind == "OPEN":
            publish_framework(framework=framework, actor=home.operator, at=make.AT)
        else:
            solicit(framework=framework, actor=home.operator, at=make.AT, **closed.DATES)
    assert "收回修改" in str(caught.value)
    take_back(framework=framework, actor=home.operator, at=make.AT)
    assert framework.status == "DRAFT"


def test_the_risk_plan_is_whole_and_nobody_saves_over_it(home):
    framework = make.drafted(home, risk_plan=[])
    with pytest.raises(DomainError):
        set_risks(framework=framework, rows=[{"risk": "采购失败"}], actor=home.operator, at=make.AT)
    set_risks(framework=framework, rows=usual_risks(), actor=home.operator, at=make.AT)
    assert framework.risk_plan == usual_risks()
    with pytest.raises(DomainError) as caught:
        set_risks(framework=framework, rows=usual_risks()[:1], seen="old", actor=home.operator, at=make.AT)
    assert caught.value.field == "stale"


def test_the_reviewer_finds_it_reads_it_and_says_so(client, home):
    framework = make.submitted(home)
    finance = home.reviewers["FINANCE"]
    assert [one.url for one in todos(finance, make.AT)] == [framework.get_absolute_url()]
    assert todos(home.operator, make.AT) == []
    accounts.login(client, finance)
    address = reverse("frameworks:framework-review", args=[framework.code])
    assert address in client.get(framework.get_absolute_url()).content.decode()
    shown = client.get(address).content.decode()
    assert (framework.survey_findings in shown, "采购失败" in shown) == (True, True)
    said = client.post(address, {"kind": "FINANCE", "passed": "yes", "opinion": "资金有来源。"}, follow=True)
    assert "审查意见已记录" in said.content.decode()
    assert list(framework.reviews.values_list("kind", flat=True)) == ["FINANCE"]
    assert todos(finance, make.AT) == []
    assert address not in client.get(framework.get_absolute_url()).content.decode()
    accounts.login(client, home.operator)
    assert client.get(address).status_code == 403
    assert "还缺" in client.get(framework.get_absolute_url()).content.decode()


def test_the_call_is_the_one_clear_next_step_of_what_is_filed(client, home):
    accounts.login(client, home.operator)
    for made, step in ((make.filed(home, **closed.plan()), "solicit"), (make.filed(home), "publish")):
        page = client.get(made.get_absolute_url()).content.decode()
        assert page.count("btn btn-primary") == 1
        assert f'class="btn btn-primary" href="{made.get_absolute_url()}{step}/"' in page
        other = {"solicit": "发布征集公告</strong>", "publish": "接收响应文件</strong>"}[step]
        assert f"暂不能{other}" not in page


@pytest.mark.django_db(transaction=True)
def test_the_migration_keeps_what_was_called_for_and_goes_back():
    home = make.organiser()
    called, waiting = make.in_force(home), make.submitted(home)
    before = [("frameworks", "0006_supplements")]
    after = MigrationExecutor(connection).loader.graph.leaf_nodes("frameworks")
    try:
        MigrationExecutor(connection).migrate(before)
        rows = dict(Framework.objects.values_list("code", "status"))
    finally:
        MigrationExecutor(connection).migrate(after)
    assert rows == {called.code: "IN_FORCE", waiting.code: "DRAFT"}
    assert Framework.objects.get(pk=called.pk).status == "IN_FORCE"
