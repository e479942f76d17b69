"""The trail: for overseers, and without what nobody may know yet."""

import pytest

from procurement.accounts.enums import Office
from procurement.awarding.services import confirm_award, publish_result
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


def told(at, people) -> set[str]:
    """What the trail tells at ``at`` that names one of ``people``, as acts; who works where is no secret."""
    rows = trail.trail(at).exclude(subject_kind__in=("person", "organisation"))
    return {
        row.action
        for row in rows
        for person in people
        if person.code in (row.actor_code, str(row.changes.get("person")))
        or person.name in (row.actor_name, str(row.changes.get("name")))
    }


def test_who_judges_is_not_told_before_the_result_notice(client, at):
    stage = awarding.Stage(**LAWFUL).signed()
    judges = [*stage.experts, stage.representative]
    assert told(at, judges) == set()
    listed = accounts.login(client, accounts.auditor()).get("/workspace/audit/?export=csv")
    rows = [row for row in b"".join(listed).decode().splitlines() if stage.package.tender.code in row]
    assert [row for row in rows for judge in judges if judge.name in row] == []
    assert len(rows) > 5
    member = stage.panel.members.first()
    chain = client.get(f"/workspace/audit/panel-member/{member.code}/").content.decode()
    assert (member.alias in chain, member.user.display_name in chain) == (True, False)
    # The same rows, once the notice names them to everybody.
    confirm_award(award=stage.package.awards.get(), actor=stage.leader, at=awarding.later(5))
    assert told(at, judges) == set()
    publish_result(award=stage.package.awards.get(), actor=stage.operator, at=awarding.later(6))
    assert {"declare", "sign_report", "submit_sheet", "grant"} <= told(at, judges)


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
