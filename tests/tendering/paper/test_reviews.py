"""Internal review: never the author, every kind, anew after a return, the reason at the release button."""

from datetime import timedelta

import pytest

from procurement.accounts.enums import Office
from procurement.core import lifecycle
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.tendering.selectors.reviews import kinds_for, missing_kinds, needed_kinds
from procurement.tendering.services.reviews import record_review, submit_for_review, take_back
from tests.factories import accounts
from tests.factories import tendering as make

pytestmark = pytest.mark.django_db
LATER = make.AT + timedelta(hours=1)


@pytest.fixture
def home():
    return make.town()


def review(tender, kind, actor, passed=True, opinion="同意。", at=LATER):
    return record_review(tender=tender, kind=kind, passed=passed, opinion=opinion, actor=actor, at=at)


def test_a_public_service_needs_the_legal_adviser_too(home):
    tender = make.submitted_tender(home)
    assert needed_kinds(tender) == ("PROCUREMENT", "FINANCE", "BUSINESS", "SUPERVISION", "LEGAL")

    auxiliary = make.published_item(home, auxiliary=True)
    other = make.drafted_tender(home, make.implementation_plan(home, auxiliary))
    assert needed_kinds(other) == ("PROCUREMENT", "FINANCE", "BUSINESS", "SUPERVISION")


def test_the_last_pass_clears_the_way(home):
    tender = make.submitted_tender(home)
    for kind in needed_kinds(tender)[:-1]:
        review(tender, kind, home.reviewers[kind])
    assert tender.status == "IN_REVIEW"

    review(tender, "LEGAL", home.leader)

    assert (tender.status, missing_kinds(tender)) == ("REVIEWED", [])


def test_release_says_which_review_is_missing(home):
    tender = make.submitted_tender(home)
    for kind in ("PROCUREMENT", "BUSINESS", "LEGAL"):
        review(tender, kind, home.reviewers[kind])

    option = lifecycle.may("release", tender, actor=home.operator, at=LATER)

    assert (option.allowed, option.reason) == (
        False,
        "还缺财务审查、监督审查：采购活动开始前须完成内部审查（需求管理办法第二十九条、第三十二条）。",
    )


def test_a_return_starts_everything_anew(home):
    tender = make.submitted_tender(home)
    review(tender, "FINANCE", home.finance)
    review(tender, "SUPERVISION", home.discipline, passed=False, opinion="付款条件不清楚。")
    assert tender.status == "DRAFT"

    submit_for_review(tender=tender, actor=home.operator, at=LATER + timedelta(hours=1))

    assert missing_kinds(tender) == list(needed_kinds(tender))
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
    assert kinds_for(home.finance, tender) == ["FINANCE"]
    assert kinds_for(home.discipline, tender) == ["SUPERVISION", "LEGAL"]
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
    assert str(caught.value) == "还没有写付款安排（需求管理办法第二十三条）。另有4处需要修改。"


def test_taking_back_drops_the_reviews(home):
    tender = make.submitted_tender(home)
    review(tender, "FINANCE", home.finance)
    take_back(tender=tender, actor=home.operator, at=LATER)
    assert (tender.status, tender.submitted_at) == ("DRAFT", None)
