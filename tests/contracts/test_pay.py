"""Invoices and payments: within accepted work, in time, by two people, never over the line."""

from datetime import date
from decimal import Decimal

import pytest

from procurement.contracts import services
from procurement.contracts.models import Payment
from procurement.contracts.selectors import payment_position, payments_of_project
from procurement.core.clock import local_time
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.models import Notification
from tests.factories import accounts as people
from tests.factories import contracts as make

from .test_sign import balances, faults, money

pytestmark = pytest.mark.django_db
LATER = make.LATER


@pytest.fixture
def accepted(deal):
    deal.filed()
    deal.accepted()
    return deal


def test_b05_holds_after_every_step():
    deal = make.small_deal(amount="288000.00", offer="256000.00")
    seen = [balances(deal.line)]
    deal.filed()
    seen.append(balances(deal.line))
    for claimed, number in (("72000.00", "A1"), ("184000.00", "A2")):
        deal.accepted(claimed)
        seen.append(balances(deal.line))
        deal.paid(amount=claimed, number=number)
        seen.append(balances(deal.line))
        assert faults(deal.line) == []
    services.complete_contract(contract=deal.contract, actor=deal.operator, at=LATER)
    assert seen == [
        money("0", "288000", "0", "0", "0"),
        money("0", "0", "256000", "0", "32000"),
        money("0", "0", "256000", "0", "32000"),
        money("0", "0", "184000", "72000", "32000"),
        money("0", "0", "184000", "72000", "32000"),
        money("0", "0", "0", "256000", "32000"),
    ]
    assert balances(deal.line) == money("0", "0", "0", "256000", "32000")


def test_the_last_day_of_payment_is_computed_with_its_rule(accepted):
    """A small enterprise: 30 days from delivery on 1 October end on 31 October, the rule is B-14 or B-12."""
    at = local_time(date(2026, 10, 12), 9)
    invoice = accepted.received(at=at)
    assert (invoice.due_on, invoice.due_rule, invoice.target_on) == (
        date(2026, 10, 31),
        "B-14",
        date(2026, 10, 26),
    )


def test_a_body_that_is_no_enterprise_is_paid_within_thirty_days_of_the_invoice():
    deal = make.small_deal()
    supplier = make.suppliers.Supplier.objects.get(organisation=deal.supplier)
    supplier.scale = "NOT_ENTERPRISE"
    supplier.save(update_fields=["scale"])
    deal.filed()
    deal.accepted()
    invoice = deal.received(at=local_time(date(2026, 10, 12), 9))
    assert (invoice.due_on, invoice.due_rule) == (date(2026, 11, 11), "B-12")


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"amount": "72000.01"}, "amount"), ({"amount": "0"}, "amount"), ({"number": " "}, "number")],
)
def test_an_impossible_invoice_is_refused(accepted, changed, field):
    with pytest.raises(DomainError) as refusal:
        accepted.received(**changed)
    assert (refusal.value.field, accepted.contract.invoices.count()) == (field, 0)


def test_an_invoice_is_entered_once_unless_it_was_sent_back(accepted):
    invoice = accepted.received("1000.00")
    with pytest.raises(DomainError, match="已经登记过"):
        accepted.received("1000.00")
    with pytest.raises(DomainError, match="退回的原因"):
        services.reject_invoice(invoice=invoice, reason="", actor=accepted.leader, at=LATER)
    services.reject_invoice(invoice=invoice, reason="抬头有误", actor=accepted.leader, at=LATER)
    assert accepted.received("72000.00").status == "RECEIVED"


def test_an_invoice_belongs_to_a_concluded_acceptance(deal):
    deal.filed()
    deal.opened()
    with pytest.raises(DomainError) as refusal:
        deal.received()
    assert refusal.value.field == "acceptance"


@pytest.mark.parametrize("who", ["leader", "acceptor", "admin"])
def test_only_finance_or_the_operator_enters_invoices(accepted, who):
    accepted.operator = getattr(accepted, who)
    with pytest.raises(NotAllowed):
        accepted.received()


def test_a_second_person_approves_and_a_third_step_pays(accepted):
    all_in_one = people.person(accepted.home, "OPERATOR", "LEADER", "FINANCE")
    accepted.operator = all_in_one
    invoice = accepted.received()
    with pytest.raises(NotAllowed, match="由您登记"):
        services.approve_invoice(invoice=invoice, actor=all_in_one, at=LATER)
    approver = people.person(accepted.home, "LEADER", "FINANCE")
    services.approve_invoice(invoice=invoice, actor=approver, at=LATER)
    with pytest.raises(NotAllowed, match="由您审核"):
        services.pay(invoice=invoice, voucher="1", actor=approver, at=LATER)


@pytest.mark.parametrize("who", ["operator", "finance", "admin"])
def test_only_the_head_approves(accepted, who):
    invoice = accepted.received()
    with pytest.raises(NotAllowed):
        services.approve_invoice(invoice=invoice, actor=getattr(accepted, who), at=LATER)


@pytest.mark.parametrize("who", ["operator", "leader", "admin"])
def test_only_finance_pays(accepted, who):
    invoice = accepted.approved()
    with pytest.raises(NotAllowed):
        services.pay(invoice=invoice, voucher="1", actor=getattr(accepted, who), at=LATER)


def test_a_payment_needs_approval_and_a_voucher_and_happens_once(accepted):
    invoice = accepted.received()
    with pytest.raises(WrongState):
        services.pay(invoice=invoice, voucher="1", actor=accepted.finance, at=LATER)
    services.approve_invoice(invoice=invoice, actor=accepted.leader, at=LATER)
    with pytest.raises(DomainError, match="支付凭证号"):
        services.pay(invoice=invoice, voucher=" ", actor=accepted.finance, at=LATER)
    services.pay(invoice=invoice, voucher="GK-1", actor=accepted.finance, at=LATER)
    with pytest.raises(WrongState):
        services.pay(invoice=invoice, voucher="GK-1", actor=accepted.finance, at=LATER)
    assert Payment.objects.count() == 1
    assert balances(accepted.line) == money("0", "0", "216000", "72000", "0")
    told = Notification.objects.filter(event="payment_made").values_list("recipient_code", flat=True)
    assert list(told) == [accepted.admin.code]


def test_next_years_money_is_not_spent_this_year():
    home = people.township("隔蒲潭镇")
    this = make.budgeting.approved_line("100000.00", organisation=home)
    following = make.budgeting.approved_line("188000.00", organisation=home, year=2027)
    slices = [(this, Decimal("100000.00")), (following, Decimal("188000.00"))]
    deal = make.small_deal("隔蒲潭镇", slices=slices)
    contract = deal.filed()
    assert [part.amount for part in contract.slices.order_by("line__year")] == [
        amount for _l, amount in slices
    ]
    deal.accepted("150000.00")
    deal.approved(amount="150000.00")
    with pytest.raises(GuardRefused, match="以后年度的预算要到当年才能支付"):
        services.pay(invoice=deal.invoice, voucher="1", actor=deal.finance, at=LATER)
    for line in (this, following):
        line.refresh_from_db()
        assert line.paid == Decimal("0.00")
    services.pay(invoice=deal.invoice, voucher="1", actor=deal.finance, at=local_time(date(2027, 1, 4), 9))
    for line in (this, following):
        line.refresh_from_db()
        assert faults(line) == []
    assert (this.paid, following.paid) == (Decimal("100000.00"), Decimal("50000.00"))


def test_the_position_says_what_may_be_paid(accepted):
    accepted.approved(amount="50000.00")
    position = payment_position(accepted.contract)
    assert (position.ceiling, position.promised, position.payable) == money("72000", "50000", "22000")


def test_the_public_sum_per_contract(accepted, django_assert_num_queries):
    accepted.paid()
    with django_assert_num_queries(3):
        (row,) = payments_of_project(accepted.item.code)
    assert (row.contract, row.paid, row.payments, row.last_paid_at) == (
        accepted.contract,
        Decimal("72000.00"),
        1,
        LATER,
    )
