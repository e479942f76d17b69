"""From the result to both signatures: draft, edit, offer, take back, sign."""

from datetime import date
from decimal import Decimal

import pytest

from procurement.budgeting.selectors import mismatches
from procurement.contracts import services
from procurement.contracts.models import Contract
from procurement.contracts.selectors.content import hash_of
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.models import Notification
from procurement.regulations.payment import ledger_faults
from procurement.tendering.services.holds import lift_hold, place_hold
from tests.factories import accounts as people
from tests.factories import contracts as make

pytestmark = pytest.mark.django_db
AT = make.AT


def balances(line):
    return line.reserved, line.frozen, line.committed, line.paid, line.free


def faults(line):
    """What breaks RULES B-05 on a line, and what its ledger does not explain."""
    found = ledger_faults(
        approved=line.approved,
        adjustments=line.adjusted,
        reserved=line.reserved,
        frozen=line.frozen,
        committed=line.committed,
        paid=line.paid,
    )
    return [*found, *mismatches()]


def money(*amounts):
    return tuple(Decimal(amount) for amount in amounts)


def test_a_draft_takes_parties_and_amount_from_the_result(deal):
    contract = deal.draft()
    assert (contract.status, contract.amount, contract.supplier, contract.purchaser, contract.item) == (
        "DRAFT",
        Decimal("288000.00"),
        deal.supplier,
        deal.home,
        deal.item,
    )
    assert [(row.line, row.amount) for row in contract.slices.all()] == [(deal.line, Decimal("288000.00"))]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"ends_on": make.STARTS}, "ends_on"),
        ({"ends_on": date(2027, 9, 22)}, "ends_on"),
        ({"terms": "  "}, "terms"),
    ],
)
def test_a_draft_with_unlawful_dates_or_without_terms_is_refused(deal, changed, field):
    with pytest.raises(DomainError) as refusal:
        deal.draft(**changed)
    assert refusal.value.field == field
    assert Contract.objects.count() == 0


def test_a_term_of_twelve_months_ends_the_day_before(deal):
    with pytest.raises(DomainError, match="最迟到2027-09-21"):
        deal.draft(ends_on=date(2027, 10, 1))


@pytest.mark.parametrize("amount", ["287999.99", "288000.01", "-1.00"])
def test_slices_that_are_not_the_amount_are_refused(deal, amount):
    with pytest.raises(DomainError) as refusal:
        deal.draft(slices=[(deal.line, Decimal(amount))])
    assert refusal.value.rule == "B-06"


def test_a_line_that_holds_nothing_for_the_project_is_refused(deal):
    other = make.budgeting.approved_line("900000.00", organisation=deal.home)
    with pytest.raises(DomainError) as refusal:
        deal.draft(slices=[(other, Decimal("288000.00"))])
    assert refusal.value.field == f"slice_{other.code}"


@pytest.mark.parametrize("who", ["leader", "finance", "admin"])
def test_only_the_operator_drafts(deal, who):
    with pytest.raises(NotAllowed):
        deal.draft(actor=getattr(deal, who))


def test_a_stranger_does_not_draft(deal):
    with pytest.raises(NotAllowed):
        deal.draft(actor=make.catalogue.operator(people.township("伍洛镇")))


def test_one_result_makes_one_contract(deal):
    deal.draft()
    with pytest.raises(WrongState, match="已经有合同"):
        deal.draft()


def test_an_edited_draft_keeps_the_new_terms(deal):
    contract = deal.draft()
    services.edit_contract(
        contract=contract,
        starts_on=make.STARTS,
        ends_on=date(2027, 3, 21),
        terms="按半年验收。",
        slices=[(deal.line, Decimal("288000.00"))],
        actor=deal.operator,
        at=AT,
    )
    contract.refresh_from_db()
    assert (contract.ends_on, contract.terms) == (date(2027, 3, 21), "按半年验收。")


def test_an_offered_contract_is_not_edited_until_taken_back(deal):
    contract = deal.offered()
    values = {
        "contract": contract,
        "starts_on": make.STARTS,
        "ends_on": make.ENDS,
        "terms": "改",
        "slices": [(deal.line, Decimal("288000.00"))],
        "actor": deal.operator,
        "at": AT,
    }
    with pytest.raises(WrongState):
        services.edit_contract(**values)
    with pytest.raises(DomainError, match="请写明"):
        services.take_back_contract(contract=contract, reason=" ", actor=deal.operator, at=AT)
    services.take_back_contract(contract=contract, reason="金额大写有误", actor=deal.operator, at=AT)
    assert (contract.status, contract.signed_purchaser, contract.offered_at) == ("DRAFT", "", None)
    assert services.edit_contract(**values).terms == "改"


def test_the_head_offers_and_the_supplier_is_told(deal):
    contract = deal.offered()
    assert (contract.status, contract.signed_purchaser) == ("OFFERED", deal.leader.name)
    told = Notification.objects.filter(event="contract_offered").values_list("recipient_code", flat=True)
    assert list(told) == [deal.admin.code]


def test_who_drafted_does_not_sign(deal):
    both = people.person(deal.home, "OPERATOR", "LEADER")
    contract = deal.draft(actor=both)
    with pytest.raises(NotAllowed, match="由您起草"):
        services.offer_contract(contract=contract, actor=both, at=AT)


@pytest.mark.parametrize("who", ["operator", "finance", "admin", "delivery"])
def test_only_the_head_signs_for_the_purchaser(deal, who):
    contract = deal.draft()
    with pytest.raises(NotAllowed):
        services.offer_contract(contract=contract, actor=getattr(deal, who), at=AT)


def test_both_signatures_commit_the_money_and_free_the_saving():
    deal = make.small_deal(amount="288000.00", offer="256000.00")
    assert balances(deal.line) == money("0", "288000", "0", "0", "0")
    contract = deal.signed()
    assert contract.status == "SIGNED"
    assert balances(deal.line) == money("0", "0", "256000", "0", "32000")
    assert faults(deal.line) == []
    deal.purchase.refresh_from_db()
    assert deal.purchase.status == "CONTRACTED"
    contract.refresh_from_db()
    assert contract.sha256 == hash_of(contract)


@pytest.mark.parametrize("who", ["leader", "operator", "delivery"])
def test_only_the_suppliers_head_signs_for_the_supplier(deal, who):
    contract = deal.offered()
    with pytest.raises(NotAllowed):
        services.sign_contract(contract=contract, actor=getattr(deal, who), at=AT)
    assert balances(deal.line)[2] == Decimal("0.00")


def test_another_supplier_does_not_sign(deal):
    contract = deal.offered()
    with pytest.raises(NotAllowed):
        services.sign_contract(contract=contract, actor=make.suppliers.supplier()[1], at=AT)


def test_a_draft_is_not_signed_by_the_supplier(deal):
    contract = deal.draft()
    with pytest.raises(WrongState):
        services.sign_contract(contract=contract, actor=deal.admin, at=AT)


class TestFromAnAward:
    @pytest.fixture
    def deal(self):
        return make.awarded_deal()

    def test_signing_contracts_the_package_and_frees_the_saving(self, deal):
        at = make.awarding.later(24)
        contract = deal.signed(at)
        assert (contract.status, contract.amount) == ("SIGNED", deal.award.amount)
        deal.award.package.refresh_from_db()
        assert deal.award.package.status == "CONTRACTED"
        line = deal.line
        assert (line.committed, line.frozen) == (deal.award.amount, Decimal("0.00"))
        assert faults(line) == []

    def test_a_contract_departs_from_its_award_in_nothing(self, deal):
        at = make.awarding.later(24)
        contract = deal.draft(at)
        Contract.objects.filter(pk=contract.pk).update(amount=Decimal("1.00"))
        with pytest.raises(GuardRefused, match="必须与成交结果一致"):
            services.offer_contract(contract=contract, actor=deal.leader, at=at)

    def test_a_hold_stops_the_signing_until_it_is_lifted(self, deal):
        at = make.awarding.later(24)
        contract = deal.offered(at)
        hold = place_hold(
            tender=deal.award.package.tender,
            reason="供应商质疑",
            basis="D-45",
            source_kind="challenge",
            source_code="ZY-1",
            until=None,
            actor=make.SYSTEM,
            at=at,
        )
        with pytest.raises(GuardRefused, match="暂停签订"):
            services.sign_contract(contract=contract, actor=deal.admin, at=at)
        assert deal.line.committed == Decimal("0.00")
        lift_hold(hold=hold, actor=make.SYSTEM, at=at)
        assert services.sign_contract(contract=contract, actor=deal.admin, at=at).status == "SIGNED"
