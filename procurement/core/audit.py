"""Writing the audit chain. Reading and proving it: ``core.checkpoints``."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from .actors import Actor
from .models import AuditEntry, AuditHead


def record(
    *,
    subject_kind: str,
    subject_code: str,
    action: str,
    actor: Actor,
    at: datetime,
    source: str = "",
    target: str = "",
    basis: str = "",
    reason: str = "",
    changes: dict[str, Any] | None = None,
    anchored: bool = False,
) -> AuditEntry:
    """Append one entry to the subject's chain and return it. Runs inside the caller's transaction.

    ``actor`` must be a person or SYSTEM: an act without an actor is refused (ValueError).
    """
    if actor is None or actor.is_anonymous:
        raise ValueError("an audit entry needs an actor: pass SYSTEM for what the machine does")
    # The caller's transaction is the one that counts: a savepoint of its own would undo an entry and keep the act.
    with transaction.atomic(savepoint=False):
        head = _locked_head(subject_kind, subject_code)
        entry = AuditEntry(
            subject_kind=subject_kind,
            subject_code=subject_code,
            seq=head.seq + 1,
            at=at,
            recorded_at=timezone.now(),
            actor_code=actor.code,
            actor_name=actor.name,
            organisation_code=actor.organisation_code,
            organisation_name=actor.organisation_name,
            action=action,
            source=source,
            target=target,
            basis=basis,
            reason=reason,
            changes=plain(changes or {}),
            previous_hash=head.hash,
            anchored=anchored,
        )
        entry.hash = entry.computed_hash()
        entry.save(force_insert=True)
        head.seq, head.hash = entry.seq, entry.hash
        head.save(update_fields=["seq", "hash"])
    return entry


def chain_of(subject_kind: str, subject_code: str) -> "QuerySet[AuditEntry]":
    """Return a subject's entries in their order, oldest first."""
    return AuditEntry.objects.filter(subject_kind=subject_kind, subject_code=subject_code).order_by("seq")


def plain(value: Any) -> Any:
    """Return ``value`` as JSON that hashes the same after a round trip: everything but structure is text."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if value is None or isinstance(value, bool | str):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _locked_head(subject_kind: str, subject_code: str) -> AuditHead:
    """Return the chain's head, locked; the first entry of a chain makes it, and of two that do one waits."""
    subject = {"subject_kind": subject_kind, "subject_code": subject_code}
    there = AuditHead.objects.select_for_update().filter(**subject)
    if (head := there.first()) is None:
        AuditHead.objects.bulk_create([AuditHead(**subject)], ignore_conflicts=True)
        head = there.get()
    return head
