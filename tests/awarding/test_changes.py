"""What was changed in a negotiation is read by those who offer by it, and by nobody else (214 art. 20)."""

from django.test import Client

from procurement.accounts.enums import Office
from procurement.awarding.services import issue_change
from procurement.core.models import Notification
from tests.factories import accounts
from tests.factories.awarding import later


def address(made) -> str:
    return f"/workspace/packages/{made.package.code}/changes/"


def test_whoever_still_takes_part_reads_them_where_the_notice_leads(stage):
    made = stage.negotiated()
    change = issue_change(package=made.package, text="增加汛期清淤", actor=made.representative, at=later(1))
    for actor in (*made.bidders, *made.members, made.operator):
        page = accounts.login(Client(), actor).get(address(made))
        assert list(page.context["changes"]) == [change]
    told = Notification.objects.filter(event="written_change")
    assert {row.recipient_code for row in told} >= {bidder.code for bidder in made.bidders}
    assert {row.url for row in told} == {address(made)}


def test_others_do_not_learn_that_there_are_any(stage):
    made = stage.negotiated()
    delivery = accounts.person(accounts.organisation_of(made.bidders[0]), Office.DELIVERY)
    for actor in (delivery, accounts.stranger()):
        assert accounts.login(Client(), actor).get(address(made)).status_code == 404
    assert Client().get(address(made)).status_code == 302


def test_before_the_first_session_a_supplier_learns_nothing_of_its_examination(stage):
    made = stage.examined()
    assert accounts.login(Client(), made.bidders[0]).get(address(made)).status_code == 404


def test_only_the_operator_is_led_on_to_the_contract(stage):
    """Nobody is offered a page that does not exist for them."""
    made = stage.awarded()
    page = made.package.awards.get().get_absolute_url()
    offered = {
        actor.code: accounts.login(Client(), actor).get(page).context["drafts_contract"]
        for actor in (made.operator, made.leader)
    }
    assert offered == {made.operator.code: True, made.leader.code: False}
