"""From the panel to the result notice, and what an outsider recomputes from the bundle."""

import json
import subprocess
import sys
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from procurement.awarding.models import Award, OutcomeLetter
from procurement.awarding.selectors import evaluated_bids
from procurement.awarding.services import (
    confirm_award,
    make_report,
    publish_result,
    save_score,
    sign_report,
    submit_sheet,
)
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.models import AuditEntry, OutboxMessage
from procurement.publications.models import Publication
from procurement.regulations import intervals
from procurement.regulations.canonical import canonical_json, sha256_hex
from procurement.tendering.enums import PackageStatus
from procurement.tendering.services.agents import authorise_agent
from tests.factories import accounts
from tests.factories.awarding import later


def test_a_consultation_is_awarded_and_its_bundle_recomputes(stage, tmp_path):
    made = stage.awarded()
    assert made.package.status == PackageStatus.AWARDED
    evaluation = made.evaluation
    notice = Publication.objects.get(kind="RESULT")
    assert notice.payload["bundle_sha256"] == sha256_hex(canonical_json(evaluation.bundle))
    client = accounts.login(Client(), accounts.auditor())
    content = client.get(f"/workspace/evaluations/{evaluation.code}/bundle.json").content
    assert sha256_hex(content) == notice.payload["bundle_sha256"]
    path = tmp_path / "bundle.json"
    path.write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-m", "procurement.regulations.recompute", str(path)], capture_output=True, text=True
    )
    assert done.stderr == ""
    assert json.loads(done.stdout) == evaluation.result


def test_each_bidder_is_told_its_own_rank_and_one_has_won(stage):
    made = stage.awarded()
    letters = OutcomeLetter.objects.filter(package=made.package)
    assert sorted(letter.rank for letter in letters) == [1, 2, 3]
    assert [letter.supplier_id for letter in letters if letter.won] == [made.package.awards.get().supplier_id]
    public = Publication.objects.get(kind="RESULT").payload
    assert "scores" not in json.dumps(public)
    losers = {bid["code"] for bid in made.evaluation.bundle["bids"]} - {made.package.awards.get().bid.code}
    assert len(losers) == 2


def test_whom_a_bidder_authorised_for_this_tender_reads_its_letter_and_nobody_else_there(stage, client):
    made = stage.signed()
    bid = evaluated_bids(made.package)[0]
    agent, idle, carer = (accounts.person(bid.supplier, office) for office in ("AGENT", "AGENT", "DELIVERY"))
    admin = accounts.person(bid.supplier, "SUPPLIER_ADMIN")
    at, tender = later(5), made.package.tender
    authorise_agent(tender=tender, person=accounts.user_of(agent), actor=admin, at=at)
    confirm_award(award=made.package.awards.get(), actor=made.leader, at=at)
    publish_result(award=made.package.awards.get(), actor=made.operator, at=later(6))
    told = OutboxMessage.objects.filter(event="result_published").values_list("recipient_code", flat=True)
    assert [person.code in told for person in (admin, agent, idle, carer)] == [True, True, False, False]
    page = reverse("awarding:outcome", args=[made.package.code])
    listed = reverse("awarding:evaluation-list")
    seen = {}
    for person in (admin, agent, idle, carer):
        accounts.login(client, person)
        seen[person.code] = (client.get(page).status_code, len(client.get(listed).context["letters"]))
    assert list(seen.values()) == [(200, 1), (200, 1), (404, 0), (404, 0)]


def test_nobody_reports_before_everybody_has_scored(stage):
    made = stage.scoring()
    with pytest.raises(GuardRefused):
        make_report(evaluation=made.evaluation, actor=made.experts[0], at=later(4))
    assert made.evaluation.bundle == {}


def test_a_sheet_is_its_members_alone_and_closed_once_submitted(stage):
    made = stage.scored()
    mine, other = made.experts
    factor = made.package.factors.get()
    sheet = made.sheet(mine)
    bid = sheet.scores.first().bid
    arguments = {"bid": bid, "factor": factor, "points": Decimal("1.00"), "at": later(4)}
    with pytest.raises(NotAllowed):
        save_score(sheet=sheet, actor=other, **arguments)
    with pytest.raises(WrongState):
        save_score(sheet=sheet, actor=mine, **arguments)
    with pytest.raises(WrongState):
        submit_sheet(sheet=sheet, actor=mine, at=later(4))


def test_a_bid_gets_the_points_of_a_level_and_no_others(stage, client):
    made = stage.scoring()
    factor = made.package.factors.get()
    factor.intervals = intervals.to_data(intervals.parse("优 54-60\n良 45"))
    factor.save()
    actor, bid = made.experts[0], evaluated_bids(made.package)[0]
    page = accounts.login(client, actor).get(url := reverse("awarding:sheet", args=[made.evaluation.code]))
    assert "可以给：54-60 / 45 / 0" in page.content.decode()
    for points in ("50", "44.99", "60.5", "54.005"):
        refused = client.post(url, {f"points_{factor.code}": points})
        assert list(refused.context["form"].errors) == [f"points_{factor.code}"]
        with pytest.raises(DomainError):
            save_score(
                sheet=made.sheet(actor),
                bid=bid,
                factor=factor,
                points=Decimal(points),
                actor=actor,
                at=later(4),
            )
    assert not made.sheet(actor).scores.exists()
    assert client.post(url, {f"points_{factor.code}": "57.5"}).status_code == 302
    assert made.sheet(actor).scores.get().points == Decimal("57.50")


def test_the_last_signature_proposes_the_award_to_the_first_ranked(stage):
    made = stage.reported()
    for actor in made.members[:-1]:
        sign_report(evaluation=made.evaluation, actor=actor, at=later(4))
    assert Award.objects.count() == 0
    with pytest.raises(WrongState):
        sign_report(evaluation=made.evaluation, actor=made.members[0], at=later(4))
    sign_report(
        evaluation=made.evaluation, dissent="价格分的算法已在会上说明", actor=made.members[-1], at=later(5)
    )
    first = made.evaluation.result["ranking"][0]
    award = Award.objects.get()
    assert (award.bid.code, str(award.amount)) == (first["bid"], first["contract_price"])


def test_equals_are_drawn_with_a_seed_fixed_before_scoring(stage, tmp_path):
    offers = ("256000.00", "256000.00", "275200.00")
    made = stage.signed(points=("50.00", "50.00", "40.00"), offers=offers)
    address = f"/workspace/evaluations/{made.evaluation.code}/draw.json"
    path = tmp_path / "draw.json"
    path.write_bytes(accounts.login(Client(), made.operator).get(address).content)
    assert accounts.login(Client(), made.bidders[0]).get(address).status_code == 404
    done = subprocess.run(
        [sys.executable, "-m", "procurement.regulations.draw", str(path)], capture_output=True, text=True
    )
    assert json.loads(done.stdout) == {
        "drawn": [made.package.awards.get().bid.code],
        "reserves": [],
        "commitment": "INTACT",
    }


def test_where_nobody_is_equal_there_is_no_draw(stage):
    made = stage.signed()
    client = accounts.login(Client(), made.operator)
    assert client.get(f"/workspace/evaluations/{made.evaluation.code}/draw.json").status_code == 404


def test_the_sheet_shows_what_the_bidder_wrote_beside_each_factor(stage):
    """The final offer holds a price alone: the answers are those of the first response it stands on.

    They are a part of the bid: a member sees them once it has opened the bid today, and that is kept.
    """
    made = stage.scoring()
    client = accounts.login(Client(), made.experts[0])
    sheet = f"/workspace/evaluations/{made.evaluation.code}/sheet/A/"
    first = f"/workspace/openings/{made.round.code}/A/"
    readings = AuditEntry.objects.filter(action="read_bid", actor_code=made.experts[0].code)
    page = client.get(sheet).content.decode()
    assert "每周上门两次" not in page and f'action="{first}read/"' in page
    assert not readings.exists()
    shown = client.post(f"{first}read/", {"next": sheet}, follow=True)
    assert shown.redirect_chain == [(sheet, 302)]
    assert [row["answer"] for row in shown.context["form"].rows()] == ["每周上门两次"]
    assert "每周上门两次" in shown.content.decode() and f'href="{first}"' in shown.content.decode()
    assert readings.count() == 1


def test_reading_leads_to_no_address_of_somebody_else(stage):
    made = stage.scoring()
    client = accounts.login(Client(), made.experts[0])
    first = f"/workspace/openings/{made.round.code}/A/"
    for away in ("https://example.org/", "//example.org/", ""):
        assert client.post(f"{first}read/", {"next": away})["Location"] == first


def test_the_letter_of_a_small_winner_stands_in_the_result_notice(stage):
    made = stage.awarded()
    notice = Publication.objects.get(kind="RESULT")
    winner = made.package.awards.get()
    first = made.round.opened.get(supplier=winner.supplier_id)
    assert notice.payload["sme_letter"] == "\n".join(first.content["letter"])
    # RULES F, 87 art. 69: name, address and amount of the winner.
    assert notice.payload["supplier"]["address"] == "云梦县城关镇测试路1号"
    page = Client().get(f"/notices/{notice.code}/").content.decode()
    assert "附件：中小企业声明函" in page
    assert "郑重声明" in page and winner.supplier.name in page
