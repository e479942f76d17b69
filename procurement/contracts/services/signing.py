"""A contract equal to its award: drafted, signed by both, committed, published, filed."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.awarding.enums import AwardStatus
from procurement.awarding.models import Award
from procurement.budgeting import services as budgeting
from procurement.budgeting.models import BudgetLine
from procurement.core import lifecycle
from procurement.core.actors import SYSTEM, Actor
from procurement.core.clock import local_date
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, NotAllowed
from procurement.publications.enums import PublicationKind
from procurement.publications.services import publish
from procurement.tendering.enums import Method, SmallPurchaseStatus
from procurement.tendering.models import SmallPurchase

from .. import permissions
from ..enums import ContractStatus
from ..models import Contract, ContractSlice

Slices = Sequence[tuple[BudgetLine, Decimal]]


@transaction.atomic
def draft_contract(
    *,
    award: Award | None = None,
    small_purchase: SmallPurchase | None = None,
    starts_on: date,
    ends_on: date,
    terms: str,
    slices: Slices | None = None,
    actor: Actor,
    at: datetime,
) -> Contract:
    """Draft the contract that an award or a published small purchase leads to. Amounts are not typed."""
    source = award if award is not None else small_purchase
    verdict = permissions.draft(actor, source)
    if not verdict:
        raise NotAllowed(verdict.reason)
    _check_origin(award, small_purchase)
    _check_dates(starts_on, ends_on)
    facts = _facts_of_award(award) if award is not None else _facts_of_small(small_purchase)
    contract = Contract(
        code=next_code(f"HT-{at:%Y}-"),
        award=award,
        small_purchase=small_purchase,
        starts_on=starts_on,
        ends_on=ends_on,
        terms=terms.strip(),
        author_code=actor.code,
        **facts,
    )
    lifecycle.create(contract, actor=actor, at=at, basis="D-24 采购法第四十六条")
    _write_slices(contract, slices or propose_slices(contract))
    return contract


@transaction.atomic
def edit_contract(
    *,
    contract: Contract,
    starts_on: date,
    ends_on: date,
    terms: str,
    slices: Slices,
    actor: Actor,
    at: datetime,
) -> None:
    """Change a draft's dates, terms and slices; parties and amount follow from the award."""
    verdict = permissions.edit(actor, contract)
    if not verdict:
        raise NotAllowed(verdict.reason)
    locked = Contract.objects.select_for_update().get(pk=contract.pk)
    if locked.status != ContractStatus.DRAFT:
        raise DomainError(_("合同已经送签，不能再修改；需要修改请先收回。"))
    _check_dates(starts_on, ends_on)
    locked.starts_on, locked.ends_on, locked.terms = starts_on, ends_on, terms.strip()
    locked.save(update_fields=["starts_on", "ends_on", "terms"])
    locked.slices.all().delete()
    _write_slices(locked, slices)
    contract.refresh_from_db()


@transaction.atomic
def offer_contract(*, contract: Contract, actor: Actor, at: datetime) -> None:
    """The head checks and signs for the purchaser; the supplier is asked to sign."""
    lifecycle.apply("offer", contract, actor=actor, at=at, updates={"signed_purchaser": actor.name})


@transaction.atomic
def sign_contract(*, contract: Contract, actor: Actor, at: datetime) -> None:
    """The supplier signs: frozen money becomes committed, the saving is freed, the package is contracted.

    All of it or nothing (RULES N-11). Refused while a hold is on (RULES D-45).
    """
    lifecycle.apply(
        "sign", contract, actor=actor, at=at, updates={"signed_at": at, "signed_supplier": actor.name}
    )
    cause = contract.item.code
    for part in contract.slices.select_related("line").order_by("line_id"):
        budgeting.commit(line=part.line, cause_code=cause, amount=part.amount, actor=actor, at=at)
        budgeting.free_saving(line=part.line, cause_code=cause, actor=actor, at=at)
    target = contract.award.package if contract.award is not None else contract.small_purchase
    lifecycle.apply("contract", target, actor=SYSTEM, at=at, reason=contract.code)


@transaction.atomic
def publish_contract(*, contract: Contract, actor: Actor, at: datetime, medium_url: str = "") -> None:
    """Publish the contract with the fields of RULES F, within two working days of signing (D-25)."""
    publication = publish(
        kind=PublicationKind.CONTRACT,
        subject_kind="contract",
        subject_code=contract.code,
        project_code=contract.item.code,
        title=_("%(title)s合同公告") % {"title": contract.title},
        organisation=contract.purchaser,
        payload=contract_notice(contract, at),
        actor=actor,
        at=at,
        basis="D-25 条例第五十条",
        medium_url=medium_url,
    )
    updates = {"published_at": at, "publication_code": publication.code}
    lifecycle.apply("publish", contract, actor=actor, at=at, updates=updates)


@transaction.atomic
def file_contract(*, contract: Contract, actor: Actor, at: datetime) -> None:
    """File the copy with the finance department of the same level: a number, no approval (D-26)."""
    number = next_code(f"HTBA-{at:%Y}-")
    lifecycle.apply("file", contract, actor=actor, at=at, updates={"filed_at": at, "filing_number": number})


@transaction.atomic
def complete_contract(*, contract: Contract, actor: Actor, at: datetime) -> None:
    """Everything is delivered, accepted and paid."""
    lifecycle.apply("complete", contract, actor=actor, at=at)


def propose_slices(contract: Contract) -> list[tuple[BudgetLine, Decimal]]:
    """Return the contract's amount laid on the item's lines in their order, none above what it planned there."""
    left, slices = contract.amount, []
    for funding in contract.item.fundings.select_related("line").order_by("line__year", "line__code"):
        amount = min(left, funding.amount)
        if amount > 0:
            slices.append((funding.line, amount))
        left -= amount
    return slices


def contract_notice(contract: Contract, at: datetime) -> dict[str, Any]:
    """Return the contract notice: parties, subject, amount, yearly funds, term (RULES F, A-24)."""
    parties = {
        name: {
            "name": body.name,
            "address": body.address,
            "contact": body.contact_name,
            "phone": body.contact_phone,
        }
        for name, body in (("purchaser", contract.purchaser), ("supplier", contract.supplier))
    }
    return {
        "format": "contract-notice/1",
        "contract": contract.code,
        "title": contract.title,
        "item": contract.item.code,
        "origin": origin_code(contract),
        "method": contract.method,
        **parties,
        "amount": contract.amount,
        "yearly": [
            {"year": part.line.year, "amount": part.amount} for part in contract.slices.select_related("line")
        ],
        "starts_on": contract.starts_on,
        "ends_on": contract.ends_on,
        "terms": contract.terms,
        "sme_reserved": contract.sme_reserved,
        "signed_on": local_date(contract.signed_at),
        "published_on": local_date(at),
    }


def origin_code(contract: Contract) -> str:
    """Return the code of the tender or small purchase that the contract comes from."""
    return contract.award.package.tender.code if contract.award else contract.small_purchase.code


def _check_origin(award: Award | None, small: SmallPurchase | None) -> None:
    if award is not None and award.status != AwardStatus.NOTIFIED:
        raise DomainError(_("成交通知书还没有发出，不能起草合同。"))
    if small is not None and small.status != SmallPurchaseStatus.PUBLISHED:
        raise DomainError(_("小额采购结果还没有公开，不能起草合同。"))
    existing = (
        Contract.objects.filter(award=award) if award else Contract.objects.filter(small_purchase=small)
    )
    if existing.exists():
        raise DomainError(_("这个项目已经有合同，请打开原合同办理。"))


def _check_dates(starts_on: date, ends_on: date) -> None:
    if ends_on <= starts_on:
        raise DomainError(_("结束日期必须晚于开始日期。"), field="ends_on")


def _facts_of_award(award: Award) -> dict[str, Any]:
    tender = award.package.tender
    return {
        "item": tender.item,
        "purchaser": tender.purchaser,
        "supplier": award.supplier,
        "title": tender.title,
        "method": tender.method,
        "amount": award.amount,
        "sme_reserved": tender.reserved_for_sme,
    }


def _facts_of_small(purchase: SmallPurchase) -> dict[str, Any]:
    return {
        "item": purchase.item,
        "purchaser": purchase.purchaser,
        "supplier": purchase.chosen.supplier,
        "title": purchase.title,
        "method": Method.SMALL_PURCHASE,
        "amount": purchase.chosen.amount,
    }


def _write_slices(contract: Contract, slices: Slices) -> None:
    if sum((amount for _line, amount in slices), Decimal(0)) != contract.amount:
        raise DomainError(
            _("分年资金合计必须等于合同金额%(amount)s元。") % {"amount": f"{contract.amount:,.2f}"},
            field="slices",
            rule="B-06",
        )
    ContractSlice.objects.bulk_create(
        ContractSlice(contract=contract, line=line, amount=amount) for line, amount in slices
    )
