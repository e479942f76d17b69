"""Reading budget lines: who sees which, what is available, and whether the balances are true."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from procurement.accounts.enums import Office, OrganisationKind
from procurement.core.actors import Actor
from procurement.core.todo import Todo

from .enums import EntryKind, LineStatus, Place
from .models import BudgetLine, Holding, LedgerEntry

ZERO = Decimal("0.00")
# The mid-term fiscal plan of a year looks three years ahead of it (国发〔2015〕3号; RULES A-19).
PLAN_YEARS = 3
_BALANCES = ("approved", "adjusted", *Place.values)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A balance that is not what the ledger says. ``cause_code`` is empty for the line's own balance."""

    line_code: str
    cause_code: str
    balance: str
    stored: Decimal
    derived: Decimal


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


def available_to(line: BudgetLine, cause_code: str) -> Decimal:
    """Return what a cause can still use of a line: free money plus what it holds already (N-11)."""
    holding = Holding.objects.filter(line=line, cause_code=cause_code).first()
    return free(line) + (holding.reserved + holding.frozen if holding else ZERO)


def usable_lines(organisation_id: int | None, *, from_year: int) -> QuerySet[BudgetLine]:
    """Return an organisation's approved lines of ``from_year`` and later."""
    return BudgetLine.objects.filter(
        organisation=organisation_id, status=LineStatus.APPROVED, year__gte=from_year
    ).order_by("year", "code")


def line_by_code(code: str, actor: Actor) -> BudgetLine | None:
    """Return a visible line, or None."""
    return visible_lines(actor).filter(code=code).first()


def holdings_of(line: BudgetLine) -> QuerySet[Holding]:
    """Return what each cause holds or has spent of the line."""
    return line.holdings.order_by("cause_code")


def ledger_of(line: BudgetLine, limit: int = 200) -> list[LedgerEntry]:
    """Return the newest entries of a line's ledger, newest first."""
    return list(line.entries.order_by("-seq")[:limit])


def years_with_lines() -> list[tuple[int, int]]:
    """Return the years that have lines, newest first, as choices."""
    years = BudgetLine.objects.order_by("-year").values_list("year", flat=True).distinct()
    return [(year, year) for year in years]


def holdings_of_cause(cause_code: str) -> QuerySet[Holding]:
    """Return what a cause holds, line by line."""
    return (
        Holding.objects.filter(cause_code=cause_code)
        .select_related("line")
        .order_by("line__year", "line__code")
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


def totals(lines: QuerySet[BudgetLine]) -> dict[str, Decimal]:
    """Return the sums of every balance over ``lines``, with ``total``, ``free`` and ``count`` (one query)."""
    sums = lines.order_by().aggregate(
        count=Count("pk"), proposed=Sum("proposed"), **{name: Sum(name) for name in _BALANCES}
    )
    found = {name: value or ZERO for name, value in sums.items()}
    found["count"] = sums["count"]
    found["total"] = found["approved"] + found["adjusted"]
    found["free"] = found["total"] - sum((found[place] for place in Place.values), ZERO)
    return found


def derived_balances(entries: QuerySet[LedgerEntry]) -> dict[tuple[int, str], dict[str, Decimal]]:
    """Return every balance as the ledger has it, by (line id, cause code), in yuan (one query)."""
    found: dict[tuple[int, str], dict[str, Decimal]] = defaultdict(lambda: dict.fromkeys(_BALANCES, ZERO))
    sums = entries.order_by().values("line_id", "cause_code", "kind").annotate(sum=Sum("amount"))
    for row in sums:
        balances = found[row["line_id"], row["cause_code"]]
        for balance, amount in _effects(row["kind"], row["sum"]):
            balances[balance] += amount
    return dict(found)


def mismatches() -> list[Mismatch]:
    """Return every stored balance that differs from its ledger: of lines, and of what each cause holds."""
    derived = derived_balances(LedgerEntry.objects.all())
    by_line: dict[int, dict[str, Decimal]] = defaultdict(lambda: dict.fromkeys(_BALANCES, ZERO))
    for (line_id, _cause), balances in derived.items():
        for name, amount in balances.items():
            by_line[line_id][name] += amount
    found = []
    for line in BudgetLine.objects.order_by("code"):
        found += _differences(line, by_line[line.pk], line.code, "", _BALANCES)
    for holding in Holding.objects.select_related("line").order_by("line__code", "cause_code"):
        truth = derived.get((holding.line_id, holding.cause_code), dict.fromkeys(_BALANCES, ZERO))
        found += _differences(holding, truth, holding.line.code, holding.cause_code, tuple(Place.values))
    return found


def todos(actor: Actor, at: datetime) -> list[Todo]:
    """Return the lines that wait for this person's approval: entered by somebody else."""
    if not is_budget_officer(actor):
        return []
    waiting = visible_lines(actor).filter(status=LineStatus.DRAFT).exclude(author_code=actor.code)
    return [
        Todo(
            title=_("批准预算指标：%(owner)s %(project)s")
            % {"owner": line.organisation.short_name or line.organisation.name, "project": line.project_name},
            due=None,
            url=reverse("budgeting:line-detail", args=[line.code]),
            rule="B-02",
            subject_code=line.code,
        )
        for line in waiting.order_by("year", "code")
    ]


def _effects(kind: str, amount: Decimal) -> list[tuple[str, Decimal]]:
    if kind == EntryKind.APPROVE:
        return [("approved", amount)]
    if kind == EntryKind.ADJUST:
        return [("adjusted", amount)]
    source, target = EntryKind(kind).places
    taken = [(source, -amount)] if source else []
    given = [(target, amount)] if target else []
    return taken + given


def _differences(
    row: BudgetLine | Holding, truth: dict[str, Decimal], line: str, cause: str, names: tuple[str, ...]
) -> list[Mismatch]:
    return [
        Mismatch(line, cause, name, getattr(row, name), truth[name])
        for name in names
        if getattr(row, name) != truth[name]
    ]
