"""How large an enterprise is: 中小企业划型标准规定 (工信部联企业〔2011〕300号), by industry (RULES E-40, E-41).

`data/enterprise_sizes.json` holds the thresholds. The order's text is not among those that were read: every row
is evidence M, so that whoever shows a result says that it is unconfirmed. Staff are persons; revenue and assets
are in 万元, last year's figures (财库〔2020〕46号 annex 1). "Large" is at or above each line, T-04.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources

from procurement.regulations.errors import RegulationError

STAFF, REVENUE, ASSETS = "STAFF", "REVENUE", "ASSETS"
MICRO, SMALL, MEDIUM, LARGE = "MICRO", "SMALL", "MEDIUM", "LARGE"
CLASSES = (LARGE, MEDIUM, SMALL)
"""From the largest down; what reaches none of them is micro."""
RULE = "E-40"


@dataclass(frozen=True, slots=True)
class Line:
    """From which figure on one measure counts as large, medium, small."""

    measure: str
    large: Decimal
    medium: Decimal
    small: Decimal

    def at(self, size: str) -> Decimal:
        """The figure from which on this measure reaches a class."""
        return {LARGE: self.large, MEDIUM: self.medium, SMALL: self.small}[size]


@dataclass(frozen=True, slots=True)
class Industry:
    """One industry with its measures: an enterprise is of a class when every measure reaches it."""

    code: str
    label_zh: str
    label_en: str
    article: str
    evidence: str
    lines: tuple[Line, ...]

    @property
    def confirmed(self) -> bool:
        """Whether a text that was read stands behind the thresholds."""
        return self.evidence != "M"

    @property
    def measures(self) -> tuple[str, ...]:
        """What is asked in this industry."""
        return tuple(line.measure for line in self.lines)


@dataclass(frozen=True, slots=True)
class Reached:
    """One measure: its figure, the class that it reaches by itself, and the line it passed or missed."""

    measure: str
    figure: Decimal
    size: str
    passed: Decimal | None
    missed: Decimal | None


@dataclass(frozen=True, slots=True)
class Result:
    """The class of an enterprise and why: the measure that stays lowest decides."""

    size: str
    industry: Industry
    reached: tuple[Reached, ...]

    @property
    def deciding(self) -> Reached:
        """The measure that keeps the enterprise from a larger class."""
        order = (MICRO, SMALL, MEDIUM, LARGE)
        return min(self.reached, key=lambda one: order.index(one.size))


@cache
def industries() -> Mapping[str, Industry]:
    """Every industry of the order, by code, in its order."""
    text = resources.files(__package__).joinpath("data/enterprise_sizes.json").read_text(encoding="utf-8")
    return {row["code"]: _industry(row) for row in json.loads(text)}


def _industry(row: Mapping[str, object]) -> Industry:
    lines = [
        Line(one["measure"], Decimal(one["large"]), Decimal(one["medium"]), Decimal(one["small"]))
        for one in row["measures"]  # type: ignore[attr-defined]
    ]
    texts = {name: str(row[name]) for name in ("code", "label_zh", "label_en", "article", "evidence")}
    return Industry(lines=tuple(lines), **texts)


def industry_named(text: str) -> Industry | None:
    """The industry that tender documents name (46 art. 12), by its Chinese name with or without 业."""
    wanted = text.strip().removesuffix("业")
    return next((one for one in industries().values() if one.label_zh.removesuffix("业") == wanted), None)


def classify(industry: str, figures: Mapping[str, Decimal]) -> Result:
    """Classify an enterprise by last year's figures (measure → persons or 万元).

    Raises RegulationError naming the measure that is missing or below zero, or the unknown industry.
    """
    found = industries().get(industry)
    if found is None:
        raise RegulationError("industry", RULE, f"there is no {industry!r}")
    reached = tuple(_reached(line, figures) for line in found.lines)
    order = (MICRO, SMALL, MEDIUM, LARGE)
    size = min((one.size for one in reached), key=order.index)
    return Result(size, found, reached)


def _reached(line: Line, figures: Mapping[str, Decimal]) -> Reached:
    figure = figures.get(line.measure)
    if figure is None or not figure.is_finite() or figure < 0:
        raise RegulationError(line.measure.lower(), RULE, "must be a number, zero or more")
    size = next((name for name in CLASSES if figure >= line.at(name)), MICRO)
    above = {MICRO: SMALL, SMALL: MEDIUM, MEDIUM: LARGE}.get(size)
    return Reached(
        measure=line.measure,
        figure=figure,
        size=size,
        passed=None if size == MICRO else line.at(size),
        missed=None if above is None else line.at(above),
    )
