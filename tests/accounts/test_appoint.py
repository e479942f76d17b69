"""Appointing to an office: who may, whom, and to what."""

import pytest

from procurement.accounts.enums import Office, OrganisationKind
from procurement.accounts.models import User
from procurement.accounts.selectors import actor_of, memberships_of, offices_of
from procurement.accounts.services import appoint, close_organisation, create_organisation
from procurement.core.actors import SYSTEM
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.models import AuditEntry
from tests.factories import accounts as make

pytestmark = pytest.mark.django_db


def entries(kind, code, action):
    return list(
        AuditEntry.objects.filter(subject_kind=kind, subject_code=code, action=action).values_list(
            "changes", flat=True
        )
    )


def test_the_leader_appoints_a_colleague():
    town = make.township()
    leader, newcomer = make.person(town, Office.LEADER), make.user("张三")

    appoint(
        user=newcomer, organisation=town, offices=[Office.OPERATOR, Office.FINANCE], actor=leader, at=make.AT
    )

    assert actor_of(newcomer, town).offices == {"OPERATOR", "FINANCE"}
    assert entries("organisation", town.code, "appoint")[-1] == {
        "person": newcomer.code,
        "name": "张三",
        "offices": ["OPERATOR", "FINANCE"],
    }
    assert entries("person", newcomer.code, "appoint") == [
        {"organisation": town.code, "name": town.name, "offices": ["OPERATOR", "FINANCE"]}
    ]


def test_appointing_twice_changes_nothing():
    town, newcomer = make.township(), make.user()
    for _again in range(2):
        appoint(user=newcomer, organisation=town, offices=[Office.OPERATOR], actor=SYSTEM, at=make.AT)

    assert len(memberships_of(newcomer)) == 1
    assert len(entries("person", newcomer.code, "appoint")) == 1


@pytest.mark.parametrize("offices", [[Office.OPERATOR], [Office.AUDITOR]])
def test_a_stranger_appoints_nobody(offices):
    town, newcomer = make.township(), make.user()
    home = make.organisation(OrganisationKind.AUDIT_OFFICE) if offices == [Office.AUDITOR] else town
    with pytest.raises(NotAllowed):
        appoint(user=newcomer, organisation=home, offices=offices, actor=make.stranger(), at=make.AT)
    assert offices_of(newcomer, home) == frozenset()


def test_a_leader_of_another_township_appoints_nobody_here():
    here, there = make.township(), make.township("义堂镇")
    with pytest.raises(NotAllowed):
        appoint(
            user=make.user(),
            organisation=here,
            offices=[Office.OPERATOR],
            actor=make.person(there, Office.LEADER),
            at=make.AT,
        )


def test_an_operator_is_no_leader():
    town = make.township()
    with pytest.raises(NotAllowed):
        appoint(
            user=make.user(),
            organisation=town,
            offices=[Office.REVIEWER],
            actor=make.person(town, Office.OPERATOR),
            at=make.AT,
        )


def test_nobody_appoints_themselves():
    town = make.township()
    leader = make.person(town, Office.LEADER)
    with pytest.raises(NotAllowed):
        appoint(
            user=make.user_of(leader), organisation=town, offices=[Office.FINANCE], actor=leader, at=make.AT
        )


def test_a_township_cannot_hand_out_the_bureaus_offices():
    town = make.township()
    with pytest.raises(DomainError) as refusal:
        appoint(
            user=make.user(),
            organisation=town,
            offices=[Office.BUREAU_SUPERVISOR],
            actor=make.person(town, Office.LEADER),
            at=make.AT,
        )
    assert refusal.value.field == "offices"


@pytest.mark.parametrize("kind", [OrganisationKind.FINANCE_BUREAU, OrganisationKind.AUDIT_OFFICE])
def test_bureau_and_audit_office_hold_no_opening_key(kind):
    with pytest.raises(DomainError):
        appoint(
            user=make.user(),
            organisation=make.organisation(kind),
            offices=[Office.CUSTODIAN],
            actor=SYSTEM,
            at=make.AT,
        )


def test_the_bureau_appoints_leaders_and_no_more():
    town, supervisor = make.township(), make.bureau()
    appoint(user=make.user(), organisation=town, offices=[Office.LEADER], actor=supervisor, at=make.AT)
    with pytest.raises(NotAllowed):
        appoint(user=make.user(), organisation=town, offices=[Office.CUSTODIAN], actor=supervisor, at=make.AT)


def test_whoever_registers_a_supplier_is_its_first_administrator_and_only_the_first():
    founder, second = make.stranger(), make.stranger()
    firm = create_organisation(
        code="S-1", name="测试公司", kind=OrganisationKind.SUPPLIER, actor=founder, at=make.AT
    )
    appoint(
        user=make.user_of(founder),
        organisation=firm,
        offices=[Office.SUPPLIER_ADMIN],
        actor=founder,
        at=make.AT,
    )
    with pytest.raises(NotAllowed):
        appoint(
            user=make.user_of(second),
            organisation=firm,
            offices=[Office.SUPPLIER_ADMIN],
            actor=second,
            at=make.AT,
        )


def test_the_bureau_puts_nobody_beside_a_suppliers_administrator():
    """Whoever it put there would read drafts and could withdraw sealed bids before the opening (I-03)."""
    founder, supervisor = make.stranger(), make.bureau()
    firm = create_organisation(
        code="S-1", name="测试公司", kind=OrganisationKind.SUPPLIER, actor=founder, at=make.AT
    )
    wanted = {"organisation": firm, "offices": [Office.SUPPLIER_ADMIN], "actor": supervisor, "at": make.AT}
    appoint(user=make.user_of(founder), **{**wanted, "actor": founder})
    with pytest.raises(NotAllowed):
        appoint(user=make.user(), **wanted)

    # Nobody is left who could appoint: then the bureau helps.
    User.objects.filter(code=founder.code).update(is_active=False)
    assert appoint(user=make.user(), **wanted).organisation == firm


def test_no_office_in_a_closed_organisation():
    town = make.township()
    close_organisation(organisation=town, reason="撤并", actor=SYSTEM, at=make.AT)
    with pytest.raises(WrongState):
        appoint(user=make.user(), organisation=town, offices=[Office.LEADER], actor=SYSTEM, at=make.AT)


def test_an_appointment_without_office_is_refused():
    with pytest.raises(DomainError) as refusal:
        appoint(user=make.user(), organisation=make.township(), offices=[], actor=SYSTEM, at=make.AT)
    assert refusal.value.field == "offices"
