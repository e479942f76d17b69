"""Whether keys, rounds and sealed bids still are what their audit chains say of them (I-07).

The chains refuse UPDATE and DELETE and prove themselves by their hashes; the rows beside them are plain tables. So
whoever goes round the services with the database's password is found by holding one against the other: a bid that is
gone, re-dated, given to somebody else or marked as withdrawn, a round's key or layers exchanged.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from procurement.core import clock, safe
from procurement.core.models import AuditEntry
from procurement.core.verification import Finding
from procurement.regulations.canonical import hash_of
from procurement.regulations.errors import RegulationError
from procurement.regulations.money import plain
from procurement.regulations.receipts import entry_hash, opening_root

from ..enums import SealProblem
from ..models import BidRound, CustodianKey, OpenedBid, SealedBid

BID, ROUND, KEY = "bid", "round", "custodian-key"
# Which entry of a chain tells what, and under which name.
_TOLD = {
    "create": {
        name: name
        for name in (
            "public_key",
            "layers",
            "deadline",
            "custodians",
            "entry_hash",
            "sealed_sha256",
            "round",
        )
    },
    "extend": {"deadline": "to"},
    "close": {"root": "root"},
    "replace_custodian": {"layers": "layers"},
    "unlock_first": {"peeled_by": "part", "peeled_left": "left"},
}
_BATCH = 500
# What of an opened bid lies encrypted.
_LOCKED = ("offer", "scale", "small_share", "content")


@dataclass(frozen=True, slots=True)
class Break:
    """One thing that is not what its chain says; ``fields`` names what differs."""

    kind: str
    code: str
    problem: SealProblem
    fields: tuple[str, ...] = ()


@dataclass(slots=True)
class _Told:
    """What a chain says of its subject."""

    code: str
    facts: dict[str, Any] = field(default_factory=dict)
    standing: str = ""
    created: AuditEntry | None = None

    def hear(self, entry: AuditEntry) -> None:
        if entry.action == "create":
            self.created = entry
        self.standing = entry.target or self.standing
        told, changes = _TOLD.get(entry.action, {}), mapping(entry.changes)
        self.facts |= {name: changes[key] for name, key in told.items() if key in changes}
        if entry.action == "replace_custodian" and "custodians" in self.facts:
            kept = mapping(self.facts["custodians"])
            self.facts["custodians"] = {**kept, changes.get("part"): changes.get("to")}


def mapping(value: Any) -> Mapping[str, Any]:
    """Return what a JSON column holds, nothing where it was made into something else."""
    return value if isinstance(value, dict) else {}


def fingerprints(layers: Mapping[str, str]) -> dict[str, str]:
    """Return the SHA-256 of each pair's layer, as the chain keeps it: of what is encrypted, it tells nothing.

    A layer that is no layer any more has an empty one: it differs from whatever was told.
    """
    return {pair: _layer_hash(layer) for pair, layer in mapping(layers).items()}


def _layer_hash(layer: Any) -> str:
    try:
        return hashlib.sha256(base64.b64decode(layer)).hexdigest()
    except (TypeError, ValueError):
        return ""


def findings() -> Iterator[Finding]:
    """Yield every break for ``manage.py verify_audit``."""
    for found in (*_key_breaks(), *breaks()):
        what = f": {', '.join(found.fields)}" if found.fields else ""
        yield Finding(f"{found.kind} {found.code}", f"{_IN_WORDS[found.problem]}{what}")


_IN_WORDS = {
    SealProblem.GONE: "its chain is there, its row is gone",
    SealProblem.UNKNOWN: "its row is there, no chain says how it came to be",
    SealProblem.CHANGED: "its row is not what its chain says",
}


def breaks(round: BidRound | None = None) -> Iterator[Break]:
    """Yield what does not fit of one round and its bids, or of all."""
    codes = None if round is None else [round.code]
    yield from _compared(ROUND, _chains(ROUND, codes), _rounds, _round_fields)
    yield from _unknown_rounds(codes)
    bids = SealedBid.objects.all()
    if round is not None:
        bids = bids.filter(round=round)
        codes = _chains_of(round)
    yield from _compared(BID, _chains(BID, codes), _bids, _bid_fields)
    chain = AuditEntry.objects.filter(subject_kind=BID, subject_code=OuterRef("receipt"), action="create")
    for receipt in bids.filter(~Exists(chain)).values_list("receipt", flat=True):
        yield Break(BID, receipt, SealProblem.UNKNOWN)
    yield from _opened_breaks(None if round is None else [round.code])


def opened_fingerprint(bid: OpenedBid) -> str:
    """Return what the chain keeps of what came out of a bid; empty where it cannot be read any more.

    Under the server's key: a final offer is little more than a price, and who reads the chain before the result
    (RULES N-01) could try prices against a plain hash.
    """
    try:
        told = {
            "code": bid.code,
            "supplier": bid.supplier.code,
            "offer": plain(bid.offer),
            "scale": bid.scale,
            "small_share": None if bid.small_share is None else plain(bid.small_share),
            "failure": bid.failure,
            "content": bid.content,
        }
        return safe.pseudonym(hash_of(told), "opened-bid")
    except (RegulationError, ValueError):
        return ""


def _opened_breaks(codes: list[str] | None) -> Iterator[Break]:
    """Hold what came out against the opening's own entry; openings before that was written down tell nothing."""
    openings = AuditEntry.objects.filter(subject_kind=ROUND, action="open")
    if codes is not None:
        openings = openings.filter(subject_code__in=codes)
    for code, changes in openings.values_list("subject_code", "changes").iterator(chunk_size=_BATCH):
        told = mapping(changes).get("opened")
        if told is None:
            continue
        rows = OpenedBid.objects.filter(round__code=code).select_related("sealed", "supplier")
        now = {row.sealed.receipt: _came_out(row) for row in rows.defer(*_LOCKED)}
        for receipt in sorted(mapping(told).keys() | now.keys()):
            if mapping(told).get(receipt) != now.get(receipt):
                yield Break(BID, receipt, SealProblem.CHANGED, ("opened",))


def _came_out(bid: OpenedBid) -> str:
    """Read what is locked bid by bid: one that cannot be read must not hide the others."""
    try:
        bid.refresh_from_db(fields=_LOCKED)
    except (safe.Unreadable, ValueError):
        return ""
    return opened_fingerprint(bid)


def _unknown_rounds(codes: list[str] | None) -> Iterator[Break]:
    chain = AuditEntry.objects.filter(subject_kind=ROUND, subject_code=OuterRef("code"))
    unknown = BidRound.objects.filter(~Exists(chain))
    if codes is not None:
        unknown = unknown.filter(code__in=codes)
    for code in unknown.values_list("code", flat=True):
        yield Break(ROUND, code, SealProblem.UNKNOWN)


def _chains_of(round: BidRound) -> "QuerySet[Any, str]":
    sealed = AuditEntry.objects.filter(subject_kind=BID, action="create", changes__round=round.code)
    return sealed.values_list("subject_code", flat=True)


def _chains(kind: str, codes: Any) -> Iterator[_Told]:
    entries = AuditEntry.objects.filter(subject_kind=kind).order_by("subject_code", "seq")
    if codes is not None:
        entries = entries.filter(subject_code__in=codes)
    for code, chain in groupby(entries.iterator(chunk_size=_BATCH), key=lambda entry: entry.subject_code):
        told = _Told(code)
        for entry in chain:
            told.hear(entry)
        yield told


def _compared(kind: str, chains: Iterator[_Told], rows: Any, fields: Any) -> Iterator[Break]:
    for batch in _batches(chains):
        found = rows([told.code for told in batch])
        for told in batch:
            row = found.get(told.code)
            if row is None:
                yield Break(kind, told.code, SealProblem.GONE)
            elif wrong := tuple(fields(told, row)):
                yield Break(kind, told.code, SealProblem.CHANGED, wrong)


def _batches(chains: Iterable[_Told]) -> Iterator[list[_Told]]:
    batch: list[_Told] = []
    for told in chains:
        batch.append(told)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _rounds(codes: list[str]) -> dict[str, BidRound]:
    rows = BidRound.objects.filter(code__in=codes).select_related("closing_entry", "package__tender")
    return {row.code: row for row in rows.prefetch_related("bids", "custodians__key__user")}


def _bids(codes: list[str]) -> dict[str, SealedBid]:
    rows = SealedBid.objects.filter(receipt__in=codes)
    return {row.receipt: row for row in rows.select_related("round__package__tender", "supplier")}


def _round_fields(told: _Told, row: BidRound) -> Iterator[str]:
    facts = told.facts
    if row.status != told.standing:
        yield "status"
    if row.public_key != facts.get("public_key"):
        yield "public_key"
    if row.deadline != _moment(facts.get("deadline")):
        yield "deadline"
    if row.root != facts.get("root", ""):
        yield "root"
    # A round whose tender ended before the deadline was never closed: nothing binds its bids but their own chains.
    if "root" in facts:
        yield from _closing_fields(row)
    yield from _custodian_fields(told, row)
    # Rounds that were opened before their layers were written down have none to compare.
    made, now = facts.get("layers"), fingerprints(row.layers)
    if made is not None and made != now:
        wrong = sorted(pair for pair in made.keys() | now.keys() if made.get(pair) != now.get(pair))
        yield from (f"layer {pair}" for pair in wrong)


def _moment(told: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(told)
    except (TypeError, ValueError):
        return None


def _closing_fields(row: BidRound) -> Iterator[str]:
    """The root binds what there is: without a bid and its whole chain, or with another closing entry, it does not."""
    try:
        bound = opening_root(bid.entry_hash for bid in row.bids.all())
    except ValueError:
        bound = ""
    if bound != row.root:
        yield "receipts"
    if row.closing_entry is None or not _closes(row.closing_entry, row):
        yield "closing_entry"


def _closes(entry: AuditEntry, row: BidRound) -> bool:
    of_tender = (entry.subject_kind, entry.subject_code) == ("tender", row.package.tender.code)
    return of_tender and mapping(entry.changes).get("root") == row.root


def _custodian_fields(told: _Told, row: BidRound) -> Iterator[str]:
    """Who keeps the key, and what waits after the first of them."""
    facts, peeled = told.facts, mapping(row.peeled)
    made = facts.get("custodians")
    if made is not None and made != {place.part: place.key.user.code for place in row.custodians.all()}:
        yield "custodians"
    left = facts.get("peeled_left")
    is_told = left is None or left == fingerprints(peeled.get("left", {}))
    if peeled.get("by") != facts.get("peeled_by") or not is_told or bool(row.peeled) != bool(peeled):
        yield "peeled"


def _bid_fields(told: _Told, row: SealedBid) -> Iterator[str]:
    facts, created = told.facts, told.created
    receipt = {
        "receipt": row.receipt,
        "submitted_at": row.submitted_at.astimezone(clock.SHANGHAI).isoformat(timespec="seconds"),
        "sealed_sha256": row.sealed_sha256,
    }
    package = row.round.package
    if row.status != told.standing:
        yield "status"
    if row.round.code != facts.get("round"):
        yield "round"
    if row.sealed_sha256 != facts.get("sealed_sha256"):
        yield "sealed_sha256"
    if created is None or row.submitted_at != created.at:
        yield "submitted_at"
    if created is None or row.supplier.code != created.organisation_code:
        yield "supplier"
    hashed = entry_hash(receipt, tender=package.tender.code, package=package.number)
    if not row.entry_hash == hashed == facts.get("entry_hash"):
        yield "entry_hash"


def _key_breaks() -> Iterator[Break]:
    """Hold every custodian's key against the enrolment: exchanged, its owner would open nothing on the day."""
    enrolled = AuditEntry.objects.filter(subject_kind=KEY, action="enrol")
    made = {
        (code, changes["public_key"]): changes.get("wrapped_sha256")
        for code, changes in enrolled.values_list("subject_code", "changes")
    }
    for key in CustodianKey.objects.select_related("user").order_by("pk"):
        told = made.get((key.user.code, key.public_key), "")
        if told == "":
            yield Break(KEY, key.user.code, SealProblem.UNKNOWN, ("public_key",))
        elif told is not None and told != fingerprint(key.wrapped_secret):
            yield Break(KEY, key.user.code, SealProblem.CHANGED, ("wrapped_secret",))


def fingerprint(wrapped: bytes | memoryview) -> str:
    return hashlib.sha256(bytes(wrapped)).hexdigest()
