"""Keeping what somebody who signs up has typed, step by step."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from procurement.core import safe
from procurement.core.actors import Actor
from procurement.core.errors import NotAllowed

from .. import permissions
from ..models import RegistrationDraft
from ..selectors.drafts import purpose_of, registration_draft


@transaction.atomic
def save_registration_step(*, step: str, answers: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    """Keep one step's answers; what later steps said stays."""
    verdict = permissions.register(actor)
    if not verdict:
        raise NotAllowed(verdict.reason)
    RegistrationDraft.objects.get_or_create(user_id=actor.user_id, defaults={"content": b"", "saved_at": at})
    row = RegistrationDraft.objects.select_for_update().get(user_id=actor.user_id)
    steps = {**registration_draft(actor).steps, step: dict(answers)}
    text = json.dumps(steps, ensure_ascii=False)
    row.content = safe.lock(text.encode(), purpose_of(row.user_id))
    row.saved_at = at
    row.save(update_fields=["content", "saved_at"])


def discard_registration(*, actor: Actor, at: datetime) -> None:
    """Throw the draft away: it was registered, or is not wanted any more."""
    RegistrationDraft.objects.filter(user_id=actor.user_id).delete()
