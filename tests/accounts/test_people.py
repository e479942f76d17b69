"""Accounts that the bureau opens, and what people change of their own."""

import pytest

from procurement.accounts.models import User
from procurement.accounts.services import change_person, create_user
from procurement.core.actors import ANONYMOUS, SYSTEM
from procurement.core.errors import DomainError, NotAllowed
from procurement.core.models import AuditEntry
from tests.factories import accounts as make

pytestmark = pytest.mark.django_db


def create(actor, **fields):
    typed = {"username": "zhangsan", "email": "zhangsan@example.com", "display_name": "张三", **fields}
    return create_user(actor=actor, at=make.AT, **typed)


def test_supervision_opens_an_account_that_waits_for_its_password():
    user = create(make.bureau())
    assert (user.has_usable_password(), user.is_staff, user.is_superuser) == (False, False, False)
    assert user.emailaddress_set.get().verified is False
    assert AuditEntry.objects.get(subject_kind="person", subject_code=user.code).action == "create"


def test_a_ready_hash_is_taken_as_it_is():
    user = create(SYSTEM, password_hash=make.password_hash())
    assert user.check_password(make.PASSWORD)


@pytest.mark.parametrize("actor", [make.stranger, make.auditor, lambda: ANONYMOUS])
def test_nobody_else_opens_accounts(actor):
    with pytest.raises(NotAllowed):
        create(actor())


@pytest.mark.parametrize("field", ["username", "email"])
def test_names_and_addresses_are_unique_whatever_their_case(field):
    create(SYSTEM)
    other = {"username": "lisi", "email": "lisi@example.com"}
    taken = {"username": "ZhangSan", "email": "ZhangSan@Example.com"}
    with pytest.raises(DomainError) as refusal:
        create(SYSTEM, **{**other, field: taken[field]})
    assert refusal.value.field == field
    assert User.objects.filter(display_name="张三").count() == 1


def test_ones_telephone_is_changed_and_stays_out_of_the_chain():
    actor = make.stranger()
    change_person(user=make.user_of(actor), phone="13900000000", actor=actor, at=make.AT)
    entry = AuditEntry.objects.get(subject_code=actor.code, action="change")
    assert (make.user_of(actor).phone, entry.changes) == ("13900000000", {"fields": ["phone"]})


def test_anothers_details_are_theirs():
    victim = make.user("张三")
    for actor in (make.stranger(), make.bureau(), ANONYMOUS):
        with pytest.raises(NotAllowed):
            change_person(user=victim, display_name="李四", actor=actor, at=make.AT)
    assert User.objects.get(pk=victim.pk).display_name == "张三"
