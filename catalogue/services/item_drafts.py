"""Keeping what somebody types of an item, before it can be saved."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from procurement.core.actors import Actor
from procurement.core.errors import NotAllowed

from .. import permissions
from ..models import ItemDraft

# Longer than a season of planning: who has not come back by then begins anew.
KEPT = timedelta(days=180)


@transaction.atomic
def keep_draft(*, place: str, content: Mapping[str, Any], actor: Actor, at: datetime) -> ItemDraft:
    """Keep a form's values and rows as they were typed, right or wrong; the person's own, seen by nobody else.

    What anybody left lying for longer than ``KEPT`` goes at the same time.
    """
    verdict = permissions.may_draft(actor)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="N-10")
    forgotten = ItemDraft.objects.filter(saved_at__lt=at - KEPT)
    # Asked before: a DELETE that finds nothing would still queue for SQLite's write lock.
    if forgotten.exists():
        forgotten.delete()
    draft, _created = ItemDraft.objects.update_or_create(
        person_code=actor.code, place=place, defaults={"content": dict(content), "saved_at": at}
    )
    return draft


def drop_draft(*, place: str, actor: Actor, at: datetime) -> None:
    """Forget what was typed: the item was saved, or it is not wanted any more."""
    ItemDraft.objects.filter(person_code=actor.code, place=place).delete()
