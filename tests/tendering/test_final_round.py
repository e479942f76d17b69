"""Final offers: from those who passed, under their first letters, never above the ceiling (RULES N-01)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from procurement.core import clock, lifecycle
from procurement.core.errors import DomainError, NotAllowed
from procurement.publications.models import Publication
from procurement.tendering.enums import RoundKind
from procurement.tendering.selectors import bidding
from procurement.tendering.selectors.seal_todos import seal_todos
from procurement.tendering.services.examination import examine, finish_examination
from procurement.tendering.services.rounds import open_round
from tests.factories import accounts as people
from tests.factories import seals as make

pytestmark = pytest.mark.django_db
CREDIT = "信用中国 2026-10-08 无记录"
CALLED = make.CLOSED + timedelta(hours=1)
FINAL_DEADLINE = CALLED + timedelta(hours=1)


def called():
    """Return a final round with three bidders of whom the third failed the examination."""
    round, custodians = make.receiving()
    bidders = [make.bidder(name) for name in ("甲", "乙", "丙")]
    for bidder in bidders:
        make.sealed_bid(round, bidder)
    round = make.opened(round, custodians)
    package = round.package
    member = make.member(package.tender)
    for bid in round.opened.select_related("supplier"):
        stands = bid.supplier.name != "丙"
        examine(
            bid=bid,
            qualified=stands,
            qualified_reason="" if stands else "材料不全",
            credit_record=CREDIT,
            actor=member,
            at=make.CLOSED,
        )
        if stands:
            examine(bid=bid, conforms=True, actor=member, at=make.CLOSED)
    finish_examination(package=package, actor=member, at=make.CLOSED)
    for step in ("start_negotiation", "call_final_offers"):
        lifecycle.apply(step, package, actor=member, at=CALLED)
    final = open_round(
        package=package, kind=RoundKind.FINAL, deadline=FINAL_DEADLINE, actor=member, at=CALLED
    )
    return final, round, custodians, bidders


def test_the_first_rounds_custodians_open_and_letters_stay():
    final, first, custodians, bidders = called()
    assert {place.key.user_id for place in final.custodians.all()} == {
        actor.user_id for actor in custodians.values()
    }
    for bidder in bidders[:2]:
        make.sealed_bid(final, bidder, at=CALLED, answers=[])
    final = make.opened(final, custodians, FINAL_DEADLINE + timedelta(seconds=60))
    assert (final.status, final.package.status) == ("OPENED", "FINAL_OPENED")
    letters = {bid.supplier_id: bid.code for bid in first.opened.all()}
    assert {bid.supplier_id: bid.code for bid in final.opened.all()} == {
        bidder.organisation_id: letters[bidder.organisation_id] for bidder in bidders[:2]
    }
    assert "256000" not in str(Publication.objects.get(code=final.publication_code).payload)


def test_who_failed_and_who_never_came_cannot_offer_and_do_not_see_the_round():
    clock.start_at(CALLED)
    final, _first, _custodians, bidders = called()
    for outsider in (bidders[2], make.bidder("丁")):
        with pytest.raises(NotAllowed, match="通过审查"):
            make.sealed_bid(final, outsider, at=CALLED)
        assert final not in bidding.receiving(outsider)
        client = people.login(Client(), outsider)
        for name in ("bid-edit", "bid-seal"):
            assert client.get(reverse(f"tendering:{name}", args=[final.code])).status_code == 404
    client = people.login(Client(), bidders[0])
    assert client.get(reverse("tendering:bid-edit", args=[final.code])).status_code == 200
    assert Client().get(reverse("tendering:opening-detail", args=[final.code])).status_code == 404
    assert [todo.rule for todo in seal_todos(bidders[0], CALLED)] == ["D-16"]


def test_a_final_offer_above_the_ceiling_is_refused():
    final, _first, _custodians, bidders = called()
    with pytest.raises(DomainError, match="超过最高限价") as refusal:
        make.sealed_bid(final, bidders[0], at=CALLED, offer="288064.00", unit_price="45.01")
    assert refusal.value.rule == "B-10"


def test_one_final_offer_is_too_few():
    final, _first, custodians, bidders = called()
    make.sealed_bid(final, bidders[0], at=CALLED)
    make.close(final, FINAL_DEADLINE + timedelta(seconds=60))
    assert (final.status, final.package.status) == ("UNOPENED", "FINAL_OFFERS")
