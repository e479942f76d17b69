"""The pages of asking for a price and giving one."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from procurement.accounts.enums import Office
from procurement.core import clock
from procurement.core.attachments import attachments_of
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


def scan(name="报价单.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF")


def three_rows(firms, amounts):
    suffixes = ("", "_2", "_3")
    rows = zip(suffixes, firms, amounts, strict=True)
    return {
        name: value
        for suffix, firm, amount in rows
        for name, value in ((f"supplier{suffix}", firm.code), (f"amount{suffix}", amount))
    }


def test_three_quotes_with_their_papers_then_decided_and_published_in_one_stroke(home, client):
    """Item to result on three pages; a wrong row keeps nothing of the others, and says so beside itself."""
    purchase = make.small_purchase(home)
    firms = [suppliers.supplier()[0].organisation for _number in range(3)]
    accounts.login(client, home.operator)
    page = reverse("tendering:quote-create", args=[purchase.code])
    refused = client.post(page, {**three_rows(firms, ("91000", "99999999", "93000")), "file": scan()})
    assert list(refused.context["form"].errors) == ["amount_2"]
    assert (purchase.quotes.count(), attachments_of("small-purchase", purchase.code).count()) == (0, 0)
    refused = client.post(page, {"supplier": firms[0].code, "amount": "91000", "amount_3": "93000"})
    assert list(refused.context["form"].errors) == ["supplier_3"]
    empty = SimpleUploadedFile("空.pdf", b"")
    refused = client.post(page, {**three_rows(firms, ("91000", "92000", "93000")), "file_2": empty})
    assert (list(refused.context["form"].errors), purchase.quotes.count()) == (["file_2"], 0)
    sent = client.post(page, {**three_rows(firms, ("91000", "92000", "93000")), "file": scan()})
    assert (sent.status_code, purchase.quotes.count()) == (302, 3)
    paper = purchase.quotes.get(supplier=firms[0]).paper
    url = reverse("core:attachment", args=[paper.code])
    assert "报价单.pdf" in client.get(purchase.get_absolute_url()).content.decode()
    assert b"".join(client.get(url).streaming_content).startswith(b"%PDF")

    decide = reverse("tendering:small-decide", args=[purchase.code])
    begun = client.get(decide).context["form"].initial["minutes"]
    assert begun.startswith("会议比较了3家报价：") and begun.endswith("讨论情况和决定：")
    chosen = str(purchase.quotes.get(supplier=firms[0]).pk)
    given = {"quote": chosen, "present": "镇长、经办人、财务", "minutes": begun, "publish": "1"}
    assert list(client.post(decide, given).context["form"].errors) == ["minutes"]
    assert client.post(decide, {**given, "minutes": f"{begun}同意选最低价。"}).status_code == 302
    purchase.refresh_from_db()
    assert (purchase.status, bool(purchase.publication_code)) == ("PUBLISHED", True)
    again = make.small_purchase(home)
    form = client.get(reverse("tendering:small-decide", args=[again.code])).context["form"]
    assert form.initial["present"] == "镇长、经办人、财务"
    neighbour = accounts.person(accounts.township("义堂镇"), Office.OPERATOR)
    accounts.login(client, neighbour)
    assert client.get(url).status_code in (403, 404)


def test_several_are_asked_at_once_or_none(home, client):
    purchase = make.small_purchase(home)
    firms = [suppliers.supplier()[0].organisation for _number in range(2)]
    accounts.login(client, home.operator)
    page = reverse("tendering:quote-ask", args=[purchase.code])
    day = clock.local_date(make.AT) + timedelta(days=2)
    twice = {"supplier": firms[0].code, "supplier_2": firms[0].code, "until_day": day.isoformat()}
    refused = client.post(page, {**twice, "until_time": "17:00"})
    assert (list(refused.context["form"].errors), QuoteRequest.objects.count()) == (["supplier_2"], 0)
    both = {**twice, "supplier_2": firms[1].code, "until_time": "17:00"}
    assert (client.post(page, both).status_code, QuoteRequest.objects.count()) == (302, 2)
