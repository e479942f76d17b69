"""Reading the adjustments of public plans: numbers, differences in words, what waits for a second person."""

from decimal import Decimal
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from procurement.core.actors import Actor
from procurement.core.fields import MoneyField

from ..enums import PlanAdjustmentStatus
from ..models import AnnualPlan, PlanAdjustment, PlanAdjustmentRow, PlanItem
from .actors import is_catalogue_officer

# What may be changed of a public item, in the form's order; its kind of service and its method stay.
ADJUSTABLE = (
    *("description", "beneficiaries", "people_served", "quantity", "amount", "price_reason"),
    *("start_month", "term_months"),
)


def next_number(plan: AnnualPlan) -> int:
    """Return the number of the plan's next adjustment; the caller holds the plan's row."""
    return (plan.adjustments.aggregate(last=Max("number"))["last"] or 0) + 1


def adjustments_of_plan(plan: AnnualPlan) -> list[PlanAdjustment]:
    """Return a plan's adjustments, newest first, with their rows (two queries)."""
    return list(plan.adjustments.prefetch_related("rows__item"))


def adjustments_to_decide(actor: Actor) -> QuerySet[PlanAdjustment]:
    """Return what waits for a second person of the bureau, other than the actor."""
    if not is_catalogue_officer(actor):
        return PlanAdjustment.objects.none()
    waiting = PlanAdjustment.objects.filter(status=PlanAdjustmentStatus.REQUESTED)
    return (
        waiting.exclude(author_code=actor.code)
        .select_related("plan__organisation")
        .order_by("asked_at", "pk")
    )


def differences(row: PlanAdjustmentRow) -> list[dict[str, Any]]:
    """Return what a row changes: label, old and new, amounts as they are written."""
    facts = [
        {"field": name, "label": _label(name), "old": _text(name, old), "new": _text(name, new)}
        for name, (old, new) in sorted(row.changes.items(), key=lambda pair: ADJUSTABLE.index(pair[0]))
    ]
    money = [
        {"field": code, "label": _("预算指标%(line)s") % {"line": code}, "old": _yuan(old), "new": _yuan(new)}
        for code, (old, new) in sorted(row.fundings.items())
    ]
    return [*facts, *money]


def _label(name: str) -> str:
    return str(PlanItem._meta.get_field(name).verbose_name)


def _text(name: str, value: str) -> str:
    if name == "quantity":
        return f"{Decimal(value).normalize():f}"
    money = isinstance(PlanItem._meta.get_field(name), MoneyField)
    return _yuan(value) if money else value


def _yuan(value: str) -> str:
    return f"{Decimal(value):,.2f}"
