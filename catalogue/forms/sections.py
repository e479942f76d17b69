"""The sections of an item's form: which fields stand in each, and how far each is filled in."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .item import NEGATIVE, PlanItemForm
from .taking import FUNDINGS, TARGETS, stands

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its name (the anchor's too), its title, its fields, and what is still missing in it."""

    name: str
    title: "str | Promise"
    fields: tuple[str, ...]
    missing: Callable[[PlanItemForm], int]


def _unread(*names: str) -> Callable[[PlanItemForm], int]:
    return lambda form: sum(form.readable(name) in (None, "") for name in names)


def _money_missing(form: PlanItemForm) -> int:
    found = _unread("quantity", "term_months")(form)
    found += form.readable("unit_price") is None and form.readable("amount") is None
    if not form.lines:
        return found
    years, amount = sum(form.typed_years().values()), form.readable("amount")
    return found + (not years or (amount is not None and years != amount))


def _way_missing(form: PlanItemForm) -> int:
    """Before the amount is known nobody can say how it is lawfully bought, whatever the select shows."""
    unknown = form.readable("unit_price") is None and form.readable("amount") is None
    return _unread("method", "organisation_form")(form) or int(unknown)


def _answers_missing(form: PlanItemForm) -> int:
    return sum(not form.readable(field.name) for field in form.negative_fields)


def _weights_missing(form: PlanItemForm) -> int:
    weights = [row[3] for row in stands(form, [TARGETS])[TARGETS]]
    try:
        return int(sum((Decimal(weight) for weight in weights), Decimal(0)) != HUNDRED)
    except ArithmeticError:
        return 1


SECTIONS = (
    Section(
        "title",
        gettext_lazy("一、基本情况"),
        (
            *("title", "year", "start_month", "catalogue_item", "description", "word_screen_reason"),
            *("beneficiaries", "people_served", "villages", "all_villages", "resident_facing", "priority"),
            *("continues", "continuation_reason"),
        ),
        _unread("title", "catalogue_item", "description"),
    ),
    Section(
        "amount",
        gettext_lazy("二、资金"),
        (
            *("quantity", "unit", "unit_price", "amount", "price_reason", "term_months", "term_conditions"),
            *(FUNDINGS, "delegated", "delegated_by", "delegated_line", "county_duty", "matching_amount"),
        ),
        _money_missing,
    ),
    Section("negative_answers", gettext_lazy("三、负面清单六问"), ("negative_answers",), _answers_missing),
    Section(
        "method",
        gettext_lazy("四、采购方式"),
        (
            *("method", "method_case", "method_reason", "organisation_form", "sme_reserved", "sme_share"),
            *("sme_measure", "sme_small_share", "sme_reason"),
        ),
        _way_missing,
    ),
    Section("indicators", gettext_lazy("五、绩效指标"), (TARGETS,), _weights_missing),
)


def section_of(field: str) -> str:
    """Return the section that a field (or a part of the item) stands in; of what is in none, an empty text."""
    wanted = "negative_answers" if field.startswith(NEGATIVE) else field
    return next((one.name for one in SECTIONS if wanted in (one.name, *one.fields)), "")


def states(form: PlanItemForm, *, asked: str = "", failed: str = "") -> list[dict[str, Any]]:
    """Return the sections as the page shows them: wrong ones open; else the one ``asked`` for, or the first to fill.

    ``failed`` is a field that a service refused.
    """
    wrong = {one.name for one in SECTIONS if _errors(form, one)} | {section_of(failed)}
    left = {one.name: one.missing(form) for one in SECTIONS}
    first = next((name for name, missing in left.items() if missing), SECTIONS[0].name)
    opened = wrong - {""} or {section_of(asked) or first}
    return [
        {
            "name": one.name,
            "title": one.title,
            "open": one.name in opened,
            "next": after.name if after else "",
            "next_title": after.title if after else "",
            **_state(one.name in wrong, left[one.name]),
        }
        for one, after in zip(SECTIONS, (*SECTIONS[1:], None), strict=True)
    ]


def _errors(form: PlanItemForm, section: Section) -> bool:
    if not form.is_bound:
        return False
    tables = {FUNDINGS: form.fundings, TARGETS: form.targets}
    if any(tables[name].total_error_count() for name in section.fields if name in tables):
        return True
    return any(section_of(name) == section.name for name in form.errors)


def _state(wrong: bool, missing: int) -> dict[str, str]:
    if wrong:
        return {"tone": "danger", "label": _("要更正")}
    if missing:
        text = ngettext("还差 %(count)s 项", "还差 %(count)s 项", missing) % {"count": missing}
        return {"tone": "warn", "label": text}
    return {"tone": "done", "label": _("已填好")}
