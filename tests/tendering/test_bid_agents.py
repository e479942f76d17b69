"""An agent authorised for one tender: bids there and nowhere else, unknown to others, ended at once."""

import pytest

from procurement.accounts.services import appoint, dismiss
from procurement.core.actors import SYSTEM
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.models import AuditEntry
from procurement.tendering import permissions
from procurement.tendering.models import Tender
from procurement.tendering.selectors.people import concerned, of_supplier
from procurement.tendering.selectors.seal_todos import seal_todos
from procurement.tendering.services.agents import authorise_agent, end_agent
from procurement.workspace.selectors.trail import trail
from tests.factories import accounts as people
from tests.factories import seals
from tests.factories import suppliers as make

pytestmark = pytest.mark.django_db
AT = seals.AT


@pytest.fixture
def scene():
    round, _custodians = seals.receiving()
    Tender.objects.filter(pk=round.package.tender_id).update(released_at=AT)
    firm, admin = make.supplier()
    return round, firm, admin, people.person(firm.organisation, "AGENT")


def authorised(scene):
    round, _firm, admin, agent = scene
    return authorise_agent(tender=round.package.tender, person=people.user_of(agent), actor=admin, at=AT)


def test_the_agent_bids_in_this_tender_only_and_not_before(scene):
    round, _firm, _admin, agent = scene
    with pytest.raises(NotAllowed):
        seals.sealed_bid(round, agent)
    made = authorised(scene)
    assert made.letter.startswith("授权委托书") and round.package.tender.code in made.letter
    bid = seals.sealed_bid(round, agent)
    assert bid.supplier_id == agent.organisation_id
    other, _custodians = seals.receiving()
    with pytest.raises(NotAllowed):
        seals.sealed_bid(other, agent)
    assert (bool(permissions.own_bid(agent, bid)), permissions.bidder(agent)) == (True, False)


def test_the_agent_is_told_and_reminded_of_this_tender_alone(scene):
    round, firm, _admin, agent = scene
    tender, code = round.package.tender, agent.code
    seals.receiving()
    assert (seal_todos(agent, AT), code in {one.user_code for one in of_supplier(firm.organisation)}) == (
        [],
        False,
    )
    authorised(scene)
    assert [todo.subject_code for todo in seal_todos(agent, AT)] == [tender.code]
    seals.sealed_bid(round, agent)
    assert seal_todos(agent, AT) == []
    assert code in {one.user_code for one in concerned(tender)}
    dismiss(user=people.user_of(agent), organisation=firm.organisation, actor=SYSTEM, at=AT)
    assert code not in {one.user_code for one in concerned(tender)}


def test_ending_it_or_leaving_the_office_ends_it_at_once(scene):
    round, firm, admin, agent = scene
    made = authorised(scene)
    end_agent(agent=made, actor=admin, at=AT)
    with pytest.raises(NotAllowed):
        seals.sealed_bid(round, agent)
    with pytest.raises(WrongState):
        end_agent(agent=made, actor=admin, at=AT)
    authorised(scene)
    user = people.user_of(agent)
    dismiss(user=user, organisation=firm.organisation, actor=admin, at=AT)
    appoint(user=user, organisation=firm.organisation, offices=["DELIVERY"], actor=SYSTEM, at=AT)
    carer = people.actor_of(user, firm.organisation)
    with pytest.raises(NotAllowed):
        seals.sealed_bid(round, carer)


def test_an_authorisation_counts_for_its_own_supplier_only(scene):
    round, _firm, _admin, agent = scene
    authorised(scene)
    other, _other_admin = make.supplier()
    user = people.user_of(agent)
    appoint(user=user, organisation=other.organisation, offices=["AGENT"], actor=SYSTEM, at=AT)
    with pytest.raises(NotAllowed):
        seals.sealed_bid(round, people.actor_of(user, other.organisation))


def test_only_the_administrator_authorises_and_only_agents(scene):
    round, firm, admin, agent = scene
    tender = round.package.tender
    bidder = people.person(firm.organisation, "BIDDER")
    for actor in (agent, bidder, people.bureau(), people.stranger()):
        with pytest.raises(NotAllowed):
            authorise_agent(tender=tender, person=people.user_of(agent), actor=actor, at=AT)
    made = authorised(scene)
    _rival, rival = make.supplier()
    with pytest.raises(NotAllowed):
        end_agent(agent=made, actor=rival, at=AT)
    for person in (bidder, agent):
        with pytest.raises(DomainError) as refusal:
            authorise_agent(tender=tender, person=people.user_of(person), actor=admin, at=AT)
        assert refusal.value.field == "person"


def test_nobody_else_learns_of_it_before_the_deadline(client, scene):
    round, _firm, _admin, _agent = scene
    made = authorised(scene)
    tender = round.package.tender
    assert AuditEntry.objects.filter(subject_code=made.code).count() == 1
    assert trail(AT).filter(subject_code=made.code).count() == 0
    assert trail(tender.deadline).filter(subject_code=made.code).count() == 1
    _rival, rival = make.supplier()
    page = people.login(client, rival).get(f"/workspace/bids/tenders/{tender.code}/agents/")
    assert (page.status_code, list(page.context["agents"])) == (200, [])
    assert client.get(f"/workspace/bids/tenders/{tender.code}/agents/{made.code}/end/").status_code == 404


def test_authorising_and_bidding_on_screen(client, scene):
    round, _firm, admin, agent = scene
    address = f"/workspace/bids/tenders/{round.package.tender.code}/agents/"
    people.login(client, admin)
    token = client.get(address).context["form"]["form_token"].value()
    typed = {"person": people.user_of(agent).code, "form_token": token}
    assert [client.post(address, typed).url for _click in range(2)] == [address] * 2
    (made,) = client.get(address).context["agents"]
    people.login(client, agent)
    assert [row.code for row in client.get("/workspace/bids/").context["rounds"]] == [round.code]
    people.login(client, admin)
    assert client.post(f"{address}{made.code}/end/").url == address
    people.login(client, agent)
    assert client.get("/workspace/bids/").context["rounds"] == []
