"""Wishes against money (RULES N-11): which agreed items the approved budget covers, and by how much the rest misses."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from procurement.budgeting.enums import LineStatus
from procurement.core.actors import Actor

from ..enums import ItemStatus
from ..models import PlanItem, PlanItemFunding
from .plan import visible_items

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Fit:
    """An agreed wish and the money: ``reasons`` say why it does not fit, with the numbers in yuan."""

    item: PlanItem
    slices: tuple[PlanItemFunding, ...]
    reasons: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Tell whether the item can be reserved after all those before it."""
        return not self.reasons


def agreed_wishes(
    actor: Actor, organisation_id: int | None = None, year: int | None = None
) -> QuerySet[PlanItem]:
    """Return the agreed items that hold no money yet, the more important first, with their slices of money."""
    items = visible_items(actor).filter(status=ItemStatus.AGREED)
    if organisation_id is not None:
        items = items.filter(organisation=organisation_id)
    if year is not None:
        items = items.filter(year=year)
    slices = PlanItemFunding.objects.select_related("line__organisation").order_by("line__year", "line__code")
    ordered = items.order_by("organisation__code", "year", "priority", "-amount", "code")
    return ordered.prefetch_related(Prefetch("fundings", queryset=slices))


def fitting(items: Iterable[PlanItem]) -> list[Fit]:
    """Give the lines' free money to the items in their order; what does not fit takes nothing from the next."""
    left: dict[int, Decimal] = {}
    return [_fit(item, left) for item in items]


def _fit(item: PlanItem, left: dict[int, Decimal]) -> Fit:
    slices = tuple(item.fundings.all())
    for part in slices:
        left.setdefault(part.line_id, part.line.free)
    reasons = tuple(_reasons(item, slices, left))
    if not reasons:
        for part in slices:
            left[part.line_id] -= part.amount
    return Fit(item, slices, reasons)


def _reasons(item: PlanItem, slices: tuple[PlanItemFunding, ...], left: dict[int, Decimal]) -> list[str]:
    if not slices:
        return [_("还没有指定预算指标：请购买主体先安排资金。")]
    found = [_shortage(part, left[part.line_id]) for part in slices]
    missing = item.amount - sum((part.amount for part in slices), ZERO)
    if missing:
        found.append(_("资金安排与预算金额相差 %(amount)s 元。") % {"amount": f"{missing:,.2f}"})
    return [reason for reason in found if reason]


def _shortage(part: PlanItemFunding, free: Decimal) -> str:
    if part.line.status not in LineStatus.promising():
        return _("指标%(line)s的状态是“%(state)s”，批准后才有资金。") % {
            "line": part.line.code,
            "state": part.line.get_status_display(),
        }
    if part.amount <= free:
        return ""
    return _("指标%(line)s排到这里只剩 %(free)s 元，需要 %(amount)s 元，还差 %(short)s 元。") % {
        "line": part.line.code,
        "free": f"{free:,.2f}",
        "amount": f"{part.amount:,.2f}",
        "short": f"{part.amount - free:,.2f}",
    }
