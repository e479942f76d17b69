"""What waits for somebody of the budget."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from procurement.core.actors import Actor
from procurement.core.todo import Todo

from ..enums import AdjustmentStatus, BatchStatus, LineStatus, YearEndStatus
from ..models import AllotmentBatch, YearEnd
from .adjustments import visible_adjustments
from .lines import is_budget_officer, visible_lines


def todos(actor: Actor, at: datetime) -> list[Todo]:
    """Return the lines and adjustments that wait for this person's approval: entered by somebody else."""
    if not is_budget_officer(actor):
        return []
    return [*_lines(actor), *_adjustments(actor), *_batches(actor), *_year_ends(actor)]


def _lines(actor: Actor) -> list[Todo]:
    proposed = Q(status=LineStatus.DRAFT) | Q(status=LineStatus.MIDTERM, proposed__gt=0)
    waiting = visible_lines(actor).filter(proposed).exclude(author_code=actor.code)
    # What came in one table is approved together: one task for all of it.
    waiting = waiting.exclude(batch_rows__batch__status=BatchStatus.ENTERED)
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


def _adjustments(actor: Actor) -> list[Todo]:
    waiting = visible_adjustments(actor).filter(status=AdjustmentStatus.REQUESTED)
    return [
        Todo(
            title=_("审批预算调整：%(owner)s %(kind)s %(amount)s 元")
            % {
                "owner": one.line.organisation.short_name or one.line.organisation.name,
                "kind": one.get_kind_display(),
                "amount": f"{one.amount:,.2f}",
            },
            due=None,
            url=one.get_absolute_url(),
            rule="B-05",
            subject_code=one.code,
        )
        for one in waiting.exclude(author_code=actor.code).order_by("asked_at")
    ]


def _year_ends(actor: Actor) -> list[Todo]:
    waiting = YearEnd.objects.filter(status=YearEndStatus.PREPARED).exclude(author_code=actor.code)
    return [
        Todo(
            title=_("核对并执行%(year)s年的年终处理") % {"year": one.year},
            due=None,
            url=one.get_absolute_url(),
            rule="B-05",
            subject_code=one.code,
        )
        for one in waiting
    ]


def _batches(actor: Actor) -> list[Todo]:
    waiting = AllotmentBatch.objects.filter(status=BatchStatus.ENTERED).exclude(author_code=actor.code)
    return [
        Todo(
            title=_("批准导入的预算指标：合计 %(total)s 元") % {"total": f"{one.total:,.2f}"},
            due=None,
            url=one.get_absolute_url(),
            rule="B-02",
            subject_code=one.code,
        )
        for one in waiting.order_by("entered_at")
    ]
