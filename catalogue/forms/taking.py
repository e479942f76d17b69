"""Two people with one item open: what a colleague saved meanwhile, beside what was typed here.

An item's content is compared part by part: a field, the villages, the money, the targets, the answers. A part that
only the colleague changed is shown as the colleague saved it. A part that both changed stays as it was typed
here, is shown with the colleague's beside it, and is taken over where the second asks for that. ``form`` is
always ``forms.item.PlanItemForm``.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from procurement.core.fields import without_separators
from procurement.core.language import either, listed
from procurement.regulations import scope

from ..models import PlanItem

NEGATIVE = "negative_"
VILLAGES, FUNDINGS, TARGETS, ANSWERS = "villages", "fundings", "indicators", "negative_answers"
# What is chosen from a list of other objects: it is written down by its name.
_CHOSEN = ("catalogue_item", "continues", "delegated_line")


@dataclass(frozen=True, slots=True)
class Conflict:
    """A part that both changed: its name, its label, what the colleague saved and what was typed here."""

    name: str
    label: str
    theirs: str
    mine: str


def stands(form: Any, names: Iterable[str]) -> dict[str, Any]:
    """Return what the form says of these parts, in the words of the item's chain; unreadable is None."""
    return {name: _standing(form, name) for name in names}


def saved(item: PlanItem, names: Iterable[str]) -> dict[str, Any]:
    """Return the same of the item as it is saved."""
    return {name: _saved(item, name) for name in names}


def same(name: str, one: Any, other: Any) -> bool:
    """Tell whether two readings of a part say the same: 10 and 10.00 do."""
    return _comparable(name, one) == _comparable(name, other)


def put(form: Any, item: PlanItem, names: Iterable[str]) -> list[str]:
    """Write the item's parts into the bound form's data; return their labels."""
    done = list(names)
    for name in done:
        _WRITERS.get(name, _put_field)(form, item, name)
    form.tables({"fundings": [], "targets": []})
    return [label_of(form, name) for name in done]


def label_of(form: Any, name: str) -> str:
    """Return what a part is called on the page."""
    words = {FUNDINGS: _("资金安排"), TARGETS: _("绩效指标"), ANSWERS: _("负面清单六问")}
    return words.get(name) or str(form.fields[name].label)


def told(form: Any, name: str, value: Any) -> str:
    """Return a reading of a part as people read it."""
    if value in (None, "", [], {}):
        return _("（空）")
    return str(_TELLERS.get(name, _tell_field)(form, name, value))


# Reading ------------------------------------------------------------------------------------------------------------


def _standing(form: Any, name: str) -> Any:
    if name == VILLAGES:
        ticked = form.villages if form.readable("all_villages") else form.readable("villages") or []
        return sorted(ticked)
    if name == FUNDINGS:
        rows = [(row["line"].value(), row["amount"].value()) for row in form.fundings]
        return {line: _money(amount) for line, amount in rows if line}
    if name == TARGETS:
        return [row for row in (_target(one) for one in form.targets) if row[0]]
    if name == ANSWERS:
        given = {one.code: form.readable(NEGATIVE + one.code) for one in scope.NEGATIVE_QUESTIONS}
        return {code: answer == "yes" for code, answer in given.items() if answer}
    if name == "term_conditions":
        return dict.fromkeys(form.readable(name) or [], True)
    if name in _CHOSEN:
        return str(_chosen(form, name) or "")
    return form.readable(name)


def _chosen(form: Any, name: str) -> Any:
    if name == "catalogue_item":
        return form.entry()
    return (form.earlier if name == "continues" else form.lines).get(form.readable(name) or "")


def _target(row: Any) -> list[str]:
    name, tier, kind, weight, target, unit = (
        str(row[field].value() or "") for field in ("name", "tier", "kind", "weight", "target", "unit")
    )
    return [name.strip(), tier, kind, weight, target, unit.strip()]


def _saved(item: PlanItem, name: str) -> Any:
    if name == VILLAGES:
        return sorted(village.code for village in item.villages.all())
    if name == FUNDINGS:
        return {part.line.code: part.amount for part in item.fundings.select_related("line")}
    if name == TARGETS:
        rows = item.indicators.all()
        return [
            [one.name, one.tier, one.kind, one.weight, "" if one.target is None else one.target, one.unit]
            for one in rows
        ]
    value = getattr(item, name)
    return str(value or "") if name in _CHOSEN else value


def _comparable(name: str, value: Any) -> Any:
    if name in (TARGETS, FUNDINGS):
        rows = value.items() if isinstance(value, Mapping) else value or []
        return (
            sorted([_plain(cell) for cell in row] for row in rows)
            if name == FUNDINGS
            else [[_plain(cell) for cell in row] for row in rows]
        )
    if name in (VILLAGES, ANSWERS, "term_conditions"):
        return value or type(value)()
    if name in _CHOSEN:
        return "" if value in (None, "None") else str(value)
    return _plain(PlanItem._meta.get_field(name).to_python(value)) if value not in (None, "", "None") else ""


def _plain(value: Any) -> str:
    number = _money(value)
    return (
        f"{number.normalize():f}" if number is not None else str(value if value is not None else "").strip()
    )


def _money(value: Any) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if value in (None, ""):
        return None
    try:
        return forms.DecimalField().to_python(without_separators(str(value)))
    except (ValidationError, ValueError):
        return None


# Writing ------------------------------------------------------------------------------------------------------------


def _put_field(form: Any, item: PlanItem, name: str) -> None:
    value = getattr(item, name)
    # A box that is not ticked is not sent at all.
    form.data.pop(name, None)
    if value is not False and value is not None:
        form.data[name] = "on" if value is True else value


def _put_chosen(form: Any, item: PlanItem, name: str) -> None:
    chosen = getattr(item, name)
    form.data[name] = chosen.code if chosen else ""


def _put_conditions(form: Any, item: PlanItem, name: str) -> None:
    form.data.setlist(name, [code for code, holds in item.term_conditions.items() if holds])


def _put_villages(form: Any, item: PlanItem, name: str) -> None:
    form.data.pop("all_villages", None)
    form.data.setlist(name, _saved(item, name))


def _put_answers(form: Any, item: PlanItem, name: str) -> None:
    for question in scope.NEGATIVE_QUESTIONS:
        form.data.pop(NEGATIVE + question.code, None)
        if question.code in item.negative_answers:
            form.data[NEGATIVE + question.code] = "yes" if item.negative_answers[question.code] else "no"


def _put_rows(form: Any, item: PlanItem, name: str) -> None:
    prefix, cells = ("fundings", ("line", "amount")) if name == FUNDINGS else ("targets", _TARGET_CELLS)
    found = _saved(item, name)
    rows = list(found.items()) if isinstance(found, dict) else found
    for key in [key for key in form.data if key.startswith(f"{prefix}-") and key.count("-") > 1]:
        form.data.pop(key)
    length = max(len(rows), int(form.data.get(f"{prefix}-TOTAL_FORMS") or 0))
    form.data[f"{prefix}-TOTAL_FORMS"] = str(length)
    for place, row in enumerate(rows):
        for cell, value in zip(cells, row, strict=True):
            form.data[f"{prefix}-{place}-{cell}"] = str(value)


_TARGET_CELLS = ("name", "tier", "kind", "weight", "target", "unit")
_WRITERS: dict[str, Callable[[Any, PlanItem, str], None]] = {
    VILLAGES: _put_villages,
    FUNDINGS: _put_rows,
    TARGETS: _put_rows,
    ANSWERS: _put_answers,
    "term_conditions": _put_conditions,
    **dict.fromkeys(_CHOSEN, _put_chosen),
}


# Telling ------------------------------------------------------------------------------------------------------------


def _tell_field(form: Any, name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    choices = dict(getattr(form.fields.get(name), "choices", ()) or ())
    return str(choices.get(value) or choices.get(str(value)) or value)


def _tell_villages(form: Any, name: str, value: list[str]) -> str:
    return listed(form.villages[code].name if code in form.villages else code for code in value)


def _tell_money(form: Any, name: str, value: Mapping[str, Any]) -> str:
    yuan = {code: _money(amount) for code, amount in value.items()}
    return listed(f"{code} {amount:,.2f}" if amount is not None else code for code, amount in yuan.items())


def _tell_targets(form: Any, name: str, value: list[list[Any]]) -> str:
    return listed(f"{row[0]} {_plain(row[4])}{row[5]}（{_plain(row[3])}）" for row in value)


def _tell_answers(form: Any, name: str, value: Mapping[str, bool]) -> str:
    yes = [either(one.text_zh, one.text_en) for one in scope.NEGATIVE_QUESTIONS if value.get(one.code)]
    return _("答“是”的：%(questions)s") % {"questions": listed(yes)} if yes else _("全部答“否”")


def _tell_conditions(form: Any, name: str, value: Mapping[str, bool]) -> str:
    words = dict(form.fields[name].choices)
    return listed(str(words.get(code, code)) for code, holds in value.items() if holds)


_TELLERS: dict[str, Callable[[Any, str, Any], str]] = {
    VILLAGES: _tell_villages,
    FUNDINGS: _tell_money,
    TARGETS: _tell_targets,
    ANSWERS: _tell_answers,
    "term_conditions": _tell_conditions,
}
