"""A practice opening: real keys and pass phrases, invented bids, no tender touched."""

import pytest
from django.test import Client

from procurement.accounts.enums import Office
from procurement.accounts.services import dismiss
from procurement.core.actors import SYSTEM
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.models import AuditEntry, Notification
from procurement.publications.models import Publication
from procurement.tendering.models import BidRound, CustodianKey, OpenedBid, Rehearsal
from procurement.tendering.services.opening import unlock
from procurement.tendering.services.rehearsing import act, start_rehearsal
from tests.factories import accounts as people
from tests.factories import seals as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def custodians():
    return make.enrolled_custodians(people.township())


def key_of(actor):
    return CustodianKey.objects.get(user_id=actor.user_id)


def test_one_alone_practises_with_colleagues_that_the_platform_plays(custodians):
    mine = custodians["PURCHASER"]
    rehearsal = start_rehearsal(colleagues=[], actor=mine, at=make.AT)
    assert "演练投标人" not in str(Rehearsal.objects.values())
    with pytest.raises(DomainError, match="口令不对"):
        act(rehearsal=rehearsal, passphrase="wrong", actor=mine, at=make.AT)
    act(rehearsal=rehearsal, passphrase=make.PHRASES["PURCHASER"], actor=mine, at=make.AT)
    assert [row["name"] for row in rehearsal.results] == [f"演练投标人{n}（虚构）" for n in (1, 2, 3)]
    with pytest.raises(WrongState):
        act(rehearsal=rehearsal, passphrase=make.PHRASES["PURCHASER"], actor=mine, at=make.AT)
    assert (BidRound.objects.count(), OpenedBid.objects.count(), Publication.objects.count()) == (0, 0, 0)


def test_with_a_colleague_it_takes_two_and_strangers_see_nothing(custodians):
    first, second = custodians["PURCHASER"], custodians["INDEPENDENT"]
    client = people.login(Client(), first)
    home = "/workspace/custody/rehearsals/"
    both = {"first": key_of(second).pk, "second": key_of(custodians["DISCIPLINE"]).pk}
    assert "不同的人" in client.post(home, {**both, "second": both["first"]}).content.decode()
    page = client.post(home, both, follow=True)
    rehearsal = Rehearsal.objects.get()
    address = f"{home}{rehearsal.code}/"
    assert "这是演练" in page.content.decode()
    assert Notification.objects.filter(event="rehearsal_begun").count() == 2
    client.post(address, {"passphrase": make.PHRASES["PURCHASER"]})
    assert "等待另一位" in client.get(address).content.decode()
    other = people.login(Client(), second)
    assert "口令不对" in other.post(address, {"passphrase": "x"}).content.decode()
    assert (
        "演练成功"
        in other.post(address, {"passphrase": make.PHRASES["INDEPENDENT"]}, follow=True).content.decode()
    )
    assert "256,000.00" in client.get(address).content.decode()
    stranger = people.login(Client(), make.operator(people.organisation_of(first)))
    assert (stranger.get(address).status_code, stranger.get(home).status_code) == (404, 403)


def test_practising_is_no_place_to_guess_and_ends_with_the_office():
    round, custodians = make.receiving()
    for name in ("甲", "乙"):
        make.sealed_bid(round, make.bidder(name))
    mine = custodians["PURCHASER"]
    rehearsal = start_rehearsal(colleagues=[], actor=mine, at=make.AT)
    for _try in range(3):
        with pytest.raises(DomainError, match="口令不对"):
            act(rehearsal=rehearsal, passphrase="wrong", actor=mine, at=make.CLOSED)
    for _try in range(2):
        with pytest.raises(DomainError, match="口令不对"):
            unlock(round=round, passphrase="wrong", actor=mine, at=make.CLOSED)
    with pytest.raises(DomainError, match="次数过多"):
        act(rehearsal=rehearsal, passphrase=make.PHRASES["PURCHASER"], actor=mine, at=make.CLOSED)
    assert AuditEntry.objects.filter(subject_kind="rehearsal", action="unlock_attempt").count() == 4
    user, home = people.user_of(mine), people.organisation_of(mine)
    dismiss(user=user, organisation=home, offices=[Office.CUSTODIAN], actor=SYSTEM, at=make.CLOSED)
    with pytest.raises(NotAllowed):
        act(rehearsal=rehearsal, passphrase=make.PHRASES["PURCHASER"], actor=mine, at=make.CLOSED)
    with pytest.raises(NotAllowed):
        start_rehearsal(colleagues=[], actor=mine, at=make.CLOSED)
