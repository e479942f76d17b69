"""What waits for whom between the award and the last payment."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from procurement.accounts.enums import Office
from procurement.awarding.models import Award
from procurement.core.actors import Actor
from procurement.core.calendars import working_calendar
from procurement.core.clock import local_date
from procurement.core.todo import Todo
from procurement.frameworks.models import CallOff
from procurement.regulations import periods
from procurement.tendering.models import SingleSourceDeal, SmallPurchase

from ..enums import AcceptanceStatus, ContractStatus, InvoiceStatus, RefundStatus
from ..models import Acceptance, AcceptanceMember, Contract, Invoice, Refund
from .lists import to_contract
from .sources import Source, title_of

# How addresses call each origin of a contract, and the rule by which it leads to one.
NAMES = {Award: "award", SmallPurchase: "small", CallOff: "call", SingleSourceDeal: "single"}
RULES = {Award: "D-24", SmallPurchase: "N-14", CallOff: "C-13", SingleSourceDeal: "D-24"}


def todos(actor: Actor, at: datetime) -> list[Todo]:
    """Return the steps of contract, acceptance and payment that wait for this person in this organisation."""
    if actor.user_id is None:
        return []
    return [
        *_drafts(actor),
        *_contracts(actor),
        *_seats(actor),
        *_ledgers(actor),
        *_acceptances(actor),
        *_invoices(actor),
        *_refunds(actor),
    ]


def sign_by(contract_or_source: Contract | Source) -> date | None:
    """Return the last day of signing: 30 days from the award letter; what has no letter has none (D-24)."""
    made = contract_or_source
    source = (made.award or made.deal) if isinstance(made, Contract) else made
    if isinstance(source, Award):
        sent = source.notified_at
    else:
        sent = source.published_at if isinstance(source, SingleSourceDeal) else None
    return periods.limit("D-24", local_date(sent), working_calendar()).limit if sent else None


def publish_by(contract: Contract) -> date:
    """Return the last day of publication: two working days from the signature (D-25)."""
    return periods.limit("D-25", local_date(contract.signed_at), working_calendar()).limit


def file_by(contract: Contract) -> date:
    """Return the last day of filing: seven working days from the signature (D-26)."""
    return periods.limit("D-26", local_date(contract.signed_at), working_calendar()).limit


def draft_address(source: Source) -> str:
    """Return where a contract of this award, small purchase or call-off is drafted."""
    name = NAMES[type(source)]
    return reverse(f"contracts:contract-draft-{name}", args=[source.code])


def _drafts(actor: Actor) -> Iterator[Todo]:
    for source in to_contract(actor):
        yield Todo(
            title=_("起草合同：%(title)s") % {"title": title_of(source)},
            due=sign_by(source),
            url=draft_address(source),
            rule=RULES[type(source)],
            subject_code=source.code,
        )


def _contracts(actor: Actor) -> Iterator[Todo]:
    yield from _waiting(
        actor, ContractStatus.DRAFT, Office.LEADER, _("审核签署合同：%(title)s"), sign_by, "D-24"
    )
    yield from _waiting(
        actor, ContractStatus.SIGNED, Office.OPERATOR, _("公告合同：%(title)s"), publish_by, "D-25"
    )
    yield from _waiting(
        actor, ContractStatus.PUBLISHED, Office.OPERATOR, _("合同备案：%(title)s"), file_by, "D-26"
    )
    if actor.holds(Office.SUPPLIER_ADMIN):
        rows = _base().filter(supplier_id=actor.organisation_id, status=ContractStatus.OFFERED)
        yield from _todos(rows, _("签署合同：%(title)s"), sign_by, "D-24")


def _base():
    return Contract.objects.select_related("award", "deal").order_by("pk")


def _waiting(actor: Actor, status: str, office: str, text: str, due, rule: str) -> Iterator[Todo]:
    if not actor.holds(office):
        return
    rows = _base().filter(purchaser_id=actor.organisation_id, status=status)
    # Who drafted cannot sign: it does not wait for that person (RULES I-06).
    if office == Office.LEADER:
        rows = rows.exclude(author_code=actor.code)
    yield from _todos(rows, text, due, rule)


def _todos(rows: Iterable[Contract], text: str, due, rule: str) -> Iterator[Todo]:
    for contract in rows:
        yield Todo(
            title=text % {"title": contract.title},
            due=due(contract),
            url=contract.get_absolute_url(),
            rule=_own(rule, contract),
            subject_code=contract.code,
        )


def _own(rule: str, contract: Contract) -> str:
    """Return the rule of signing that a contract's own origin knows: D-24 is of tenders and of talks."""
    if rule != "D-24" or contract.award_id or contract.deal_id:
        return rule
    return RULES[SmallPurchase if contract.small_purchase_id else CallOff]


def _seats(actor: Actor) -> Iterator[Todo]:
    rows = AcceptanceMember.objects.filter(
        user_code=actor.code, signed_at__isnull=True, acceptance__status=AcceptanceStatus.OPEN
    ).select_related("acceptance__contract")
    for member in rows:
        yield _acceptance_todo(member.acceptance, _("签署验收意见：%(title)s"))


def _ledgers(actor: Actor) -> Iterator[Todo]:
    if not actor.holds(Office.ACCEPTOR):
        return
    rows = _base().filter(purchaser_id=actor.organisation_id, status__in=ContractStatus.in_force())
    for contract in rows.filter(log__isnull=False, log__answer__isnull=True).distinct():
        yield Todo(
            title=_("确认服务台账：%(title)s") % {"title": contract.title},
            due=None,
            url=reverse("contracts:contract-log-answer", args=[contract.code]),
            rule="A-21",
            subject_code=contract.code,
        )


def _acceptances(actor: Actor) -> Iterator[Todo]:
    if not actor.holds(Office.ACCEPTOR):
        return
    rows = Acceptance.objects.filter(contract__purchaser_id=actor.organisation_id).select_related("contract")
    rows = rows.exclude(contract__author_code=actor.code)
    texts = {
        AcceptanceStatus.OPEN: _("形成验收意见：%(title)s"),
        AcceptanceStatus.CONCLUDED: _("公告验收结果：%(title)s"),
    }
    for acceptance in rows.filter(status__in=list(texts)).order_by("pk"):
        yield _acceptance_todo(acceptance, texts[AcceptanceStatus(acceptance.status)])


def _acceptance_todo(acceptance: Acceptance, text: str) -> Todo:
    return Todo(
        title=text % {"title": acceptance.contract.title},
        due=None,
        url=acceptance.get_absolute_url(),
        rule="G-09",
        subject_code=acceptance.code,
    )


def _invoices(actor: Actor) -> Iterator[Todo]:
    rows = Invoice.objects.filter(contract__purchaser_id=actor.organisation_id).select_related("contract")
    if actor.holds(Office.LEADER):
        waiting = rows.filter(status=InvoiceStatus.RECEIVED).exclude(entered_by=actor.code)
        yield from _invoice_todos(waiting, _("审核发票：%(title)s"))
    if actor.holds(Office.FINANCE):
        approved = rows.filter(status=InvoiceStatus.APPROVED).exclude(approved_by=actor.code)
        yield from _invoice_todos(approved, _("支付发票：%(title)s"))


def _invoice_todos(rows: Iterable[Invoice], text: str) -> Iterator[Todo]:
    for invoice in rows:
        yield Todo(
            title=text % {"title": invoice.contract.title},
            due=invoice.due_on,
            url=invoice.get_absolute_url(),
            rule=invoice.due_rule,
            subject_code=invoice.code,
        )


def _refunds(actor: Actor) -> Iterator[Todo]:
    if not actor.holds(Office.LEADER):
        return
    rows = Refund.objects.filter(contract__purchaser_id=actor.organisation_id, status=RefundStatus.ENTERED)
    for refund in rows.exclude(entered_by=actor.code).select_related("contract").order_by("pk"):
        yield Todo(
            title=_("核对供应商退款：%(title)s") % {"title": refund.contract.title},
            due=None,
            url=refund.get_absolute_url(),
            rule="N-19",
            subject_code=refund.code,
        )
