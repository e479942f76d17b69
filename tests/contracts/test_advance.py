"""The advance of a contract (RULES N-19; 财库〔2020〕46号 art. 12): paid before acceptance, offset afterwards."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.urls import reverse

from procurement.contracts import services
from procurement.contracts.models import Contract
from procurement.contracts.selectors import payment_position
from procurement.contracts.selectors.content import content_of, contract_notice
from procurement.contracts.selectors.money import unbilled
from procurement.core.clock import local_date
from procurement.core.errors import DomainError, GuardRefused, WrongState
from tests.factories import accounts as people
from tests.factories import contracts as make

from .test_sign import balances, faults, money

pytestmark = pytest.mark.django_db
LATER = make.LATER


def with_advance(percent="30", offset="50"):
    deal = make.small_deal(amount="288000.00", offer="240000.00")
    deal.advance = {"advance_percent": Decimal(percent), "offset_percent": Decimal(offset)}
    return deal


@pytest.fixture
def deal():
    deal = with_advance()
    deal.filed()
    return deal


def position(deal):
    found = payment_position(Contract.objects.get(pk=deal.contract.pk))
    return found.accepted, found.advance, found.offset, found.ceiling, found.payable


def test_a_worked_example_from_the_advance_to_the_last_yuan(deal):
    """240,000; 30 % in advance are 72,000; half of each acceptance offsets them: 144,000 accepted use them up."""
    assert position(deal) == money("0", "72000", "0", "72000", "72000")
    deal.advanced("72000.00")
    assert position(deal) == money("0", "72000", "0", "72000", "0")
    assert balances(deal.line) == money("0", "0", "168000", "72000", "48000")

    deal.accepted("100000.00")  # 50,000 of it offset the advance
    assert position(deal) == money("100000", "72000", "50000", "122000", "50000")
    assert unbilled(deal.acceptance) == Decimal("50000.00")
    deal.paid(amount="50000.00", number="A1")

    deal.accepted("80000.00")  # 22,000 are left of the advance
    assert position(deal) == money("180000", "72000", "72000", "180000", "58000")
    deal.paid(amount="58000.00", number="A2")

    deal.accepted("60000.00")  # nothing is left of it
    deal.paid(amount="60000.00", number="A3")
    assert position(deal) == money("240000", "72000", "72000", "240000", "0")
    assert (balances(deal.line), faults(deal.line)) == (money("0", "0", "0", "240000", "48000"), [])
    services.complete_contract(contract=deal.contract, actor=deal.operator, at=LATER)
    assert deal.contract.status == "COMPLETED"


def test_without_an_advance_nothing_is_paid_before_acceptance():
    deal = make.small_deal()
    deal.filed()
    with pytest.raises(DomainError, match="没有约定预付款") as refusal:
        deal.advanced("1.00")
    assert (refusal.value.field, refusal.value.rule) == ("acceptance", "B-11")


@pytest.mark.parametrize("amount", ["72000.01", "0"])
def test_an_advance_stays_within_the_terms(deal, amount):
    with pytest.raises(DomainError) as refusal:
        deal.advanced(amount)
    assert (refusal.value.field, refusal.value.rule) == ("amount", "N-19")
    assert "合同约定预付30%，即72,000.00元，还可预付72,000.00元" in str(refusal.value)


def test_two_advances_share_what_was_agreed_and_one_sent_back_does_not_count(deal):
    first = deal.advanced("50000.00", pay=False)
    with pytest.raises(DomainError, match="还可预付22,000.00元"):
        deal.advanced("22000.01", "Y-2")
    services.reject_invoice(invoice=first, reason="抬头有误", actor=deal.leader, at=LATER)
    assert deal.advanced("72000.00", "Y-3").amount == Decimal("72000.00")


def test_once_something_is_accepted_no_advance_is_paid(deal):
    deal.accepted("100000.00")
    with pytest.raises(DomainError, match="已经有验收") as refusal:
        deal.advanced("1000.00")
    assert refusal.value.field == "acceptance"
    # What was never taken offsets nothing.
    assert position(deal) == money("100000", "0", "0", "100000", "100000")


def test_an_unsigned_contract_pays_no_advance():
    deal = with_advance()
    deal.offered()
    with pytest.raises(WrongState):
        deal.advanced("1000.00")


def test_more_than_the_rest_after_the_offset_is_not_invoiced(deal):
    deal.advanced("72000.00")
    deal.accepted("100000.00")
    with pytest.raises(DomainError) as refusal:
        deal.received("50000.01")
    assert (refusal.value.field, refusal.value.rule) == ("amount", "B-11")
    assert "不超过50,000.00元" in str(refusal.value)


def test_an_advance_that_work_did_not_use_up_keeps_the_contract_open(deal):
    deal.advanced("72000.00")
    deal.accepted("60000.00")
    deal.paid(amount="30000.00", number="A1")
    with pytest.raises(GuardRefused, match="多于已验收的60,000.00元"):
        services.complete_contract(contract=deal.contract, actor=deal.operator, at=LATER)


@pytest.mark.parametrize(
    ("percent", "offset", "field"),
    [("-1", "100", "advance_percent"), ("100", "100", "advance_percent")]
    + [("30", "29.99", "offset_percent"), ("30", "100.01", "offset_percent")],
)
def test_terms_that_never_offset_the_advance_are_refused(percent, offset, field):
    with pytest.raises(DomainError) as refusal:
        with_advance(percent, offset).draft()
    assert (refusal.value.field, refusal.value.rule) == (field, "N-19")


def test_the_database_refuses_them_as_well(deal):
    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.filter(pk=deal.contract.pk).update(offset_percent=Decimal("29.99"))


def test_both_sign_the_advance_and_the_public_reads_it(deal):
    assert content_of(deal.contract)["advance_percent"] == "30.00"
    notice = str(contract_notice(deal.contract, local_date(LATER)))
    assert "合同金额的30%，计72,000.00元；以后每次验收金额的50%用于抵扣" in notice
    plain = make.small_deal("沙河乡")
    assert "advance_percent" not in content_of(plain.signed())


def test_the_pages_show_the_arithmetic_and_take_the_invoice(deal, client):
    client.force_login(people.user_of(deal.operator))
    url = reverse("contracts:invoice-receive", args=[deal.contract.code])
    shown = client.get(url)
    page = BeautifulSoup(shown.content, "html.parser")
    assert "预付款（验收前支付）" in page.find(id="id_acceptance").get_text()
    assert "上限 = 已验收 + 预付款 − 已抵扣：0.00 + 72,000.00 − 0.00 = 72,000.00" in page.get_text()
    hidden = {
        name: field.initial
        for name, field in shown.context["form"].fields.items()
        if field.widget.is_hidden and field.initial is not None
    }
    refused = client.post(url, {**hidden, "acceptance": "", "number": "Y-1", "amount": "72000.01"})
    assert "还可预付72,000.00元" in str(refused.context["form"].errors["amount"])
    done = client.post(url, {**hidden, "acceptance": "", "number": "Y-1", "amount": "72000"}, follow=True)
    text = BeautifulSoup(done.content, "html.parser").get_text()
    assert done.status_code == 200 and "预付款（验收前支付）" in text and "预付款，不需要验收" in text
    listed = client.get(reverse("contracts:contract-invoices", args=[deal.contract.code]))
    assert "预付款" in listed.content.decode()
