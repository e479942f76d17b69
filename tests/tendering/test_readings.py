"""Each reading of an opened bid is kept before the bid is shown; looking at a page writes nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from procurement.core import clock
from procurement.core.errors import NotAllowed
from procurement.core.models import AuditEntry
from procurement.tendering.enums import Method
from procurement.tendering.services.readings import read_bid
from tests.factories import accounts as people
from tests.factories import seals as make

from .test_examine import opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    round, bidders, operator, member = opened(Method.OPEN_TENDER, "甲乙丙")
    bid = round.opened.get(supplier__name="甲")
    clock.start_at(make.CLOSED)
    return bid, bidders, operator, member


def kept(bid):
    return list(
        AuditEntry.objects.filter(subject_code=bid.sealed.receipt, action="read_bid").values_list(
            "actor_code", flat=True
        )
    )


def pages(bid):
    where = [bid.round.code, bid.code]
    return reverse("tendering:opened-bid", args=where), reverse("tendering:opened-bid-read", args=where)


def test_nobody_reads_before_the_reading_is_kept(scene):
    bid, _bidders, operator, _member = scene
    page, ask = pages(bid)
    client = people.login(Client(), operator)
    files = [row["code"] for row in bid.content["files"]]
    file = reverse("tendering:opened-file", args=[bid.round.code, bid.code, (files or ["none"])[0]])
    for address in (page, file):
        assert client.get(address)["Location"] == ask
    asked = client.get(ask).content.decode()
    assert "打开查阅" in asked and "响应内容" not in asked
    assert kept(bid) == []
    shown = client.post(ask, follow=True)
    assert shown.redirect_chain == [(page, 302)] and "响应内容" in shown.content.decode()
    assert kept(bid) == [operator.code]


def test_once_a_day_for_each_reader(scene):
    bid, _bidders, operator, member = scene
    for at in (make.CLOSED, make.CLOSED + timedelta(hours=1)):
        read_bid(bid=bid, actor=operator, at=at)
        read_bid(bid=bid, actor=member, at=at)
    assert kept(bid) == [operator.code, member.code]
    read_bid(bid=bid, actor=operator, at=make.CLOSED + timedelta(days=1))
    assert kept(bid) == [operator.code, member.code, operator.code]


def test_yesterdays_reading_opens_nothing_today(scene):
    bid, _bidders, operator, _member = scene
    read_bid(bid=bid, actor=operator, at=make.CLOSED)
    clock.move_to(make.CLOSED + timedelta(days=1))
    page, ask = pages(bid)
    assert people.login(Client(), operator).get(page)["Location"] == ask


def test_a_bidder_reads_its_own_without_further_ado(scene):
    bid, bidders, _operator, _member = scene
    page, _ask = pages(bid)
    assert "响应内容" in people.login(Client(), bidders["甲"]).get(page).content.decode()
    read_bid(bid=bid, actor=bidders["甲"], at=make.CLOSED)
    assert kept(bid) == []


def test_who_may_not_read_leaves_no_reading(scene):
    bid, bidders, _operator, _member = scene
    with pytest.raises(NotAllowed):
        read_bid(bid=bid, actor=bidders["乙"], at=make.CLOSED)
    page, ask = pages(bid)
    client = people.login(Client(), bidders["乙"])
    assert {client.get(page).status_code, client.get(ask).status_code, client.post(ask).status_code} == {404}
    assert kept(bid) == []


def test_a_bid_leads_back_to_the_list_or_to_ones_own_receipt(scene):
    bid, bidders, operator, _member = scene
    read_bid(bid=bid, actor=operator, at=make.CLOSED)
    page, _ask = pages(bid)
    for actor, back in (
        (operator, reverse("tendering:opened-round", args=[bid.round.code])),
        (bidders["甲"], reverse("tendering:receipt-detail", args=[bid.sealed.receipt])),
    ):
        client = Client()
        people.login(client, actor)
        assert client.get(page).context["breadcrumbs"][0]["url"] == back
        assert client.get(back).status_code == 200
