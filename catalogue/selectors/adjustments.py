"""Reading the adjustments of public plans: numbers, differences in words, what waits for a second person."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from procurement.accounts.models import Village
from procurement.core.actors import Actor
from procurement.core.fields import MoneyField
from procurement.core.language import either, listed
from procurement.regulations import methods, thresholds

from ..enums import KINDS, TIERS, OrganisationForm, PlanAdjustmentStatus, ReserveMeasure, method_name
from ..models import AnnualPlan, PlanAdjustment, PlanAdjustmentRow, PlanItem
from .actors import is_catalogue_officer

# How an item is bought.
HOW = (
    *("method", "method_case", "method_reason", "organisation_form", "sme_reserved", "sme_share"),
    *("sme_measure", "sme_small_share", "sme_reason"),
)
# What may be changed of a public item, in the form's order; its kind of service stays.
ADJUSTABLE = (
    *("description", "beneficiaries", "people_served", "quantity", "amount", "price_reason"),
    *("start_month", "term_months", *HOW),
)
VILLAGES, INDICATORS = "villages", "indicators"
# What stays once one of the item's procurements has begun.
FIXED = (*HOW, INDICATORS)
_ORDER = (*ADJUSTABLE, VILLAGES, INDICATORS)


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
        one
        for name, (old, new) in sorted(row.changes.items(), key=lambda pair: _ORDER.index(pair[0]))
        for one in _PARTS.get(name, _fact)(name, old, new)
    ]
    money = [
        {"field": code, "label": _("预算指标%(line)s") % {"line": code}, "old": _yuan(old), "new": _yuan(new)}
        for code, (old, new) in sorted(row.fundings.items())
    ]
    return [*facts, *money]


def _fact(name: str, old: str, new: str) -> Iterator[dict[str, Any]]:
    yield {"field": name, "label": _label(name), "old": _text(name, old), "new": _text(name, new)}


def _served(name: str, old: list[str], new: list[str]) -> Iterator[dict[str, Any]]:
    names = dict(Village.objects.filter(code__in={*old, *new}).values_list("code", "name"))
    texts = (listed(names[code] for code in codes) for codes in (old, new))
    yield {"field": name, "label": _label(name), **dict(zip(("old", "new"), texts, strict=True))}


def _targets(name: str, old: list[list[str]], new: list[list[str]]) -> Iterator[dict[str, Any]]:
    """Each target that changes, by its name: what was asked, what is asked now, nothing where there is none."""
    before, after = ({row[0]: _target(row) for row in rows} for rows in (old, new))
    for target in {**before, **after}:
        was, now = before.get(target, ""), after.get(target, "")
        if was != now:
            label = _("绩效指标：%(name)s") % {"name": target}
            yield {"field": name, "label": label, "old": was, "new": now}


def _target(row: list[str]) -> str:
    _name, tier, kind, weight, target, unit = row
    asked = [str(dict(TIERS)[tier]), str(dict(KINDS)[kind])]
    if target:
        asked.append(_("目标%(target)s%(unit)s") % {"target": _plain(target), "unit": unit})
    return listed([*asked, _("权重%(weight)s") % {"weight": _plain(weight)}])


def _plain(number: str) -> str:
    return f"{Decimal(number).normalize():f}"


_PARTS: dict[str, Callable[..., Iterator[dict[str, Any]]]] = {VILLAGES: _served, INDICATORS: _targets}


def _label(name: str) -> str:
    return str(PlanItem._meta.get_field(name).verbose_name)


def _text(name: str, value: str) -> str:
    if reading := _READINGS.get(name):
        return str(reading(value))
    return _yuan(value) if isinstance(PlanItem._meta.get_field(name), MoneyField) else value


def _case(code: str) -> str:
    case = methods.REASONS.get(code)
    return either(case.text_zh, case.text_en) if case else code


def _reason(code: str) -> str:
    names, english = thresholds.NOT_RESERVED_REASONS, thresholds.NOT_RESERVED_REASONS_EN
    return either(names[code], english[code]) if code in names else code


_READINGS: dict[str, Callable[[str], Any]] = {
    "quantity": _plain,
    "method": method_name,
    "method_case": _case,
    "organisation_form": lambda code: OrganisationForm(code).label,
    "sme_share": _plain,
    "sme_small_share": lambda value: "" if value in ("", "None") else _plain(value),
    "sme_measure": lambda code: ReserveMeasure(code).label if code else "",
    "sme_reserved": lambda value: _("是") if value == str(True) else _("否"),
    "sme_reason": _reason,
}


def _yuan(value: str) -> str:
    return f"{Decimal(value):,.2f}"
