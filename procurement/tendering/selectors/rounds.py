"""Reading rounds of sealed bids. What is counted here is shown to nobody before the round is closed."""

from datetime import datetime, timedelta

from django.db import models

from procurement.regulations.methods import AWARD, minimum_suppliers

from ..enums import BidState, PackageStatus, RoundKind, RoundStatus
from ..models import BidRound, Examination, OpenedBid, Package, RoundCustodian, SealedBid
from .custody import in_office, places_of

# A receipt of the last second may still be on its way to the database: the close waits for it.
GRACE = timedelta(seconds=60)


def needed(package: Package) -> int:
    """Return how many bids the method needs to be opened, examined and evaluated (RULES C, supplier counts)."""
    tender = package.tender
    return minimum_suppliers(tender.method, AWARD, two_bidder_case=tender.two_bidder_case)


def valid_bids(round: BidRound) -> "models.QuerySet[SealedBid]":
    valid = round.bids.filter(status=BidState.VALID)
    return valid.select_related("round", "supplier").order_by("entry_hash")


def has_enough(round: BidRound) -> bool:
    """Tell whether the round reached the method's minimum. Ask only once it is closed."""
    return valid_bids(round).count() >= needed(round.package)


def ended_unopened(round: BidRound) -> bool:
    """Tell whether a closed round with enough bids was never opened: its package ended for another reason (E-61)."""
    closed = round.status == RoundStatus.UNOPENED and round.closing_entry_id is not None
    return closed and has_enough(round)


def round_of(package: Package, kind: str = RoundKind.FIRST) -> BidRound | None:
    return package.rounds.filter(kind=kind).first()


def rounds_due(until: datetime) -> "models.QuerySet[BidRound]":
    """Return the rounds that have to close by ``until``."""
    return BidRound.objects.filter(status=RoundStatus.RECEIVING, deadline__lte=until - GRACE)


def receipts(round: BidRound) -> "models.QuerySet[SealedBid]":
    """Return every receipt of a closed round, in the order of the public record; nothing before."""
    if round.closing_entry_id is None:
        return SealedBid.objects.none()
    return round.bids.order_by("entry_hash")


def custodians(round: BidRound) -> "models.QuerySet[RoundCustodian]":
    """Return a round's three places; ``serving`` tells whether its person still holds the office."""
    places = round.custodians.select_related("key__user", "key__organisation")
    return places.annotate(serving=in_office("key__")).order_by("pk")


def ceremonies_of(user_id: int | None) -> "models.QuerySet[BidRound]":
    """Return the rounds that a person keeps a key for, newest deadline first."""
    return (
        BidRound.objects.filter(pk__in=places_of(user_id).values("round"))
        .select_related("package__tender__purchaser")
        .order_by("-deadline")
    )


def opened_bids(round: BidRound) -> "models.QuerySet[OpenedBid]":
    """Return what came out of a round, by letter. Ask ``permissions.view_opened`` first."""
    return round.opened.select_related(
        "supplier", "sealed", "examination", "round__package__tender"
    ).order_by("code")


def examinations(package: Package) -> "models.QuerySet[Examination]":
    return Examination.objects.filter(bid__round__package=package, bid__round__kind=RoundKind.FIRST)


def with_hopeful() -> "models.QuerySet[Package]":
    """Return packages with ``hopeful``: how many of the opened bids can still pass the examination."""
    first = models.Q(rounds__kind=RoundKind.FIRST, rounds__opened__failure="")
    failed = models.Q(rounds__opened__examination__qualified=False) | models.Q(
        rounds__opened__examination__conforms=False
    )
    bids = models.Count("rounds__opened", filter=first, distinct=True)
    out = models.Count("rounds__opened", filter=first & failed, distinct=True)
    return Package.objects.select_related("tender").annotate(hopeful=bids - out)


def too_few_left(package: Package) -> bool:
    """Tell whether an opened package can no longer have as many qualified bids as it needs (E-61)."""
    if package.status != PackageStatus.OPENED:
        return False
    return with_hopeful().get(pk=package.pk).hopeful < needed(package)


def standing_bids(package: Package) -> "models.QuerySet[OpenedBid]":
    """Return the first-round bids that passed both examinations."""
    return OpenedBid.objects.filter(
        round__package=package,
        round__kind=RoundKind.FIRST,
        failure="",
        examination__qualified=True,
        examination__conforms=True,
    ).select_related("supplier", "sealed")
