"""Challenges: in time, by who took part, answered in time; the hold they place and lift."""

from datetime import date, timedelta

import pytest

from procurement.complaints.enums import ChallengeGround
from procurement.complaints.models import Challenge
from procurement.complaints.selectors import challenge_until, challenges_visible, open_grounds, todos
from procurement.complaints.services import answer_challenge, withdraw_challenge
from procurement.contracts import services as contracts
from procurement.core.clock import local_time
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.models import Notification
from procurement.tendering.selectors.holds import holds_in_force
from tests.factories import accounts as people
from tests.factories import complaints as make
from tests.factories import contracts as contract_make

pytestmark = pytest.mark.django_db
AT = make.AT


@pytest.fixture
def deal():
    return contract_make.awarded_deal()


def answer(challenge, actor, **changed):
    values = {"outcome": "DISMISSED", "answer": "评审依据充分，理由见附件。", **changed}
    return answer_challenge(challenge=challenge, actor=actor, at=AT + timedelta(days=1), **values)


def test_a_challenge_in_time_holds_the_signing_and_is_due_in_seven_working_days(deal):
    contract = deal.offered(AT)
    challenge = make.challenge(deal)
    # Received on Friday 9 October 2026; 10 October is worked.
    assert (challenge.received_at.date(), challenge.reply_due) == (date(2026, 10, 9), date(2026, 10, 19))
    assert [hold.source_code for hold in holds_in_force(challenge.tender, AT)] == [challenge.code]
    with pytest.raises(GuardRefused, match="暂停签订"):
        contracts.sign_contract(contract=contract, actor=deal.admin, at=AT)
    answer(challenge, deal.operator)
    assert list(holds_in_force(challenge.tender, AT + timedelta(days=2))) == []
    later = AT + timedelta(days=2)
    assert contracts.sign_contract(contract=contract, actor=deal.admin, at=later).status == "SIGNED"


def test_one_that_cannot_change_the_result_holds_nothing(deal):
    challenge = make.challenge(deal, may_change_result=False)
    assert (challenge.hold, list(holds_in_force(challenge.tender, AT))) == (None, [])


def test_the_result_may_be_challenged_seven_working_days_after_its_notice_period(deal):
    """Notice on Thursday 8 October, its period ends on the 9th; seven working days end on Monday the 19th."""
    tender = deal.award.package.tender
    limit = challenge_until(tender, ChallengeGround.RESULT)
    assert (limit.start, limit.limit) == (date(2026, 10, 9), date(2026, 10, 19))
    last = local_time(limit.limit, 23)
    assert make.challenge(deal, at=last).received_at == last


def test_too_late_is_refused_with_the_day(deal):
    with pytest.raises(GuardRefused, match="2026-10-19届满"):
        make.challenge(deal, at=local_time(date(2026, 10, 20), 9))
    assert Challenge.objects.count() == 0


def test_who_did_not_take_part_challenges_only_the_documents(deal):
    other = contract_make.suppliers.supplier()[1]
    with pytest.raises(NotAllowed, match="只有参加了"):
        make.challenge(deal, actor=other)
    with pytest.raises(GuardRefused, match="届满"):
        make.challenge(
            deal, actor=other, ground=ChallengeGround.DOCUMENTS, at=local_time(date(2026, 10, 13), 9)
        )
    # Notice on 21 September, its three working days end on the 24th, seven more after the holiday.
    last = local_time(date(2026, 10, 12), 23)
    assert make.challenge(deal, actor=other, ground=ChallengeGround.DOCUMENTS, at=last).pk is not None


@pytest.mark.parametrize("who", ["operator", "leader", "delivery"])
def test_only_suppliers_bidders_challenge(deal, who):
    with pytest.raises(NotAllowed):
        make.challenge(deal, actor=getattr(deal, who))


@pytest.mark.parametrize("field", ["facts", "legal_basis", "request"])
def test_what_a_challenge_must_contain(deal, field):
    with pytest.raises(DomainError) as refusal:
        make.challenge(deal, **{field: " "})
    assert refusal.value.field == field


def test_one_ground_is_challenged_in_one_go(deal):
    make.challenge(deal)
    with pytest.raises(WrongState, match="一次提出"):
        make.challenge(deal)


def test_the_answer_says_until_when_a_complaint_may_follow_and_tells_who_is_concerned(deal):
    challenge = make.challenge(deal)
    answer(challenge, deal.leader)
    assert (challenge.status, challenge.outcome, challenge.complaint_until) == (
        "ANSWERED",
        "DISMISSED",
        date(2026, 11, 9),
    )
    told = Notification.objects.filter(event__startswith="challenge_").values_list("event", "recipient_code")
    assert set(told) == {
        ("challenge_received", deal.operator.code),
        ("challenge_received", deal.leader.code),
        ("challenge_answered", make.loser(deal).code),
        ("challenge_concerns", deal.admin.code),
    }


def test_an_upheld_challenge_keeps_the_hold(deal):
    challenge = make.challenge(deal)
    answer(challenge, deal.operator, outcome="UPHELD")
    assert len(holds_in_force(challenge.tender, AT + timedelta(days=2))) == 1


@pytest.mark.parametrize(("changed", "field"), [({"answer": " "}, "answer"), ({"outcome": "X"}, "outcome")])
def test_an_incomplete_answer_is_refused(deal, changed, field):
    challenge = make.challenge(deal)
    with pytest.raises(DomainError) as refusal:
        answer(challenge, deal.operator, **changed)
    assert refusal.value.field == field


def test_only_the_purchaser_answers_and_only_once(deal):
    challenge = make.challenge(deal)
    for actor in (deal.finance, deal.admin, make.loser(deal), people.bureau(), people.stranger()):
        with pytest.raises(NotAllowed):
            answer(challenge, actor)
    answer(challenge, deal.operator)
    with pytest.raises(WrongState):
        answer(challenge, deal.operator)


def test_withdrawal_ends_the_hold_and_is_the_challengers_alone(deal):
    challenge = make.challenge(deal)
    for actor in (deal.operator, deal.admin):
        with pytest.raises(NotAllowed):
            withdraw_challenge(challenge=challenge, reason="", actor=actor, at=AT)
    withdraw_challenge(challenge=challenge, reason="已沟通清楚", actor=make.loser(deal), at=AT)
    assert (challenge.status, list(holds_in_force(challenge.tender, AT))) == ("WITHDRAWN", [])


def test_who_sees_a_challenge(deal):
    challenge = make.challenge(deal)
    seen = [list(challenges_visible(a)) for a in (make.loser(deal), deal.operator, people.auditor())]
    assert seen == [[challenge]] * 3
    hidden = (deal.admin, contract_make.suppliers.supplier()[1], people.stranger(), deal.finance)
    assert [list(challenges_visible(actor)) for actor in hidden] == [[]] * 4
    answer(challenge, deal.operator)
    assert list(challenges_visible(deal.admin)) == [challenge]


def test_the_answer_waits_for_operator_and_head(deal):
    challenge = make.challenge(deal)
    for actor in (deal.operator, deal.leader):
        assert [(todo.due, todo.subject_code) for todo in todos(actor, AT)] == [
            (challenge.reply_due, challenge.code)
        ]
    assert todos(deal.finance, AT) == []


def test_open_grounds_name_the_last_days(deal):
    tender = deal.award.package.tender
    assert {ground: limit.limit for ground, limit in open_grounds(tender, AT).items()} == {
        ChallengeGround.DOCUMENTS: date(2026, 10, 12),
        ChallengeGround.PROCESS: date(2026, 10, 16),
        ChallengeGround.RESULT: date(2026, 10, 19),
    }
