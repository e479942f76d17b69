"""What a reader follows of the public plan: how far each item is, when it last moved, its sums by kind and month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Max, QuerySet, Sum

from procurement.publications.models import Publication

from ..models import PlanItem, PurchaseIntent
from .plan import Stage, stages_of


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an item is, the first day of the month it is to be bought in, and when it last moved."""

    stage: Stage
    month: date
    moved_at: datetime


def progress_of(items: Sequence[PlanItem]) -> dict[str, Progress]:
    """Return the progress of published items by code (three queries).

    The newest intent tells the month better than the plan did (RULES D-01); the newest notice, when it moved.
    """
    codes = [item.code for item in items]
    stages = stages_of(codes)
    notices = Publication.objects.filter(project_code__in=codes).order_by()
    moved = dict(notices.values_list("project_code").annotate(Max("published_at")))
    intents = PurchaseIntent.objects.filter(item__in=items).order_by("published_at", "pk")
    months = dict(intents.values_list("item_id", "expected_month"))
    return {
        item.code: Progress(
            stages[item.code],
            months.get(item.pk, date(item.year, item.start_month, 1)),
            max(filter(None, (item.published_at, moved.get(item.code)))),
        )
        for item in items
    }


@dataclass(frozen=True, slots=True)
class Group:
    """Items of the plan that have something in common: number, sum in yuan, people served."""

    key: str | int
    name: str
    count: int
    amount: Decimal
    people: int

    @property
    def people_text(self) -> str:
        """The people with separators, as tables show them."""
        return f"{self.people:,}"


def by_purchaser(items: QuerySet[PlanItem]) -> list[Group]:
    """Return the sums by purchaser, the dearest first (one query)."""
    code, name, short = (f"organisation__{field}" for field in ("code", "name", "short_name"))
    rows = _summed(items, code, name, short).order_by("-amount_sum", code)
    return [_group(row, row[code], row[short] or row[name]) for row in rows]


def by_branch(items: QuerySet[PlanItem]) -> list[Group]:
    """Return the sums by branch of the catalogue, the dearest first (one query)."""
    parent = "catalogue_item__parent__"
    rows = _summed(items, f"{parent}code", f"{parent}name").order_by("-amount_sum", f"{parent}code")
    return [_group(row, row[f"{parent}code"] or "", row[f"{parent}name"] or "") for row in rows]


def by_month(items: QuerySet[PlanItem]) -> list[Group]:
    """Return the sums by planned month over the years, in the order of the year (one query)."""
    return [
        _group(row, row["start_month"], "") for row in _summed(items, "start_month").order_by("start_month")
    ]


def _summed(items: QuerySet[PlanItem], *fields: str) -> QuerySet[PlanItem, dict]:
    sums = {"count": Count("pk"), "amount_sum": Sum("amount"), "people": Sum("people_served")}
    return items.order_by().values(*fields).annotate(**sums)


def _group(row: dict, key: str | int, name: str) -> Group:
    return Group(key, name, row["count"], row["amount_sum"], row["people"])


def branches_in_plan() -> list[tuple[str, str]]:
    """Return the catalogue's branches that have a published item, as choices (one query)."""
    parent = "catalogue_item__parent__"
    rows = PlanItem.objects.public().order_by(f"{parent}code").exclude(catalogue_item__parent=None)
    return [
        (code, f"{code} {name}")
        for code, name in rows.values_list(f"{parent}code", f"{parent}name").distinct()
    ]
