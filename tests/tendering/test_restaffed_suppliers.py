"""Whom the bureau puts into a supplier finds nothing of what was bid there before (RULES I-03, N-03)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from procurement.accounts.selectors import actor_of
from procurement.accounts.services import appoint, dismiss
from procurement.core import clock
from procurement.core.errors import DomainError, NotAllowed
from procurement.core.models import AuditEntry
from procurement.tendering.models import Package, Tender
from procurement.tendering.selectors import bidding
from procurement.tendering.selectors.todos import todos
from procurement.tendering.services.agents import authorise_agent
from procurement.tendering.services.drafts import save_draft
from procurement.tendering.services.quotes import ask_for_quote, give_quote
from tests.factories import accounts as people
from tests.factories import seals, tendering
from tests.factories import suppliers as make

from .test_leaving_bidders import pages
from .test_seal_screens import FIELDS, page

pytestmark = pytest.mark.django_db
LATER = seals.AT + timedelta(hours=1)


@pytest.fixture
def round():
    clock.start_at(LATER)
    made = seals.receiving()[0]
    Tender.objects.filter(pk=made.package.tender_id).update(released_at=seals.AT)
    return made


@pytest.fixture
def firm():
    return make.supplier()


def restaffed(firm):
    """Return whom the bureau appointed after it had ended the supplier's only administrator."""
    supplier, admin = firm
    bureau = people.bureau()
    gone = {
        "user": people.user_of(admin),
        "organisation": supplier.organisation,
        "actor": bureau,
        "at": LATER,
    }
    dismiss(reason="管理员去世", **gone)
    new = people.user()
    appoint(user=new, organisation=supplier.organisation, offices=["SUPPLIER_ADMIN"], actor=bureau, at=LATER)
    return actor_of(new, supplier.organisation)


def refusals(client, round, bid):
    shown = {client.get(address).status_code for address in pages(round, bid.receipt)}
    sent = {
        client.post(page(name, round.code), FIELDS).status_code
        for name in ("bid-edit", "bid-seal", "bid-discard", "bid-file-add", "bid-upload-start")
    }
    return shown | sent | {client.post(page("receipt-withdraw", bid.receipt)).status_code}


def test_a_newcomer_and_whom_it_appoints_read_undo_and_replace_nothing(client, round, firm):
    supplier, admin = firm
    old = people.person(supplier.organisation, "BIDDER")
    save_draft(round=round, form=seals.form(), actor=admin, at=seals.AT)
    bid = seals.sealed_bid(round, admin)
    newcomer = restaffed(firm)
    colleague = people.user()
    appoint(user=colleague, organisation=supplier.organisation, offices=["BIDDER"], actor=newcomer, at=LATER)
    for actor in (newcomer, actor_of(colleague, supplier.organisation)):
        people.login(client, actor)
        assert refusals(client, round, bid) <= {403, 404}
        assert (list(bidding.my_bids(actor)), list(bidding.receiving(actor))) == ([], [])
    assert "由财政部门任命" in client.get(page("bid-edit", round.code)).content.decode()
    agent = people.person(supplier.organisation, "AGENT")
    with pytest.raises(NotAllowed, match="由财政部门任命"):
        authorise_agent(
            tender=Tender.objects.get(pk=round.package.tender_id),
            person=people.user_of(agent),
            actor=newcomer,
            at=LATER,
        )
    bid.refresh_from_db()
    assert bid.status == "VALID"

    people.login(client, old)
    own = (page("bid-edit", round.code), page("receipt-detail", bid.receipt))
    assert [client.get(address).status_code for address in own] == [200, 200]


def test_it_is_the_same_where_the_supplier_has_no_bid(client, round, firm):
    people.login(client, restaffed(firm))
    assert client.get(page("bid-edit", round.code)).status_code == 403


def test_a_newcomer_bids_in_what_comes_later_and_reads_what_is_over(client, round, firm):
    _supplier, admin = firm
    bid = seals.sealed_bid(round, admin)
    newcomer = restaffed(firm)
    people.login(client, newcomer)
    later = seals.receiving()[0]
    Tender.objects.filter(pk=later.package.tender_id).update(released_at=LATER + timedelta(minutes=1))
    assert client.get(page("bid-edit", later.code)).status_code == 200
    assert list(bidding.receiving(newcomer)) == [later]
    Package.objects.filter(pk=round.package_id).update(status="AWARDED")
    assert client.get(page("receipt-detail", bid.receipt)).status_code == 200


def test_a_newcomer_gives_no_price_that_was_asked_for_before(client, firm):
    """The bureau reads the others' quotes: whom it puts in after the request gives none, the old bidders still do."""
    supplier, _admin = firm
    old = people.person(supplier.organisation, "BIDDER")
    asked = {"actor": (home := tendering.town("沙河乡")).operator, "at": tendering.AT}
    until = LATER + timedelta(days=9)
    first, second = (
        ask_for_quote(
            purchase=tendering.small_purchase(home), supplier=supplier.organisation, until=until, **asked
        )
        for _number in range(2)
    )
    newcomer = restaffed(firm)
    for given in (first, second):
        with pytest.raises(NotAllowed, match="看得到其他供应商的报价"):
            give_quote(request=given, amount=Decimal("98000"), actor=newcomer, at=LATER)
    page_of = reverse("tendering:quote-give", args=[first.code])
    people.login(client, newcomer)
    shown = client.get(page_of)
    assert (shown.status_code, "看得到其他供应商的报价" in shown.content.decode()) == (403, True)
    assert (todos(newcomer, LATER), len(todos(old, LATER))) == ([], 2)
    give_quote(request=first, amount=Decimal("98000"), actor=old, at=LATER)
    assert client.get(page_of).status_code == 200


def test_the_bureau_says_why_it_ends_a_suppliers_administrator(firm):
    supplier, admin = firm
    arguments = {
        "user": people.user_of(admin),
        "organisation": supplier.organisation,
        "actor": people.bureau(),
        "at": LATER,
    }
    with pytest.raises(DomainError) as caught:
        dismiss(reason=" ", **arguments)
    assert caught.value.field == "reason"
    dismiss(reason="管理员去世", **arguments)
    entry = AuditEntry.objects.filter(subject_kind="organisation", action="dismiss").latest("pk")
    assert entry.reason == "管理员去世"
