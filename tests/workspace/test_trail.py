"""The trail: for overseers, and without what nobody may know yet."""

import pytest

from procurement.accounts.enums import Office
from procurement.tendering.models import OpenedBid
from procurement.workspace.selectors import trail
from tests.factories import accounts, awarding, seals, suppliers

pytestmark = pytest.mark.django_db
# One factor of 60 points leaves 40 to the price, which takes the bureau's consent.
LAWFUL = {
    "price_weight": "40",
    "small_micro_deduction": "10",
    "consortium_deduction": "4",
    "consents": ["E-20"],
    "released_at": seals.AT,
}


def kinds(at) -> set[str]:
    return set(trail.trail(at).values_list("subject_kind", flat=True))


@pytest.mark.parametrize("path", ["/workspace/audit/", "/workspace/audit/organisation/X/"])
def test_others_are_told_why_not(client, path):
    for actor in (accounts.person(accounts.township(), Office.OPERATOR), suppliers.supplier()[1]):
        response = accounts.login(client, actor).get(path)
        assert response.status_code == 403
        assert "采购监督岗" in response.content.decode()


def test_a_stranger_signs_in_first(client):
    assert client.get("/workspace/audit/").status_code == 302


def test_an_auditor_reads_one_chain(client):
    town = accounts.township()
    page = accounts.login(client, accounts.auditor()).get(f"/workspace/audit/organisation/{town.code}/")
    assert page.status_code == 200
    assert [step.entry.seq for step in page.context["entries"]] == list(
        range(1, len(page.context["entries"]) + 1)
    )


def test_sealed_bids_do_not_exist_in_it(client, at):
    round, _custodians = seals.receiving()
    bid = seals.sealed_bid(round)
    assert "bid" not in kinds(at)
    accounts.login(client, accounts.auditor())
    assert client.get(f"/workspace/audit/bid/{bid.receipt}/").status_code == 404
    listed = client.get("/workspace/audit/?subject_code=" + bid.receipt)
    assert listed.context["page_obj"].paginator.count == 0
    exported = b"".join(client.get("/workspace/audit/?export=csv")).decode()
    assert bid.receipt not in exported


def test_a_consultations_bids_stay_hidden_until_the_result(at):
    stage = awarding.Stage(**LAWFUL).examined()
    assert OpenedBid.objects.filter(round=stage.round).exists()
    assert "bid" not in kinds(at)


def test_scores_stay_hidden_until_the_report(at):
    stage = awarding.Stage(**LAWFUL).scoring()
    assert "evaluation" not in kinds(at)
    assert stage.evaluation.status == "SCORING"


def test_after_the_result_everything_can_be_read(at):
    awarding.Stage(**LAWFUL).awarded()
    assert {"bid", "evaluation"} <= kinds(at)


def test_costs_the_same_for_one_and_thirty(client, queries):
    accounts.login(client, accounts.auditor())
    accounts.organisation("TOWNSHIP")
    one = queries("/workspace/audit/")
    for _n in range(29):
        accounts.organisation("TOWNSHIP")
    assert queries("/workspace/audit/") == one
