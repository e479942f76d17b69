"""Reading adjustments, and what they do to their lines."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from procurement.core.actors import Actor

from ..enums import AdjustmentKind, AdjustmentStatus, LineStatus
from ..models import Adjustment, BudgetLine
from .lines import is_overseer, visible_lines


@dataclass(frozen=True, slots=True)
class LineEffect:
    """What an adjustment does, or did, to one line, in yuan. ``after`` is None once it is decided."""

    line: BudgetLine
    change: Decimal
    total_after: Decimal | None
    free_after: Decimal | None


def visible_adjustments(actor: Actor) -> QuerySet[Adjustment]:
    """Return the adjustments of lines that the actor may see."""
    rows = Adjustment.objects.select_related("line__organisation", "target")
    if is_overseer(actor):
        return rows
    lines = visible_lines(actor).values("pk")
    return rows.filter(Q(line__in=lines) | Q(target__in=lines))


def adjustments_of(line: BudgetLine) -> list[Adjustment]:
    """Return a line's adjustments in both directions, newest first."""
    return list(
        Adjustment.objects.filter(Q(line=line) | Q(target=line)).select_related("line", "target")[:50]
    )


def effects_of(adjustment: Adjustment) -> list[LineEffect]:
    """Return what the adjustment means for its lines, with the numbers after it while it is undecided."""
    sign = 1 if adjustment.kind == AdjustmentKind.INCREASE else -1
    changes = [(adjustment.line, sign * adjustment.amount)]
    if adjustment.target is not None:
        changes.append((adjustment.target, adjustment.amount))
    waiting = adjustment.status == AdjustmentStatus.REQUESTED
    return [
        LineEffect(
            line,
            change,
            line.total + change if waiting else None,
            line.free + change if waiting else None,
        )
        for line, change in changes
    ]


def reallocation_targets(line: BudgetLine, actor: Actor) -> QuerySet[BudgetLine]:
    """Return the lines that money of ``line`` may go to: same year and source; one's own for a purchaser."""
    found = BudgetLine.objects.filter(
        status=LineStatus.APPROVED, year=line.year, fund_source=line.fund_source
    ).exclude(pk=line.pk)
    if not is_overseer(actor):
        found = found.filter(organisation=line.organisation_id)
    return found.order_by("organisation__code", "code")
