"""The splitting watch (化整为零, RULES B-19): the same service bought several times without open tender."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Window

from procurement.core import parameters
from procurement.core.actors import Actor
from procurement.regulations import methods, thresholds
from procurement.regulations import parameters as policy

from ..enums import GroundStatus, ItemStatus
from ..models import PlanItem, PlanItemFunding, SplittingGround
from .actors import confirms_grounds

OPEN, NEAR, SPLIT = "OPEN", "NEAR", "SPLIT"


@dataclass(frozen=True, slots=True)
class Watch:
    """Projects that together pass, or come near, a threshold that none of them passes alone.

    ``level`` OPEN: over the open-tender threshold (条例第二十八条), which blocks; NEAR: close to it, a warning;
    SPLIT: small purchases that together pass the procurement threshold, a warning. The warnings are the
    platform's. ``unconfirmed``: the bureau has not confirmed the threshold that decided.
    """

    level: str
    rule: str
    organisation: str
    budget_project: str
    category: str
    items: tuple[PlanItem, ...]
    total: Decimal
    threshold: Decimal
    unconfirmed: bool = False

    @property
    def blocks(self) -> bool:
        """Tell whether none of the projects may go on like this."""
        return self.level == OPEN

    @property
    def excess(self) -> Decimal:
        """Return by how much the sum is over the threshold, in yuan; below zero: how much is left."""
        return self.total - self.threshold


def splitting_watch(*, year: int, on: date, organisation_id: int | None = None) -> list[Watch]:
    """Return every group of a year's items that looks like splitting, the bigger sums first."""
    items = _counted(year)
    if organisation_id is not None:
        items = items.filter(organisation=organisation_id)
    return _watches(items, on)


def watches_of(item: PlanItem, on: date) -> list[Watch]:
    """Return the groups that an item stands in, it and its owner's drafts counted as if they were handed in."""
    drafts = PlanItem.objects.filter(
        organisation=item.organisation_id, year=item.year, status=ItemStatus.DRAFT
    ).exclude(pk=item.pk)
    return watches_among([item, *drafts.select_related("catalogue_item")], on).get(item.pk, [])


def watches_among(items: Iterable[PlanItem], on: date) -> dict[int, list[Watch]]:
    """Return the groups that items stand in, by the item's key; drafts count as if all were handed in together."""
    asked = list(items)
    found: dict[int, list[Watch]] = defaultdict(list)
    for year in {item.year for item in asked}:
        mates = _counted(year, also=[item.pk for item in asked]).filter(
            organisation__in={item.organisation_id for item in asked},
            catalogue_item__code__in={item.catalogue_item.code for item in asked},
        )
        for watch in _watches(mates, on):
            for item in watch.items:
                found[item.pk].append(watch)
    return found


def grounds_of(items: Iterable[PlanItem]) -> list[SplittingGround]:
    """Return what is on file for any of the items, newest first."""
    rows = SplittingGround.objects.filter(items__in=[item.pk for item in items]).distinct()
    return list(rows.select_related("attachment").prefetch_related("items"))


def grounds_to_confirm(actor: Actor) -> QuerySet[SplittingGround]:
    """Return the papers that wait for a second person of the bureau, other than the actor."""
    if not confirms_grounds(actor):
        return SplittingGround.objects.none()
    waiting = SplittingGround.objects.filter(status=GroundStatus.ENTERED).exclude(author_code=actor.code)
    return waiting.select_related("organisation").order_by("entered_at", "pk")


def _counted(year: int, also: Sequence[int] = ()) -> QuerySet[PlanItem]:
    """Return the year's items that count: handed in, not withdrawn; ``also``: drafts that count too."""
    gone = Q(status__in=(ItemStatus.DRAFT, ItemStatus.WITHDRAWN))
    items = PlanItem.objects.filter(year=year).exclude(gone & ~Q(pk__in=list(also)))
    return items.select_related("organisation", "catalogue_item")


def _watches(items: QuerySet[PlanItem], on: date) -> list[Watch]:
    given = parameters.changed(on)
    purchases = _purchases(items)
    small = [one for one in purchases if one.method == methods.SMALL_PURCHASE]
    limit = policy.number(thresholds.OPEN_KEY, on, given)
    share = policy.number(thresholds.NEAR_KEY, on, given)
    groups = (
        (OPEN, "B-19", thresholds.OPEN_KEY, thresholds.splitting(purchases, limit)),
        (NEAR, "B-19", thresholds.OPEN_KEY, thresholds.near_splitting(purchases, limit, share)),
        (
            SPLIT,
            "C-14",
            thresholds.SPLIT_KEY,
            thresholds.splitting(small, policy.number(thresholds.SPLIT_KEY, on, given)),
        ),
    )
    codes = {code for *_rule, some in groups for group in some for code in group.codes}
    found = {item.code: item for item in items.filter(code__in=codes)} if codes else {}
    watches = [
        _watch(level, rule, group, found, not policy.lookup(key, on, given).confirmed)
        for level, rule, key, some in groups
        for group in some
    ]
    return sorted(watches, key=lambda watch: -watch.total)


def _purchases(items: QuerySet[PlanItem]) -> list[thresholds.Purchase]:
    """Return what the rule asks of the items that have a mate (three queries): the same buyer, the same entry."""
    asked = ("code", "organisation__name", "year", "catalogue_item__code", "catalogue_item__name")
    # Of a county's thousands only those few are read.
    mates = Window(Count("pk"), partition_by=["organisation__name", "year", "catalogue_item__code"])
    paired = items.annotate(mates=mates).filter(mates__gt=1)
    rows = list(paired.order_by("code").values_list(*asked, "method", "amount"))
    if not rows:
        return []
    keys = items.order_by().filter(code__in=[code for code, *_rest in rows]).values("pk")
    # An item belongs to the budget project that pays most of it: a small slice of another does not move it.
    fundings = PlanItemFunding.objects.filter(item__in=keys).order_by("-amount", "line__year", "line__code")
    projects: dict[str, str] = {}
    for code, project in fundings.values_list("item__code", "line__project_name"):
        projects.setdefault(code, project)
    confirmed = SplittingGround.objects.filter(status=GroundStatus.CONFIRMED, items__in=keys)
    excused = set(confirmed.values_list("items__code", flat=True))
    return [
        thresholds.Purchase(
            code=code,
            unit=owner,
            year=year,
            budget_project=projects.get(code, ""),
            category=f"{entry} {name}",
            method=method,
            amount=amount,
            excused=code in excused,
        )
        for code, owner, year, entry, name, method, amount in rows
    ]


def _watch(
    level: str,
    rule: str,
    group: thresholds.Splitting,
    items: dict[str, PlanItem],
    unconfirmed: bool,
) -> Watch:
    return Watch(
        level=level,
        rule=rule,
        organisation=group.unit,
        budget_project=group.budget_project,
        category=group.category,
        items=tuple(items[code] for code in group.codes),
        total=group.total,
        threshold=group.threshold,
        unconfirmed=unconfirmed,
    )
