"""Scoring tables to begin with, by class of service: cleaned from real ones, spread over the points there are.

The data names its source, and what of the real tables was left out and why (RULES E-25, E-26, I-08, N-09).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal
from functools import cache
from importlib import resources
from typing import Any

from procurement.regulations.intervals import Intervals, Level

GENERAL = "GENERAL"
_HALF = Decimal("0.5")
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What real tables score and these do not, with the rule that speaks against it."""

    what_zh: str
    why_zh: str
    what_en: str
    rule: str


@dataclass(frozen=True, slots=True)
class Template:
    """One table; ``serves``: the beginnings of catalogue codes it is made for; shares are of all but the price."""

    code: str
    name_zh: str
    name_en: str
    serves: tuple[str, ...]
    sources: tuple[str, ...]
    factors: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One factor of a table: what the tender's own table takes over."""

    name: str
    kind: str
    maximum: Decimal
    objective: bool
    criteria: str
    intervals: Intervals


@cache
def _data() -> Mapping[str, Any]:
    text = resources.files(__package__).joinpath("data/scoring_templates.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def source() -> str:
    """Return where the tables come from."""
    return str(_data()["source"])


@cache
def all_templates() -> Mapping[str, Template]:
    """Return every template by its code, the general one last."""
    return {
        row["code"]: Template(
            row["code"],
            row["name_zh"],
            row["name_en"],
            tuple(row["serves"]),
            tuple(row["sources"]),
            tuple(row["factors"]),
        )
        for row in _data()["templates"]
    }


@cache
def left_out() -> tuple[LeftOut, ...]:
    """Return what was left out of the real tables."""
    return tuple(LeftOut(**row) for row in _data()["left_out"])


def template_for(catalogue_code: str) -> Template:
    """Return the table for an entry of the catalogue: the one that names the longest beginning of its code."""
    found = [
        (len(start), template)
        for template in all_templates().values()
        for start in template.serves
        if catalogue_code.startswith(start)
    ]
    return max(found, key=lambda one: one[0])[1] if found else all_templates()[GENERAL]


def rows_of(template: Template, points: Decimal) -> list[Row]:
    """Spread ``points`` (100 less the price) over the factors, in whole and half points that add up exactly."""
    shares = [Decimal(row["share"]) for row in template.factors]
    return [
        _row(row, maximum) for row, maximum in zip(template.factors, _spread(shares, points), strict=True)
    ]


def counted_rows(template: Template, points: Decimal) -> list[Row]:
    """Spread ``points`` over the factors that are counted alone: no other is scored by quality-first (110 art. 25)."""
    counted = tuple(row for row in template.factors if row["objective"])
    return rows_of(replace(template, factors=counted), points)


def _spread(shares: list[Decimal], points: Decimal) -> list[Decimal]:
    """Give each its share in half points; what is left over goes to those who lost most."""
    whole = sum(shares, Decimal(0))
    exact = [points * share / whole for share in shares]
    given = [(value / _HALF).to_integral_value(ROUND_DOWN) * _HALF for value in exact]
    rest = points - sum(given, Decimal(0))
    for place in sorted(range(len(shares)), key=lambda one: given[one] - exact[one]):
        step = min(_HALF, rest)
        given[place] += step
        rest -= step
    return given


def _row(row: Mapping[str, Any], maximum: Decimal) -> Row:
    found = _counted(row, maximum) if "unit" in row else _levels(row, maximum)
    return Row(row["name"], row["kind"], maximum, row["objective"], row["criteria"], found)


def _counted(row: Mapping[str, Any], maximum: Decimal) -> Intervals:
    """So many points for each, at most so many; the number changes where the points would not divide."""
    wanted = int(row["most"])
    most = next(count for count in (wanted, 2, 1) if (maximum / count).quantize(_CENT) * count == maximum)
    return Intervals(unit=row["unit"], each=(maximum / most).quantize(_CENT), most=most)


def _levels(row: Mapping[str, Any], maximum: Decimal) -> Intervals:
    points = [
        maximum if percent == "100" else _rounded(maximum * Decimal(percent) / 100)
        for _label, percent, _text in row["levels"]
    ]
    return Intervals(
        levels=tuple(
            Level(label, value, value, text)
            for (label, _percent, text), value in zip(row["levels"], points, strict=True)
        )
    )


def _rounded(value: Decimal) -> Decimal:
    """Round to halves, and below two points to tenths, so that levels stay apart."""
    step = _HALF if value >= 2 else Decimal("0.1")
    return (value / step).to_integral_value(ROUND_DOWN) * step
