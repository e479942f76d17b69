"""Ending offices and memberships."""

import pytest

from procurement.accounts.enums import Office
from procurement.accounts.models import Membership, OfficeHolding
from procurement.accounts.selectors import actor_of, members_holding, offices_of, was_member
from procurement.accounts.services import appoint, dismiss
from procurement.core.actors import SYSTEM
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.models import AuditEntry
from tests.factories import accounts as make

pytestmark = pytest.mark.django_db


def test_one_of_two_offices_ends_and_the_person_stays():
    town = make.township()
    leader, worker = make.person(town, Office.LEADER), make.person(town, Office.OPERATOR, Office.ACCEPTOR)
    dismiss(
        user=make.user_of(worker),
        organisation=town,
        offices=[Office.OPERATOR],
        reason="轮岗",
        actor=leader,
        at=make.AT,
    )
    assert offices_of(make.user_of(worker), town) == {"ACCEPTOR"}
    entry = AuditEntry.objects.get(subject_kind="person", subject_code=worker.code, action="dismiss")
    assert (entry.reason, entry.changes["offices"]) == ("轮岗", ["OPERATOR"])


def test_without_an_office_the_membership_ends_and_is_kept():
    town = make.township()
    worker = make.person(town, Office.OPERATOR)
    dismiss(user=make.user_of(worker), organisation=town, actor=SYSTEM, at=make.AT)
    assert Membership.objects.get(user_id=worker.user_id).until == make.AT
    assert OfficeHolding.objects.get(membership__user_id=worker.user_id).until == make.AT
    with pytest.raises(NotAllowed):
        actor_of(make.user_of(worker), town)
    assert list(members_holding(town)) == []
    assert was_member(make.user_of(worker), town, make.AT) is False


def test_who_was_dismissed_can_be_appointed_again():
    town = make.township()
    worker = make.user_of(make.person(town, Office.OPERATOR))
    dismiss(user=worker, organisation=town, actor=SYSTEM, at=make.AT)
    appoint(user=worker, organisation=town, offices=[Office.FINANCE], actor=SYSTEM, at=make.AT)
    assert offices_of(worker, town) == {"FINANCE"}
    assert Membership.objects.filter(user=worker).count() == 2


def test_everyone_may_lay_down_their_own_office():
    worker = make.person(make.township(), Office.OPERATOR)
    dismiss(user=make.user_of(worker), organisation=make.organisation_of(worker), actor=worker, at=make.AT)
    assert offices_of(make.user_of(worker), make.organisation_of(worker)) == frozenset()


@pytest.mark.parametrize("who", ["stranger", "colleague", "other leader", "budget office"])
def test_nobody_else_dismisses(who):
    town = make.township()
    worker = make.person(town, Office.OPERATOR)
    actor = {
        "stranger": make.stranger,
        "colleague": lambda: make.person(town, Office.REVIEWER),
        "other leader": lambda: make.person(make.township("义堂镇"), Office.LEADER),
        "budget office": lambda: make.bureau(Office.BUREAU_BUDGET),
    }[who]()
    with pytest.raises(NotAllowed):
        dismiss(user=make.user_of(worker), organisation=town, actor=actor, at=make.AT)
    assert offices_of(make.user_of(worker), town) == {"OPERATOR"}


def test_the_only_head_cannot_leave_but_the_bureau_can_end_it():
    town = make.township()
    leader = make.person(town, Office.LEADER)
    arguments = {"user": make.user_of(leader), "organisation": town, "at": make.AT}
    with pytest.raises(DomainError) as refusal:
        dismiss(actor=leader, **arguments)
    assert refusal.value.field == "offices"
    dismiss(actor=make.bureau(), **arguments)
    assert offices_of(make.user_of(leader), town) == frozenset()


def test_an_office_not_held_cannot_end():
    town = make.township()
    worker = make.person(town, Office.OPERATOR)
    with pytest.raises(WrongState):
        dismiss(
            user=make.user_of(worker),
            organisation=town,
            offices=[Office.FINANCE],
            actor=SYSTEM,
            at=make.AT,
        )
