"""The splitting watch (化整为零, RULES B-19): the same service bought several times without open tender."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from procurement.core import parameters
from procurement.regulations import methods, thresholds
from procurement.regulations import parameters as policy

from ..enums import ItemStatus
from ..models import PlanItem, PlanItemFunding

OPEN, SPLIT = "OPEN", "SPLIT"


@dataclass(frozen=True, slots=True)
class Watch:
    """Projects that together pass a threshold that none of them passes alone.

    ``level`` OPEN: the open-tender threshold (条例第二十八条); SPLIT: small purchases that together
    reach the procurement threshold, an early warning of the platform. ``items`` are the projects.
    """

    level: str
    rule: str
    organisation: str
    budget_project: str
    category: str
    items: tuple[PlanItem, ...]
    total: Decimal
    threshold: Decimal


def splitting_watch(*, year: int, on: date, organisation_id: int | None = None) -> list[Watch]:
    """Return every group of a year's items that looks like splitting, the bigger sums first."""
    gone = (ItemStatus.DRAFT, ItemStatus.WITHDRAWN)
    items = PlanItem.objects.filter(year=year).exclude(status__in=gone)
    if organisation_id is not None:
        items = items.filter(organisation=organisation_id)
    found = {item.code: item for item in items.select_related("organisation", "catalogue_item")}
    given = parameters.changed(on)
    purchases = _purchases(found)
    small = [one for one in purchases if one.method == methods.SMALL_PURCHASE]
    watches = _watch(OPEN, "B-19", purchases, policy.number(thresholds.OPEN_KEY, on, given), found)
    watches += _watch(SPLIT, "C-14", small, policy.number(thresholds.SPLIT_KEY, on, given), found)
    return sorted(watches, key=lambda watch: -watch.total)


def _purchases(items: dict[str, PlanItem]) -> list[thresholds.Purchase]:
    fundings = PlanItemFunding.objects.filter(item__code__in=items).select_related("line", "item")
    projects: dict[str, str] = {}
    for funding in fundings.order_by("line__year", "line__code"):
        projects.setdefault(funding.item.code, funding.line.project_name)
    return [
        thresholds.Purchase(
            code=code,
            unit=item.organisation.name,
            year=item.year,
            budget_project=projects.get(code, ""),
            category=str(item.catalogue_item),
            method=item.method,
            amount=item.amount,
        )
        for code, item in sorted(items.items())
    ]


def _watch(
    level: str,
    rule: str,
    purchases: list[thresholds.Purchase],
    threshold: Decimal,
    items: dict[str, PlanItem],
) -> list[Watch]:
    return [
        Watch(
            level=level,
            rule=rule,
            organisation=group.unit,
            budget_project=group.budget_project,
            category=group.category,
            items=tuple(items[code] for code in group.codes),
            total=group.total,
            threshold=threshold,
        )
        for group in thresholds.splitting(purchases, threshold)
    ]
