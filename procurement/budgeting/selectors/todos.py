"""What waits for somebody of the budget."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from procurement.core.actors import Actor
from procurement.core.todo import Todo

from ..enums import AdjustmentStatus, LineStatus
from .adjustments import visible_adjustments
from .lines import is_budget_officer, visible_lines


def todos(actor: Actor, at: datetime) -> list[Todo]:
    """Return the lines and adjustments that wait for this person's approval: entered by somebody else."""
    if not is_budget_officer(actor):
        return []
    return [*_lines(actor), *_adjustments(actor)]


def _lines(actor: Actor) -> list[Todo]:
    waiting = visible_lines(actor).filter(status=LineStatus.DRAFT).exclude(author_code=actor.code)
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
