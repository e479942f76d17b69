"""What is left of a plan item for a further procurement, and what each procurement of it holds (RULES N-11, N-20)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from catalogue.enums import ItemStatus
from catalogue.models import PlanItem
from procurement.budgeting.selectors import parts_of, remainder_of

from ..enums import ImplementationPlanStatus, SmallPurchaseStatus
from ..models import ImplementationPlan, SmallPurchase

ZERO = Decimal("0.00")
_UNPUBLISHED = (*ItemStatus.editable(), ItemStatus.SUBMITTED, ItemStatus.AGREED)


@dataclass(frozen=True, slots=True)
class Part:
    """One procurement of an item: what it takes and what became of it, in yuan."""

    code: str
    title: str
    url: str
    state: str
    amount: Decimal
    frozen: Decimal
    committed: Decimal
    paid: Decimal


def left_of(item: PlanItem) -> Decimal:
    """Return what a further procurement of the item may take, in yuan; before its publication all of it."""
    return item.amount if item.status in _UNPUBLISHED else remainder_of(item.code)


def parts(item: PlanItem) -> list[Part]:
    """Return the item's procurements, oldest first, without the cancelled ones (three queries)."""
    held = parts_of(item.code)
    rows: list[tuple[ImplementationPlan | SmallPurchase, Decimal]] = [
        *((plan, plan.amount) for plan in _plans(item)),
        *((purchase, purchase.ceiling) for purchase in _purchases(item)),
    ]
    return [_part(item, row, amount, held) for row, amount in rows]


def drafts_of(item: PlanItem) -> Decimal:
    """Return what drafts of implementation plans mean to take of the item; they hold nothing yet (yuan)."""
    drafted = item.implementation_plans.filter(status=ImplementationPlanStatus.DRAFT)
    return sum(drafted.values_list("amount", flat=True), ZERO)


def share_facts(item: PlanItem) -> dict[str, Any]:
    """Return what pages say of an item that is bought in parts: what is left, drafted, and by whom it is held."""
    return {"left": left_of(item), "drafted": drafts_of(item), "parts": parts(item), "whole": item.amount}


def _plans(item: PlanItem) -> QuerySet[ImplementationPlan]:
    return item.implementation_plans.exclude(status=ImplementationPlanStatus.CANCELLED).order_by("pk")


def _purchases(item: PlanItem) -> QuerySet[SmallPurchase]:
    return item.small_purchases.exclude(status=SmallPurchaseStatus.CANCELLED).order_by("pk")


def _part(
    item: PlanItem,
    row: ImplementationPlan | SmallPurchase,
    amount: Decimal,
    held: dict[str, dict[str, Decimal]],
) -> Part:
    row.item = item
    # A draft holds nothing: where the item was once frozen as a whole, that is not the draft's.
    mine = {} if row.status == ImplementationPlanStatus.DRAFT else held.get(row.part_code, {})
    return Part(
        code=row.code,
        title=row.title,
        url=row.get_absolute_url(),
        state=row.get_status_display(),
        amount=amount,
        frozen=mine.get("frozen", ZERO),
        committed=mine.get("committed", ZERO),
        paid=mine.get("paid", ZERO),
    )
