"""A call of a closed framework is corrected while it runs, as an open tender is (110 art. 9; D-10, N-17)."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from procurement.core.clock import SHANGHAI
from procurement.core.errors import NotAllowed, WrongState
from procurement.core.models import OutboxMessage
from procurement.publications.models import Publication
from procurement.tendering.models import SealedBid
from procurement.tendering.services.amendments import amend
from procurement.tendering.services.bidding import seal_bid
from tests.factories import accounts, closed, seals

pytestmark = pytest.mark.django_db
# Twelve days before the deadline of 12 October: three short of the fifteen that 87 art. 27 wants.
DAY = datetime(2026, 9, 30, 9, 0, tzinfo=SHANGHAI)
TEXT = "响应文件另附近一年代表性合同目录；其他不变。"


def test_a_response_stands_and_may_be_replaced_and_the_deadline_moves_by_itself(client):
    made = closed.Closed().answered()
    tender = made.call.package.tender
    change = {"tender": tender, "text": TEXT, "affects_bids": True, "at": DAY}
    for stranger in (made.bidders[0], accounts.bureau()):
        with pytest.raises(NotAllowed):
            amend(actor=stranger, **change)
    accounts.login(client, made.home.operator)
    home = client.get(reverse("frameworks:framework-detail", args=[made.framework.code])).content.decode()
    page = reverse("tendering:amendment-create", args=[tender.code])
    assert reverse("tendering:tender-amendments", args=[tender.code]) in home
    assert "不得改变采购标的和资格条件" in client.get(page).content.decode()

    amended = amend(actor=made.home.operator, **change)
    assert made.round.deadline == amended.new_deadline == datetime(2026, 10, 15, 9, 0, tzinfo=SHANGHAI)
    notice = Publication.objects.get(code=amended.publication_code)
    assert (notice.corrects.code, notice.payload["facts"]["tender"]) == (
        made.framework.notice_code,
        tender.code,
    )
    text = str(notice.payload["sections"])
    assert (TEXT in text, "2026年10月15日" in text, "SHA-256" in text) == (True, True, False)
    told = OutboxMessage.objects.filter(event="tender_amended").values_list("email", flat=True)
    assert set(told) == {accounts.user_of(bidder).email for bidder in made.bidders}

    first = made.bidders[0]
    seal_bid(round=made.round, form=seals.whole_form(made.round, "875.00"), actor=first, at=DAY)
    states = SealedBid.objects.filter(supplier=first.organisation_id).order_by("pk")
    assert list(states.values_list("status", flat=True)) == ["REPLACED", "VALID"]
    tab = client.get(reverse("tendering:tender-amendments", args=[tender.code])).content.decode()
    assert (TEXT in tab, reverse("cms:notice-detail", args=[notice.code]) in tab) == (True, True)
    client.logout()
    public = client.get(reverse("frameworks:framework-public", args=[made.framework.code])).content.decode()
    assert notice.title in public
    assert client.get(reverse("cms:notice-detail", args=[notice.code])).status_code == 200


def test_after_the_deadline_nothing_is_corrected_any_more():
    made = closed.Closed().answered()
    with pytest.raises(WrongState):
        amend(
            tender=made.call.package.tender,
            text=TEXT,
            affects_bids=False,
            actor=made.home.operator,
            at=closed.DEADLINE + timedelta(minutes=1),
        )
    assert made.round.deadline.date() == date(2026, 10, 12)
