"""Who may sit on a panel, who forms it, and what its members declare."""

import pytest

from procurement.accounts.enums import Office, OrganisationKind
from procurement.awarding.enums import DrawKind, MemberStatus, PanelStatus
from procurement.awarding.selectors.stages import packages_run_by
from procurement.awarding.selectors.todos import todos
from procurement.awarding.services import confirm_panel, declare, form_panel, recuse, replace_member
from procurement.core.errors import DomainError, GuardRefused, NotAllowed
from procurement.tendering.enums import Method, PackageStatus, TenderStatus
from tests.factories import accounts as people
from tests.factories import seals
from tests.factories.awarding import DRAW


def form(stage, **fields):
    values = {
        "package": stage.package,
        "draw_kind": DrawKind.PROVINCIAL,
        "draw_record": DRAW,
        "experts": [people.user_of(expert) for expert in stage.experts],
        "representative": people.user_of(stage.representative),
        "actor": stage.operator,
        "at": seals.AT,
    }
    return form_panel(**{**values, **fields})


def test_a_group_of_three_with_two_experts_stands_once_all_have_declared(stage):
    made = stage.confirmed()
    assert made.panel.status == PanelStatus.CONFIRMED
    assert [member.alias for member in made.panel.members.all()] == ["E1", "E2", "E3"]
    assert made.panel.members.get(is_head=True).user_id == made.experts[0].user_id


def test_a_stranger_and_a_supplier_form_no_panel(stage):
    for actor in (people.stranger(), stage.bidders[0], people.bureau()):
        with pytest.raises(NotAllowed):
            form(stage, actor=actor)


def test_the_panel_does_not_stand_before_everybody_has_declared(stage):
    stage.form()
    with pytest.raises(GuardRefused):
        confirm_panel(panel=stage.panel, actor=stage.operator, at=seals.AT)


def test_a_member_declares_for_itself_only(stage):
    stage.form()
    member = stage.panel.members.get(user_id=stage.experts[0].user_id)
    with pytest.raises(NotAllowed):
        declare(member=member, actor=stage.experts[1], at=seals.AT)


@pytest.mark.parametrize(
    ("kind", "office"),
    [
        (OrganisationKind.AGENCY, Office.AGENCY_OPERATOR),
        (OrganisationKind.FINANCE_BUREAU, Office.BUREAU_SUPERVISOR),
    ],
)
def test_agency_staff_and_supervisors_never_judge(stage, kind, office):
    kept_out = people.person(people.organisation(kind), office)
    pool = people.existing(OrganisationKind.EXPERT_POOL, "湖北省评审专家库")
    people.appoint(
        user=people.user_of(kept_out),
        organisation=pool,
        offices=(Office.EXPERT,),
        actor=people.SYSTEM,
        at=seals.AT,
    )
    experts = [people.user_of(kept_out), people.user_of(stage.experts[1])]
    with pytest.raises(DomainError) as refusal:
        form(stage, experts=experts)
    assert (refusal.value.field, refusal.value.rule) == ("experts", "E-04")


def test_an_expert_does_not_judge_its_own_unit(stage):
    people.appoint(
        user=people.user_of(stage.experts[0]),
        organisation=stage.purchaser,
        offices=(Office.FINANCE,),
        actor=people.SYSTEM,
        at=seals.AT,
    )
    with pytest.raises(DomainError) as refusal:
        form(stage)
    assert refusal.value.rule == "E-04"


def test_the_built_in_draw_serves_no_statutory_procurement(stage):
    with pytest.raises(DomainError) as refusal:
        form(stage, draw_kind=DrawKind.BUILT_IN)
    assert (refusal.value.field, refusal.value.rule) == ("draw_kind", "N-05")


def test_a_draw_without_its_number_is_no_record(stage):
    with pytest.raises(DomainError) as refusal:
        form(stage, draw_record={**DRAW, "number": ""})
    assert refusal.value.field == "number"


def test_who_recuses_sees_nothing_any_more_and_is_replaced(stage):
    made = stage.confirmed()
    leaving = made.panel.members.get(user_id=made.experts[0].user_id)
    recuse(member=leaving, reason="与供应商负责人是亲属", actor=made.experts[0], at=seals.AT)
    pool = people.existing(OrganisationKind.EXPERT_POOL, "湖北省评审专家库")
    newcomer = people.person(pool, Office.EXPERT)
    member = replace_member(
        panel=made.panel,
        leaving=leaving,
        user=people.user_of(newcomer),
        reason="补充",
        actor=made.operator,
        at=seals.AT,
    )
    declare(member=member, actor=newcomer, at=seals.AT)
    member.refresh_from_db()
    leaving.refresh_from_db()
    assert (member.alias, member.status, leaving.status) == (
        "E4",
        MemberStatus.DECLARED,
        MemberStatus.RECUSED,
    )
    assert people.user_of(newcomer).has_perm("tendering.evaluate_tender", made.package.tender) is True
    assert people.user_of(made.experts[0]).has_perm("tendering.evaluate_tender", made.package.tender) is False


def test_only_the_group_of_a_negotiation_is_formed_before_the_documents_go_out(stage):
    package, tender = stage.package, stage.package.tender
    package.status, tender.status = PackageStatus.PREPARED, TenderStatus.REVIEWED
    package.save(update_fields=["status"])
    title = f"组建评审小组：{tender.title}"
    for method, early in ((Method.COMPETITIVE_CONSULTATION, False), (Method.COMPETITIVE_NEGOTIATION, True)):
        tender.method = method
        tender.save(update_fields=["method", "status"])
        assert (title in [todo.title for todo in todos(stage.operator, seals.AT)]) is early
        assert (package in packages_run_by(stage.operator)) is early
        if not early:
            with pytest.raises(DomainError, match="现在不需要组建"):
                form(stage)
    assert form(stage).members.count() == 3
