"""Prices of a small purchase: asked for by telephone and entered, or asked for and given on the platform (N-14)."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.enums import OrganisationKind, SupplierKind
from procurement.accounts.models import Organisation
from procurement.core import attachments, audit
from procurement.core.actors import Actor
from procurement.core.clock import SHANGHAI
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.fields import to_yuan
from procurement.core.models import Attachment
from procurement.core.outbox import notify

from .. import permissions
from ..enums import SmallPurchaseStatus
from ..lifecycle import SMALL_PURCHASE
from ..models import Quote, QuoteRequest, SmallPurchase
from ..selectors import people
from ..selectors.policy import article

_MAY_NOT_SUPPLY = (SupplierKind.PUBLIC_INSTITUTION_I,)


@transaction.atomic
def add_quote(
    *,
    purchase: SmallPurchase,
    supplier: Organisation,
    amount: Decimal,
    note: str = "",
    actor: Actor,
    at: datetime,
) -> Quote:
    """Enter a price that was asked for and given, in yuan; one per supplier, at most the ceiling."""
    locked = _run(purchase, actor)
    _check_supplier(locked, supplier)
    if locked.requests.filter(supplier=supplier).exists():
        text = _("已在平台上向这家供应商询价，由它自己报价。")
        raise DomainError(text, field="supplier", rule="N-14")
    return _enter(locked, supplier, amount, note, actor, at)


def add_quotes(
    *, purchase: SmallPurchase, rows: Sequence[Mapping[str, Any]], actor: Actor, at: datetime
) -> list[Quote]:
    """Enter several prices in one stroke, each with its paper: all of them, or none.

    ``rows``: supplier, amount (yuan), note, file (or None), and the suffix of the row's fields on the page.
    """
    verdict = permissions.run_small(actor, purchase)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="N-14")
    papers = [_stored(purchase, row, actor, at) for row in rows]
    try:
        with transaction.atomic():
            return [_one_of(purchase, row, paper, actor, at) for row, paper in zip(rows, papers, strict=True)]
    except Exception:
        for paper in filter(None, papers):
            attachments.discard(paper)
        raise


def _stored(purchase: SmallPurchase, row: Mapping[str, Any], actor: Actor, at: datetime) -> Attachment | None:
    if not row.get("file"):
        return None
    with _beside(row):
        return attachments.store(
            file=row["file"],
            purpose="quote",
            owner_kind=SMALL_PURCHASE.subject_kind,
            owner_code=purchase.code,
            actor=actor,
            at=at,
        )


def _one_of(
    purchase: SmallPurchase, row: Mapping[str, Any], paper: Attachment | None, actor: Actor, at: datetime
) -> Quote:
    with _beside(row):
        quote = add_quote(
            purchase=purchase,
            supplier=row["supplier"],
            amount=row["amount"],
            note=row.get("note") or "",
            actor=actor,
            at=at,
        )
    if paper is not None:
        quote.paper = paper
        quote.save(update_fields=["paper"])
    return quote


@contextmanager
def _beside(row: Mapping[str, Any]) -> Iterator[None]:
    """Let a refusal name the field of its row."""
    try:
        yield
    except DomainError as error:
        if error.field:
            error.field = f"{error.field}{row.get('suffix', '')}"
        raise


@transaction.atomic
def ask_for_quotes(
    *,
    purchase: SmallPurchase,
    suppliers: Sequence[tuple[str, Organisation]],
    until: datetime,
    actor: Actor,
    at: datetime,
) -> list[QuoteRequest]:
    """Ask several suppliers at once; each pair is the suffix of its field and the supplier."""
    found = []
    for suffix, supplier in suppliers:
        with _beside({"suffix": suffix}):
            found.append(ask_for_quote(purchase=purchase, supplier=supplier, until=until, actor=actor, at=at))
    return found


@transaction.atomic
def ask_for_quote(
    *, purchase: SmallPurchase, supplier: Organisation, until: datetime, actor: Actor, at: datetime
) -> QuoteRequest:
    """Ask one supplier on the platform for its price; it may answer up to ``until``."""
    locked = _run(purchase, actor)
    _check_supplier(locked, supplier)
    if locked.requests.filter(supplier=supplier).exists():
        raise DomainError(_("已经向这家供应商询过价。"), field="supplier", rule="N-14")
    if until <= at:
        raise DomainError(_("报价截止时间须晚于现在。"), field="until_day", rule="N-14")
    request = QuoteRequest.objects.create(
        code=next_code(f"XJ-{locked.item.year}-"),
        purchase=locked,
        supplier=supplier,
        until=until,
        asked_at=at,
        asked_by=actor.name,
    )
    _note("ask", locked, actor, at, {"supplier": supplier.name, "until": until})
    notify(
        event="quote_asked",
        recipients=people.of_supplier(supplier),
        context={"title": locked.title, "purchaser": locked.purchaser.name, "until": _clock_time(until)},
        url=request.get_absolute_url(),
        at=at,
    )
    return request


@transaction.atomic
def give_quote(
    *, request: QuoteRequest, amount: Decimal, note: str = "", actor: Actor, at: datetime
) -> Quote:
    """Give one's own price, in yuan, once and in time."""
    verdict = permissions.give_quote(actor, request)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="N-14")
    locked = SmallPurchase.objects.select_for_update().get(pk=request.purchase_id)
    _check_quoting(locked)
    request.refresh_from_db()
    if request.quote_id:
        raise WrongState(_("贵单位已经报过价。"), rule="N-14")
    if at > request.until:
        text = _("报价截止时间%(until)s已过。")
        raise WrongState(text % {"until": _clock_time(request.until)}, rule="N-14")
    request.quote = _enter(locked, request.supplier, amount, note, actor, at)
    request.save(update_fields=["quote"])
    return request.quote


def _enter(
    locked: SmallPurchase, supplier: Organisation, amount: Decimal, note: str, actor: Actor, at: datetime
) -> Quote:
    amount = to_yuan(amount)
    if amount <= 0:
        raise DomainError(_("报价必须大于零。"), field="amount", rule="B-09")
    if amount > locked.ceiling:
        text = _("报价超过预算%(ceiling)s元，不能采用（%(article)s）。")
        values = {"ceiling": f"{locked.ceiling:,.2f}", "article": article("B-10")}
        raise DomainError(text % values, field="amount", rule="B-10")
    quote = Quote.objects.create(
        purchase=locked,
        supplier=supplier,
        amount=amount,
        note=note.strip(),
        quoted_at=at,
        entered_by=actor.name,
    )
    _note("quote", locked, actor, at, {"supplier": supplier.name, "amount": amount})
    return quote


def _clock_time(moment: datetime) -> str:
    """Write a moment so that both languages read it."""
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _note(
    action: str, purchase: SmallPurchase, actor: Actor, at: datetime, changes: dict[str, object]
) -> None:
    audit.record(
        subject_kind=SMALL_PURCHASE.subject_kind,
        subject_code=purchase.code,
        action=action,
        actor=actor,
        at=at,
        basis="N-14",
        changes=changes,
    )


def _run(purchase: SmallPurchase, actor: Actor) -> SmallPurchase:
    """Lock a purchase for who runs it, while prices are still wanted."""
    locked = SmallPurchase.objects.select_for_update().get(pk=purchase.pk)
    verdict = permissions.run_small(actor, locked)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="N-14")
    _check_quoting(locked)
    return locked


def _check_quoting(locked: SmallPurchase) -> None:
    if locked.status != SmallPurchaseStatus.QUOTING:
        text = _("现在的状态是“%(state)s”，不能再登记报价。")
        raise WrongState(text % {"state": locked.get_status_display()}, rule="N-14")


def _check_supplier(purchase: SmallPurchase, supplier: Organisation) -> None:
    if supplier.kind != OrganisationKind.SUPPLIER or not supplier.active:
        raise DomainError(_("请选择平台上的供应商（承接主体）。"), field="supplier", rule="A-05")
    if supplier.supplier_kind in _MAY_NOT_SUPPLY:
        text = _("%(name)s是公益一类事业单位，不得作为承接主体（%(article)s）。")
        values = {"name": supplier.name, "article": article("A-04")}
        raise DomainError(text % values, field="supplier", rule="A-04")
    if purchase.quotes.filter(supplier=supplier).exists():
        raise DomainError(_("这家供应商已经报过价。"), field="supplier", rule="N-14")
