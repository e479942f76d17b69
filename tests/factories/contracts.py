"""Contracts in any state, reached by the services: small purchases first, an award where sealing matters."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from catalogue.enums import ItemStatus
from procurement.accounts.enums import Office
from procurement.accounts.models import Organisation
from procurement.accounts.services import appoint
from procurement.awarding.models import Award
from procurement.budgeting.selectors import Cause
from procurement.budgeting.services import freeze
from procurement.contracts import services
from procurement.contracts.models import Acceptance, Contract, Invoice, Refund
from procurement.core.actors import SYSTEM, Actor
from procurement.tendering.models import SmallPurchase
from procurement.tendering.services.quotes import add_quote
from procurement.tendering.services.small import decide_small, publish_small, start_small_purchase
from tests.kept import KeptState, kept

from . import accounts as people
from . import awarding, budgeting, catalogue, suppliers, tendering

AT = people.AT
STARTS = date(2026, 9, 22)
ENDS = date(2027, 9, 21)
TERMS = "为160名失能老人每人每年提供40小时上门照护，按季度验收，验收合格后支付。"
MINUTES = "比较三家报价和服务承诺，选定最低报价，同意签订合同。"
LATER = AT + timedelta(days=10)


@dataclass
class Deal(KeptState):
    """A purchaser's and a supplier's people, and what they have reached together."""

    home: Organisation
    operator: Actor
    leader: Actor
    finance: Actor
    acceptor: Actor
    supplier: Organisation
    admin: Actor
    delivery: Actor
    purchase: SmallPurchase | None = None
    award: Award | None = None
    contract: Contract = field(init=False)
    acceptance: Acceptance = field(init=False)
    invoice: Invoice = field(init=False)
    # What the draft says of an advance: its share and how it is offset, in per cent.
    advance: dict[str, Decimal] = field(default_factory=dict)

    @property
    def line(self) -> Any:
        found = self.item.fundings.select_related("line").get().line
        found.refresh_from_db()
        return found

    @property
    def item(self) -> Any:
        return self.purchase.item if self.purchase else self.award.package.tender.item

    @kept
    def draft(self, at: datetime = AT, **changed: Any) -> Contract:
        values = {"starts_on": STARTS, "ends_on": ENDS, "terms": TERMS, "actor": self.operator}
        values |= {**self.advance, **changed}
        self.contract = services.draft_contract(
            award=self.award, small_purchase=self.purchase, at=at, **values
        )
        return self.contract

    @kept
    def offered(self, at: datetime = AT) -> Contract:
        self.draft(at)
        return services.offer_contract(contract=self.contract, actor=self.leader, at=at)

    @kept
    def signed(self, at: datetime = AT) -> Contract:
        self.offered(at)
        return services.sign_contract(contract=self.contract, actor=self.admin, at=at)

    @kept
    def filed(self, at: datetime = AT) -> Contract:
        self.signed(at)
        services.publish_contract(contract=self.contract, actor=self.operator, at=at)
        return services.file_contract(contract=self.contract, actor=self.operator, at=at)

    def members(self, **changed: Any) -> list[dict[str, Any]]:
        return [
            {
                "name": self.acceptor.name,
                "represents": self.home.name,
                "is_service_user": False,
                "user_code": self.acceptor.code,
            },
            {"name": "周奶奶", "represents": "王畈村", "is_service_user": True, **changed},
        ]

    @kept
    def opened(self, claimed: str = "72000.00", at: datetime = LATER) -> Acceptance:
        self.acceptance = services.open_acceptance(
            contract=self.contract,
            period="2026年第四季度",
            claimed=Decimal(claimed),
            members=self.members(),
            actor=self.acceptor,
            at=at,
        )
        return self.acceptance

    @kept
    def signed_by_all(self, at: datetime = LATER) -> Acceptance:
        for member in self.acceptance.members.all():
            services.sign_acceptance(member=member, agrees=True, actor=self.acceptor, at=at)
        return self.acceptance

    @kept
    def concluded(self, claimed: str = "72000.00", accepted: str = "", at: datetime = LATER) -> Acceptance:
        self.opened(claimed, at)
        self.signed_by_all(at)
        services.conclude_acceptance(
            acceptance=self.acceptance,
            accepted=Decimal(accepted or claimed),
            result="PASSED",
            opinion="服务记录完整，老人满意，同意通过验收。",
            actor=self.acceptor,
            at=at,
        )
        self.contract.refresh_from_db()
        return self.acceptance

    @kept
    def accepted(self, claimed: str = "72000.00", at: datetime = LATER) -> Acceptance:
        self.concluded(claimed, at=at)
        return services.publish_acceptance(acceptance=self.acceptance, actor=self.acceptor, at=at)

    @kept
    def advanced(self, amount: str, number: str = "Y-1", at: datetime = LATER, pay: bool = True) -> Invoice:
        """Return the invoice of an advance, paid unless said otherwise."""
        self.invoice = services.receive_invoice(
            contract=self.contract,
            acceptance=None,
            number=number,
            amount=Decimal(amount),
            actor=self.operator,
            at=at,
        )
        if pay:
            services.approve_invoice(invoice=self.invoice, actor=self.leader, at=at)
            services.pay(invoice=self.invoice, voucher="GK-0001", actor=self.finance, at=at)
            self.contract.refresh_from_db()
        return self.invoice

    @kept
    def received(self, amount: str = "72000.00", number: str = "No-1", at: datetime = LATER) -> Invoice:
        self.invoice = services.receive_invoice(
            contract=self.contract,
            acceptance=self.acceptance,
            number=number,
            amount=Decimal(amount),
            actor=self.operator,
            at=at,
        )
        return self.invoice

    @kept
    def approved(self, at: datetime = LATER, **fields: Any) -> Invoice:
        self.received(at=at, **fields)
        services.approve_invoice(invoice=self.invoice, actor=self.leader, at=at)
        return self.invoice

    @kept
    def paid(self, at: datetime = LATER, **fields: Any) -> Invoice:
        self.approved(at=at, **fields)
        services.pay(invoice=self.invoice, voucher="GK-0001", actor=self.finance, at=at)
        return self.invoice

    @kept
    def refunded(self, amount: str = "22000.00", at: datetime = LATER, **fields: Any) -> Refund:
        """Return a refund that waits for the second person."""
        values = {"received_on": at.date(), "voucher": "退库0007", "actor": self.finance, **fields}
        return services.enter_refund(contract=self.contract, amount=Decimal(amount), at=at, **values)


@kept
def small_deal(
    name: str = "义堂镇", amount: str = "288000.00", offer: str = "", share: str = "", **fields: Any
) -> Deal:
    """Return a deal whose small purchase is published and waits for its contract; ``share``: of a part only."""
    tendering.calendars()
    home = people.township(name)
    operator = people.person(home, Office.OPERATOR, name="经办人")
    item = catalogue.plan_item(
        ItemStatus.PUBLISHED, home=home, author=operator, amount=Decimal(amount), **fields
    )
    part = {"amount": Decimal(share), "scope": "东片各村"} if share else {}
    purchase = start_small_purchase(item=item, requirement="居家养老上门服务", actor=operator, at=AT, **part)
    deal = _deal(home, operator, purchase=purchase)
    least = Decimal(offer or share or amount)
    for organisation, quoted in ((deal.supplier, least), *((_other(), least) for _n in range(2))):
        add_quote(purchase=purchase, supplier=organisation, amount=quoted, actor=operator, at=AT)
    chosen = purchase.quotes.get(supplier=deal.supplier)
    decide_small(
        purchase=purchase,
        quote=chosen,
        minutes=MINUTES,
        present="镇长、经办人、财务人员",
        actor=operator,
        at=AT,
    )
    publish_small(purchase=purchase, actor=operator, at=AT)
    purchase.refresh_from_db()
    return deal


@kept
def refunding_deal(name: str = "义堂镇") -> Deal:
    """Return a deal that ends with 22,000 yuan of its advance unused, entered as paid back."""
    deal = small_deal(name, offer="240000.00")
    deal.advance = {"advance_percent": Decimal(30), "offset_percent": Decimal(50)}
    deal.filed()
    deal.advanced("72000.00")
    deal.accepted("100000.00")
    deal.paid(amount="50000.00", number="A1")
    deal.contract.refresh_from_db()
    deal.refunded()
    return deal


@kept
def awarded_deal() -> Deal:
    """Return a deal whose award letter has gone out, with its money frozen, and the stage it came from."""
    tendering.calendars()
    stage = awarding.Stage(
        price_weight="40",
        price_is_fixed=False,
        small_micro_deduction="10",
        consortium_deduction="4",
        consents=["E-20"],
        released_at=AT,
    ).awarded()
    item = stage.package.tender.item
    # The sealing factory writes its item by hand, unpublished; here the public sees it.
    type(item).objects.filter(pk=item.pk).update(status=ItemStatus.PUBLISHED)
    item.refresh_from_db()
    line = budgeting.approved_line(str(item.amount), organisation=stage.purchaser)
    item.fundings.create(line=line, amount=item.amount)
    freeze(line=line, cause=Cause(item.code), amount=item.amount, actor=SYSTEM, at=AT)
    award = stage.package.awards.get()
    admin = next(one for one in stage.bidders if one.organisation_id == award.supplier_id)
    deal = _deal(stage.purchaser, stage.operator, award=award, admin=admin, leader=stage.leader)
    deal.stage = stage  # type: ignore[attr-defined]
    return deal


def _deal(
    home: Organisation,
    operator: Actor,
    *,
    purchase: SmallPurchase | None = None,
    award: Award | None = None,
    admin: Actor | None = None,
    leader: Actor | None = None,
) -> Deal:
    admin = admin or suppliers.supplier()[1]
    supplier = people.organisation_of(admin)
    somebody = people.user("送服务的人")
    appoint(user=somebody, organisation=supplier, offices=[Office.DELIVERY], actor=SYSTEM, at=AT)
    return Deal(
        home=home,
        operator=operator,
        leader=leader or people.person(home, Office.LEADER, name="镇长"),
        finance=people.person(home, Office.FINANCE, name="财务人员"),
        acceptor=people.person(home, Office.ACCEPTOR, name="验收人员"),
        supplier=supplier,
        admin=admin,
        delivery=people.actor_of(somebody, supplier),
        purchase=purchase,
        award=award,
    )


def _other() -> Organisation:
    return suppliers.supplier()[0].organisation
