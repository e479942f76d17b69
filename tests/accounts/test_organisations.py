"""Organisations come in, are changed, renamed and closed."""

import pytest

from procurement.accounts.enums import Office, OrganisationKind
from procurement.accounts.models import Organisation
from procurement.accounts.services import (
    change_organisation,
    close_organisation,
    create_organisation,
    rename,
)
from procurement.core.actors import ANONYMOUS, SYSTEM
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.models import AuditEntry
from tests.factories import accounts as make

pytestmark = pytest.mark.django_db
K = OrganisationKind


def create(actor, kind=K.TOWNSHIP, code="T-1", **fields):
    return create_organisation(code=code, name="测试镇人民政府", kind=kind, actor=actor, at=make.AT, **fields)


def test_supervision_brings_in_an_organisation():
    supervising = make.organisation(K.SUPERVISING_DEPARTMENT)
    town = create(make.bureau(), supervising=supervising, population=31000)
    entry = AuditEntry.objects.get(subject_kind="organisation", subject_code="T-1")
    assert (town.supervising, entry.action) == (supervising, "create")
    assert entry.changes == {
        "name": "测试镇人民政府",
        "kind": "TOWNSHIP",
        "credit_code": "",
        "supervising": supervising.code,
        "population": "31000",
    }


@pytest.mark.parametrize("kind", [kind for kind in K if kind != K.SUPPLIER], ids=lambda kind: kind.value)
def test_nobody_else_brings_one_in(kind):
    for actor in (make.stranger(), make.bureau(Office.BUREAU_BUDGET), ANONYMOUS):
        with pytest.raises(NotAllowed):
            create(actor, kind)
    assert Organisation.objects.filter(code="T-1").count() == 0


def test_a_supplier_comes_in_by_itself_but_not_anonymously():
    assert create(make.stranger(), K.SUPPLIER).kind == K.SUPPLIER
    with pytest.raises(NotAllowed):
        create(ANONYMOUS, K.SUPPLIER, "S-2")


@pytest.mark.parametrize("field", ["code", "credit_code"])
def test_codes_are_unique(field):
    create(SYSTEM, credit_code="91420922MA480001XC")
    taken = {"code": ("T-1", "11622700013944908W"), "credit_code": ("T-2", "91420922MA480001XC")}[field]
    with pytest.raises(DomainError) as refusal:
        create(SYSTEM, code=taken[0], credit_code=taken[1])
    assert refusal.value.field == field


def test_a_head_changes_the_address_and_equal_values_leave_no_trace():
    town = make.township()
    leader = make.person(town, Office.LEADER)
    for _again in range(2):
        change_organisation(organisation=town, address="新街1号", actor=leader, at=make.AT)
    entry = AuditEntry.objects.get(subject_code=town.code, action="change")
    assert entry.changes == {"from": {"address": ""}, "to": {"address": "新街1号"}}


def test_a_head_does_not_choose_who_supervises():
    town = make.township()
    leader = make.person(town, Office.LEADER)
    with pytest.raises(NotAllowed):
        change_organisation(
            organisation=town,
            supervising=make.organisation(K.SUPERVISING_DEPARTMENT),
            actor=leader,
            at=make.AT,
        )


def test_name_and_kind_are_no_details():
    with pytest.raises(ValueError, match="kind"):
        change_organisation(organisation=make.township(), kind=K.AGENCY, actor=SYSTEM, at=make.AT)


def test_a_new_name_keeps_the_old_in_the_chain():
    town = make.township()
    rename(organisation=town, name="下辛店街道办事处", reason="撤镇设街", actor=make.bureau(), at=make.AT)
    entry = AuditEntry.objects.get(subject_code=town.code, action="rename")
    assert (entry.changes, entry.reason) == (
        {"from": "下辛店镇人民政府", "to": "下辛店街道办事处"},
        "撤镇设街",
    )
    with pytest.raises(NotAllowed):
        rename(organisation=town, name="X", actor=make.person(town, Office.LEADER), at=make.AT)


def test_an_organisation_closes_once_and_by_the_bureau():
    town = make.township()
    arguments = {"organisation": town, "reason": "撤并", "at": make.AT}
    with pytest.raises(NotAllowed):
        close_organisation(actor=make.person(town, Office.LEADER), **arguments)
    close_organisation(actor=make.bureau(), **arguments)
    with pytest.raises(WrongState):
        close_organisation(actor=make.bureau(), **arguments)
