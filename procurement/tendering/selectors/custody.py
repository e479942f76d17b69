"""Reading custodians' keys."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import models

from procurement.accounts.enums import Office, OrganisationKind
from procurement.accounts.models import OfficeHolding, Organisation, User
from procurement.accounts.selectors import members_holding
from procurement.core import clock, parameters
from procurement.core.actors import Actor

from ..enums import RoundStatus
from ..models import (
    BidRound,
    CustodianKey,
    CustodianReplacement,
    Package,
    Rehearsal,
    RehearsalSeat,
    RoundCustodian,
)

INDEPENDENT_KINDS = (OrganisationKind.INDEPENDENT, OrganisationKind.AGENCY, OrganisationKind.CENTRAL_AGENCY)
# The bureau holds no key even where it buys for itself (RULES N-03): others of the county stand in.
KEEPER_KINDS = (
    OrganisationKind.TOWNSHIP,
    OrganisationKind.COUNTY_DEPARTMENT,
    OrganisationKind.SUPERVISING_DEPARTMENT,
)

# A round that is still to be opened: its custodians are wanted.
WAITING = (RoundStatus.RECEIVING, RoundStatus.CLOSED)
KINDS = (*KEEPER_KINDS, *INDEPENDENT_KINDS)
REMINDER_DAYS, REMINDER_HOUR = "custodian_reminder_days", 9


def active_key(user_id: int | None) -> CustodianKey | None:
    return CustodianKey.objects.filter(user_id=user_id, revoked_at__isnull=True).first()


def enrolled(organisation: Organisation) -> "models.QuerySet[CustodianKey]":
    """Return the keys in use of people who hold the office now."""
    return _active().filter(organisation=organisation)


def candidates(package: Package) -> dict[str, list[CustodianKey]]:
    """Return who could keep each part of a package's keys, the nearest first.

    A purchaser too small to keep its own duties apart is lent people of the county (RULES N-21).
    """
    purchaser = package.tender.purchaser
    own = list(enrolled(purchaser)) if purchaser.kind in KEEPER_KINDS else []
    supervising = list(enrolled(purchaser.supervising)) if purchaser.supervising_id else []
    others = list(_active().filter(organisation__kind__in=KEEPER_KINDS).exclude(organisation=purchaser))
    agency = list(enrolled(package.tender.agency)) if package.tender.agency_id else []
    independent = _active().filter(organisation__kind=OrganisationKind.INDEPENDENT)
    outside = _active().filter(organisation__kind__in=INDEPENDENT_KINDS)
    kept = [key for key in own if not _disciplines(key)]
    watched = [key for key in own if _disciplines(key)]
    return {
        RoundCustodian.Part.PURCHASER: [*kept, *watched, *others],
        RoundCustodian.Part.DISCIPLINE: [*watched, *kept, *supervising, *others],
        RoundCustodian.Part.INDEPENDENT: [*agency, *independent, *outside],
    }


def proposed(package: Package) -> dict[str, CustodianKey]:
    """Return three different people for the three parts; a part that nobody can keep is missing."""
    found: dict[str, CustodianKey] = {}
    for part, keys in candidates(package).items():
        taken = {key.pk for key in found.values()}
        free = [key for key in keys if key.pk not in taken]
        if free:
            found[part] = free[0]
    return found


def in_use() -> "models.QuerySet[CustodianKey]":
    """Return the keys in use of people who still hold the office where they enrolled."""
    return _active()


def in_office(key: str = "") -> models.Exists:
    """Tell of each row whether its key's owner still holds the office where they enrolled; ``key``: the way there."""
    return models.Exists(
        OfficeHolding.objects.filter(
            membership__user=models.OuterRef(f"{key}user"),
            membership__user__is_active=True,
            membership__organisation=models.OuterRef(f"{key}organisation"),
            membership__organisation__active=True,
            membership__until__isnull=True,
            office=Office.CUSTODIAN,
            until__isnull=True,
        )
    )


def key_in_office(user_id: int | None) -> CustodianKey | None:
    """Return the key that a person uses now, where they still hold the office; else nothing."""
    return _active().filter(user_id=user_id).first()


def serves(key: CustodianKey) -> bool:
    """Tell whether the key's owner still holds the office where they enrolled."""
    return CustodianKey.objects.filter(in_office(), pk=key.pk).exists()


def places_of(user_id: int | None) -> "models.QuerySet[RoundCustodian]":
    """Return where a person keeps a round's key and still may: whoever left the office keeps none (N-03)."""
    return RoundCustodian.objects.filter(in_office("key__"), key__user_id=user_id)


def rehearsals_of(actor: Actor) -> "models.QuerySet[Rehearsal]":
    """Return the practices that a person takes part in, newest first."""
    mine = RehearsalSeat.objects.filter(key__user_id=actor.user_id, key__isnull=False)
    return Rehearsal.objects.filter(pk__in=mine.values("rehearsal")).order_by("-pk")


def reminder_days(on: date) -> int:
    """Return how many days before the deadline custodians are first reminded (a parameter)."""
    return parameters.get(REMINDER_DAYS, on).integer


def reminders(round: BidRound, days: int) -> list[datetime]:
    """Return when the custodians of a round are reminded: that many days before the deadline, and the day before."""
    day = clock.local_date(round.deadline)
    backs = sorted({max(days, 1), 1}, reverse=True)
    return [clock.local_time(day - timedelta(days=back), REMINDER_HOUR) for back in backs]


def abandoned() -> "models.QuerySet[RoundCustodian]":
    """Return the places of people who left, in rounds that are still to be opened."""
    waiting = RoundCustodian.objects.filter(~in_office("key__"), round__status__in=WAITING)
    return waiting.select_related("round__package__tender", "key__user", "key__organisation")


def depending(user: User, organisation: Organisation) -> "models.QuerySet[RoundCustodian]":
    """Return the places that a person keeps for an organisation in rounds still to be opened."""
    mine = RoundCustodian.objects.filter(
        in_office("key__"), key__user=user, key__organisation=organisation, round__status__in=WAITING
    )
    return mine.select_related("round__package__tender", "key__user").order_by("round__deadline", "pk")


def parts_left(round: BidRound) -> set[str]:
    """Return the parts of a round whose people have left the office."""
    return set(round.custodians.exclude(in_office("key__")).values_list("part", flat=True))


def is_stuck(round: BidRound, left: Collection[str]) -> bool:
    """Tell whether too few are in office to open a round or to replace anybody; ``left``: the parts of who is gone."""
    if round.status not in WAITING:
        return False
    done = round.peeled_by
    able = [part for part in RoundCustodian.Part.values if part not in left and part != done]
    return len(able) < (1 if done else 2)


def lost_keepers(package: Package) -> int:
    """Return how many left, where nobody can open a round of the package any more; 0 where it can be opened."""
    gone = [(round, parts_left(round)) for round in package.rounds.filter(status__in=WAITING)]
    return max((len(left) for round, left in gone if is_stuck(round, left)), default=0)


def open_replacement(round: BidRound, at: datetime) -> CustodianReplacement | None:
    """Return the replacement that waits for its second person."""
    waiting = round.replacements.filter(done_at=None, dropped_at=None, until__gte=at)
    return waiting.select_related("old_key__user", "new_key__user", "new_key__organisation").first()


def _active() -> "models.QuerySet[CustodianKey]":
    """Return the keys in use of people who still hold the office where they enrolled."""
    return (
        CustodianKey.objects.filter(in_office(), revoked_at__isnull=True, user__is_active=True)
        .select_related("user", "organisation")
        .order_by("enrolled_at", "pk")
    )


def _disciplines(key: CustodianKey) -> bool:
    return members_holding(key.organisation, Office.DISCIPLINE).filter(pk=key.user_id).exists()
