"""The screens of challenges: raised from the project, answered, read by those concerned."""

import pytest

from procurement.complaints.models import Challenge
from procurement.core import clock
from tests.factories import accounts as people
from tests.factories import complaints as make
from tests.factories import contracts as contract_make

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(settings):
    settings.SANDBOX_CLOCK = True
    made = contract_make.awarded_deal()
    clock.start_at(make.AT)
    return made


def status(client, actor, address):
    return people.login(client, actor).get(address).status_code


def new(deal):
    return f"/workspace/challenges/new/{deal.award.package.tender.code}/"


def test_a_loser_challenges_the_result_and_the_purchaser_answers(client, deal):
    people.login(client, make.loser(deal))
    form_page = client.get(new(deal))
    assert "2026年10月19日" in form_page.content.decode()
    typed = {
        "ground": "RESULT",
        "facts": "评分与标准不符",
        "legal_basis": "《政府采购法》第二十二条",
        "request": "重新评审",
        "may_change_result": "on",
        "form_token": form_page.context["form"]["form_token"].value(),
    }
    missing = client.post(new(deal), {**typed, "facts": ""})
    assert missing.context["form"].errors.keys() == {"facts"}
    own = client.post(new(deal), typed).url
    challenge = Challenge.objects.get()
    assert own == challenge.get_absolute_url()
    assert client.get(f"{own}answer/").status_code == 403
    people.login(client, deal.operator)
    answered = client.post(f"{own}answer/", {"outcome": "DISMISSED", "answer": "依据充分，理由如下。"})
    assert answered.url == own
    text = people.login(client, make.loser(deal)).get(own).content.decode()
    assert ["依据充分" in text, "可投诉至" in text] == [True, True]


def test_who_opens_what(client, deal):
    challenge = make.challenge(deal)
    own = challenge.get_absolute_url()
    for actor in (make.loser(deal), deal.operator, deal.leader, people.auditor(), people.bureau()):
        assert status(client, actor, own) == 200
    for actor in (deal.admin, deal.finance, people.stranger(), contract_make.suppliers.supplier()[1]):
        assert status(client, actor, own) == 404
    assert status(client, deal.operator, f"{own}withdraw/") == 403
    assert status(client, deal.operator, new(deal)) == 403
    assert status(client, make.loser(deal), "/workspace/challenges/new/none/") == 404
    client.logout()
    assert client.get(own).status_code == 302


def test_who_did_not_take_part_is_offered_only_the_documents(client, deal):
    other = contract_make.suppliers.supplier()[1]
    form = people.login(client, other).get(new(deal)).context["form"]
    assert [value for value, _label in form.fields["ground"].choices] == ["DOCUMENTS"]


def test_withdrawal_needs_a_reason(client, deal):
    challenge = make.challenge(deal)
    address = f"{challenge.get_absolute_url()}withdraw/"
    people.login(client, make.loser(deal))
    assert client.post(address, {"reason": ""}).context["form"].errors.keys() == {"reason"}
    client.post(address, {"reason": "已沟通"})
    challenge.refresh_from_db()
    assert challenge.status == "WITHDRAWN"


def test_the_list_shows_ones_own(client, deal, django_assert_max_num_queries):
    make.challenge(deal)
    address = "/workspace/challenges/"
    counts = []
    for actor in (make.loser(deal), deal.operator, deal.admin, people.auditor()):
        people.login(client, actor)
        with django_assert_max_num_queries(12):
            counts.append(client.get(address).context["page_obj"].paginator.count)
    assert counts == [1, 1, 0, 1]


def test_the_public_project_page_offers_it_with_the_last_day(client, deal):
    item = deal.award.package.tender.item
    page = client.get(f"/projects/{item.code}/")
    actions = page.context["actions"]
    assert [(action["url"], "10月19日" in action["label"]) for action in actions] == [(new(deal), True)]
