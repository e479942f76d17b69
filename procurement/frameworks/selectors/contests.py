"""Competitions among the admitted: who sees them, and until when an offer may be given."""

from datetime import datetime, timedelta

from django.db import models

from procurement.accounts.enums import OrganisationKind
from procurement.core import parameters
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.tendering.selectors.lists import sees_all

from ..enums import EntryStatus
from ..models import Contest, ContestOffer, Framework, FrameworkEntry

HOURS = "framework_contest_hours"


def least_hours(at: datetime) -> int:
    """Return for how long the admitted may offer at least (110 art. 33: the necessary time; a parameter)."""
    return parameters.get(HOURS, local_date(at)).integer


def hours_are_confirmed(at: datetime) -> bool:
    return parameters.get(HOURS, local_date(at)).confirmed


def earliest_end(at: datetime) -> datetime:
    return at + timedelta(hours=least_hours(at))


def invited_to(framework: Framework) -> "models.QuerySet[FrameworkEntry]":
    """Return all who are admitted: every one of them may compete (110 art. 33)."""
    rows = framework.entries.filter(status=EntryStatus.ADMITTED)
    return rows.select_related("supplier").order_by("rank", "pk")


def visible_contests(actor: Actor) -> "models.QuerySet[Contest]":
    """Return a purchaser's competitions, those of an organiser's frameworks, those a supplier may offer in."""
    rows = Contest.objects.select_related("framework", "purchaser").order_by("-pk")
    if sees_all(actor):
        return rows
    if actor.organisation_kind == OrganisationKind.SUPPLIER:
        return rows.filter(offers__entry__supplier=actor.organisation_id)
    mine = models.Q(purchaser=actor.organisation_id) | models.Q(framework__organiser=actor.organisation_id)
    return rows.filter(mine)


def own_place(contest: Contest, actor: Actor) -> ContestOffer | None:
    """Return the place of the actor's own supplier."""
    rows = contest.offers.filter(entry__supplier=actor.organisation_id)
    return rows.select_related("entry__supplier", "entry__framework", "contest").first()
