"""Grants that name a person and an object: given, audited, taken away, and nothing to a superuser."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from procurement.accounts.models import Organisation, User
from procurement.accounts.selectors import actor_of, has_grant, objects_granted, people_granted
from procurement.accounts.services import grant, revoke
from procurement.core.actors import ANONYMOUS, SYSTEM
from procurement.core.errors import DomainError
from procurement.core.models import AuditEntry
from procurement.tendering.models import Tender
from tests.factories import accounts as make
from tests.factories import tendering

pytestmark = pytest.mark.django_db
PERMISSION = "evaluate_tender"


@pytest.fixture
def tender():
    return tendering.drafted_tender(tendering.town())


def give(tender, actor):
    grant(permission=PERMISSION, user=make.user_of(actor), obj=tender, actor=SYSTEM, at=make.AT, basis="E-04")


def chain(tender, action):
    return list(AuditEntry.objects.filter(subject_code=tender.code, action=action))


def test_a_grant_is_for_one_person_one_permission_one_object(tender):
    expert, other = make.stranger(), make.stranger()
    second = tendering.drafted_tender(tendering.town("义堂镇"))
    give(tender, expert)
    assert has_grant(expert, PERMISSION, tender) is True
    assert has_grant(other, PERMISSION, tender) is False
    assert has_grant(expert, "operate_tender", tender) is False
    assert has_grant(expert, PERMISSION, second) is False
    assert has_grant(ANONYMOUS, PERMISSION, tender) is False
    assert list(objects_granted(expert, PERMISSION, Tender)) == [tender]
    assert [person.code for person in people_granted(PERMISSION, tender)] == [expert.code]


def test_granting_twice_is_granting_once_and_is_audited_on_the_objects_chain(tender):
    expert = make.stranger("钱专家")
    give(tender, expert)
    give(tender, expert)
    (entry,) = chain(tender, "grant")
    assert (entry.subject_kind, entry.basis) == ("tender", "E-04")
    assert entry.changes == {"permission": PERMISSION, "person": expert.code, "name": "钱专家"}


def test_what_is_taken_away_is_gone_at_once_and_only_once(tender):
    expert = make.stranger()
    give(tender, expert)
    for _again in range(2):
        revoke(
            permission=PERMISSION,
            user=make.user_of(expert),
            obj=tender,
            reason="回避",
            actor=SYSTEM,
            at=make.AT,
        )
    assert has_grant(expert, PERMISSION, tender) is False
    assert [entry.reason for entry in chain(tender, "revoke")] == ["回避"]


def test_a_superuser_has_no_grant_by_being_one(tender):
    boss = make.user(is_superuser=True, is_staff=True)
    assert has_grant(actor_of(boss), PERMISSION, tender) is False
    assert list(objects_granted(actor_of(boss), PERMISSION, Tender)) == []


def test_an_inactive_person_holds_nothing_and_gets_nothing(tender):
    expert = make.stranger()
    give(tender, expert)
    User.objects.filter(pk=expert.user_id).update(is_active=False)
    assert has_grant(expert, PERMISSION, tender) is False
    with pytest.raises(DomainError):
        give(tender, expert)


def test_a_model_without_its_own_table_is_refused():
    with pytest.raises(ImproperlyConfigured, match="UserObjectPermission"):
        objects_granted(make.stranger(), "view_organisation", Organisation)


def test_all_granted_objects_are_one_query(tender, django_assert_num_queries):
    expert = make.stranger()
    give(tender, expert)
    with django_assert_num_queries(1):
        assert len(objects_granted(expert, PERMISSION, Tender)) == 1
