"""The county's budget at a glance: organisations × months, what is nearly used up, and a month's report.

Every function takes a fixed number of queries, however many lines and entries there are.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, ExpressionWrapper, F, Max, Q, QuerySet, Sum

from procurement.accounts.models import Organisation
from procurement.core.actors import Actor
from procurement.core.clock import SHANGHAI, local_time

from ..enums import EntryKind, LineStatus, Place
from ..models import BudgetLine, LedgerEntry
from .lines import ZERO, is_overseer, visible_lines
from .reconciling import effects

MONTHS = tuple(range(1, 13))
# From here on a line is nearly used up, in per cent of its budget.
NEARLY_USED = 90
# No budget yet: what is drafted, and what a later year's plan foresees.
UNAPPROVED = (LineStatus.DRAFT, LineStatus.MIDTERM)
# What a month paid: what suppliers paid back in it is taken off.
PAYMENTS = {EntryKind.PAY.value: 1, EntryKind.REFUND.value: -1}


@dataclass
class OwnerRow:
    """One organisation's year: its balances and what it paid month by month, in yuan."""

    owner: Organisation | None
    total: Decimal = ZERO
    reserved: Decimal = ZERO
    frozen: Decimal = ZERO
    committed: Decimal = ZERO
    paid: Decimal = ZERO
    months: dict[int, Decimal] = field(default_factory=lambda: dict.fromkeys(MONTHS, ZERO))

    @property
    def free(self) -> Decimal:
        return self.total - self.reserved - self.frozen - self.committed - self.paid

    @property
    def rate(self) -> Decimal:
        """Return what is paid of the budget, in per cent."""
        return self.paid * 100 / self.total if self.total else ZERO

    @property
    def by_month(self) -> list[Decimal]:
        return [self.months[month] for month in MONTHS]


def lines_of_year(year: int, actor: Actor) -> QuerySet[BudgetLine]:
    """Return the visible lines whose money belongs to a year: its own and what was carried over into it."""
    return _of_year(visible_lines(actor), year)


def _of_year(lines: QuerySet[BudgetLine], year: int) -> QuerySet[BudgetLine]:
    return lines.exclude(status__in=UNAPPROVED).filter(Q(year=year) | Q(carried_to=year))


def county(year: int, actor: Actor) -> tuple[list[OwnerRow], OwnerRow]:
    """Return each organisation's row, in the order of their codes, and the sum of all (three queries)."""
    return _owners(lines_of_year(year, actor), year)


def public_county(year: int) -> tuple[list[OwnerRow], OwnerRow]:
    """Return the same for everybody: sums of each purchaser, no line (预算法 art. 14)."""
    return _owners(_of_year(BudgetLine.objects.all(), year), year)


def public_years() -> list[int]:
    """Return the years that have an approved budget, the newest first."""
    approved = BudgetLine.objects.exclude(status__in=UNAPPROVED)
    return list(approved.order_by("-year").values_list("year", flat=True).distinct())


def _owners(lines: QuerySet[BudgetLine], year: int) -> tuple[list[OwnerRow], OwnerRow]:
    balances = (
        lines.order_by()
        .values("organisation")
        .annotate(
            sum_approved=Sum("approved"),
            sum_adjusted=Sum("adjusted"),
            **{f"sum_{place}": Sum(place) for place in Place.values},
        )
    )
    rows: dict[int, OwnerRow] = {}
    for found in balances:
        sums = {place: found[f"sum_{place}"] for place in Place.values}
        total = found["sum_approved"] + found["sum_adjusted"]
        rows[found["organisation"]] = OwnerRow(None, total=total, **sums)
    for owner_id, month, amount in _payments(lines, year):
        rows[owner_id].months[month] += amount
    owners = Organisation.objects.filter(pk__in=rows).order_by("kind", "code")
    for owner in owners:
        rows[owner.pk].owner = owner
    ordered = [rows[owner.pk] for owner in owners]
    return ordered, _sum_of(ordered)


def _payments(lines: QuerySet[BudgetLine], year: int) -> list[tuple[int, int, Decimal]]:
    paid = LedgerEntry.objects.filter(
        kind__in=PAYMENTS,
        line__in=lines.order_by().values("pk"),
        at__gte=local_time(date(year, 1, 1)),
        at__lt=local_time(date(year + 1, 1, 1)),
    )
    # A sum for each month's span: taking the month out of every entry's time cost more than all the rest.
    starts = [local_time(date(year, month, 1)) for month in MONTHS] + [local_time(date(year + 1, 1, 1))]
    spans = {
        f"month_{month}": Sum("amount", filter=Q(at__gte=starts[month - 1], at__lt=starts[month]))
        for month in MONTHS
    }
    sums = paid.order_by().values("line__organisation", "kind").annotate(**spans)
    return [
        (row["line__organisation"], month, PAYMENTS[row["kind"]] * row[f"month_{month}"])
        for row in sums
        for month in MONTHS
        if row[f"month_{month}"]
    ]


def _sum_of(rows: list[OwnerRow]) -> OwnerRow:
    whole = OwnerRow(None)
    for row in rows:
        for name in ("total", *Place.values):
            setattr(whole, name, getattr(whole, name) + getattr(row, name))
        for month in MONTHS:
            whole.months[month] += row.months[month]
    return whole


def nearly_used(year: int, actor: Actor) -> list[BudgetLine]:
    """Return the lines of which more than NEARLY_USED per cent is promised or paid, the fullest first."""
    promised = F("reserved") + F("frozen") + F("committed") + F("paid")
    total = F("approved") + F("adjusted") + F("planned")
    over = ExpressionWrapper(promised * 100 - total * NEARLY_USED, output_field=BigIntegerField())
    lines = lines_of_year(year, actor).exclude(status=LineStatus.CLOSED).annotate(over=over)
    found = list(lines.filter(over__gt=0))
    for line in found:
        line.share = line.promised * 100 / line.total
    return sorted(found, key=lambda line: (-line.share, line.code))


def visible_ledger(actor: Actor) -> QuerySet[LedgerEntry]:
    """Return the entries of the lines that the actor may see, newest first."""
    rows = LedgerEntry.objects.select_related("line__organisation", "audit_entry").order_by("-at", "-pk")
    if is_overseer(actor):
        return rows
    return rows.filter(line__in=visible_lines(actor).order_by().values("pk"))


@dataclass
class ReportRow:
    """One organisation in a month's report, as the ledger had it at the month's end, in yuan."""

    owner: Organisation
    total: Decimal
    reserved: Decimal
    frozen: Decimal
    committed: Decimal
    paid: Decimal
    paid_in_month: Decimal

    @property
    def free(self) -> Decimal:
        return self.total - self.reserved - self.frozen - self.committed - self.paid

    @property
    def rate(self) -> Decimal:
        return self.paid * 100 / self.total if self.total else ZERO


def month_report(year: int, month: int, actor: Actor) -> tuple[list[ReportRow], dict[str, Decimal]]:
    """Return the month's execution as the ledger had it when the month ended, and its sums.

    From the ledger, not from today's balances: the report of a past month never changes.
    """
    first = local_time(date(year, month, 1))
    end = local_time(date(year + month // 12, month % 12 + 1, 1))
    lines = lines_of_year(year, actor).order_by().values("pk")
    entries = LedgerEntry.objects.filter(line__in=lines, at__lt=end)
    balances: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for owner_id, kind, amount in _sums(entries):
        for name, change in effects(kind, amount):
            balances[owner_id][name] += change
    in_month: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for owner_id, kind, amount in _sums(entries.filter(at__gte=first, kind__in=PAYMENTS)):
        in_month[owner_id] += PAYMENTS[kind] * amount
    owners = Organisation.objects.filter(pk__in=balances).order_by("kind", "code")
    rows = [_report_row(owner, balances[owner.pk], in_month.get(owner.pk, ZERO)) for owner in owners]
    names = ("total", *Place.values, "paid_in_month", "free")
    return rows, {name: sum((getattr(row, name) for row in rows), ZERO) for name in names}


def _report_row(owner: Organisation, sums: dict[str, Decimal], paid_in_month: Decimal) -> ReportRow:
    places = {place: sums[place] for place in Place.values}
    return ReportRow(owner, sums["approved"] + sums["adjusted"], **places, paid_in_month=paid_in_month)


def _sums(entries: QuerySet[LedgerEntry]) -> list[tuple[int, str, Decimal]]:
    rows = entries.order_by().values("line__organisation", "kind").annotate(sum=Sum("amount"))
    return [(row["line__organisation"], row["kind"], row["sum"]) for row in rows]


def state_of_month(code: str) -> str:
    """Return what the ledger had come to when the month ended: another state is another document."""
    month = date.fromisoformat(f"{code}-01")
    end = local_time(date(month.year + month.month // 12, month.month % 12 + 1, 1))
    return str(LedgerEntry.objects.filter(at__lt=end).aggregate(last=Max("pk"))["last"] or 0)


def report_months(at: datetime, count: int = 12) -> list[date]:
    """Return the first days of the last months that have begun, newest first."""
    day = at.astimezone(SHANGHAI).date().replace(day=1)
    found = [day]
    while len(found) < count:
        found.append(_month_before(found[-1]))
    return found


def _month_before(day: date) -> date:
    return date(day.year - (day.month == 1), 12 if day.month == 1 else day.month - 1, 1)


def as_chart(rows: list[OwnerRow]) -> list[dict[str, Any]]:
    """Return each organisation's balances as parts of one scale: the largest budget is the whole width."""
    largest = max((row.total for row in rows), default=ZERO)
    return [_bar(row, largest) for row in rows if largest]


def _bar(row: OwnerRow, largest: Decimal, width: int = 1000) -> dict[str, Any]:
    parts, x = [], ZERO
    for key in ("paid", "committed", "frozen", "reserved", "free"):
        size = getattr(row, key) * width / largest
        parts.append({"key": key, "x": f"{x:.2f}", "width": f"{size:.2f}"})
        x += size
    return {"row": row, "parts": parts}


def as_columns(whole: OwnerRow, height: int = 100) -> list[dict[str, Any]]:
    """Return the payments of the twelve months as columns of one scale; more paid back than paid has none."""
    largest = max(*whole.by_month, ZERO) or Decimal(1)
    heights = {month: max(whole.months[month], ZERO) * height / largest for month in MONTHS}
    return [
        {
            "month": month,
            "amount": whole.months[month],
            "x": (month - 1) * 80 + 10,
            "text_x": (month - 1) * 80 + 40,
            "y": f"{height - heights[month]:.2f}",
            "height": f"{heights[month]:.2f}",
        }
        for month in MONTHS
    ]
