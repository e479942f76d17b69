"""Proofs handed in once stand beside every bid that is examined, as they stood at the deadline (RULES N-04, H-10)."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from procurement.core import clock
from procurement.suppliers.models import Supplier
from procurement.suppliers.services import add_paper, withdraw_paper
from procurement.tendering.enums import Method
from tests.factories import accounts as people
from tests.factories import seals as make
from tests.factories import suppliers

pytestmark = pytest.mark.django_db
AUTHORISED = "截止日有总公司（总所）的授权书"
UNAUTHORISED = "登记的材料中没有截止日有效的授权书"


def handed_in(actor, at, kind="LICENCE", valid_until=None):
    return add_paper(
        supplier=Supplier.objects.get(organisation_id=actor.organisation_id),
        kind=kind,
        file=SimpleUploadedFile(f"{kind}.pdf", make.PDF),
        valid_until=valid_until,
        actor=actor,
        at=at,
    )


def opened(method=Method.OPEN_TENDER, *, branch=False):
    """Return an opened round, its first bidder, its papers (early, withdrawn in time, late), operator and member."""
    round, custodians = make.receiving(method)
    name = "湖北测试保洁有限公司云梦分公司" if branch else "测试甲"
    named = {"head_office": "湖北测试保洁有限公司"} if branch else {}
    bidder = suppliers.supplier(name, **named)[1]
    if branch:
        handed_in(bidder, make.AT, "AUTHORISATION", make.CLOSED.date())
    early = handed_in(bidder, make.AT)
    gone = handed_in(bidder, make.AT, "TAX")
    withdraw_paper(paper=gone, actor=bidder, at=make.AT + timedelta(minutes=1))
    for actor in (bidder, make.bidder("测试乙"), make.bidder("测试丙")):
        make.sealed_bid(round, actor)
    round = make.opened(round, custodians)
    late = handed_in(bidder, make.CLOSED + timedelta(hours=1), "FINANCE")
    clock.start_at(make.CLOSED + timedelta(hours=2))
    tender = round.package.tender
    return (
        round,
        bidder,
        {"early": early, "gone": gone, "late": late},
        make.operator(tender.purchaser),
        make.member(tender),
    )


def bid_page(round, bidder):
    bid = round.opened.get(supplier_id=bidder.organisation_id)
    return reverse("tendering:opened-bid", args=[round.code, bid.code])


def opened_by(client, round, bidder):
    return client.post(f"{bid_page(round, bidder)}read/", follow=True)


def readable(client, papers):
    found = {}
    for name, paper in papers.items():
        address = reverse("core:attachment", args=[paper.attachment.code])
        answer = client.get(address)
        found[name] = answer.status_code
        if answer.streaming:
            assert b"".join(answer.streaming_content) == make.PDF
    return found


def test_who_examines_a_tender_reads_what_stood_there_at_the_deadline(client):
    round, bidder, papers, operator, member = opened()
    for actor in (operator, member):
        people.login(client, actor)
        shown = opened_by(client, round, bidder).content.decode()
        assert ("登记的证明材料" in shown, "LICENCE.pdf" in shown) == (True, True)
        assert ("TAX.pdf" in shown, "FINANCE.pdf" in shown, "总公司（总所）" in shown) == (
            False,
            False,
            False,
        )
        assert readable(client, papers) == {"early": 200, "gone": 404, "late": 404}
    people.login(client, make.bidder("旁人"))
    assert readable(client, papers) == {"early": 404, "gone": 404, "late": 404}
    people.login(client, make.operator(people.township("别的镇")))
    assert readable(client, papers) == {"early": 404, "gone": 404, "late": 404}


def test_in_a_consultation_only_the_group_reads_them(client):
    round, bidder, papers, operator, member = opened(Method.COMPETITIVE_CONSULTATION)
    people.login(client, operator)
    assert client.get(bid_page(round, bidder)).status_code == 404
    assert readable(client, papers)["early"] == 404
    people.login(client, member)
    assert "LICENCE.pdf" in opened_by(client, round, bidder).content.decode()
    assert readable(client, papers)["early"] == 200
    people.login(client, bidder)
    own = client.get(bid_page(round, bidder)).content.decode()
    assert "登记的证明材料" not in own


def test_nobody_reads_them_before_the_opening(client):
    round, _custodians = make.receiving(Method.OPEN_TENDER)
    bidder = make.bidder("测试甲")
    paper = handed_in(bidder, make.AT)
    make.sealed_bid(round, bidder)
    clock.start_at(make.AT + timedelta(hours=1))
    people.login(client, make.operator(round.package.tender.purchaser))
    assert readable(client, {"early": paper}) == {"early": 404}


def test_the_letter_of_a_branch_is_told_and_opened(client):
    round, bidder, _papers, operator, _member = opened(branch=True)
    people.login(client, operator)
    shown = opened_by(client, round, bidder).content.decode()
    assert ("总公司（总所）：湖北测试保洁有限公司" in shown, AUTHORISED in shown) == (True, True)
    assert "AUTHORISATION.pdf" in shown
    letter = Supplier.objects.get(organisation_id=bidder.organisation_id).papers.get(kind="AUTHORISATION")
    letter.valid_until = make.CLOSED.date() - timedelta(days=1)
    letter.save()
    again = opened_by(client, round, bidder).content.decode()
    assert (AUTHORISED in again, UNAUTHORISED in again, "已过期" in again) == (False, True, True)
