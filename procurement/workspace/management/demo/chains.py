"""Audit chains written many entries at a time; each reads as if ``core.audit.record`` had made it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from procurement.core import audit
from procurement.core.actors import Actor
from procurement.core.models import AuditEntry, AuditHead

BATCH = 1000
Subject = tuple[str, str]


@dataclass
class Chains:
    """Collects the entries of many chains in the order they are given, and writes them in few statements."""

    entries: list[AuditEntry] = field(default_factory=list)
    _heads: dict[Subject, AuditHead] = field(default_factory=dict)

    def follow(self, kind: str, codes: list[str]) -> None:
        """Go on with chains that there are already (one query)."""
        for head in AuditHead.objects.filter(subject_kind=kind, subject_code__in=codes):
            self._heads[kind, head.subject_code] = head

    def add(self, subject: Subject, *, actor: Actor, at: datetime, action: str, **facts: Any) -> AuditEntry:
        """Append an entry; ``facts`` are its source, target, basis, reason and changes, as far as it has them."""
        kind, code = subject
        head = self._heads.setdefault(subject, AuditHead(subject_kind=kind, subject_code=code))
        facts["changes"] = audit.plain(facts.get("changes") or {})
        entry = AuditEntry(
            subject_kind=kind,
            subject_code=code,
            seq=head.seq + 1,
            at=at,
            recorded_at=timezone.now(),
            actor_code=actor.code,
            actor_name=actor.name,
            organisation_code=actor.organisation_code,
            organisation_name=actor.organisation_name,
            action=action,
            previous_hash=head.hash,
            **facts,
        )
        entry.hash = entry.computed_hash()
        head.seq, head.hash = entry.seq, entry.hash
        self.entries.append(entry)
        return entry

    def write(self) -> None:
        """Write entries and heads; the entries have their keys afterwards."""
        AuditEntry.objects.bulk_create(self.entries, batch_size=BATCH)
        new = [head for head in self._heads.values() if head.pk is None]
        AuditHead.objects.bulk_create(new, batch_size=BATCH)
        known = [head for head in self._heads.values() if head not in new]
        AuditHead.objects.bulk_update(known, ["seq", "hash"], batch_size=BATCH)
