"""Policy parameters: the numbers that policy may change, each with its dates, source and confirmation.

`data/parameters.json` seeds the platform's table; where the bureau has changed a value, callers hand the
values in force over as `overrides` (the same keys, each with `value`, `source` and `confirmed`).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources

from procurement.regulations.errors import RegulationError
from procurement.regulations.reading import Node, parse_day, parse_number, shown

RULE = "K"
TEXT_UNITS = ("text",)
LIST_UNITS = ("words",)
LAST_DAY = date.max

Overrides = Mapping[str, Mapping[str, object]]
"""Values in force where they differ from the files: key → `{"value", "source", "confirmed"}`."""


@dataclass(frozen=True)
class Parameter:
    """One value of one policy parameter: a number as Decimal, a text, or a tuple of words.

    It holds from `effective_from` to and with `effective_to` (None: until changed). What is not
    `confirmed` by the bureau shows as such wherever it decides something.
    """

    key: str
    value: Decimal | str | tuple[str, ...]
    unit: str
    effective_from: date
    effective_to: date | None
    source: str
    confirmed: bool
    note: str
    label_zh: str
    label_en: str

    def holds_on(self, day: date) -> bool:
        """Whether this value is in force on the day."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


@cache
def defaults() -> tuple[Parameter, ...]:
    """Every parameter row of `data/parameters.json`, in its order; a key may have several dated rows."""
    text = resources.files(__package__).joinpath("data/parameters.json").read_text(encoding="utf-8")
    return tuple(_row(row) for row in json.loads(text))


def _row(row: dict[str, object]) -> Parameter:
    key, unit, until = str(row["key"]), str(row["unit"]), row["effective_to"]
    return Parameter(
        key=key,
        value=read_value(row["value"], unit, key),
        unit=unit,
        effective_from=parse_day(row["effective_from"], f"{key}.effective_from", RULE),
        effective_to=None if until is None else parse_day(until, f"{key}.effective_to", RULE),
        source=str(row["source"]),
        confirmed=row["confirmed"] is True,
        note=str(row["note"]),
        label_zh=str(row["label_zh"]),
        label_en=str(row["label_en"]),
    )


def read_value(raw: object, unit: str, field: str) -> Decimal | str | tuple[str, ...]:
    """A raw value as its unit wants it. Raises RegulationError naming the field."""
    if unit in LIST_UNITS:
        if isinstance(raw, list | tuple) and all(isinstance(word, str) and word for word in raw):
            return tuple(raw)
        raise RegulationError(field, RULE, f"must be a list of words, not {shown(raw)}")
    if unit in TEXT_UNITS:
        if isinstance(raw, str) and raw:
            return raw
        raise RegulationError(field, RULE, f"must be a text, not {shown(raw)}")
    return raw if isinstance(raw, Decimal) and raw.is_finite() else parse_number(raw, field, RULE)


@cache
def _by_key() -> dict[str, tuple[Parameter, ...]]:
    return {key: tuple(row for row in defaults() if row.key == key) for key in keys()}


@cache
def keys() -> frozenset[str]:
    """Every key there is."""
    return frozenset(row.key for row in defaults())


def lookup(key: str, on: date, overrides: Overrides | None = None) -> Parameter:
    """The row in force on a day, an override first.

    Raises RegulationError for an unknown key, and where no value is in force on that day.
    """
    rows = _by_key().get(key, ())
    if not rows:
        raise RegulationError(key, RULE, "is no policy parameter")
    current = next((row for row in rows if row.holds_on(on)), None)
    if overrides and key in overrides:
        return _overridden(current or rows[-1], overrides[key])
    if current is None:
        raise RegulationError(key, RULE, f"no value is in force on {on.isoformat()}")
    return current


def _overridden(row: Parameter, given: Mapping[str, object]) -> Parameter:
    return Parameter(
        key=row.key,
        value=read_value(given.get("value"), row.unit, f"parameters.{row.key}.value"),
        unit=row.unit,
        effective_from=row.effective_from,
        effective_to=row.effective_to,
        source=str(given.get("source", "")),
        confirmed=given.get("confirmed") is True,
        note=row.note,
        label_zh=row.label_zh,
        label_en=row.label_en,
    )


def value(key: str, on: date, overrides: Overrides | None = None) -> Decimal | str | tuple[str, ...]:
    """The value in force on a day (see `lookup`)."""
    return lookup(key, on, overrides).value


def number(key: str, on: date, overrides: Overrides | None = None) -> Decimal:
    """A numeric value in force on a day, in the parameter's own unit."""
    found = value(key, on, overrides)
    if not isinstance(found, Decimal):
        raise RegulationError(key, RULE, "is not a number")
    return found


def whole(key: str, on: date, overrides: Overrides | None = None) -> int:
    """A whole number in force on a day: days, persons, months."""
    found = number(key, on, overrides)
    if found != found.to_integral_value():
        raise RegulationError(key, RULE, f"must be a whole number, not {found}")
    return int(found)


def words(key: str, on: date, overrides: Overrides | None = None) -> tuple[str, ...]:
    """A word list in force on a day."""
    found = value(key, on, overrides)
    if not isinstance(found, tuple):
        raise RegulationError(key, RULE, "is not a list of words")
    return found


def read_overrides(node: Node) -> dict[str, dict[str, object]]:
    """The optional `parameters` of a handed-in file: every key known, every field there and well typed."""
    if node.data.get("parameters") is None:
        return {}
    given = node.node("parameters")
    found: dict[str, dict[str, object]] = {}
    units = {row.key: row.unit for row in defaults()}
    for key in given.data:
        if key not in units:
            raise given.fail(key, "is no policy parameter", RULE)
        entry = given.node(key)
        content = read_value(entry.get("value"), units[key], entry.at("value"))
        found[key] = {"value": content, "source": entry.text("source"), "confirmed": entry.flag("confirmed")}
    return found
