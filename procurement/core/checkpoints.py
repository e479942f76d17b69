"""The daily public checkpoint: one Merkle root that binds every chain as it stood at the end of a day.

Leaves of a day are the heads of all chains that moved since the checkpoint before, the entries that are
anchored on their own (a tender's closing entry), and the day itself: SHA-256 of the canonical JSON of
``{"date", "previous", "salt"}``, where ``previous`` is the root of the checkpoint before. Chains that did
not move are bound through ``previous``; so is every earlier day. Sorted as text, joined as FORMATS 7 says.

Leaves that stand for nothing fill the tree up, so that all proofs of a day are as long as each other and the
length tells no more than that a day was no busier than a power of two, 64 at least: a quiet day's proof would
otherwise tell how many bids came in.
"""

import secrets
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import TypedDict

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from procurement.regulations.canonical import hash_of, merkle_proof, merkle_root

from . import clock
from .due_events import DueEvent
from .errors import WrongState
from .models import AuditCheckpoint, AuditEntry, AuditHead, CheckpointLeaf

KIND = "checkpoint"
SMALLEST_TREE = 64


class Proof(TypedDict):
    """The part ``checkpoint`` of an opening record (FORMATS 7)."""

    date: str
    root: str
    proof: list[str]


def make(*, day: date, at: datetime) -> AuditCheckpoint:
    """Bind everything recorded until now into the checkpoint of ``day``; WrongState if there is one."""
    found = [*_moved_heads(), *_anchored()]
    salt = secrets.token_hex(32)
    leaves = _filled({hashed for _entry, hashed in found} | {day_leaf(day, _root_before(day), salt)}, salt)
    try:
        with transaction.atomic():
            checkpoint = AuditCheckpoint.objects.create(
                date=day, root=merkle_root(leaves), made_at=at, salt=salt
            )
            CheckpointLeaf.objects.bulk_create(
                (
                    CheckpointLeaf(checkpoint=checkpoint, entry_id=entry, hash=hashed)
                    for entry, hashed in dict(found).items()
                ),
                batch_size=1000,
            )
    except IntegrityError as error:
        raise WrongState(_("这一天的核验点已经生成。")) from error
    return checkpoint


def day_leaf(day: date, previous: str, salt: str) -> str:
    """Return the leaf that stands for the day itself and for everything before it."""
    return hash_of({"date": day.isoformat(), "previous": previous, "salt": salt})


def leaves_of(checkpoint: AuditCheckpoint) -> list[str]:
    """Return every leaf of a checkpoint, in the order of its tree. Never shown: they could be counted."""
    stored = checkpoint.leaves.values_list("hash", flat=True)
    day = day_leaf(checkpoint.date, _root_before(checkpoint.date), checkpoint.salt)
    return tree_over({*stored, day}, checkpoint)


def tree_over(hashes: set[str], checkpoint: AuditCheckpoint) -> list[str]:
    """Return the sorted leaves of a checkpoint's tree; one made before trees were filled has no others."""
    filled, plain = _filled(hashes, checkpoint.salt), sorted(hashes)
    return plain if merkle_root(plain) == checkpoint.root else filled


def _filled(hashes: set[str], salt: str) -> list[str]:
    size = max(SMALLEST_TREE, 1 << (len(hashes) - 1).bit_length())
    fillers = (hash_of({"filler": str(number), "salt": salt}) for number in range(len(hashes), size))
    return sorted({*hashes, *fillers})


def checkpoint_of(day: date) -> AuditCheckpoint | None:
    """Return the checkpoint of a day, None where there is none yet."""
    return AuditCheckpoint.objects.filter(date=day).first()


def recent(limit: int = 30) -> "QuerySet[AuditCheckpoint]":
    """Return the newest checkpoints, newest first: date and root are public."""
    return AuditCheckpoint.objects.order_by("-date")[:limit]


def proof_for(entry: AuditEntry) -> Proof | None:
    """Return how the entry's hash leads to a day's public root; None while its checkpoint is pending.

    Only an anchored entry, or one that was its chain's newest at the end of a day, is a leaf.
    """
    leaf = CheckpointLeaf.objects.filter(hash=entry.hash).select_related("checkpoint").first()
    if leaf is None:
        return None
    checkpoint = leaf.checkpoint
    steps = merkle_proof(leaves_of(checkpoint), entry.hash)
    return Proof(date=checkpoint.date.isoformat(), root=checkpoint.root, proof=steps)


def due_checkpoints(until: datetime) -> Iterator[DueEvent]:
    """Yield one event for each Shanghai day that has ended and has no checkpoint, at its midnight."""
    day = _first_open_day()
    while day is not None and (midnight := clock.local_time(day + timedelta(days=1))) <= until:
        yield DueEvent(
            time=midnight,
            kind=KIND,
            code=day.isoformat(),
            label=_("生成每日核验点"),
            run=_maker(day),
            routine=True,
            inert=True,
        )
        day += timedelta(days=1)


def _maker(day: date) -> Callable[[datetime], AuditCheckpoint]:
    return lambda at: make(day=day, at=at)


def _first_open_day() -> date | None:
    newest = AuditCheckpoint.objects.order_by("-date").first()
    if newest is not None:
        return newest.date + timedelta(days=1)
    first = AuditEntry.objects.order_by("at").values_list("at", flat=True).first()
    return None if first is None else clock.local_date(first)


def _root_before(day: date) -> str:
    before = AuditCheckpoint.objects.filter(date__lt=day).order_by("-date").first()
    return "" if before is None else before.root


def _unbound() -> Combinable:
    """Say that no checkpoint has this hash yet. A hash covers kind, code and number: it is unique."""
    return ~Exists(CheckpointLeaf.objects.filter(hash=OuterRef("hash")))


def _moved_heads() -> Iterator[tuple[int, str]]:
    # A head that names no entry is left to verification: a checkpoint binds what there is.
    newest = AuditEntry.objects.filter(
        **{name: OuterRef(name) for name in ("subject_kind", "subject_code", "seq", "hash")}
    )
    heads = (
        AuditHead.objects.filter(_unbound(), seq__gt=0)
        .annotate(entry_id=Subquery(newest.values("pk")))
        .filter(entry_id__isnull=False)
    )
    yield from heads.values_list("entry_id", "hash").iterator(chunk_size=2000)


def _anchored() -> Iterator[tuple[int, str]]:
    rows = AuditEntry.objects.filter(_unbound(), anchored=True)
    yield from rows.values_list("pk", "hash").iterator(chunk_size=2000)
