"""Parameters and calendars as pages show them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from procurement.regulations import parameters as law

from .language import either, listed
from .models import PolicyParameter


@dataclass(frozen=True, slots=True)
class ParameterLine:
    """One policy parameter on a day: its value in force, and every other one with its dates."""

    key: str
    label: str
    unit: str
    current: PolicyParameter | None
    history: tuple[PolicyParameter, ...]


def parameter_lines(on: date, *, text: str = "", unconfirmed: bool = False) -> list[ParameterLine]:
    """Return every parameter in the order of the files (one query), filtered by words or confirmation."""
    rows: dict[str, list[PolicyParameter]] = {}
    for row in PolicyParameter.objects.order_by("key", "-effective_from"):
        rows.setdefault(row.key, []).append(row)
    lines = (_line(stated, rows.get(stated.key, []), on) for stated in _stated())
    return [line for line in lines if _matches(line, text, unconfirmed)]


def parameter_line(key: str, on: date) -> ParameterLine | None:
    """Return one parameter with its history, None where there is no such key."""
    stated = next((row for row in _stated() if row.key == key), None)
    if stated is None:
        return None
    return _line(stated, PolicyParameter.objects.filter(key=key).order_by("-effective_from"), on)


def shown(value: Any) -> str:
    """Return a value as people read it: a list of words becomes one line."""
    return listed(value) if isinstance(value, list) else str(value)


def _stated() -> Iterator[law.Parameter]:
    """Yield each key once, with what the newest row of the files says of it."""
    yield from {row.key: row for row in law.defaults()}.values()


def _line(stated: law.Parameter, rows: Iterable[PolicyParameter], on: date) -> ParameterLine:
    history = tuple(rows)
    return ParameterLine(
        key=stated.key,
        label=either(stated.label_zh, stated.label_en),
        unit=stated.unit,
        current=next((row for row in history if _in_force(row, on)), None),
        history=history,
    )


def _in_force(row: PolicyParameter, on: date) -> bool:
    return row.effective_from <= on and (row.effective_to is None or on <= row.effective_to)


def _matches(line: ParameterLine, text: str, unconfirmed: bool) -> bool:
    if unconfirmed and (line.current is None or line.current.confirmed):
        return False
    values = " ".join([line.key, line.label, *(f"{row.source} {row.note}" for row in line.history)]).lower()
    return all(word in values for word in text.lower().split())
