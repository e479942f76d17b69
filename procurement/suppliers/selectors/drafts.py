"""Reading a sign-up under way: its writer's alone."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from procurement.core import safe
from procurement.core.actors import Actor

from ..models import RegistrationDraft


@dataclass(slots=True)
class SignUp:
    """What was answered so far, step by step, and when it was kept."""

    steps: dict[str, dict[str, Any]] = field(default_factory=dict)
    saved_at: datetime | None = None


def registration_draft(actor: Actor) -> SignUp:
    """Return the person's own draft; an empty one where there is none or its key was lost."""
    row = RegistrationDraft.objects.filter(user_id=actor.user_id).first()
    if row is None or not row.content:
        return SignUp()
    try:
        return SignUp(json.loads(safe.unlock(row.content, purpose_of(row.user_id))), row.saved_at)
    except safe.Unreadable:
        return SignUp()


def purpose_of(user_id: int) -> str:
    return f"supplier-registration {user_id}"
