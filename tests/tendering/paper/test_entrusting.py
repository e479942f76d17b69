"""Agencies: the agreement, acts within its scope and period, the file that comes back (RULES N-06)."""

import dataclasses
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.urls import reverse

from catalogue.enums import OrganisationForm
from procurement.accounts.enums import Office, OrganisationKind
from procurement.core import clock, due_events
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.models import AuditEntry, OutboxMessage
from procurement.tendering import permissions
from procurement.tendering.documents import entrustment_document
from procurement.tendering.enums import Method, Power
from procurement.tendering.models import Entrustment, Tender
from procurement.tendering.selectors.acts import acts_of
from procurement.tendering.selectors.lists import visible_plans, visible_tenders
from procurement.tendering.selectors.todos import todos
from procurement.tendering.services import entrusting, handing_over
from procurement.tendering.services.planning import file_implementation_plan, record_capacity
from procurement.tendering.services.reviews import submit_for_review
from tests.factories import accounts
from tests.factories import tendering as make

pytestmark = pytest.mark.django_db
LATER = make.AT + timedelta(days=30)


@pytest.fixture
def home():
    return make.town()


@pytest.fixture
def agency():
    return accounts.organisation(OrganisationKind.AGENCY, "测试招标代理有限公司")


def planned(home, agency, **fields):
    return make.implementation_plan(
        home, organisation_form=OrganisationForm.ENTRUSTED, agency=agency, **fields
    )


def drawn_up(home, plan, **changed):
    terms = {**make.MANDATE, "powers": [Power.DOCUMENTS.value], **changed}
    return entrusting.draft_entrustment(plan=plan, terms=terms, actor=home.operator, at=make.AT)


def titles(actor, at=make.AT):
    return [todo.title for todo in todos(actor, at) if todo.rule == "N-06"]


def told(event):
    return OutboxMessage.objects.filter(event=event).count()


def test_an_agreement_says_all_that_the_law_wants(home, agency):
    plan = planned(home, agency, filed=False)
    with pytest.raises(GuardRefused, match="第二十条"):
        file_implementation_plan(plan=plan, actor=home.operator, at=make.AT)
    yesterday = make.MANDATE["starts_on"] - timedelta(days=1)
    wrong = {
        "scope": " ",
        "powers": [],
        "ends_on": yesterday,
        "fee_standard": "",
        "file_keeper": "X",
        "ending_terms": "",
        "liability": "",
    }
    found = []
    for field, value in wrong.items():
        with pytest.raises(DomainError) as refused:
            drawn_up(home, plan, **{field: value})
        found.append((refused.value.field, refused.value.rule))
    assert found == [(field, "N-06") for field in wrong]
    with pytest.raises(DomainError) as refused:
        drawn_up(home, plan, fee_payer="PURCHASER", fee_amount=Decimal("500000.01"))
    assert refused.value.field == "fee_reason"
    with pytest.raises(NotAllowed):
        entrusting.draft_entrustment(plan=plan, terms=make.MANDATE, actor=home.leader, at=make.AT)
    assert Entrustment.objects.count() == 0


def agent_of(agency):
    return accounts.person(agency, Office.AGENCY_OPERATOR)


def test_both_sign_before_anything_starts(home, agency):
    agent = agent_of(agency)
    stranger = agent_of(accounts.organisation(OrganisationKind.AGENCY, "别家代理"))
    plan = planned(home, agency, filed=False)
    assert (plan.agreement, visible_plans(agent).count()) == (None, 0)
    agreement = drawn_up(home, plan)
    with pytest.raises(WrongState):
        drawn_up(home, plan)
    assert titles(home.leader) == ["签署委托代理协议：测试招标代理有限公司"]
    with pytest.raises(NotAllowed):
        entrusting.sign_entrustment(agreement=agreement, actor=home.operator, at=make.AT)
    entrusting.sign_entrustment(agreement=agreement, actor=home.leader, at=make.AT)
    assert (titles(agent), told("entrustment_offered")) == (["签署委托代理协议：下辛店镇人民政府"], 1)
    entrusting.decline_entrustment(agreement=agreement, reason="期限太短", actor=agent, at=make.AT)
    assert (agreement.status, agreement.signed_for_purchaser) == ("DRAFT", "")
    entrusting.sign_entrustment(agreement=agreement, actor=home.leader, at=make.AT)
    with pytest.raises(NotAllowed):
        entrusting.accept_entrustment(agreement=agreement, actor=stranger, at=make.AT)
    entrusting.accept_entrustment(agreement=agreement, actor=agent, at=make.AT)
    plan.refresh_from_db()
    assert (plan.agreement, agreement.status, titles(agent)) == (agreement, "IN_FORCE", [])
    facts = entrustment_document(agreement.code, "").context["facts"]
    assert facts[0]["value"] == home.organisation.name
    file_implementation_plan(plan=plan, actor=home.operator, at=make.AT)
    assert [row.code for row in visible_plans(agent)] == [plan.code]


def test_an_agency_acts_within_its_scope_and_each_act_says_so(home, agency):
    agent = agent_of(agency)
    stranger = agent_of(accounts.organisation(OrganisationKind.AGENCY, "别家代理"))
    plan = planned(home, agency, powers=(Power.DOCUMENTS,))
    tender = make.complete_tender(home, plan)
    assert (list(visible_tenders(agent)), list(visible_tenders(stranger))) == ([tender], [])
    submit_for_review(tender=tender, actor=agent, at=make.AT)
    entry = AuditEntry.objects.get(subject_code=tender.code, action="submit_for_review")
    mark = (entry.changes["entrustment"], entry.changes["power"])
    assert (entry.organisation_code, *mark) == (agency.code, plan.agreement.code, "DOCUMENTS")
    acts = acts_of(tender)
    assert (acts[0].agreement, str(acts[0].power), acts[-1].agreement) == (mark[0], "编制采购文件", "")
    # What the same person did several times over is one line.
    assert not any(one.same(two) for one, two in pairwise(acts))
    assert sum(act.times for act in acts) > len(acts)
    second = make.implementation_plan(
        home,
        make.published_item(home, title="另一个项目"),
        organisation_form=OrganisationForm.ENTRUSTED,
        agency=agency,
        agreement=plan.agreement,
    )
    opened = make.drafted_tender(dataclasses.replace(home, operator=agent), second)
    assert acts_of(opened)[-1].agreement == mark[0]
    outside = permissions.announce(agent, tender)
    assert not outside
    assert "发布公告" in str(outside.reason) and "第十四条" in str(outside.reason)
    assert permissions.announce(home.operator, tender)
    assert not permissions.answer_challenge(agent, tender)
    assert not permissions.operate(stranger, tender)


def test_the_file_comes_back_and_the_agency_sees_nothing_any_more(home, agency):
    agent = agent_of(agency)
    plan = planned(home, agency)
    tender, agreement = make.drafted_tender(home, plan), plan.agreement
    due_events.run_due(until=make.AT + timedelta(days=400))
    agreement.refresh_from_db()
    tender = Tender.objects.get(pk=tender.pk)
    over = clock.local_time(agreement.ends_on + timedelta(days=1), 0)
    assert (agreement.status, agreement.end_reason, agreement.ended_at) == ("ENDED", "委托期限届满", over)
    assert "已经终止" in str(permissions.prepare(agent, tender).reason)
    assert permissions.view_tender(agent, tender)
    assert titles(agent) == ["移交采购文件：下辛店镇人民政府"]

    with pytest.raises(DomainError):
        handing_over.hand_over(agreement=agreement, brought=[" "], actor=agent, at=LATER)
    handing_over.hand_over(agreement=agreement, brought=["录音录像1份", ""], actor=agent, at=LATER)
    assert agreement.papers["brought"] == ["录音录像1份"]
    assert {row["code"] for row in agreement.papers["kept"]} == {plan.filing_number, tender.code}
    assert titles(home.operator) == ["签收采购文件：测试招标代理有限公司"]
    handing_over.send_back_file(agreement=agreement, reason="缺签到表", actor=home.operator, at=LATER)
    handing_over.hand_over(agreement=agreement, brought=["录音录像1份", "签到表"], actor=agent, at=LATER)
    with pytest.raises(NotAllowed):
        handing_over.receive_file(agreement=agreement, actor=agent, at=LATER)
    handing_over.receive_file(agreement=agreement, actor=home.operator, at=LATER)
    tender = Tender.objects.get(pk=tender.pk)
    assert (agreement.status, agreement.received_by) == ("CLOSED", home.operator.name)
    assert not permissions.view_tender(agent, tender)
    assert list(visible_tenders(agent)) == list(visible_plans(agent)) == titles(agent) == []


def test_both_parties_are_reminded_once_before_the_period_ends(home, agency):
    agent, head = agent_of(agency), accounts.person(agency, Office.LEADER)
    plan = planned(home, agency)
    agreement = plan.agreement
    morning = clock.local_time(agreement.ends_on - timedelta(days=30), 9)
    due_events.run_due(until=morning - timedelta(minutes=1))
    assert (told("entrustment_ends_soon"), titles(agent, morning - timedelta(days=1))) == (0, [])
    due_events.run_due(until=morning)
    due_events.run_due(until=morning + timedelta(days=3))
    said = OutboxMessage.objects.filter(event="entrustment_ends_soon").values_list(
        "recipient_code", flat=True
    )
    people = {one.code for one in (agent, head, home.operator, home.leader)}
    # The agency's own signatory is one more; the purchaser's reviewer is not asked to renew.
    assert (people <= set(said), len(said), home.reviewer.code in said) == (True, 5, False)
    soon = "委托期限将满，请续签协议或者按期办结：测试招标代理有限公司"
    assert (titles(home.operator, morning), titles(home.reviewer, morning)) == ([soon], [])
    assert titles(agent, morning) == ["委托期限将满，请续签协议或者按期办结：下辛店镇人民政府"]
    today = clock.local_date(morning)
    brief = make.entrust(plan, home, at=morning, starts_on=today, ends_on=today)
    # Signed for today alone: nobody is told tomorrow that it ends soon.
    due_events.run_due(until=morning + timedelta(days=2))
    brief.refresh_from_db()
    assert (brief.status, brief.reminded_at) == ("ENDED", None)


def test_another_agreement_takes_the_plan_over_and_one_serves_many(home, agency):
    plan = planned(home, agency, powers=(Power.DOCUMENTS,))
    first = plan.agreement
    wider = make.entrust(plan, home)
    first.refresh_from_db()
    assert (plan.agreement, first.status) == (wider, "CLOSED")
    other = make.published_item(home, title="另一个项目")
    second = make.implementation_plan(
        home, other, organisation_form=OrganisationForm.ENTRUSTED, agency=agency, agreement=wider
    )
    assert [one.code for one in wider.plans.all()] == [plan.code, second.code]
    with pytest.raises(DomainError) as refused:
        entrusting.use_agreement(plan=second, agreement=first, actor=home.operator, at=make.AT)
    assert refused.value.field == "agreement"


def test_listed_items_go_to_the_central_agency_and_who_tenders_alone_is_able_to(home, agency):
    item = make.published_item(home, amount="2200000.00", method=Method.OPEN_TENDER, method_reason="")
    plan = make.implementation_plan(home, item, filed=False, capacity_people="", capacity_place="")
    with pytest.raises(GuardRefused, match="87号令第九条"):
        file_implementation_plan(plan=plan, actor=home.operator, at=make.AT)
    with pytest.raises(DomainError) as refused:
        record_capacity(
            plan=plan, capacity_people="王某", capacity_place=" ", actor=home.operator, at=make.AT
        )
    assert refused.value.field == "capacity_place"
    record_capacity(plan=plan, **make.CAPACITY, actor=home.operator, at=make.AT)
    assert file_implementation_plan(plan=plan, actor=home.operator, at=make.AT).status == "FILED"

    listed = make.published_item(home, title="列入目录的项目")
    listed.catalogue_item.centralised = True
    listed.catalogue_item.save(update_fields=["centralised"])
    for form, who in ((OrganisationForm.SELF_RUN, None), (OrganisationForm.ENTRUSTED, agency)):
        with pytest.raises(DomainError) as refused:
            make.implementation_plan(home, listed, organisation_form=form, agency=who)
        assert (refused.value.field, refused.value.rule) == ("organisation_form", "N-06")


def test_the_pages(client, home, agency):
    """A clerk draws it up, the head signs, the agency signs; bad input stays beside its field."""
    clock.start_at(make.AT)
    agent = accounts.person(agency, Office.AGENCY_OPERATOR)
    plan = planned(home, agency, filed=False)
    new = reverse("tendering:entrustment-create", args=[plan.code])
    accounts.login(client, home.operator)
    page = client.get(new)
    begun = page.context["form"].initial
    # A day that the browser cannot read is an empty field: the clerk would have to type what we know.
    assert f'value="{begun["ends_on"].isoformat()}"' in page.content.decode()
    sent = {**begun, "fee_standard": "", "powers": [str(power) for power in begun["powers"]]}
    refused = client.post(new, sent)
    assert (refused.status_code, list(refused.context["form"].errors)) == (200, ["fee_standard"])
    sent |= {"fee_standard": "按成交金额的1%", "form_token": refused.context["form"]["form_token"].initial}
    assert client.post(new, sent).status_code == 302
    agreement = Entrustment.objects.get()
    page = agreement.get_absolute_url()
    assert agreement.code in client.get(plan.get_absolute_url()).content.decode()
    edit = reverse("tendering:entrustment-edit", args=[agreement.code])
    assert client.post(edit, {**sent, "scope": "只编文件"}).status_code == 302
    accounts.login(client, agent)
    assert client.get(page).status_code == 404
    accounts.login(client, home.leader)
    assert client.post(f"{page}sign/").status_code == 302
    accounts.login(client, agent)
    assert "只编文件" in client.get(page).content.decode()
    assert client.post(f"{page}accept/").status_code == 302
    assert agreement.code in client.get(reverse("tendering:entrustment-list")).content.decode()
    assert client.get(reverse("tendering:entrustment-pdf", args=[agreement.code])).status_code in (202, 503)
    assert client.post(f"{page}end/", {"reason": "双方同意"}).status_code == 302
    handing = client.get(f"{page}hand-over/").context["form"].initial
    # Nothing was opened, so nothing was recorded: the form suggests no recordings.
    assert handing == {"brought": ""}
    assert client.post(f"{page}hand-over/", {"brought": "无"}).status_code == 302
    accounts.login(client, home.operator)
    assert client.post(f"{page}receive/").status_code == 302
    agreement.refresh_from_db()
    assert agreement.status == "CLOSED"
