"""The pages of asking for a price and giving one."""

from datetime import timedelta

import pytest
from django.urls import reverse

from procurement.core import clock
from procurement.tendering.models import QuoteRequest
from procurement.tendering.services.quotes import ask_for_quote
from tests.factories import accounts, suppliers
from tests.factories import tendering as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules_time():
    clock.start_at(make.AT)


@pytest.fixture
def home():
    return make.town("沙河乡")


@pytest.fixture
def asked():
    return suppliers.supplier()


def wanted(home, supplier):
    return ask_for_quote(
        purchase=make.small_purchase(home),
        supplier=supplier.organisation,
        until=make.AT + timedelta(days=2),
        actor=home.operator,
        at=make.AT,
    )


def send(client, url, **typed):
    """Send the form that the page shows, with its hidden token."""
    hidden = {
        name: one.initial for name, one in client.get(url).context["form"].fields.items() if one.initial
    }
    return client.post(url, {**hidden, **typed})


def test_the_operator_asks_and_the_supplier_answers(home, asked, client):
    supplier, actor = asked
    purchase = make.small_purchase(home)
    accounts.login(client, home.operator)
    day = clock.local_date(make.AT) + timedelta(days=2)
    ask = reverse("tendering:quote-ask", args=[purchase.code])
    sent = send(client, ask, supplier=supplier.organisation.code, until_day=day.isoformat())
    request = QuoteRequest.objects.get()
    assert (sent.status_code, sent.url) == (302, purchase.get_absolute_url())
    assert request.until == clock.local_time(day, 17)

    accounts.login(client, actor)
    page = request.get_absolute_url()
    dear = send(client, page, amount="120000.01")
    assert [list(dear.context["form"].errors), dear.status_code] == [["amount"], 200]
    assert send(client, page, amount="98000", note="含消毒").url == page
    shown = client.get(page)
    assert ("98,000.00" in shown.content.decode(), shown.context["open"]) == (True, False)


def test_the_past_is_refused_beside_its_field(home, asked, client):
    accounts.login(client, home.operator)
    purchase = make.small_purchase(home)
    ask = reverse("tendering:quote-ask", args=[purchase.code])
    code = asked[0].organisation.code
    late = send(client, ask, supplier=code, until_day="2026-01-05", until_time="09:00")
    assert (list(late.context["form"].errors), QuoteRequest.objects.count()) == (["until_day"], 0)


def test_only_the_asked_supplier_finds_the_page(home, asked, client):
    page = wanted(home, asked[0]).get_absolute_url()
    assert client.get(page).status_code == 302
    for stranger in (suppliers.supplier()[1], home.operator, accounts.stranger()):
        accounts.login(client, stranger)
        assert client.get(page).status_code == 404


def test_after_the_time_there_is_no_form_and_a_sent_one_is_told_why(home, asked, client):
    request = wanted(home, asked[0])
    clock.move_to(request.until + timedelta(minutes=1))
    accounts.login(client, asked[1])
    page = request.get_absolute_url()
    assert client.get(page).context["open"] is False
    late = send(client, page, amount="98000")
    assert "已过" in str(late.context["form"].non_field_errors())
    assert request.purchase.quotes.count() == 0
