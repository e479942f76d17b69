"""An advance that was not used up comes back: entered, confirmed by a second person, freed with the contract (N-19)."""

from decimal import Decimal

import pytest

from procurement.budgeting import services as budgeting
from procurement.budgeting.selectors import Cause, county, mismatches
from procurement.contracts import services
from procurement.contracts.models import Contract, Refund
from procurement.contracts.selectors import payment_position, payments_of_project, todos
from procurement.contracts.selectors.money import refundable
from procurement.core.actors import SYSTEM
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from tests.factories import accounts as people
from tests.factories import contracts as make
from tests.factories.budgeting import budget_officer, spent

from .test_sign import balances, money

pytestmark = pytest.mark.django_db
LATER = make.LATER


@pytest.fixture
def deal():
    return make.refunding_deal()


@pytest.fixture
def refund(deal):
    return deal.contract.refunds.get()


def confirm(refund, deal):
    services.confirm_refund(refund=refund, actor=deal.leader, at=LATER)
    deal.contract.refresh_from_db()
    return refund


def test_what_comes_back_is_committed_again_and_freed_with_the_contract(deal, refund):
    """240,000, of which 100,000 were accepted and 122,000 paid: 22,000 come back, 140,000 are freed at the end."""
    assert balances(deal.line) == money("0", "0", "118000", "122000", "48000")
    confirm(refund, deal)
    assert balances(deal.line) == money("0", "0", "140000", "100000", "48000")
    contract = Contract.objects.get(pk=deal.contract.pk)
    assert (contract.paid, contract.slices.get().paid, refundable(contract)) == money("100000", "100000", "0")
    position = payment_position(contract)
    assert (position.offset, position.payable) == money("50000", "0")
    entry = deal.line.entries.get(kind="REFUND")
    assert (entry.amount, entry.document, entry.actor_name) == (Decimal("22000.00"), "退库0007", "镇长")
    services.complete_contract(contract=contract, actor=deal.operator, at=LATER)
    assert balances(deal.line) == money("0", "0", "0", "100000", "188000")
    assert payments_of_project(deal.item.code)[0].paid == Decimal("100000.00")
    assert mismatches() == []


def test_a_month_that_paid_back_paid_less(deal, refund):
    before = county.county(2026, budget_officer())[1].months[LATER.month]
    confirm(refund, deal)
    assert before - county.county(2026, budget_officer())[1].months[LATER.month] == Decimal("22000.00")
    rows, sums = county.month_report(2026, LATER.month, budget_officer())
    assert (sums["paid_in_month"], sums["paid"]) == money("100000", "100000")
    heights = [column["height"] for column in county.as_columns(county.county(2026, budget_officer())[1])]
    assert heights[LATER.month - 1] == "100.00"


def test_on_a_line_whose_year_is_over_the_treasury_takes_it_back(deal, refund):
    """Everything else of the line was released and the line closed: what comes back lapses with the contract."""
    line, cause = deal.line, Cause(deal.item.code, deal.purchase.part_code)
    budgeting.release_committed(line=line, amount=Decimal("118000.00"), actor=SYSTEM, at=LATER, cause=cause)
    spent(line)
    budgeting.close_line(line=line, actor=SYSTEM, at=LATER)
    total = deal.line.total
    confirm(refund, deal)
    assert deal.line.committed == Decimal("22000.00")
    budgeting.release_committed(line=line, amount=Decimal("22000.00"), actor=SYSTEM, at=LATER, cause=cause)
    assert (deal.line.status, deal.line.committed, total - deal.line.total) == (
        "CLOSED",
        *money("0", "22000"),
    )
    assert deal.line.entries.order_by("seq").last().kind == "LAPSE"
    assert mismatches() == []
    with pytest.raises(WrongState):
        budgeting.reserve(line=line, cause=Cause("P-9"), amount=Decimal(1), actor=SYSTEM, at=LATER)


def test_the_contract_waits_for_it(deal, refund):
    with pytest.raises(GuardRefused, match="还有退款没有核对"):
        services.complete_contract(contract=deal.contract, actor=deal.operator, at=LATER)
    services.discard_refund(refund=refund, reason="登记错了", actor=deal.finance, at=LATER)
    with pytest.raises(GuardRefused, match="预付款还没有抵扣完"):
        services.complete_contract(contract=deal.contract, actor=deal.operator, at=LATER)
    assert balances(deal.line) == money("0", "0", "118000", "122000", "48000")


def test_the_project_tells_everybody_once_two_people_confirmed_it(deal, refund, client):
    url = f"/projects/{deal.item.code}/"
    assert [one.label for one in client.get(url).context["timeline"]].count("供应商退款") == 0
    confirm(refund, deal)
    told = [one for one in client.get(url).context["timeline"] if one.label == "供应商退款"]
    assert [(one.date, one.state) for one in told] == [(LATER, "past")]
    assert told[0].note.startswith("退回没有用完的预付款 22,000.00 元，2026年")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"amount": "0.01"}, "amount"),
        ({"amount": "0"}, "amount"),
        ({"voucher": " "}, "voucher"),
        ({"received_on": make.AT.date().replace(year=2025)}, "received_on"),
        ({"received_on": LATER.date().replace(year=2027)}, "received_on"),
    ],
)
def test_an_impossible_refund_is_refused(deal, refund, changed, field):
    """All that may come back is entered already: not a fen more."""
    with pytest.raises(DomainError) as caught:
        deal.refunded(**changed)
    assert (caught.value.field, Refund.objects.count()) == (field, 1)


def test_two_people_of_the_purchaser(deal, refund):
    for actor in (
        deal.leader,
        deal.operator,
        deal.admin,
        people.person(people.township("下辛店镇"), "FINANCE"),
    ):
        with pytest.raises(NotAllowed):
            deal.refunded(actor=actor)
    for actor in (deal.finance, deal.operator, deal.admin):
        with pytest.raises(NotAllowed):
            services.confirm_refund(refund=refund, actor=actor, at=LATER)
    waiting = [todo.subject_code for todo in todos(deal.leader, LATER)]
    assert refund.code in waiting
    confirm(refund, deal)
    with pytest.raises(WrongState):
        services.confirm_refund(refund=refund, actor=deal.leader, at=LATER)
    assert refund.code not in [todo.subject_code for todo in todos(deal.leader, LATER)]


def test_work_accepted_meanwhile_is_not_given_back(deal, refund):
    deal.accepted("10000.00")
    with pytest.raises(GuardRefused, match="只剩12,000.00元"):
        services.confirm_refund(refund=refund, actor=deal.leader, at=LATER)


def test_it_is_clicked_through(client, deal, refund):
    services.discard_refund(refund=refund, reason="重录", actor=deal.finance, at=LATER)
    people.login(client, deal.finance)
    tab = client.get(f"/workspace/contracts/{deal.contract.code}/invoices/")
    address = f"/workspace/contracts/{deal.contract.code}/refunds/new/"
    assert f'href="{address}"' in tab.content.decode()
    form = client.get(address).context["form"]
    assert form["amount"].value() == Decimal("22000.00")
    token = form.fields["form_token"].initial
    typed = {"amount": "22000", "received_on": f"{make.AT:%Y-%m-%d}", "voucher": "退库8", "form_token": token}
    entered = client.post(address, typed)
    found = Refund.objects.get(voucher="退库8")
    assert entered.url == found.get_absolute_url()
    step = f"{found.get_absolute_url()}confirm/"
    assert client.post(step).status_code == 403
    assert people.login(client, deal.leader).post(step).status_code == 302
    page = people.login(client, deal.admin).get(found.get_absolute_url()).content.decode()
    assert ["已退回" in page, "22,000.00" in page] == [True, True]
