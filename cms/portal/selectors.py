"""What the home page counts and lists: public facts only, in six queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from catalogue.enums import ItemStatus
from catalogue.models import PlanItem
from procurement.budgeting.models import Holding
from procurement.core.clock import local_date
from procurement.publications.models import Publication
from procurement.tendering.enums import TenderStatus
from procurement.tendering.models import Tender

WEEK = timedelta(days=7)
NEWEST = 8
DEADLINES = 6
ZERO = Decimal("0.00")
PUBLIC_ITEMS = (ItemStatus.PUBLISHED, ItemStatus.CLOSED)


@dataclass(frozen=True, slots=True)
class TownBudget:
    """One purchaser's money in this year's projects, in yuan. ``waiting`` is planned and not yet frozen."""

    name: str
    planned: Decimal
    waiting: Decimal
    frozen: Decimal
    committed: Decimal
    paid: Decimal

    @property
    def parts(self) -> dict[str, Decimal]:
        return {
            "paid": self.paid,
            "committed": self.committed,
            "frozen": self.frozen,
            "reserved": self.waiting,
        }


@dataclass(frozen=True, slots=True)
class Highlights:
    """Everything that the home page shows besides its welcome."""

    year: int
    receiving: int
    this_week: int
    planned: int
    contracted: int
    deadlines: list[dict[str, Any]]
    budget: list[TownBudget]
    total: TownBudget | None


def highlights(at: datetime) -> Highlights:
    """Return the home page's figures. Nothing in them depends on who looks."""
    year = local_date(at).year
    counts = receiving_tenders(at).aggregate(
        receiving=Count("pk"), this_week=Count("pk", filter=Q(deadline__lte=at + WEEK))
    )
    plan = _plan_by_purchaser(year)
    budget = _budget(plan, _held(year))
    return Highlights(
        year=year,
        **counts,
        planned=sum(row["items"] for row in plan),
        contracted=sum(row["contracted"] for row in plan),
        deadlines=_deadlines(at),
        budget=budget,
        total=_total(budget),
    )


def receiving_tenders(at: datetime) -> QuerySet[Tender]:
    """Return the released tenders whose deadline has not passed."""
    return Tender.objects.for_items().filter(status=TenderStatus.RELEASED, deadline__gt=at)


def newest_notices(limit: int = NEWEST) -> list[dict[str, Any]]:
    """Return the newest publications as rows for a list."""
    rows = Publication.objects.order_by("-published_at", "-pk")
    return list(
        rows.values("code", "kind", "title", "organisation_name", "published_at", "project_code")[:limit]
    )


def _deadlines(at: datetime) -> list[dict[str, Any]]:
    rows = receiving_tenders(at).filter(deadline__lte=at + WEEK).order_by("deadline", "pk")
    return list(
        rows.values(
            "title",
            "deadline",
            project=F("item__code"),
            purchaser_name=F("purchaser__name"),
            purchaser_short=F("purchaser__short_name"),
        )[:DEADLINES]
    )


def _plan_by_purchaser(year: int) -> list[dict[str, Any]]:
    """Return number, sum and contracted projects of each purchaser (one query).

    A project with two contracts is one project; its amount is summed apart from the join.
    """
    items = PlanItem.objects.filter(year=year, status__in=PUBLIC_ITEMS)
    signed = items.filter(contracts__publication_code__gt="").values("pk")
    rows = items.order_by().values(
        "organisation_id", name=F("organisation__name"), short=F("organisation__short_name")
    )
    return list(
        rows.annotate(
            items=Count("pk"), planned=Sum("amount"), contracted=Count("pk", filter=Q(pk__in=signed))
        ).order_by("-planned", "organisation__code")
    )


def _budget(plan: list[dict[str, Any]], held: dict[int, dict[str, Decimal]]) -> list[TownBudget]:
    rows = []
    for row in plan:
        places = held.get(row["organisation_id"], {})
        frozen, committed, paid = (places.get(name) or ZERO for name in ("frozen", "committed", "paid"))
        rows.append(
            TownBudget(
                name=row["short"] or row["name"],
                planned=row["planned"],
                waiting=places.get("reserved") or ZERO,
                frozen=frozen,
                committed=committed,
                paid=paid,
            )
        )
    return rows


def _held(year: int) -> dict[int, dict[str, Decimal]]:
    """Return what this year's projects hold, whatever year pays for it, by purchaser (one query)."""
    codes = PlanItem.objects.filter(year=year, status__in=PUBLIC_ITEMS).values("code")
    sums = (
        Holding.objects.filter(cause_kind="plan-item", cause_code__in=codes)
        .order_by()
        .values(owner=F("line__organisation_id"))
        .annotate(
            sum_reserved=Sum("reserved"),
            sum_frozen=Sum("frozen"),
            sum_committed=Sum("committed"),
            sum_paid=Sum("paid"),
        )
    )
    return {
        row["owner"]: {name: row[f"sum_{name}"] for name in ("reserved", "frozen", "committed", "paid")}
        for row in sums
    }


def _total(rows: Iterable[TownBudget]) -> TownBudget | None:
    rows = list(rows)
    if not rows:
        return None
    sums = {
        name: sum((getattr(row, name) for row in rows), ZERO)
        for name in ("planned", "waiting", "frozen", "committed", "paid")
    }
    return TownBudget(name="", **sums)
