"""The parts of an item beside its fields: who is served, which money, which targets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.models import Village
from procurement.accounts.selectors import villages_served_by
from procurement.budgeting.enums import LineStatus
from procurement.budgeting.models import BudgetLine
from procurement.core.actors import Actor
from procurement.core.errors import DomainError
from procurement.core.language import listed
from procurement.regulations import performance

from ..models import CatalogueItem, PlanIndicator, PlanItem, PlanItemFunding
from .item_edits import lock_editable, lock_fundable, record
from .item_fields import money_of


@dataclass(frozen=True, slots=True)
class Target:
    """A performance target: tier and kind as in ``regulations.performance``, weight of 100."""

    name: str
    tier: str
    kind: str
    weight: Decimal
    target: Decimal | None = None
    unit: str = ""


def default_targets(*, weights: Mapping[str, Decimal]) -> list[Target]:
    """Return targets to begin with, whose weights follow the tiers' (G-03, G-11)."""
    positive, negative = performance.POSITIVE, performance.NEGATIVE
    output, benefit = weights[performance.OUTPUT] / 2, weights[performance.BENEFIT]
    satisfaction = weights[performance.SATISFACTION]
    return [
        Target(
            _("预算执行率"), performance.EXECUTION, positive, weights[performance.EXECUTION], Decimal(95), "%"
        ),
        Target(_("服务完成率"), performance.OUTPUT, positive, output, Decimal(95), "%"),
        Target(_("服务合格率"), performance.OUTPUT, positive, output, Decimal(95), "%"),
        Target(_("有效投诉"), performance.BENEFIT, negative, benefit, Decimal(2), _("起")),
        Target(_("服务对象满意度"), performance.SATISFACTION, positive, satisfaction, Decimal(90), "%"),
    ]


def targets_of_entry(entry: CatalogueItem) -> list[Target]:
    """Return the default targets that an entry of the catalogue brings (G-01); none where it says none."""
    return [
        Target(
            row["name"],
            row["tier"],
            row["kind"],
            Decimal(row["weight"]),
            Decimal(row["target"]) if row["target"] else None,
            row["unit"],
        )
        for row in entry.indicators
    ]


@transaction.atomic
def set_villages(
    *,
    item: PlanItem,
    villages: Iterable[Village],
    actor: Actor,
    at: datetime,
    revision: int | None = None,
) -> PlanItem:
    """Say which villages are served: a township's own, any of the county's for a county body."""
    locked = lock_editable(item=item, actor=actor, at=at, revision=revision)
    wanted = own_villages(item=locked, villages=villages)
    before = {village.code for village in locked.villages.all()}
    if before != set(wanted):
        locked.villages.set(wanted.values())
        record(item=locked, action="serve", changes={"villages": sorted(wanted)}, actor=actor, at=at)
    item.refresh_from_db()
    return item


@transaction.atomic
def set_fundings(
    *,
    item: PlanItem,
    slices: Sequence[tuple[BudgetLine, Decimal]],
    actor: Actor,
    at: datetime,
    revision: int | None = None,
) -> PlanItem:
    """Say which line pays how much (yuan); the lines belong to the owner and reach the service's years.

    An agreed wish may still get its lines, or other ones, until its money is reserved (N-11).
    """
    locked = lock_fundable(item=item, actor=actor, at=at, revision=revision)
    wanted = [(line, money_of(amount, "fundings")) for line, amount in slices]
    for line, _money in wanted:
        check_line(item=locked, line=line)
    if len({line.pk for line, _money in wanted}) != len(wanted):
        raise DomainError(_("同一笔预算指标只填一行。"), field="fundings", rule="B-06")
    before = {(f.line.code, f.amount) for f in locked.fundings.select_related("line")}
    if before != {(line.code, money) for line, money in wanted}:
        locked.fundings.all().delete()
        PlanItemFunding.objects.bulk_create(
            PlanItemFunding(item=locked, line=line, amount=money) for line, money in wanted
        )
        stated = {line.code: money for line, money in wanted}
        record(item=locked, action="fund", changes={"fundings": stated}, actor=actor, at=at)
    item.refresh_from_db()
    return item


@transaction.atomic
def set_indicators(
    *, item: PlanItem, targets: Iterable[Target], actor: Actor, at: datetime, revision: int | None = None
) -> PlanItem:
    """Set the performance targets, in this order; whether they make 100 is asked at submission."""
    locked = lock_editable(item=item, actor=actor, at=at, revision=revision)
    before, stated = targets_of(item=locked), essence(item=locked, targets=targets)
    if before != stated:
        write_targets(item=locked, rows=stated)
        record(item=locked, action="target", changes={"indicators": stated}, actor=actor, at=at)
    item.refresh_from_db()
    return item


def own_villages(*, item: PlanItem, villages: Iterable[Village]) -> dict[str, Village]:
    """Return villages by code; refuse those that the item's organisation does not serve."""
    wanted = {village.code: village for village in villages}
    strange = set(wanted) - set(villages_served_by(item.organisation).values_list("code", flat=True))
    if strange:
        names = listed(sorted(wanted[code].name for code in strange))
        raise DomainError(_("%(names)s不在本单位的区划内。") % {"names": names}, field="villages")
    return wanted


def targets_of(*, item: PlanItem) -> list[list[str]]:
    """Return an item's targets as text: name, tier, kind, weight, target, unit."""
    return [_essence(row) for row in item.indicators.all()]


def essence(*, item: PlanItem, targets: Iterable[Target]) -> list[list[str]]:
    """Return targets as ``targets_of`` returns an item's; refuse what is none."""
    return [_essence(_indicator(item, target, place)) for place, target in enumerate(targets, start=1)]


def write_targets(*, item: PlanItem, rows: Iterable[Sequence[str]]) -> None:
    """Write targets, given as ``targets_of`` returns them, in the place of those of a locked item."""
    targets = [
        Target(name, tier, kind, Decimal(weight), Decimal(target) if target else None, unit)
        for name, tier, kind, weight, target, unit in rows
    ]
    made = [_indicator(item, target, place) for place, target in enumerate(targets, start=1)]
    item.indicators.all().delete()
    PlanIndicator.objects.bulk_create(made)
    weights = (row.weight for row in made if row.tier == performance.SATISFACTION)
    item.satisfaction_weight = int(sum(weights, Decimal(0)))
    item.save(update_fields=["satisfaction_weight"])


def check_line(*, item: PlanItem, line: BudgetLine) -> None:
    """Refuse a line of another organisation, a closed one, or one of a year outside the service (B-01)."""
    last = item.year + (item.start_month - 1 + item.term_months - 1) // 12
    if line.organisation_id != item.organisation_id:
        text = _("预算指标%(line)s属于其他单位。") % {"line": line.code}
    elif line.status == LineStatus.CLOSED:
        text = _("预算指标%(line)s已经关闭，没有可用的资金。") % {"line": line.code}
    elif not (item.year <= line.spending_year and line.year <= last):
        text = _("预算指标%(line)s是%(year)s年的，服务期在%(first)s年至%(last)s年。") % {
            "line": line.code,
            "year": line.year,
            "first": item.year,
            "last": last,
        }
    else:
        return
    raise DomainError(text, field="fundings", rule="B-01")


def _indicator(item: PlanItem, target: Target, position: int) -> PlanIndicator:
    if target.tier not in performance.TIERS or target.kind not in performance.KINDS:
        raise DomainError(_("绩效指标的层级或类型不对。"), field="indicators", rule="G-03")
    if not target.name.strip() or not 0 < target.weight <= 100:
        raise DomainError(_("每个绩效指标都要有名称和大于零的权重。"), field="indicators", rule="G-03")
    return PlanIndicator(
        item=item,
        code=f"{target.tier[:2]}{position:02d}",
        name=target.name.strip(),
        tier=target.tier,
        kind=target.kind,
        weight=target.weight,
        target=target.target,
        unit=target.unit,
        position=position,
    )


def _essence(row: PlanIndicator) -> list[str]:
    target = "" if row.target is None else f"{row.target:.2f}"
    return [row.name, row.tier, row.kind, f"{row.weight:.2f}", target, row.unit]
