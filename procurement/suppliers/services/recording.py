"""What is written into a supplier's audit chain besides its changes of state."""

from datetime import datetime
from typing import Any

from procurement.core import audit
from procurement.core.actors import Actor

from ..lifecycle import SUPPLIER
from ..models import Supplier


def put_on_record(
    *, supplier: Supplier, action: str, actor: Actor, at: datetime, changes: dict[str, Any], basis: str = ""
) -> None:
    """Append one act to the supplier's chain; ``basis`` is the rule or article it rests on."""
    audit.record(
        subject_kind=SUPPLIER.subject_kind,
        subject_code=supplier.code,
        action=action,
        actor=actor,
        at=at,
        basis=basis,
        changes=changes,
    )
