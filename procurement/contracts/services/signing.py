"""Both signatures: the purchaser's head offers, the supplier accepts, and the money is committed."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from procurement.accounts.enums import Office
from procurement.accounts.models import Organisation
from procurement.accounts.selectors import members_holding
from procurement.budgeting import services as budgeting
from procurement.core import documents, lifecycle, outbox
from procurement.core.actors import SYSTEM, Actor
from procurement.core.errors import DomainError
from procurement.tendering.services.parts import settle

from ..enums import CONTRACT
from ..models import Contract
from ..selectors.content import hash_of, slices_of
from ..selectors.sources import cause_of, source_of
from ..selectors.todos import sign_by


@transaction.atomic
def offer_contract(*, contract: Contract, actor: Actor, at: datetime) -> Contract:
    """The head checks and signs for the purchaser; the supplier is asked to sign."""
    updates = {"signed_purchaser": actor.name, "offered_at": at}
    lifecycle.apply("offer", contract, actor=actor, at=at, updates=updates)
    tell("contract_offered", contract, contract.supplier, (Office.SUPPLIER_ADMIN,), at)
    return contract


@transaction.atomic
def take_back_contract(*, contract: Contract, reason: str, actor: Actor, at: datetime) -> Contract:
    """Take an unsigned contract back for a change: the purchaser's signature falls with it."""
    if not reason.strip():
        raise DomainError(_("请写明收回的原因。"), field="reason", rule="D-24")
    updates = {"signed_purchaser": "", "offered_at": None}
    lifecycle.apply("take_back", contract, actor=actor, at=at, reason=reason.strip(), updates=updates)
    return contract


@transaction.atomic
def sign_contract(*, contract: Contract, actor: Actor, at: datetime) -> Contract:
    """The supplier signs: frozen money becomes committed, the saving is freed, the package is contracted.

    All of it or nothing (RULES N-11). Refused while a hold is on (RULES D-45).
    """
    lifecycle.apply(
        "sign", contract, actor=actor, at=at, updates={"signed_at": at, "signed_supplier": actor.name}
    )
    contract.sha256 = hash_of(contract)
    contract.save(update_fields=["sha256"])
    documents.order(documents.Key(CONTRACT, contract.code, contract.sha256), at=at)
    # The money moves because both have signed: nobody of the supplier touches a budget line.
    cause = cause_of(contract)
    for part in slices_of(contract):
        budgeting.commit(line=part.line, amount=part.amount, cause=cause, actor=SYSTEM, at=at)
    target = contract.award.package if contract.award is not None else source_of(contract)
    lifecycle.apply("contract", target, actor=SYSTEM, at=at, reason=contract.code)
    if contract.award is not None:
        settle(tender=contract.award.package.tender, at=at)
    else:
        budgeting.free_cause_saving(cause=cause, actor=SYSTEM, at=at)
    tell("contract_signed", contract, contract.purchaser, (Office.OPERATOR, Office.LEADER), at)
    return contract


def tell(
    event: str, contract: Contract, organisation: Organisation, offices: tuple[str, ...], at: datetime
) -> None:
    """Notify the people of one party."""
    people = members_holding(organisation, *offices)
    outbox.notify(
        event=event,
        recipients=[outbox.Recipient(p.code, p.email, p.language) for p in people],
        context={
            "title": contract.title,
            "contract": contract.code,
            "purchaser": contract.purchaser.name,
            "supplier": contract.supplier.name,
            "sign_by": sign_by(contract) or "",
        },
        url=reverse("contracts:contract-detail", args=[contract.code]),
        at=at,
    )
