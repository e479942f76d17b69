"""Random walks through the services, lawful turns and others, as people really stumble through a procedure.

After every turn: money balances with its ledger and is never promised twice (B-05), each thing is where the
turns have led it, and at the end of a walk the whole audit chain verifies.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from catalogue import services as planning
from catalogue.enums import ItemStatus
from catalogue.models import PlanItem
from procurement.budgeting.models import BudgetLine, Holding
from procurement.budgeting.selectors import mismatches
from procurement.contracts import services as contracting
from procurement.contracts.models import Contract, Invoice
from procurement.core.errors import DomainError
from procurement.core.models import AuditEntry
from procurement.core.verification import Verification
from procurement.tendering.enums import ImplementationPlanStatus, PackageStatus, TenderStatus
from procurement.tendering.models import DocumentTaking, ImplementationPlan, SealedBid, Tender
from procurement.tendering.services.amendments import amend
from procurement.tendering.services.bidding import seal_bid
from procurement.tendering.services.ending import annul, terminate
from procurement.tendering.services.enquiries import answer, ask
from procurement.tendering.services.planning import (
    cancel_implementation_plan,
    draft_implementation_plan,
    file_implementation_plan,
)
from procurement.tendering.services.release import release
from procurement.tendering.services.reviews import submit_for_review, take_back
from procurement.tendering.services.rounds import close_round
from procurement.tendering.services.taking import take_documents
from procurement.workspace.selectors.trail import trail
from tests.factories import budgeting, catalogue, contracts, requirement, seals
from tests.factories import tendering as make

pytestmark = pytest.mark.django_db

WALKS = settings(
    max_examples=5,
    stateful_step_count=15,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
MONEY = ("reserved", "frozen", "committed", "paid")


class Walk(RuleBasedStateMachine):
    """A walk in a savepoint of its own. A refused turn leaves no entry: not even half of it has happened."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()

    def turn(self, service: Callable[..., Any], **arguments: Any) -> bool:
        """Take one turn; say whether it was allowed."""
        entries = AuditEntry.objects.count()
        try:
            service(**arguments)
        except DomainError as refusal:
            assert str(refusal)
            assert AuditEntry.objects.count() == entries
            return False
        assert AuditEntry.objects.count() > entries
        return True

    @invariant()
    def money_balances(self) -> None:
        assert mismatches() == []
        for line in BudgetLine.objects.all():
            assert min(line.free, *(getattr(line, name) for name in MONEY)) >= 0
            held = [getattr(row, name) for row in Holding.objects.filter(line=line) for name in MONEY]
            assert sum(held, Decimal(0)) == line.promised <= line.total

    def teardown(self) -> None:
        assert [*Verification().findings()] == []
        transaction.savepoint_rollback(self.savepoint)


def walk(machine: type[Walk]) -> None:
    with transaction.atomic():
        run_state_machine_as_test(machine, settings=WALKS)


# ------------------------------------------------------------------------------------------ plan and money
which = st.integers(min_value=0, max_value=2)


class Planning(Walk):
    """Three items of 600,000 on one line of 1,300,000: the third finds no money, whoever comes third."""

    def __init__(self) -> None:
        super().__init__()
        make.calendars()
        self.home, self.officer = make.town(), catalogue.catalogue_officer()
        self.line = budgeting.approved_line("1300000.00", organisation=self.home.organisation)
        facts = {"method": "COMPETITIVE_CONSULTATION", "method_case": "PURCHASED_SERVICE"}
        facts |= {"organisation_form": "SELF_RUN", "sme_reason": "DESIGNATED_SUPPLIERS", "start_month": 9}
        self.items = [
            catalogue.plan_item(
                author=self.home.operator,
                line=self.line,
                title=f"项目{number}",
                amount=Decimal("600000"),
                at=make.PLAN_AT,
                **facts,
            )
            for number in range(3)
        ]
        for item in self.items:
            requirement.settle(item, self.home.operator, at=make.PLAN_AT)
        self.status = [ItemStatus.DRAFT] * 3
        self.filed = [False] * 3

    @initialize(depths=st.lists(st.integers(min_value=0, max_value=4), min_size=3, max_size=3))
    def stand_somewhere(self, depths: list[int]) -> None:
        """Begin with each item as far as it has come: only refused walks prove little."""
        on = (self.submits, self.agrees, lambda number: self.publishes([number]), self.files_a_plan)
        for number, depth in enumerate(depths):
            for go in on[:depth]:
                go(number)

    def step(self, number: int, target: str, service: Callable[..., Any], **arguments: Any) -> None:
        item = PlanItem.objects.get(pk=self.items[number].pk)
        if self.turn(service, item=item, at=make.AT, **arguments):
            self.status[number] = ItemStatus(target)

    @rule(number=which)
    def submits(self, number: int) -> None:
        self.step(number, ItemStatus.SUBMITTED, catalogue.submit, actor=self.home.operator)

    @rule(number=which)
    def returns(self, number: int) -> None:
        self.step(number, ItemStatus.RETURNED, planning.return_item, actor=self.officer, remarks="请补充。")

    @rule(number=which)
    def agrees(self, number: int) -> None:
        self.step(number, ItemStatus.AGREED, catalogue.agree, actor=self.officer)

    @rule(number=which, by_bureau=st.booleans())
    def withdraws(self, number: int, by_bureau: bool) -> None:
        actor = self.officer if by_bureau else self.home.operator
        self.step(number, ItemStatus.WITHDRAWN, planning.withdraw_item, actor=actor, reason="不再需要。")

    @rule(number=which)
    def cancels(self, number: int) -> None:
        """Out of a public plan: two people and a numbered adjustment."""

        def ask_and_agree(**arguments: Any) -> None:
            with transaction.atomic():
                catalogue.cancel(**arguments)

        self.step(number, ItemStatus.WITHDRAWN, ask_and_agree, actor=self.officer)

    @rule(numbers=st.lists(which, min_size=1, max_size=3, unique=True))
    def publishes(self, numbers: list[int]) -> None:
        """All or none: one item without money keeps the others from being published with it."""
        items = [PlanItem.objects.get(pk=self.items[number].pk) for number in numbers]
        if self.turn(planning.publish_plan, items=items, reason="年度中新增", actor=self.officer, at=make.AT):
            for number in numbers:
                self.status[number] = ItemStatus.PUBLISHED

    @rule(number=which)
    def files_a_plan(self, number: int) -> None:
        def draft_and_file() -> None:
            with transaction.atomic():
                plan = draft_implementation_plan(
                    item=PlanItem.objects.get(pk=self.items[number].pk),
                    method="COMPETITIVE_CONSULTATION",
                    method_reason="政府购买服务项目",
                    organisation_form="SELF_RUN",
                    actor=self.home.operator,
                    at=make.AT,
                )
                file_implementation_plan(plan=plan, actor=self.home.operator, at=make.AT)

        if self.turn(draft_and_file):
            self.filed[number] = True

    @rule(number=which)
    def cancels_the_plan(self, number: int) -> None:
        filed = ImplementationPlanStatus.FILED
        plan = ImplementationPlan.objects.filter(item=self.items[number], status=filed).first()
        if plan is not None and self.turn(
            cancel_implementation_plan, plan=plan, reason="改期。", actor=self.home.operator, at=make.AT
        ):
            self.filed[number] = False

    @invariant()
    def each_item_holds_what_its_state_says(self) -> None:
        for item, status, filed in zip(self.items, self.status, self.filed, strict=True):
            assert PlanItem.objects.get(pk=item.pk).status == status
            rows = Holding.objects.filter(cause_code=item.code)
            held = {name: sum((getattr(row, name) for row in rows), Decimal(0)) for name in MONEY}
            bound = item.amount if status == ItemStatus.PUBLISHED else Decimal(0)
            assert held["frozen" if filed else "reserved"] == bound
            assert sum(held.values()) == bound


# ------------------------------------------------------------------------------------- tender and package
hours = st.sampled_from([1, 5, 30, 24 * 6, 24 * 12])
ENDS_AFTER = 6


class Tendering(Walk):
    """From documents under review to whatever end, with suppliers who ask, take the documents and bid."""

    def __init__(self) -> None:
        super().__init__()
        self.home = make.town()
        seals.enrolled_custodians(self.home.organisation)
        self.tender = make.reviewed_tender(self.home)
        self.at, self.status, self.package = make.RELEASED_AT, TenderStatus.REVIEWED, PackageStatus.PREPARED
        self.suppliers = [seals.bidder() for _number in range(3)]
        self.taken: set[int] = set()
        self.turns = 0

    def now(self) -> Tender:
        return Tender.objects.get(pk=self.tender.pk)

    def does(self, service: Callable[..., Any], **arguments: Any) -> bool:
        self.turns += 1
        return self.turn(service, at=self.at, **arguments)

    @initialize(released=st.sampled_from([True, True, True, False]))
    def stands_somewhere(self, released: bool) -> None:
        if released:
            self.is_released()
        self.turns = 0

    @precondition(lambda self: self.status == TenderStatus.RELEASED)
    @rule(number=which, verb=st.sampled_from(["is_taken", "is_bid_for", "is_asked_about_and_answered"]))
    def a_supplier_goes_on(self, number: int, verb: str) -> None:
        getattr(self, verb)(number)

    @rule(step=hours)
    def time_passes(self, step: int) -> None:
        self.at += timedelta(hours=step)

    @rule()
    def is_taken_back(self) -> None:
        if self.does(take_back, tender=self.now(), actor=self.home.operator):
            self.status = TenderStatus.DRAFT

    @rule()
    def is_sent_to_review(self) -> None:
        if self.does(submit_for_review, tender=self.now(), actor=self.home.operator):
            self.status = TenderStatus.IN_REVIEW

    @rule()
    def is_released(self) -> None:
        if self.does(release, tender=self.now(), actor=self.home.operator):
            self.status, self.package = TenderStatus.RELEASED, PackageStatus.RECEIVING

    @rule(number=which)
    def is_taken(self, number: int) -> None:
        supplier = self.suppliers[number]
        if supplier.organisation_id in self.taken:
            return
        if self.does(take_documents, tender=self.now(), actor=supplier):
            self.taken.add(supplier.organisation_id)

    @rule(number=which)
    def is_asked_about_and_answered(self, number: int) -> None:
        tender = self.now()
        if self.does(ask, tender=tender, question="年龄有要求吗？", actor=self.suppliers[number]):
            enquiry = tender.enquiries.latest("pk")
            assert self.does(answer, enquiry=enquiry, answer="没有。", actor=self.home.operator)

    @rule(affects=st.booleans())
    def is_amended(self, affects: bool) -> None:
        before = self.now().deadline
        self.does(amend, tender=self.now(), text="改一项。", affects_bids=affects, actor=self.home.operator)
        assert self.now().deadline >= before

    @rule(number=which)
    def is_bid_for(self, number: int) -> None:
        bid_round = self.now().packages.get().rounds.first()
        if bid_round is None:
            return
        form = seals.whole_form(bid_round, "1900000.00")
        key = f"{self.at} {self.turns}"
        self.does(seal_bid, round=bid_round, form=form, key=key, actor=self.suppliers[number])

    @rule()
    def is_closed(self) -> None:
        bid_round = self.now().packages.get().rounds.first()
        if bid_round is None:
            return

        def close(at: datetime) -> None:
            close_round(round=bid_round, at=at)

        if self.does(close) and self.package == PackageStatus.RECEIVING:
            self.package = PackageStatus.CLOSED

    @precondition(lambda self: self.turns > ENDS_AFTER)
    @rule()
    def is_annulled(self) -> None:
        fields = {"reason": "出现违法违规行为。", "basis": "采购法第三十六条第一款第二项"}
        if self.does(annul, package=self.now().packages.get(), actor=self.home.operator, **fields):
            self.package = PackageStatus.ANNULLED

    @precondition(lambda self: self.turns > ENDS_AFTER)
    @rule()
    def is_terminated(self) -> None:
        if self.does(
            terminate, ground="TASK_CANCELLED", tender=self.now(), reason="任务取消。", actor=self.home.leader
        ):
            self.status = TenderStatus.TERMINATED
            if self.package != PackageStatus.ANNULLED:
                self.package = PackageStatus.TERMINATED

    @invariant()
    def it_is_where_the_turns_have_led_it(self) -> None:
        tender = self.now()
        package = tender.packages.get()
        assert tender.status == self.status
        # Whoever acts late first makes what was due: a package may have closed by itself, never opened.
        due = {PackageStatus.CLOSED} if self.package == PackageStatus.RECEIVING else set()
        assert package.status in {self.package} | due
        assert DocumentTaking.objects.filter(tender=tender).count() == len(self.taken)

    @invariant()
    def nobody_learns_who_takes_part_before_the_deadline(self) -> None:
        tender = self.now()
        if tender.deadline is None or self.at >= tender.deadline:
            return
        secret = {"bid", "document-taking", "enquiry"}
        assert not set(trail(self.at).values_list("subject_kind", flat=True)) & secret

    @invariant()
    def one_supplier_has_one_valid_bid(self) -> None:
        valid = SealedBid.objects.filter(round__package__tender=self.tender, status="VALID")
        suppliers = list(valid.values_list("supplier_id", flat=True))
        assert len(suppliers) == len(set(suppliers))


# ------------------------------------------------------------------------------------------------ contract
amounts = st.sampled_from(["72000.00", "144000.00", "216000.00", "300000.00"])


class Delivering(Walk):
    """A signed contract through acceptances, invoices and payments in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.deal = contracts.small_deal()
        self.deal.filed()
        self.accepted = self.paid = Decimal(0)
        self.numbers = 0

    def contract(self) -> Contract:
        self.deal.contract.refresh_from_db()
        return self.deal.contract

    def does(self, service: Callable[..., Any], **arguments: Any) -> bool:
        return self.turn(service, at=contracts.LATER, **arguments)

    @initialize(depth=st.integers(min_value=0, max_value=3))
    def stands_somewhere(self, depth: int) -> None:
        on = (
            lambda: self.is_accepted("144000.00"),
            lambda: self.is_invoiced("72000.00"),
            lambda: self.is_decided(0, agreed=True),
        )
        for go in on[:depth]:
            go()

    @rule(claimed=amounts)
    def is_accepted(self, claimed: str) -> None:
        def whole(at: datetime) -> None:
            with transaction.atomic():
                self.deal.accepted(claimed, at=at)

        if self.does(whole):
            self.accepted += Decimal(claimed)

    @rule(amount=amounts)
    def is_invoiced(self, amount: str) -> None:
        if not hasattr(self.deal, "acceptance"):
            return
        self.numbers += 1
        self.does(
            contracting.receive_invoice,
            contract=self.contract(),
            acceptance=self.deal.acceptance,
            number=f"No-{self.numbers}",
            amount=Decimal(amount),
            actor=self.deal.operator,
        )

    def invoice(self, number: int) -> Invoice | None:
        rows = list(Invoice.objects.filter(contract=self.deal.contract).order_by("pk"))
        return rows[number % len(rows)] if rows else None

    @rule(number=which, agreed=st.booleans())
    def is_decided(self, number: int, agreed: bool) -> None:
        invoice = self.invoice(number)
        if invoice is None:
            return
        if agreed:
            self.does(contracting.approve_invoice, invoice=invoice, actor=self.deal.leader)
        else:
            self.does(contracting.reject_invoice, invoice=invoice, reason="重复。", actor=self.deal.leader)

    @rule(number=which)
    def is_paid(self, number: int) -> None:
        invoice = self.invoice(number)
        if invoice is not None and self.does(
            contracting.pay, invoice=invoice, voucher="GK-1", actor=self.deal.finance
        ):
            self.paid += invoice.amount

    @precondition(lambda self: self.paid > 0)
    @rule()
    def is_completed(self) -> None:
        self.does(contracting.complete_contract, contract=self.contract(), actor=self.deal.operator)

    @invariant()
    def paid_within_accepted_within_agreed(self) -> None:
        contract = self.contract()
        assert self.paid <= self.accepted <= contract.amount
        assert self.deal.line.paid == self.paid
        assert self.deal.line.committed in (contract.amount - self.paid, Decimal(0))


@pytest.mark.parametrize("machine", [Planning, Tendering, Delivering])
def test_every_walk_keeps_its_books(machine: type[Walk]):
    walk(machine)
