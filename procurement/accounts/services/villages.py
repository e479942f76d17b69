"""The county's villages and communities, from the statistical division list."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from procurement.core import audit
from procurement.core.actors import Actor
from procurement.core.errors import NotAllowed

from .. import permissions
from ..models import Village


@transaction.atomic
def import_villages(*, rows: Iterable[Mapping[str, str]], actor: Actor, at: datetime) -> int:
    """Enter or rename villages: ``code`` (12 digits), ``name``, ``parent`` (the township's 9). Returns how many."""
    verdict = permissions.import_villages(actor)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="G-13")
    villages = [
        Village(code=row["code"], division_code=row["parent"][:9], name=row["name"].strip()) for row in rows
    ]
    Village.objects.bulk_create(
        villages,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "division_code"],
        batch_size=500,
    )
    audit.record(
        subject_kind="villages",
        subject_code="villages",
        action="import",
        actor=actor,
        at=at,
        basis="G-13",
        changes={"villages": len(villages)},
    )
    return len(villages)
