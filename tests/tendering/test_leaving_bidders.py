"""Who leaves a supplier loses its bids with the next request: pages, forms that stand open, pieces on their way."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from procurement.accounts.services import appoint, dismiss
from procurement.core import clock
from procurement.core.actors import SYSTEM
from procurement.tendering.models import BidDraft, BidFile, SealedBid, Tender
from procurement.tendering.selectors import bidding
from procurement.tendering.services.agents import authorise_agent
from procurement.tendering.services.drafts import save_draft
from tests.factories import accounts as people
from tests.factories import seals
from tests.factories import suppliers as make

from .test_seal_screens import FIELDS, page
from .test_uploads import CONTENT, KEY

pytestmark = pytest.mark.django_db
OFFICE = "/workspace/office/"
OURS = {"headers": {"Origin": "http://testserver"}}


@pytest.fixture
def round():
    clock.start_at(seals.AT)
    return seals.receiving()[0]


@pytest.fixture
def firm():
    return make.supplier()


def pages(round, *receipts):
    names = ("bid-edit", "bid-seal", "bid-copy", "bid-manifest")
    own = [page("receipt-detail", receipt) for receipt in receipts]
    return [*(page(name, round.code) for name in names), *own]


def removed(actor, firm, admin):
    dismiss(user=people.user_of(actor), organisation=firm.organisation, actor=admin, at=seals.AT)


def started(client, round):
    """Begin an upload and send its first piece, as the script beside the form does."""
    told = client.post(
        page("bid-upload-start", round.code), {"name": "方案.pdf", "size": len(CONTENT), "purpose": "PLAN"}
    )
    return page("bid-upload", round.code, json.loads(told.content)["upload"])


def piece(client, address, offset, content):
    return client.post(
        address,
        content,
        content_type="application/octet-stream",
        headers={"X-Upload-Key": KEY, "X-Upload-Offset": str(offset)},
    )


def test_a_bidder_who_is_removed_reads_writes_and_uploads_nothing_more(client, round, firm):
    supplier, admin = firm
    bidder = people.person(supplier.organisation, "BIDDER")
    bid = seals.sealed_bid(round, admin)
    people.login(client, bidder)
    assert client.post(page("bid-edit", round.code), FIELDS).status_code == 302
    upload = started(client, round)
    assert piece(client, upload, 0, CONTENT[:1000]).status_code == 200
    assert [client.get(address).status_code for address in pages(round, bid.receipt)] == [200] * 5
    kept = bidding.load_draft(round, admin)
    removed(bidder, supplier, admin)
    assert {client.get(address).status_code for address in pages(round, bid.receipt)} <= {403, 404}
    assert {
        client.post(page(name, round.code), FIELDS).status_code
        for name in ("bid-edit", "bid-seal", "bid-discard", "bid-file-add", "bid-upload-start")
    } <= {403, 404}
    assert {
        piece(client, upload, 1000, CONTENT[1000:]).status_code,
        piece(client, upload, 0, b"").status_code,
    } <= {
        403,
        404,
    }
    assert client.post(page("receipt-withdraw", bid.receipt)).status_code == 404
    assert client.get(page("receipt-pdf", bid.receipt)).status_code == 404
    left = bidding.load_draft(round, admin)
    assert (left.form, left.files, left.saved_at) == (kept.form, kept.files, kept.saved_at)
    assert (SealedBid.objects.get().status, BidFile.objects.count()) == (bid.status, 0)
    assert client.get(supplier.get_absolute_url()).status_code == 404


def test_what_was_written_for_one_supplier_never_lands_with_another(round, firm):
    """A bookkeeper of two cooperatives is removed from one while its form stands open."""
    supplier, admin = firm
    second, _second_admin = make.supplier()
    bidder = people.person(supplier.organisation, "BIDDER")
    user = people.user_of(bidder)
    browser = people.login(Client(), bidder)
    assert browser.get(page("bid-edit", round.code)).status_code == 200
    appoint(user=user, organisation=second.organisation, offices=["BIDDER"], actor=SYSTEM, at=seals.AT)
    removed(bidder, supplier, admin)
    assert browser.post(page("bid-edit", round.code), FIELDS).status_code == 403
    assert BidDraft.objects.count() == 0
    shown = browser.get(page("bid-edit", round.code))
    assert shown.wsgi_request.actor.organisation_code == second.code
    assert browser.post(page("bid-edit", round.code), FIELDS).status_code == 302
    assert [row.supplier_id for row in BidDraft.objects.all()] == [second.organisation_id]


def test_a_form_left_open_in_another_window_is_void_once_the_organisation_is_changed(round, firm):
    supplier, _admin = firm
    second, _second_admin = make.supplier()
    bidder = people.person(supplier.organisation, "BIDDER")
    user = people.user_of(bidder)
    appoint(user=user, organisation=second.organisation, offices=["BIDDER"], actor=SYSTEM, at=seals.AT)
    browser = people.login(Client(enforce_csrf_checks=True), bidder)
    browser.get(page("bid-edit", round.code))
    old = browser.cookies["csrftoken"].value
    switched = {"office": second.code, "next": "/", "csrfmiddlewaretoken": old}
    assert browser.post(OFFICE, switched).status_code == 302
    stale = browser.post(page("bid-edit", round.code), {**FIELDS, "csrfmiddlewaretoken": old}, **OURS)
    assert (stale.status_code, "换了单位" in stale.content.decode()) == (403, True)
    assert f"您现在代表“{second.organisation.name}”" in stale.content.decode()
    assert BidDraft.objects.count() == 0
    fresh = {**FIELDS, "csrfmiddlewaretoken": browser.cookies["csrftoken"].value}
    assert browser.post(page("bid-edit", round.code), fresh).status_code == 302


def test_another_suppliers_addresses_do_not_exist(client, round, firm):
    supplier, admin = firm
    save_draft(round=round, form=seals.form(), actor=admin, at=seals.AT)
    bid = seals.sealed_bid(round, admin)
    _rival, rival = make.supplier()
    people.login(client, rival)
    own = [page("receipt-detail", bid.receipt), page("receipt-pdf", bid.receipt)]
    record = [supplier.get_absolute_url(), reverse("suppliers:paper-list", args=[supplier.code])]
    assert [client.get(address).status_code for address in [*own, *record]] == [404] * 4
    assert client.post(page("receipt-withdraw", bid.receipt)).status_code == 404
    assert client.get(page("bid-edit", round.code)).context["form"].initial.get("offer") in (None, "")


def test_an_agent_of_one_tender_sees_no_other(client, round, firm):
    supplier, admin = firm
    agent = people.person(supplier.organisation, "AGENT")
    other = seals.receiving()[0]
    Tender.objects.update(released_at=seals.AT)
    save_draft(round=other, form=seals.form(), actor=admin, at=seals.AT)
    bid = seals.sealed_bid(other, admin)
    authorise_agent(tender=round.package.tender, person=people.user_of(agent), actor=admin, at=seals.AT)
    people.login(client, agent)
    assert client.get(page("bid-edit", round.code)).status_code == 200
    assert {client.get(address).status_code for address in pages(other, bid.receipt)} <= {403, 404}
    assert client.post(page("bid-edit", other.code), FIELDS).status_code == 403
    mine = client.get("/workspace/bids/")
    assert ([row.code for row in mine.context["rounds"]], list(mine.context["bids"])) == ([round.code], [])
    assert bid.receipt not in client.get("/workspace/").content.decode()
