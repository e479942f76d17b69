"""Internal review: never the author, every kind, anew after a return, the reason at the release button."""

from datetime import timedelta

import pytest
from django.urls import reverse

from procurement.accounts.enums import Office
from procurement.core import lifecycle
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.tendering.selectors.reviews import TENDERS
from procurement.tendering.selectors.risks import usual_risks
from procurement.tendering.services.documents import set_risks
from procurement.tendering.services.reviews import record_review, submit_for_review, take_back
from tests.factories import accounts, requirement
from tests.factories import tendering as make

pytestmark = pytest.mark.django_db
LATER = make.AT + timedelta(hours=1)


@pytest.fixture
def home():
    return make.town()


def review(tender, kind, actor, passed=True, opinion="同意。", at=LATER, **said):
    said = {"checks": make.FINE, "adviser": "刘律师，某律师事务所", **said}
    return record_review(tender=tender, kind=kind, passed=passed, opinion=opinion, actor=actor, at=at, **said)


def test_a_public_service_needs_key_review_and_legal_adviser_too(home):
    tender = make.submitted_tender(home)
    assert TENDERS.needed(tender) == (
        "PROCUREMENT",
        "FINANCE",
        "BUSINESS",
        "SUPERVISION",
        "KEY",
        "LEGAL",
    )

    auxiliary = make.published_item(home, auxiliary=True)
    other = make.drafted_tender(home, make.implementation_plan(home, auxiliary))
    assert TENDERS.needed(other) == ("PROCUREMENT", "FINANCE", "BUSINESS", "SUPERVISION")


def test_the_last_pass_clears_the_way(home):
    tender = make.submitted_tender(home)
    for kind in TENDERS.needed(tender)[:-1]:
        review(tender, kind, home.reviewers[kind])
    assert tender.status == "IN_REVIEW"

    review(tender, "LEGAL", home.leader)

    assert (tender.status, TENDERS.missing(tender)) == ("REVIEWED", [])


def test_release_says_which_review_is_missing(home):
    tender = make.submitted_tender(home)
    for kind in ("PROCUREMENT", "BUSINESS", "FINANCE", "SUPERVISION"):
        review(tender, kind, home.reviewers[kind])

    option = lifecycle.may("release", tender, actor=home.operator, at=LATER)

    assert (option.allowed, option.reason) == (
        False,
        "还缺重点审查（需求管理办法第三十一条、第三十三条）、法律顾问审查（需求管理办法第二十三条）："
        "采购活动开始前须完成内部审查（需求管理办法第二十九条）。",
    )


def test_a_return_starts_everything_anew(home):
    tender = make.submitted_tender(home)
    review(tender, "FINANCE", home.finance)
    review(tender, "SUPERVISION", home.discipline, passed=False, opinion="付款条件不清楚。")
    assert tender.status == "DRAFT"

    submit_for_review(tender=tender, actor=home.operator, at=LATER + timedelta(hours=1))

    assert TENDERS.missing(tender) == list(TENDERS.needed(tender))
    assert tender.reviews.count() == 2


def test_the_author_reviews_nothing(home):
    tender = make.submitted_tender(home)
    author = accounts.person(home.organisation, Office.OPERATOR, Office.REVIEWER)
    type(tender).objects.filter(pk=tender.pk).update(author_code=author.code)
    tender.refresh_from_db()

    with pytest.raises(NotAllowed) as caught:
        review(tender, "PROCUREMENT", author)

    assert str(caught.value) == ("采购文件由您编制，须由其他人审查（《政府采购需求管理办法》第二十九条）。")


def test_whoever_wrote_in_the_documents_reviews_nothing(home):
    tender = make.complete_tender(home)
    helper = accounts.person(home.organisation, Office.OPERATOR, Office.FINANCE)
    make.set_payment_plan(tender=tender, rows=make.PAYMENTS, actor=helper, at=make.AT)
    submit_for_review(tender=tender, actor=home.operator, at=make.AT)

    with pytest.raises(NotAllowed):
        review(tender, "FINANCE", helper)


def test_each_kind_has_its_office(home):
    tender = make.submitted_tender(home)
    assert TENDERS.kinds_for(home.finance, tender) == ["FINANCE"]
    assert TENDERS.kinds_for(home.discipline, tender) == ["SUPERVISION", "KEY", "LEGAL"]
    with pytest.raises(NotAllowed):
        review(tender, "SUPERVISION", home.finance)


def test_strangers_review_nothing(home):
    tender = make.submitted_tender(home)
    for somebody in (
        accounts.stranger(),
        accounts.bureau(),
        accounts.person(accounts.township("沙河乡"), Office.REVIEWER),
    ):
        with pytest.raises(NotAllowed):
            review(tender, "PROCUREMENT", somebody)


def test_an_opinion_is_written(home):
    with pytest.raises(DomainError) as caught:
        review(make.submitted_tender(home), "FINANCE", home.finance, opinion=" ")
    assert caught.value.field == "opinion"


def test_passing_twice_is_refused(home):
    tender = make.submitted_tender(home)
    review(tender, "FINANCE", home.finance)
    with pytest.raises(WrongState):
        review(tender, "FINANCE", home.finance)


def test_a_draft_is_not_reviewed(home):
    with pytest.raises(WrongState):
        review(make.complete_tender(home), "FINANCE", home.finance)


def test_incomplete_documents_are_not_submitted(home):
    with pytest.raises(GuardRefused) as caught:
        submit_for_review(tender=make.drafted_tender(home), actor=home.operator, at=make.AT)
    assert str(caught.value) == "还没有写付款安排（需求管理办法第二十三条）。另有5处需要修改。"


def test_taking_back_drops_the_reviews(home):
    tender = make.submitted_tender(home)
    review(tender, "FINANCE", home.finance)
    take_back(tender=tender, actor=home.operator, at=LATER)
    assert (tender.status, tender.submitted_at) == ("DRAFT", None)


def test_the_key_review_answers_every_question(home):
    tender = make.submitted_tender(home)
    with pytest.raises(DomainError, match="逐项回答") as told:
        review(tender, "KEY", home.reviewer, checks={**make.FINE, "METHOD": ""})
    assert told.value.field == "check_METHOD"
    with pytest.raises(DomainError, match="不能通过") as told:
        review(tender, "KEY", home.reviewer, checks={**make.FINE, "POLICY": "WRONG"})
    assert told.value.field == "check_POLICY"
    given = review(tender, "KEY", home.reviewer, checks={**make.FINE, "POLICY": "NONE"})
    assert given.checks["POLICY"] == "NONE"


def test_a_wrong_answer_sends_the_documents_back(home):
    tender = make.submitted_tender(home)
    checks = {**make.FINE, "NO_BRAND": "WRONG"}
    review(tender, "KEY", home.reviewer, passed=False, opinion="第2项指向品牌。", checks=checks)
    assert tender.status == "DRAFT"


def test_the_legal_adviser_has_a_name(home):
    tender = make.submitted_tender(home)
    with pytest.raises(DomainError, match="法律顾问的姓名") as told:
        review(tender, "LEGAL", home.leader, adviser=" ")
    assert told.value.field == "adviser"
    assert review(tender, "LEGAL", home.leader).adviser == "刘律师，某律师事务所"


def test_a_lent_person_is_on_record(home):
    tender = make.submitted_tender(home)
    lent = accounts.person(home.organisation, Office.FINANCE)
    given = review(tender, "FINANCE", lent, lent_from="云梦县财政局义堂财政所")
    assert (given.lent_from, given.adviser, given.checks) == ("云梦县财政局义堂财政所", "", {})


def test_whoever_wrote_the_requirement_reviews_nothing(home):
    """Not the documents alone: plan item, implementation plan and survey are the requirement too (art. 32)."""
    tender = make.submitted_tender(home)
    both = accounts.person(home.organisation, Office.OPERATOR, Office.REVIEWER)
    requirement.survey(tender.item, both, at=make.AT)
    with pytest.raises(NotAllowed, match="须由其他人审查"):
        review(tender, "KEY", both)


def test_a_public_service_is_not_reviewed_without_a_risk_plan(home):
    tender = make.complete_tender(home)
    type(tender).objects.filter(pk=tender.pk).update(risk_plan=[])
    tender.refresh_from_db()
    with pytest.raises(GuardRefused, match="风险处置方案（需求管理办法第二十五条）"):
        submit_for_review(tender=tender, actor=home.operator, at=make.AT)
    rows = usual_risks()
    for wrong in ([], [{**rows[0], "measure": " "}], [{**rows[0], "likelihood": "MAYBE"}]):
        with pytest.raises(DomainError) as told:
            set_risks(tender=tender, rows=wrong, actor=home.operator, at=make.AT)
        assert told.value.field == "rows"
    set_risks(tender=tender, rows=rows[:3], actor=home.operator, at=make.AT)
    assert submit_for_review(tender=tender, actor=home.operator, at=make.AT).status == "IN_REVIEW"


def test_an_opinion_that_nobody_waits_for_is_refused_before_it_is_written(home, client):
    tender = make.submitted_tender(home)
    url = reverse("tendering:tender-review", args=[tender.code])
    accounts.login(client, home.reviewers["FINANCE"])
    assert 'class="form-foot' in client.get(url).content.decode()
    review(tender, "FINANCE", home.reviewers["FINANCE"])
    done = client.get(url).content.decode()
    assert ("没有要您再审的" in done, 'class="form-foot' in done) == (True, False)
    take_back(tender=tender, actor=home.operator, at=LATER)
    back = client.get(url).content.decode()
    assert ("没有审查" in back, 'class="form-foot' in back) == (True, False)
