"""Reading an opening of a tender: who came, whether the receipts fit, until when one may object (87 art. 40-42)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models

from procurement.accounts.models import Organisation
from procurement.core import clock, parameters, storage
from procurement.core.actors import Actor
from procurement.core.models import AuditEntry
from procurement.core.parameters import Parameter

from ..enums import Method, RoundKind, RoundStatus
from ..models import BidRound, OpeningAttendance, SealCheck, SealedBid
from . import intact, rounds

WINDOW = "opening_objection_minutes"
# Only a tender is read out, so only the order on tenders speaks of its seals.
CHECK_BASIS = "N-02 87号令第四十一条"
# The page looks for news by itself from so long before the deadline.
EARLY = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Seal:
    """One valid receipt, and whether the file that is kept is the one it was given for."""

    bid: SealedBid
    matches: bool


def is_public(round: BidRound) -> bool:
    """Tell whether this opening is held in public and read out: that of a tender (N-01, N-02)."""
    return round.kind == RoundKind.FIRST and round.package.tender.method in Method.with_public_opening()


def seals(round: BidRound) -> list[Seal]:
    """Return every valid receipt of a closed round, held against the bytes that are kept; nothing before."""
    if round.closing_entry_id is None:
        return []
    return [Seal(bid, _matches(bid)) for bid in rounds.valid_bids(round)]


def unmatched(round: BidRound, found: list[Seal]) -> list[str]:
    """Return the receipts whose file is not the one they were given for, or whose row is not what its chain says."""
    broken = {row.code for row in intact.breaks(round) if row.kind == intact.BID}
    return sorted(broken | {seal.bid.receipt for seal in found if not seal.matches})


def _matches(bid: SealedBid) -> bool:
    try:
        with storage.reading(bid.path) as file:
            return storage.hashed(file) == bid.sealed_sha256
    except OSError:
        return False


def seal_check(round: BidRound) -> SealCheck | None:
    return SealCheck.objects.select_related("supplier").filter(round=round).first()


def attendances(round: BidRound) -> "models.QuerySet[OpeningAttendance]":
    return round.attendances.select_related("supplier")


def own_attendance(round: BidRound, actor: Actor) -> OpeningAttendance | None:
    return attendances(round).filter(supplier_id=actor.organisation_id).first()


def bidders(round: BidRound) -> "models.QuerySet[Organisation]":
    """Return who has a valid bid in a closed round; nobody before."""
    if round.closing_entry_id is None:
        return Organisation.objects.none()
    return Organisation.objects.filter(pk__in=rounds.valid_bids(round).values("supplier")).order_by("name")


def absent(round: BidRound) -> "models.QuerySet[Organisation]":
    """Return the bidders of whom nobody came: they are taken to accept the opening (87 art. 42)."""
    return bidders(round).exclude(pk__in=round.attendances.values("supplier"))


def window(round: BidRound) -> Parameter:
    """Return how many minutes one may object after the opening: the bureau's number, unconfirmed until it says so."""
    return parameters.get(WINDOW, clock.local_date(round.opened_at or round.deadline))


def window_ends(round: BidRound) -> datetime | None:
    """Return until when one may object; None before the opening."""
    if round.opened_at is None:
        return None
    return round.opened_at + timedelta(minutes=window(round).integer)


def is_live(round: BidRound, at: datetime) -> bool:
    """Tell whether something may happen any minute, so that the page looks for it by itself."""
    if round.status == RoundStatus.RECEIVING:
        return at >= round.deadline - EARLY
    ends = window_ends(round)
    return round.status == RoundStatus.CLOSED or (ends is not None and at <= ends)


def course(round: BidRound, at: datetime) -> str:
    """Return a word that changes with everything that happens at an opening, and at the end of its window."""
    ends = window_ends(round)
    acts = AuditEntry.objects.filter(subject_kind="round", subject_code=round.code).count()
    return f"{round.status}-{acts}-{int(ends is not None and at > ends)}"


def over(until: datetime) -> Iterator[tuple[BidRound, datetime]]:
    """Yield the public openings whose window has ended by ``until`` and whose record is not drawn up yet."""
    rows = BidRound.objects.filter(
        status=RoundStatus.OPENED,
        kind=RoundKind.FIRST,
        recorded_at=None,
        opened_at__lt=until,
        package__tender__method__in=Method.with_public_opening(),
    )
    for round in rows.select_related("package__tender"):
        ends = window_ends(round)
        if ends is not None and ends < until:
            yield round, ends
