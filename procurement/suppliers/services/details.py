"""A supplier keeps its details up to date."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from procurement.core import audit, lifecycle
from procurement.core.actors import SYSTEM, Actor
from procurement.core.errors import NotAllowed

from .. import permissions
from ..enums import SupplierStatus
from ..lifecycle import SUPPLIER
from ..models import Supplier
from .registration import set_offer

_CHANGEABLE = frozenset(
    {"legal_representative", "controller", "phone", "address", "bank_name", "bank_account", "scale"}
)
# What the bureau verified; when it changes, the verification no longer says anything.
_VERIFIED = frozenset({"legal_representative", "bank_name", "bank_account"})
# Kept out of the audit chain, which is for ever: that it changed is enough.
_PRIVATE = frozenset({"phone", "address", "bank_account"})


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
    """Change details, fields of service and townships; what had been verified is then to be verified again."""
    _require_manage(supplier, actor)
    unknown = set(values) - _CHANGEABLE
    if unknown:
        raise ValueError(f"not changeable here: {sorted(unknown)}")
    locked = Supplier.objects.select_for_update().get(pk=supplier.pk)
    changed = {key: value for key, value in values.items() if getattr(locked, key) != value}
    for key, value in changed.items():
        setattr(supplier, key, value)
    if changed:
        supplier.save(update_fields=list(changed))
    offer = _change_offer(supplier, fields, towns)
    if changed or offer:
        _record(supplier, "change", actor, at, {**_shown(changed), **offer})
    if _VERIFIED.intersection(changed) and _has_been_looked_at(locked):
        # Nobody decides it: it follows from the change.
        lifecycle.apply("lapse", supplier, actor=SYSTEM, at=at, updates={"verified_at": None})
    return supplier


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


def _has_been_looked_at(supplier: Supplier) -> bool:
    return supplier.status in (SupplierStatus.VERIFIED, SupplierStatus.VERIFICATION_REQUESTED)


def _shown(changed: dict[str, Any]) -> dict[str, Any]:
    return {key: "***" if key in _PRIVATE else value for key, value in changed.items()}


def _record(supplier: Supplier, action: str, actor: Actor, at: datetime, changes: dict[str, Any]) -> None:
    audit.record(
        subject_kind=SUPPLIER.subject_kind,
        subject_code=supplier.code,
        action=action,
        actor=actor,
        at=at,
        changes=changes,
    )
