"""A contract: signed by both, published, filed, delivered, accepted with its users, invoiced, paid."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from procurement.accounts.enums import Office
from procurement.accounts.selectors import members_holding
from procurement.awarding.models import Award
from procurement.contracts.enums import AcceptanceResult
from procurement.contracts.models import Acceptance, Contract, Invoice
from procurement.contracts.selectors.ledger import waiting_entries
from procurement.contracts.selectors.money import advance_agreed, unbilled
from procurement.contracts.services import (
    answer_log,
    approve_invoice,
    complete_contract,
    conclude_acceptance,
    draft_contract,
    file_contract,
    log_service,
    offer_contract,
    open_acceptance,
    pay,
    publish_acceptance,
    publish_contract,
    receive_invoice,
    sign_acceptance,
    sign_contract,
)
from procurement.core.actors import Actor
from procurement.regulations.money import half_up
from procurement.tendering.models import SmallPurchase

from .county import line_of
from .data import read
from .plan import Row, item_of, operator
from .stage import Stage, Story


def contracting(stage: Stage, row: Row, origin: Award | SmallPurchase) -> Story:
    """Draft, offer, sign, publish (D-25), file (D-26); ends with the offer where the row says so."""
    yield stage.workday(after=2, hour=9)
    contract = draft(stage, row, origin)
    yield stage.workday(after=1, hour=15)
    offer_contract(contract=contract, actor=officer(stage, row, "leader"), at=stage.at)
    if row["stop"] == "offered":
        return
    yield stage.workday(after=2, hour=10)
    sign_contract(contract=contract, actor=supplier_of(stage, contract, "admin"), at=stage.at)
    yield stage.workday(after=1, hour=9)
    publish_contract(contract=contract, actor=operator(stage, row), at=stage.at)
    yield stage.workday(after=2, hour=9)
    file_contract(contract=contract, actor=operator(stage, row), at=stage.at)


def draft(stage: Stage, row: Row, origin: Award | SmallPurchase) -> Contract:
    """Draft what was awarded: all of it from this year's line."""
    award = origin if isinstance(origin, Award) else None
    small = origin if isinstance(origin, SmallPurchase) else None
    amount = award.amount if award else small.chosen.amount
    return draft_contract(
        award=award,
        small_purchase=small,
        starts_on=date.fromisoformat(row["delivery"]["starts"]),
        ends_on=date.fromisoformat(row["delivery"]["ends"]),
        terms=read("texts")["contract_terms"],
        slices=[(line_of(stage, row, "2026"), amount)],
        advance_percent=Decimal(row["delivery"].get("advance", "0")),
        # Half of what is accepted offsets an advance, the other half is paid.
        offset_percent=Decimal(50) if "advance" in row["delivery"] else Decimal(100),
        actor=operator(stage, row),
        at=stage.at,
    )


def delivering(stage: Stage, row: Row) -> Story:
    """The ledger of every month, then each period's acceptance, invoice and payment; at last the end."""
    contract = contract_of(row)
    begin = contract.starts_on
    if contract.advance_percent:
        yield from _payment(stage, row, contract, 0)
    for number, (period, day, share) in enumerate(row["delivery"]["periods"], start=1):
        yield from _ledger(stage, row, contract, begin, date.fromisoformat(day))
        begin = date.fromisoformat(day)
        yield from _acceptance(stage, row, contract, period, share)
        if row["stop"] == "accepting":
            return
        yield from _payment(stage, row, contract, number)
        if row["stop"] in ("overdue", "invoiced"):
            return
    yield stage.workday(after=1, hour=9)
    complete_contract(contract=contract, actor=operator(stage, row), at=stage.at)


def _ledger(stage: Stage, row: Row, contract: Contract, begin: date, end: date) -> Story:
    """One entry a month of what was done, by the supplier's people."""
    days = list(_months(begin, min(end, contract.ends_on)))
    quantity = half_up(Decimal(row["quantity"]) / max(len(days), 1))
    actor = supplier_of(stage, contract, "delivery")
    for day in days:
        yield stage.moment(day, 17)
        log_service(
            contract=contract,
            day=day,
            what=f"{row['title']}：本月服务按计划完成，台账已归档",
            quantity=quantity,
            unit=row["unit"],
            place=contract.purchaser.short_name,
            actor=actor,
            at=stage.at,
        )


def _months(begin: date, end: date) -> Iterator[date]:
    day = begin + timedelta(days=27)
    while day < end:
        yield day
        day += timedelta(days=30)


def _acceptance(stage: Stage, row: Row, contract: Contract, period: str, share: str) -> Story:
    """The team meets, service users with it; the result is public on the next working day (G-09)."""
    day = next(one[1] for one in row["delivery"]["periods"] if one[0] == period)
    yield stage.moment(day, 9)
    reviewer = officer(stage, row, "reviewer")
    waiting = list(waiting_entries(contract).values_list("pk", flat=True))
    if waiting:
        answer_log(contract=contract, entries=waiting, confirms=True, actor=reviewer, at=stage.at)
    acceptance = open_team(stage, row, contract, period, share)
    yield stage.moment(stage.today, 15)
    members = list(acceptance.members.order_by("pk"))
    for member in members[:1] if row["stop"] == "accepting" else members:
        who = officer(stage, row, "reviewer")
        if member.user_code and member.user_code != who.code:
            who = officer(stage, row, "representative")
        sign_acceptance(member=member, agrees=True, remark="", actor=who, at=stage.at)
    if row["stop"] == "accepting":
        return
    yield stage.moment(stage.today, 16)
    conclude_acceptance(
        acceptance=acceptance,
        accepted=acceptance.claimed,
        result=AcceptanceResult.PASSED,
        opinion="按采购需求和合同逐项核对，服务数量和质量符合约定，同意通过验收。",
        actor=officer(stage, row, "reviewer"),
        at=stage.at,
    )
    yield stage.workday(after=1, hour=9)
    publish_acceptance(acceptance=acceptance, actor=officer(stage, row, "reviewer"), at=stage.at)


def open_team(stage: Stage, row: Row, contract: Contract, period: str, share: str) -> Acceptance:
    """Call reviewer, representative and a service user, who has no account, together."""
    name, represents = row["delivery"]["user"]
    staff = [officer(stage, row, office) for office in ("reviewer", "representative")]
    members = [
        {
            "name": one.name,
            "represents": one.organisation_name,
            "is_service_user": False,
            "user_code": one.code,
        }
        for one in staff
    ]
    members.append({"name": name, "represents": represents, "is_service_user": True, "user_code": ""})
    contract.refresh_from_db()
    last = period == row["delivery"]["periods"][-1][0] and contract.accepted
    claimed = contract.amount - contract.accepted if last else half_up(contract.amount * Decimal(share))
    return open_acceptance(
        contract=contract, period=period, claimed=claimed, members=members, actor=staff[0], at=stage.at
    )


def _payment(stage: Stage, row: Row, contract: Contract, number: int) -> Story:
    """Invoice, approval by a second person, payment by a third (B-11, B-12); number 0 is the advance (N-19)."""
    yield stage.workday(after=1, hour=10)
    contract.refresh_from_db()
    acceptance = contract.acceptances.order_by("-pk").first()
    invoice = receive_invoice(
        contract=contract,
        acceptance=acceptance,
        number=f"2642200000{contract.pk:04d}{number:02d}",
        amount=unbilled(acceptance) if acceptance else advance_agreed(contract),
        actor=operator(stage, row),
        at=stage.at,
    )
    if row["stop"] == "overdue":
        return
    yield stage.workday(after=1, hour=15)
    approve_invoice(invoice=invoice, actor=officer(stage, row, "leader"), at=stage.at)
    if row["stop"] == "invoiced":
        return
    yield stage.workday(after=1, hour=11)
    settle(stage, row, invoice)


def settle(stage: Stage, row: Row, invoice: Invoice) -> None:
    pay(
        invoice=invoice,
        voucher=f"演示国库{invoice.code}",
        actor=officer(stage, row, "finance"),
        at=stage.at,
    )


def contract_of(row: Row) -> Contract:
    return Contract.objects.select_related("purchaser", "supplier").get(item=item_of(row))


def officer(stage: Stage, row: Row, office: str) -> Actor:
    return stage.cast[f"{row['organisation']}-{office}"]


def supplier_of(stage: Stage, contract: Contract, part: str) -> Actor:
    """Return the supplier's administrator, or its delivery people where it has any of their own."""
    key = next(key for key, name in stage.cast.names.items() if name == contract.supplier.name)
    staff = members_holding(contract.supplier, Office.DELIVERY).filter(username=f"{key}-{part}")
    return stage.cast[f"{key}-{part}" if staff.exists() else f"{key}-admin"]
