"""Reading budget lines: who sees which, what is available, and whether the balances are true."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from procurement.accounts.enums import Office, OrganisationKind
from procurement.core import clock
from procurement.core.actors import Actor

from ..enums import LineStatus, Place
from ..models import BudgetLine, Holding, LedgerEntry
from .causes import PLAN_ITEM

ZERO = Decimal("0.00")
# The mid-term fiscal plan of a year looks three years ahead of it (国发〔2015〕3号; RULES A-19).
PLAN_YEARS = 3
# The next year's budget is drafted in the autumn: from this month on a form offers it first.
DRAFTING_MONTH = 10
BALANCES = ("planned", "approved", "adjusted", *Place.values)


def is_overseer(actor: Actor) -> bool:
    """Tell whether the actor's organisation sees every line of the county."""
    kinds = (OrganisationKind.FINANCE_BUREAU, OrganisationKind.AUDIT_OFFICE)
    return actor.is_system or actor.organisation_kind in kinds


def is_budget_officer(actor: Actor) -> bool:
    """Tell whether the actor holds the bureau's budget office (the machine does)."""
    bureau = actor.organisation_kind == OrganisationKind.FINANCE_BUREAU and actor.holds(Office.BUREAU_BUDGET)
    return actor.is_system or bureau


def visible_lines(actor: Actor) -> QuerySet[BudgetLine]:
    """Return the lines that the actor may see, with their owners."""
    lines = BudgetLine.objects.select_related("organisation")
    if is_overseer(actor):
        return lines
    own = Q(organisation=actor.organisation_id) | Q(organisation__supervising=actor.organisation_id)
    return lines.filter(own) if actor.organisation_id else lines.none()


def plan_horizon(year: int) -> date:
    """Return the last day that the mid-term fiscal plan of ``year`` reaches."""
    return date(year + PLAN_YEARS, 12, 31)


def free(line: BudgetLine) -> Decimal:
    """Return the line's free money now, in yuan."""
    return BudgetLine.objects.get(pk=line.pk).free


def usable_by_causes(
    cause_codes: Iterable[str], *, cause_kind: str = PLAN_ITEM
) -> dict[tuple[str, int], Decimal]:
    """Return what causes hold of lines and can still use there, by cause and line, in yuan (N-11; one query)."""
    held = Holding.objects.filter(cause_kind=cause_kind, cause_code__in=list(cause_codes)).order_by()
    sums = held.values_list("cause_code", "line").annotate(total=Sum(F("reserved") + F("frozen")))
    return {(cause, line): total for cause, line, total in sums}


def remainder_of(cause_code: str, *, cause_kind: str = PLAN_ITEM) -> Decimal:
    """Return what a cause has reserved and no procurement has taken yet, in yuan (N-11).

    Its amount less what is frozen, promised and paid; a saving was given back and is no longer part of it.
    """
    held = Holding.objects.filter(cause_kind=cause_kind, cause_code=cause_code)
    return held.aggregate(total=Sum("reserved"))["total"] or ZERO


def reserved_by_line(cause_code: str, *, cause_kind: str = PLAN_ITEM) -> list[Holding]:
    """Return where a cause still has reserved money that no procurement has taken, oldest first (one query)."""
    held = Holding.objects.filter(cause_kind=cause_kind, cause_code=cause_code, reserved__gt=0)
    return list(held.select_related("line").order_by("line__year", "line__code"))


def parts_of(cause_code: str, *, cause_kind: str = PLAN_ITEM) -> dict[str, dict[str, Decimal]]:
    """Return what each procurement of a cause has frozen, promised and paid, by its code, in yuan (one query)."""
    held = Holding.objects.filter(cause_kind=cause_kind, cause_code=cause_code).order_by()
    places = (Place.FROZEN.value, Place.COMMITTED.value, Place.PAID.value)
    sums = held.values("part_code").annotate(**{f"{place}_sum": Sum(place) for place in places})
    return {row["part_code"]: {place: row[f"{place}_sum"] for place in places} for row in sums}


def usable_lines(organisation_id: int | None, *, from_year: int) -> QuerySet[BudgetLine]:
    """Return an organisation's lines whose money can be promised in ``from_year`` and later.

    Approved ones, what was carried over into these years, and the mid-term plan of later years (B-06).
    """
    return BudgetLine.objects.filter(
        Q(year__gte=from_year) | Q(carried_to__gte=from_year),
        organisation=organisation_id,
        status__in=LineStatus.promising(),
    ).order_by("year", "code")


def plannable_lines(organisation_id: int | None, *, from_year: int) -> QuerySet[BudgetLine]:
    """Return the lines that a plan item may name: usable ones, and those only proposed, which hold nothing (N-11)."""
    proposed = Q(year__gte=from_year, organisation=organisation_id, status=LineStatus.DRAFT)
    usable = usable_lines(organisation_id, from_year=from_year).values("pk")
    return BudgetLine.objects.filter(proposed | Q(pk__in=usable)).order_by("year", "code")


def budgeted(asked: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return those of some organisations and years for which any budget is approved (one query)."""
    wanted = set(asked)
    lines = BudgetLine.objects.filter(
        organisation__in={organisation for organisation, _year in wanted},
        year__in={year for _organisation, year in wanted},
        status=LineStatus.APPROVED,
    )
    return wanted & set(lines.order_by().values_list("organisation", "year").distinct())


def line_by_code(code: str, actor: Actor) -> BudgetLine | None:
    """Return a visible line, or None."""
    return visible_lines(actor).filter(code=code).first()


def holdings_of(line: BudgetLine) -> QuerySet[Holding]:
    """Return what each cause holds or has spent of the line, its procurements one by one."""
    holds = Q(reserved__gt=0) | Q(frozen__gt=0) | Q(committed__gt=0) | Q(paid__gt=0)
    return line.holdings.filter(holds).order_by("cause_code", "part_code")


def ledger_of(line: BudgetLine, limit: int = 200) -> list[LedgerEntry]:
    """Return the newest entries of a line's ledger, newest first."""
    return list(line.entries.order_by("-seq")[:limit])


def years_with_lines() -> list[tuple[int, int]]:
    """Return the years that have lines, newest first, as choices."""
    years = BudgetLine.objects.order_by("-year").values_list("year", flat=True).distinct()
    return [(year, year) for year in years]


def holdings_of_cause(cause_code: str) -> QuerySet[Holding]:
    """Return what a cause and its procurements hold, line by line."""
    return (
        Holding.objects.filter(cause_code=cause_code)
        .select_related("line")
        .order_by("line__year", "line__code", "part_code")
    )


@dataclass(frozen=True, slots=True)
class Effect:
    """What reserving ``wanted`` yuan would do to a line; ``after`` below zero: the money is not there."""

    line: BudgetLine
    wanted: Decimal
    after: Decimal


def lines_after(wanted: Iterable[tuple[int, Decimal]]) -> list[Effect]:
    """Return the effect of reserving these amounts (line id, yuan) on every line concerned (one query)."""
    sums: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for line_id, amount in wanted:
        sums[line_id] += amount
    lines = BudgetLine.objects.filter(pk__in=sums).select_related("organisation").order_by("code")
    return [Effect(line, sums[line.pk], line.free - sums[line.pk]) for line in lines]


def drafting_year(at: datetime) -> int:
    """Return the year that a budget is most likely entered for: this one, from October on the next."""
    today = clock.local_date(at)
    return today.year + (today.month >= DRAFTING_MONTH)


def totals(lines: QuerySet[BudgetLine]) -> dict[str, Decimal]:
    """Return the sums of every balance over ``lines``, with ``total``, ``free`` and ``count`` (one query).

    Lines of the mid-term plan are counted but not summed: what is not approved is shown apart.
    """
    budget = ~Q(status=LineStatus.MIDTERM)
    sums = lines.order_by().aggregate(
        count=Count("pk"),
        **{name: Sum(name, filter=budget) for name in ("proposed", *BALANCES)},
    )
    found = {name: value or ZERO for name, value in sums.items()}
    found["count"] = sums["count"]
    found["total"] = found["approved"] + found["adjusted"]
    found["free"] = found["total"] - sum((found[place] for place in Place.values), ZERO)
    return found


def midterm_lines(actor: Actor) -> QuerySet[BudgetLine]:
    """Return the mid-term plan that the actor may see: claims of contracts on years without a budget yet."""
    return (
        visible_lines(actor).filter(status=LineStatus.MIDTERM).order_by("year", "organisation__code", "code")
    )


def midterm_years(actor: Actor) -> list[dict[str, Any]]:
    """Return the mid-term plan year by year with its sums: planned, claimed by projects, left (yuan)."""
    years: dict[int, list[BudgetLine]] = defaultdict(list)
    for line in midterm_lines(actor):
        years[line.year].append(line)
    return [
        {
            "year": year,
            "lines": lines,
            "planned": sum((line.planned for line in lines), ZERO),
            "claimed": sum((line.promised for line in lines), ZERO),
            "left": sum((line.free for line in lines), ZERO),
        }
        for year, lines in years.items()
    ]
