"""The screens of contract, acceptance and payment: who sees what, and a whole deal clicked through."""

from decimal import Decimal

import pytest

from procurement.contracts import services
from procurement.contracts.documents import contract_context
from procurement.contracts.models import Acceptance, Contract, Invoice
from procurement.core import clock, documents
from procurement.core.models import DocumentOrder
from tests.factories import accounts as people
from tests.factories import contracts as make

pytestmark = pytest.mark.django_db
LIST = "/workspace/contracts/"


@pytest.fixture
def paid(deal):
    deal.filed()
    deal.accepted()
    deal.paid()
    return deal


@pytest.fixture
def on_day(settings):
    """Let the views' clock say another time: the sandbox's own way."""

    def move(moment):
        settings.SANDBOX_CLOCK = True
        clock.start_at(moment)

    return move


def page(contract, tail=""):
    return f"/workspace/contracts/{contract.code}/{tail}"


def status(client, actor, address):
    return people.login(client, actor).get(address).status_code


def token_of(client, address):
    return client.get(address).context["form"]["form_token"].value()


def test_everybody_concerned_opens_every_part(client, paid):
    invoice, acceptance = Invoice.objects.get(), Acceptance.objects.get()
    addresses = [page(paid.contract, tail) for tail in ("", "money/", "log/", "acceptances/", "invoices/")]
    addresses += [acceptance.get_absolute_url(), invoice.get_absolute_url()]
    concerned = (paid.operator, paid.leader, paid.finance, paid.admin, paid.delivery, people.auditor())
    for actor in concerned:
        assert [status(client, actor, address) for address in addresses] == [200] * len(addresses)
    for actor in (people.stranger(), make.suppliers.supplier()[1], people.bureau("BUREAU_BUDGET")):
        assert [status(client, actor, address) for address in addresses] == [404] * len(addresses)
    client.logout()
    assert [client.get(address).status_code for address in addresses] == [302] * len(addresses)


def test_the_supplier_sees_the_contract_once_it_is_offered(client, deal):
    contract = deal.draft()
    assert status(client, deal.admin, page(contract)) == 404
    services.offer_contract(contract=contract, actor=deal.leader, at=make.AT)
    assert status(client, deal.admin, page(contract)) == 200


@pytest.mark.parametrize(
    ("tail", "who", "code"),
    [
        ("offer/", "operator", 403),
        ("offer/", "leader", 200),
        ("sign/", "leader", 403),
        ("edit/", "leader", 403),
        ("publish/", "leader", 403),
        ("publish/", "operator", 200),
        ("file/", "operator", 200),
        ("log/new/", "operator", 403),
        ("log/new/", "delivery", 404),
        ("acceptances/new/", "operator", 403),
        ("acceptances/new/", "acceptor", 200),
        ("invoices/new/", "leader", 403),
        ("invoices/new/", "finance", 200),
        ("nonsense/", "operator", 404),
    ],
)
def test_who_may_open_which_form(client, deal, tail, who, code):
    contract = deal.draft()
    assert status(client, getattr(deal, who), page(contract, tail)) == code


def test_the_draft_is_proposed_and_saved(client, deal):
    address = f"/workspace/contracts/new/small/{deal.purchase.code}/"
    assert status(client, deal.leader, address) == 404
    form = people.login(client, deal.operator).get(address).context["form"]
    slice_name = f"slice_{deal.line.code}"
    assert form.initial[slice_name] == Decimal("288000.00")
    typed = {
        "starts_on": "2026-09-22",
        "ends_on": "2027-09-21",
        "terms": "按季度验收",
        slice_name: "288000.00",
        "form_token": form["form_token"].value(),
    }
    bad = client.post(address, {**typed, slice_name: "1.00"})
    assert bad.status_code == 200
    assert "必须等于合同金额288,000.00元" in bad.content.decode()
    good = client.post(address, {**typed, "form_token": bad.context["form"]["form_token"].value()})
    contract = Contract.objects.get()
    assert (good.status_code, good.url) == (302, page(contract))
    # The link stays on the purchase's page: it leads to the draft there is.
    assert client.get(address).url == page(contract)


def test_two_signatures_by_buttons(client, deal):
    contract = deal.draft()
    assert people.login(client, deal.leader).post(page(contract, "offer/")).url == page(contract)
    assert people.login(client, deal.admin).post(page(contract, "sign/")).url == page(contract)
    contract.refresh_from_db()
    assert contract.status == "SIGNED"
    refused = client.post(page(contract, "sign/"))
    assert (refused.status_code, "不能签署合同" in refused.content.decode()) == (200, True)


def test_a_villager_is_written_in_and_the_refusal_stands_on_the_form(client, deal, on_day):
    deal.filed()
    on_day(make.LATER)
    address = page(deal.contract, "acceptances/new/")
    people.login(client, deal.acceptor)
    typed = {
        "period": "第四季度",
        "claimed": "72000.00",
        "person_1": deal.acceptor.code,
        "name_2": "周奶奶",
        "represents_2": "王畈村",
        "form_token": token_of(client, address),
    }
    refused = client.post(address, typed)
    assert "必须邀请服务对象" in refused.content.decode()
    again = {**typed, "user_2": "on", "form_token": token_of(client, address)}
    acceptance_page = client.post(address, again).url
    acceptance = Acceptance.objects.get()
    assert acceptance_page == acceptance.get_absolute_url()
    for member in acceptance.members.all():
        sign = f"{acceptance_page}members/{member.pk}/"
        assert client.post(sign, {"agrees": "yes"}).status_code == 302
    conclusion = {"result": "PASSED", "accepted": "72000.00", "opinion": "同意通过"}
    assert client.post(f"{acceptance_page}conclude/", conclusion).url == acceptance_page
    client.post(f"{acceptance_page}publish/")
    acceptance.refresh_from_db()
    assert acceptance.status == "PUBLISHED"


def test_an_invoice_is_entered_approved_and_paid(client, deal, on_day):
    deal.filed()
    deal.accepted()
    on_day(make.LATER)
    address = page(deal.contract, "invoices/new/")
    people.login(client, deal.operator)
    typed = {
        "acceptance": deal.acceptance.pk,
        "number": "26420000001",
        "amount": "72000.01",
        "form_token": token_of(client, address),
    }
    assert client.post(address, typed).context["form"].errors.keys() == {"amount"}
    typed = {**typed, "amount": "72000.00", "form_token": token_of(client, address)}
    invoice_page = client.post(address, typed).url
    assert people.login(client, deal.operator).get(f"{invoice_page}approve/").status_code == 403
    people.login(client, deal.leader).post(f"{invoice_page}approve/")
    assert people.login(client, deal.leader).get(f"{invoice_page}pay/").status_code == 403
    people.login(client, deal.finance).post(f"{invoice_page}pay/", {"voucher": "GK-1"})
    text = people.login(client, deal.admin).get(invoice_page).content.decode()
    assert [word in text for word in ("GK-1", "72,000.00", "最迟支付日期")] == [True] * 3


def test_the_ledger_is_kept_on_a_phone(client, deal, on_day):
    deal.filed()
    on_day(make.LATER)
    address = page(deal.contract, "log/new/")
    people.login(client, deal.delivery)
    typed = {"day": "2026-09-25", "what": "上门照护", "quantity": "12", "unit": "小时"}
    assert client.post(address, {**typed, "form_token": token_of(client, address)}).url == page(
        deal.contract, "log/"
    )
    late = {**typed, "day": "2026-12-01", "form_token": token_of(client, address)}
    assert client.post(address, late).context["form"].errors.keys() == {"day"}
    assert deal.contract.log.count() == 1


def test_the_document_says_both_parties_and_the_amount_in_capitals(client, deal):
    contract = deal.signed()
    context = contract_context(contract)
    assert (context["capitals"], context["verify_address"].endswith(f"?q={contract.sha256}")) == (
        "贰拾捌万捌仟元整",
        True,
    )
    documents.draw_waiting()
    response = people.login(client, deal.admin).get(page(contract, "document.pdf"))
    content = b"".join(response.streaming_content)
    assert (response["Content-Type"], content[:5]) == ("application/pdf", b"%PDF-")
    assert status(client, people.stranger(), page(contract, "document.pdf")) == 404


def test_a_draft_is_a_page_to_print_and_never_issued(client, deal):
    people.login(client, deal.operator)
    address = page(deal.draft(), "document.pdf")
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "草稿：双方签署前没有效力。" in response.content.decode()
    assert client.post(address).status_code == 404
    assert not DocumentOrder.objects.filter(kind="contract").exists()


def test_lists_show_ones_own_and_cost_the_same_for_one_and_for_many(
    client, paid, django_assert_max_num_queries
):
    people.login(client, paid.operator)
    addresses = (LIST, "/workspace/acceptances/", "/workspace/invoices/")
    for address in addresses:
        assert client.get(address).context["page_obj"].paginator.count == 1
        with django_assert_max_num_queries(14):
            client.get(address)
    for _n in range(2):
        other = make.small_deal()
        other.filed()
        other.accepted()
        other.paid()
    for address in addresses:
        with django_assert_max_num_queries(14):
            assert client.get(address).context["page_obj"].paginator.count == 3
    people.login(client, paid.admin)
    assert client.get(LIST).context["page_obj"].paginator.count == 1
    people.login(client, people.stranger())
    assert client.get(LIST).context["page_obj"].paginator.count == 0
