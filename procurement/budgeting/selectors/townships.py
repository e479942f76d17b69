"""What the townships' people's congresses approved, and what is still missing for their lines (B-18, N-10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from procurement.accounts.enums import OrganisationKind
from procurement.accounts.models import Organisation
from procurement.core import parameters
from procurement.core.actors import Actor
from procurement.regulations import parameters as policy

from ..enums import FilingStatus, LineStatus
from ..models import BudgetLine, TownshipBudget
from .lines import is_overseer

FILING_FIRST = "township_filing_first"


@dataclass(frozen=True, slots=True)
class Congress:
    """How a township's budget of a year stands: decided by its people's congress, filed with the county.

    ``filing_first``: lines wait for the filing too. The law names no such order, so the bureau's parameter
    decides; ``unconfirmed`` says that the bureau has not confirmed it. ``ahead``: the year has not begun, and
    the congress may well be still to come.
    """

    organisation: Organisation
    year: int
    budget: TownshipBudget | None
    filing_first: bool
    unconfirmed: bool
    ahead: bool

    @property
    def town(self) -> str:
        """Return the township's name as people say it."""
        return self.organisation.short_name or self.organisation.name

    @property
    def filed(self) -> bool:
        return self.budget is not None and self.budget.status == FilingStatus.FILED

    @property
    def ready(self) -> bool:
        """Tell whether the year's lines may be approved as far as congress and filing go."""
        return self.budget is not None and (self.filed or not self.filing_first)


def congress_days(year: int) -> tuple[date, date]:
    """Return the first and the last day on which a congress can have decided a year's budget.

    Drafts are made in the year before; nobody approves the budget of a year that is over.
    """
    return date(year - 1, 1, 1), date(year, 12, 31)


def township_budget(organisation_id: int, year: int) -> TownshipBudget | None:
    """Return what is registered of a township's budget of one year."""
    return TownshipBudget.objects.filter(organisation=organisation_id, year=year).first()


def congresses(lines: Iterable[BudgetLine], on: date) -> list[Congress]:
    """Return how the budgets of the lines' townships stand, once for each township and year (two queries).

    Lines of other purchasers have none: the county's congress approves their budget.
    """
    owners = {
        (line.organisation_id, line.year): line.organisation
        for line in lines
        if line.organisation.kind == OrganisationKind.TOWNSHIP
    }
    if not owners:
        return []
    known = {(one.organisation_id, one.year): one for one in _budgets(owners)}
    rule = policy.lookup(FILING_FIRST, on, parameters.changed(on))
    return [
        Congress(owner, year, known.get((pk, year)), rule.value == 1, not rule.confirmed, year > on.year)
        for (pk, year), owner in owners.items()
    ]


def _budgets(asked: Iterable[tuple[int, int]]) -> QuerySet[TownshipBudget]:
    wanted = reduce(or_, (Q(organisation=pk, year=year) for pk, year in asked))
    return TownshipBudget.objects.filter(wanted)


def congress_of(line: BudgetLine, on: date) -> Congress | None:
    """Return how the budget of a township's line stands; None for a line of any other purchaser."""
    return next(iter(congresses([line], on)), None)


def township_rows(year: int, actor: Actor) -> list[dict[str, Any]]:
    """Return every township that the actor may look at with its budget of the year, or None (three queries).

    ``waiting``: how many of its lines are entered for the year and cannot be approved before it is registered.
    """
    towns = Organisation.objects.filter(kind=OrganisationKind.TOWNSHIP).active().order_by("code")
    if not is_overseer(actor):
        towns = towns.filter(pk=actor.organisation_id)
    budgets = {one.organisation_id: one for one in TownshipBudget.objects.filter(year=year)}
    waiting = {
        row["organisation"]: row["lines"] for row in waiting_for_congress(actor) if row["year"] == year
    }
    return [
        {"organisation": town, "budget": budgets.get(town.pk), "waiting": waiting.get(town.pk, 0)}
        for town in towns
    ]


def waiting_for_congress(actor: Actor) -> list[dict[str, Any]]:
    """Return townships and years whose lines wait for the congress's decision to be registered (one query).

    Each with ``organisation`` (its key), ``year``, ``lines``, ``name``, ``short_name`` and ``code``.
    """
    found = BudgetLine.objects.filter(undecided(), organisation__kind=OrganisationKind.TOWNSHIP)
    if not is_overseer(actor):
        found = found.filter(organisation=actor.organisation_id)
    names = ("name", "short_name", "code")
    rows = found.order_by().values("organisation", "year", *(f"organisation__{name}" for name in names))
    rows = rows.annotate(lines=Count("pk")).order_by("year", "organisation__code")
    return [
        {"organisation": row["organisation"], "year": row["year"], "lines": row["lines"]}
        | {name: row[f"organisation__{name}"] for name in names}
        for row in rows
    ]


def undecided() -> Q:
    """Match lines that are proposed while their township's congress has no decision on record for the year."""
    decided = TownshipBudget.objects.filter(organisation=OuterRef("organisation"), year=OuterRef("year"))
    proposed = Q(status=LineStatus.DRAFT) | Q(status=LineStatus.MIDTERM, proposed__gt=0)
    return proposed & Q(organisation__kind=OrganisationKind.TOWNSHIP) & ~Exists(decided)
