"""What waits for somebody of the budget."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from procurement.accounts.enums import Office, OrganisationKind
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.todo import Todo

from ..enums import AdjustmentStatus, BatchStatus, LineStatus, YearEndStatus
from ..models import AllotmentBatch, YearEnd
from .adjustments import visible_adjustments
from .lines import is_budget_officer, visible_lines
from .townships import undecided, waiting_for_congress


def todos(actor: Actor, at: datetime) -> list[Todo]:
    """Return what waits for this person: decisions of congresses to register, entries of others to approve."""
    this_year = local_date(at).year
    if not is_budget_officer(actor):
        own = actor.organisation_kind == OrganisationKind.TOWNSHIP and actor.holds(Office.FINANCE)
        return _congresses(actor, this_year) if own else []
    return [
        *_congresses(actor, this_year),
        *_lines(actor, this_year),
        *_adjustments(actor),
        *_batches(actor),
        *_year_ends(actor),
    ]


def _congresses(actor: Actor, this_year: int) -> list[Todo]:
    """What a township's people's congress decided is to be registered: its lines wait for that (N-10)."""
    return [
        Todo(
            title=_("登记乡镇人大批准预算：%(owner)s %(year)s年（%(lines)s笔指标在等）")
            % {"owner": row["short_name"] or row["name"], "year": row["year"], "lines": row["lines"]},
            due=None,
            url=registering_url(row["code"], row["year"]),
            rule="N-10",
            subject_code=f"{row['code']}-{row['year']}",
        )
        for row in waiting_for_congress(actor)
        if row["year"] <= this_year
    ]


def registering_url(owner: str, year: int, line: str = "") -> str:
    """Return where a township's congress is registered, for one township and year; back to ``line`` afterwards."""
    asked = {"organisation": owner, "year": year, **({"line": line} if line else {})}
    return f"{reverse('budgeting:township-register')}?{urlencode(asked)}"


def _lines(actor: Actor, this_year: int) -> list[Todo]:
    proposed = Q(status=LineStatus.DRAFT) | Q(status=LineStatus.MIDTERM, proposed__gt=0)
    waiting = visible_lines(actor).filter(proposed).exclude(author_code=actor.code)
    # What came in one table is approved together: one task for all of it.
    waiting = waiting.exclude(batch_rows__batch__status=BatchStatus.ENTERED)
    # Of a later year nothing is wanted of the congress yet: such a line may go on the mid-term plan.
    waiting = waiting.exclude(undecided(), year__lte=this_year)
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
