"""Proving the audit chains and the checkpoints, entry by entry, in constant memory (FORMATS 6)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from procurement.regulations.canonical import merkle_root
from procurement.regulations.errors import RegulationError
from procurement.regulations.reading import SHA256

from . import checkpoints
from .models import AuditCheckpoint, AuditEntry, AuditHead, CheckpointLeaf

CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Finding:
    """Where something does not fit, and what differs."""

    place: str
    difference: str

    def __str__(self) -> str:
        return f"{self.place}: {self.difference}"


# What rooms look at besides: whether their own rows are what the chains say of them.
Check = Callable[[], Iterator[Finding]]
_checks: list[Check] = []


def register(check: Check) -> None:
    """Have a room's own check walked too. Called in the room's AppConfig.ready()."""
    _checks.append(check)


@dataclass(slots=True)
class Verification:
    """One walk over everything; the counts are complete once ``findings()`` is exhausted.

    Each pass is one statement, so that entries written meanwhile disturb nothing.
    """

    entries: int = 0
    chains: int = 0
    checkpoints: int = 0
    _chain: tuple[str, str] | None = field(default=None, repr=False)
    _seq: int = field(default=0, repr=False)
    _hash: str = field(default="", repr=False)

    def findings(self) -> Iterator[Finding]:
        """Yield every break, chain by chain, then the heads, the checkpoints, and what rooms find of their rows."""
        rows = AuditEntry.objects.order_by("subject_kind", "subject_code", "seq")
        for entry in rows.iterator(chunk_size=CHUNK):
            yield from self._entry(entry)
        yield from _headless_chains()
        yield from _wrong_heads()
        yield from self._checkpoints()
        for check in _checks:
            yield from check()

    def _entry(self, entry: AuditEntry) -> Iterator[Finding]:
        chain = (entry.subject_kind, entry.subject_code)
        if chain != self._chain:
            self.chains += 1
            self._chain, self._seq, self._hash = chain, 0, ""
        self.entries += 1
        place = _place(*chain, entry.seq)
        expected = self._seq + 1
        if entry.seq != expected:
            missing = f"#{expected}" if entry.seq == expected + 1 else f"#{expected} to #{entry.seq - 1}"
            yield Finding(place, f"missing before it: {missing}")
        elif entry.previous_hash != self._hash:
            yield Finding(
                place,
                f"it follows {_short(entry.previous_hash)}, the entry before it is {_short(self._hash)}",
            )
        if (computed := _computed(entry)) != entry.hash:
            yield Finding(place, f"its hash says {_short(entry.hash)}, its fields give {_short(computed)}")
        self._seq, self._hash = entry.seq, entry.hash

    def _checkpoints(self) -> Iterator[Finding]:
        before: AuditCheckpoint | None = None
        for checkpoint in AuditCheckpoint.objects.order_by("date").iterator(chunk_size=CHUNK):
            self.checkpoints += 1
            place = f"checkpoint {checkpoint.date}"
            if before is not None and checkpoint.date != before.date + timedelta(days=1):
                yield Finding(place, f"no checkpoint between {before.date} and {checkpoint.date}")
            yield from _leaves(checkpoint, before.root if before else "", place)
            before = checkpoint
        yield from _leaves_alone()


def verify() -> Iterator[Finding]:
    """Yield every break; nothing means that all is intact."""
    return Verification().findings()


def _computed(entry: AuditEntry) -> str:
    """Return the hash that an entry's fields give; nothing where they were made into what nobody can hash."""
    try:
        return entry.computed_hash()
    except (RegulationError, AttributeError, TypeError, ValueError):
        return ""


def _leaves_alone() -> Iterator[Finding]:
    """Yield the checkpoints that are gone while their leaves are there: no later one need be left to miss it."""
    kept = AuditCheckpoint.objects.filter(pk=OuterRef("checkpoint_id"))
    alone = CheckpointLeaf.objects.filter(~Exists(kept)).order_by("checkpoint_id")
    for row in alone.values_list("checkpoint_id", flat=True).distinct():
        yield Finding(f"checkpoint row {row}", "its leaves are there, it is gone")


def _leaves(checkpoint: AuditCheckpoint, previous: str, place: str) -> Iterator[Finding]:
    """Compare the leaves with their entries and the root with the leaves; one day's leaves in memory."""
    hashes = {checkpoints.day_leaf(checkpoint.date, previous, checkpoint.salt)}
    stated = AuditEntry.objects.filter(pk=OuterRef("entry_id")).values("hash")
    rows = checkpoint.leaves.annotate(stated=Subquery(stated)).values_list("entry_id", "hash", "stated")
    for entry_id, leaf, entry_hash in rows.iterator(chunk_size=CHUNK):
        if entry_hash != leaf:
            yield Finding(place, f"leaf {_short(leaf)}: {_entry_of_leaf(entry_id, entry_hash)}")
        if SHA256.fullmatch(leaf):
            hashes.add(leaf)
    root = merkle_root(checkpoints.tree_over(hashes, checkpoint))
    if root != checkpoint.root:
        yield Finding(place, f"its root says {_short(checkpoint.root)}, its leaves give {_short(root)}")


def _entry_of_leaf(entry_id: int, entry_hash: str | None) -> str:
    if entry_hash is None:
        return "its entry is gone"
    entry = AuditEntry.objects.get(pk=entry_id)
    place = _place(entry.subject_kind, entry.subject_code, entry.seq)
    return f"the entry {place} is now {_short(entry_hash)}"


def _wrong_heads() -> Iterator[Finding]:
    """Yield the heads that are not their chain's last entry: a tail was cut off, or a head was edited."""
    last = _entries_of_head().order_by("-seq")
    heads = AuditHead.objects.annotate(
        last_seq=Subquery(last.values("seq")[:1]), last_hash=Subquery(last.values("hash")[:1])
    ).order_by("subject_kind", "subject_code")
    for head in heads.iterator(chunk_size=CHUNK):
        place = f"{head.subject_kind} {head.subject_code}"
        if head.seq != (head.last_seq or 0):
            yield Finding(place, f"its head says #{head.seq}, its last entry is #{head.last_seq or 0}")
        elif head.hash != (head.last_hash or ""):
            yield Finding(
                place, f"its head says {_short(head.hash)}, its last entry is {_short(head.last_hash or '')}"
            )


def _entries_of_head() -> "QuerySet[AuditEntry]":
    return AuditEntry.objects.filter(
        subject_kind=OuterRef("subject_kind"), subject_code=OuterRef("subject_code")
    )


def _headless_chains() -> Iterator[Finding]:
    head = AuditHead.objects.filter(
        subject_kind=OuterRef("subject_kind"), subject_code=OuterRef("subject_code")
    )
    chains = (
        AuditEntry.objects.filter(~Exists(head))
        .order_by("subject_kind", "subject_code")
        .values_list("subject_kind", "subject_code")
        .distinct()
    )
    for kind, code in chains.iterator(chunk_size=CHUNK):
        yield Finding(f"{kind} {code}", "it has entries and no head")


def _place(kind: str, code: str, seq: int) -> str:
    return f"{kind} {code} #{seq}"


def _short(hashed: str) -> str:
    return f"{hashed[:16]}…" if hashed else "nothing"
