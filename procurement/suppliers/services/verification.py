"""The bureau looks at the papers once, so that they need not be handed in again (N-04)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.enums import Office
from procurement.accounts.selectors import members_holding
from procurement.core import lifecycle
from procurement.core.actors import Actor
from procurement.core.errors import DomainError
from procurement.core.outbox import Recipient, notify

from ..models import Supplier


def request_verification(*, supplier: Supplier, actor: Actor, at: datetime) -> Supplier:
    """Ask the bureau to look at the papers."""
    lifecycle.apply("request_verification", supplier, actor=actor, at=at, updates={"refusal_reason": ""})
    return supplier


@transaction.atomic
def verify(*, supplier: Supplier, actor: Actor, at: datetime) -> Supplier:
    """Confirm that the papers are what they say."""
    lifecycle.apply("verify", supplier, actor=actor, at=at, updates={"verified_at": at})
    _tell("supplier_verified", supplier, at)
    return supplier


@transaction.atomic
def refuse_verification(*, supplier: Supplier, reason: str, actor: Actor, at: datetime) -> Supplier:
    """Send the request back with the reason; the supplier may still bid."""
    if not reason.strip():
        raise DomainError(_("请写明退回的理由，并告诉供应商应当补正什么。"), field="reason")
    lifecycle.apply(
        "refuse_verification",
        supplier,
        actor=actor,
        at=at,
        reason=reason,
        updates={"refusal_reason": reason},
    )
    _tell("supplier_verification_refused", supplier, at)
    return supplier


def _tell(event: str, supplier: Supplier, at: datetime) -> None:
    people = members_holding(supplier.organisation, Office.SUPPLIER_ADMIN)
    notify(
        event=event,
        recipients=[Recipient(person.code, person.email, person.language) for person in people],
        context={"supplier": supplier.organisation.name, "reason": supplier.refusal_reason},
        url=supplier.get_absolute_url(),
        at=at,
    )
