"""A supplier keeps its details up to date."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.enums import Office
from procurement.accounts.selectors import members_holding
from procurement.accounts.services import rename
from procurement.core import lifecycle
from procurement.core.actors import SYSTEM, Actor
from procurement.core.errors import DomainError, NotAllowed
from procurement.core.outbox import Recipient, notify

from .. import permissions
from ..enums import ChangeStatus, SupplierStatus
from ..models import DetailChange, Supplier
from .recording import put_on_record
from .registration import set_offer

_CHANGEABLE = frozenset(
    {
        *("name", "legal_representative", "controller", "head_office", "contact"),
        *("phone", "address", "bank_name", "bank_account", "scale"),
    }
)
# What the bureau verified goes round again when it changes, and until then the old value holds.
_VERIFIED = frozenset({"legal_representative", "head_office", "address", "bank_name", "bank_account"})
# The name stands in notices and contracts: it always goes by the bureau.
_ALWAYS_ASKED = frozenset({"name"})
# Kept out of the audit chain, which is for ever: that it changed is enough.
_PRIVATE = frozenset({"phone", "address", "bank_account", "contact"})


@transaction.atomic
def change_details(
    *,
    supplier: Supplier,
    actor: Actor,
    at: datetime,
    fields: Iterable[str] | None = None,
    towns: Iterable[str] | None = None,
    **values: Any,
) -> Supplier:
    """Change details, fields of service and townships. What had been verified is asked for, not changed."""
    _require_manage(supplier, actor)
    unknown = set(values) - _CHANGEABLE
    if unknown:
        raise ValueError(f"not changeable here: {sorted(unknown)}")
    locked = Supplier.objects.select_for_update().select_related("organisation").get(pk=supplier.pk)
    wanted = {key: value for key, value in values.items() if _held(locked, key) != value}
    asked = {key: value for key, value in wanted.items() if key in _to_be_asked(locked)}
    changed = {key: value for key, value in wanted.items() if key not in asked}
    for key, value in changed.items():
        setattr(supplier, key, value)
    if changed:
        supplier.save(update_fields=list(changed))
    offer = _change_offer(supplier, fields, towns)
    if changed or offer:
        put_on_record(
            supplier=supplier, action="change", actor=actor, at=at, changes={**_shown(changed), **offer}
        )
    for key, value in asked.items():
        _ask(supplier, key, value, actor, at)
    if _VERIFIED.intersection(changed) and locked.status == SupplierStatus.VERIFICATION_REQUESTED:
        # Nobody decides it: it follows from the change.
        lifecycle.apply("lapse", supplier, actor=SYSTEM, at=at)
    return supplier


def accept_change(*, change: DetailChange, actor: Actor, at: datetime) -> DetailChange:
    """Let a change hold from now on."""
    decided = {"decided_by": actor.name, "decided_at": at}
    with transaction.atomic():
        lifecycle.apply("accept", change, actor=actor, at=at, updates=decided)
        supplier = change.supplier
        if change.detail == "name":
            rename(organisation=supplier.organisation, name=change.value, actor=actor, at=at)
        else:
            setattr(supplier, change.detail, change.value)
            supplier.save(update_fields=[change.detail])
        put_on_record(
            supplier=supplier,
            action="change",
            actor=actor,
            at=at,
            changes={**_shown({change.detail: change.value}), "asked": change.code},
        )
        _tell("supplier_change_accepted", change, at)
    return change


@transaction.atomic
def refuse_change(*, change: DetailChange, reason: str, actor: Actor, at: datetime) -> DetailChange:
    """Leave the old value, with the reason."""
    if not reason.strip():
        raise DomainError(_("请写明不予变更的理由。"), field="reason")
    decided = {"decided_by": actor.name, "decided_at": at, "reason": reason}
    lifecycle.apply("refuse", change, actor=actor, at=at, reason=reason, updates=decided)
    _tell("supplier_change_refused", change, at)
    return change


def withdraw_change(*, change: DetailChange, actor: Actor, at: datetime) -> DetailChange:
    """Take back what was asked for."""
    lifecycle.apply("withdraw", change, actor=actor, at=at)
    return change


def _held(supplier: Supplier, key: str) -> Any:
    return supplier.organisation.name if key == "name" else getattr(supplier, key)


def _to_be_asked(supplier: Supplier) -> frozenset[str]:
    return _ALWAYS_ASKED | (_VERIFIED if supplier.status == SupplierStatus.VERIFIED else frozenset())


def _ask(supplier: Supplier, key: str, value: str, actor: Actor, at: datetime) -> None:
    """Open a change, or replace the one still waiting; the same asked twice changes nothing."""
    waiting = supplier.detail_changes.filter(detail=key, status=ChangeStatus.ASKED).first()
    if waiting is not None and waiting.value == value:
        return
    if waiting is not None:
        lifecycle.apply("withdraw", waiting, actor=actor, at=at)
    change = DetailChange(
        supplier=supplier,
        detail=key,
        value=value,
        asked_by=actor.name,
        asked_by_code=actor.code,
        asked_at=at,
    )
    lifecycle.create(
        change, actor=actor, at=at, basis="N-04", changes={"supplier": supplier.code, "detail": key}
    )


def _tell(event: str, change: DetailChange, at: datetime) -> None:
    people = members_holding(change.supplier.organisation, Office.SUPPLIER_ADMIN)
    notify(
        event=event,
        recipients=[Recipient(person.code, person.email, person.language) for person in people],
        context={"supplier": change.supplier.organisation.name, "reason": change.reason},
        url=change.get_absolute_url(),
        at=at,
    )


def _change_offer(
    supplier: Supplier, fields: Iterable[str] | None, towns: Iterable[str] | None
) -> dict[str, list[str]]:
    """Write the offer where it differs; return what it is now."""
    held_fields = sorted(supplier.fields_of_service.values_list("catalogue_code", flat=True))
    held_towns = sorted(supplier.towns.values_list("division_code", flat=True))
    wanted_fields = held_fields if fields is None else sorted(set(fields))
    wanted_towns = held_towns if towns is None else sorted(set(towns))
    if (wanted_fields, wanted_towns) == (held_fields, held_towns):
        return {}
    set_offer(supplier, wanted_fields, wanted_towns)
    return {"fields": wanted_fields, "towns": wanted_towns}


def _require_manage(supplier: Supplier, actor: Actor) -> None:
    verdict = permissions.manage(actor, supplier)
    if not verdict:
        raise NotAllowed(verdict.reason)


def _shown(changed: dict[str, Any]) -> dict[str, Any]:
    return {key: "***" if key in _PRIVATE else value for key, value in changed.items()}
