"""The intervals of a scoring factor: which level of an answer gives how many points (RULES E-25).

87 art. 55 and 22 art. 21 want factors quantified, each level with points of its own. A clerk writes them as
lines, ``优 40 方案完整`` or ``优 34-40``, or counts: ``每份 10 最多 2`` (in English ``per case 10 max 2``);
here they become data and back.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

LEVELS, COUNTED = "LEVELS", "COUNTED"
MISSING, ONE_LEVEL, OVERLAP, TOP, BAND, NEGATIVE = (
    "MISSING",
    "ONE_LEVEL",
    "OVERLAP",
    "TOP",
    "BAND",
    "NEGATIVE",
)
"""What may be wrong: no intervals, a single level, levels that overlap, a top that is not the maximum, a band
where the points are objective, points below zero or a count of none."""

# So many counts are written out one by one.
MOST_NAMED = 6
_NUMBER = r"\d+(?:\.\d+)?"
_TO = r"\s*分?\s*(?:至|到|-|–|—|~|～)\s*"
_LINE = re.compile(
    rf"^(?P<label>.+?)[\s：:=]+(?:得|加)?\s*(?P<low>{_NUMBER})(?:{_TO}(?P<high>{_NUMBER}))?\s*分?[\s：:，,。；;]*(?P<text>.*)$"
)
_INSIDE = re.compile(
    rf"(?P<label>[^\d；;，,。\n]+?)\s*[得加计：:]?\s*(?P<low>{_NUMBER})(?:{_TO}(?P<high>{_NUMBER}))?\s*分(?!钟)"
)
_COUNT = re.compile(
    rf"(?:每|per\s+)(?P<unit>[^\d\s，,；;。]{{1,12}}?)\s*[得加计]?\s*(?P<each>{_NUMBER})\s*分?[\s，,；;]*"
    rf"(?:最[多高]|max)\s*[得计]?\s*(?P<most>{_NUMBER})\s*(?P<of>[^\s\d，,；;。]?)"
)


@dataclass(frozen=True, slots=True)
class Level:
    """One level; ``low`` and ``high`` are the same where it has one number of points."""

    label: str
    low: Decimal
    high: Decimal
    text: str = ""


@dataclass(frozen=True, slots=True)
class Intervals:
    """Levels from the highest down, or so many points for each ``unit`` up to ``most`` of them."""

    levels: tuple[Level, ...] = ()
    unit: str = ""
    each: Decimal = Decimal(0)
    most: int = 0

    @property
    def kind(self) -> str:
        return COUNTED if self.unit else LEVELS

    @property
    def top(self) -> Decimal:
        """Return the most points that can be had."""
        return (
            self.each * self.most if self.unit else max((one.high for one in self.levels), default=Decimal(0))
        )


def parse(text: str) -> Intervals | None:
    """Read intervals from lines, or from a sentence such as 优40分，良30分; None where there are none."""
    counted = _COUNT.search(text)
    if counted:
        each, most = Decimal(counted["each"]), Decimal(counted["most"])
        if counted["of"] == "分":
            most = most / each if each else Decimal(0)
        return Intervals(unit=counted["unit"], each=each, most=int(most) if most == int(most) else 0)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    matches = [_LINE.match(line) for line in lines]
    found = [one for one in matches if one] if lines and all(matches) else list(_INSIDE.finditer(text))
    levels = [_level(one.groupdict()) for one in found]
    return Intervals(levels=tuple(sorted(levels, key=lambda one: -one.high))) if levels else None


def _level(part: Mapping[str, str | None]) -> Level:
    low = Decimal(part["low"] or 0)
    high = Decimal(part["high"]) if part["high"] else low
    label = (part["label"] or "").strip(" \t：:=、，；。")
    return Level(label, min(low, high), max(low, high), (part.get("text") or "").strip())


def wrong(found: Intervals | None, maximum: Decimal, *, objective: bool) -> str:
    """Return what is wrong with the intervals of a factor worth ``maximum`` points; empty: nothing."""
    if found is None:
        return MISSING
    if found.kind == COUNTED:
        if found.each <= 0 or found.most < 1:
            return NEGATIVE
        return TOP if found.top != maximum else ""
    if len(found.levels) < 2:
        return ONE_LEVEL
    if any(upper.low <= lower.high for upper, lower in zip(found.levels, found.levels[1:], strict=False)):
        return OVERLAP
    if objective and any(one.low != one.high for one in found.levels):
        return BAND
    return TOP if found.top != maximum else ""


def allows(found: Intervals | None, points: Decimal) -> bool:
    """Tell whether a bid may get these points: those of one level, or so many times those of one (87 art. 55).

    Nothing is what a bid gets that reaches no level. Without intervals (documents of before) nothing is held.
    """
    if found is None or points == 0:
        return True
    if found.kind == COUNTED:
        return found.each > 0 and 0 < points <= found.top and points % found.each == 0
    return any(one.low <= points <= one.high for one in found.levels)


def allowed_text(found: Intervals) -> str:
    """Write the points that may be given, from the highest down: ``40 / 30-34 / 0``."""
    if found.kind == COUNTED:
        given = [_plain(found.each * count) for count in range(found.most, -1, -1)]
        return " / ".join(given if len(given) <= MOST_NAMED else [given[0], given[1], "…", *given[-2:]])
    given = [points_text(one) for one in found.levels]
    return " / ".join(given if any(one.low == 0 for one in found.levels) else [*given, "0"])


def as_lines(found: Intervals | None) -> str:
    """Write intervals as a clerk does, one a line."""
    if found is None:
        return ""
    if found.kind == COUNTED:
        return f"每{found.unit} {_plain(found.each)} 最多 {found.most}"
    return "\n".join(f"{one.label} {points_text(one)} {one.text}".strip() for one in found.levels)


def points_text(level: Level) -> str:
    """Write a level's points: 40, or 34-40."""
    return _plain(level.high) if level.low == level.high else f"{_plain(level.low)}-{_plain(level.high)}"


def to_data(found: Intervals | None) -> dict[str, Any]:
    """Return plain data to keep, numbers as text."""
    if found is None:
        return {}
    if found.kind == COUNTED:
        return {"kind": COUNTED, "unit": found.unit, "each": _plain(found.each), "most": found.most}
    levels = [
        {"label": one.label, "low": _plain(one.low), "high": _plain(one.high), "text": one.text}
        for one in found.levels
    ]
    return {"kind": LEVELS, "levels": levels}


def from_data(data: Mapping[str, Any]) -> Intervals | None:
    """Return the intervals that ``to_data`` wrote."""
    if not data:
        return None
    if data["kind"] == COUNTED:
        return Intervals(unit=data["unit"], each=Decimal(data["each"]), most=int(data["most"]))
    return Intervals(
        levels=tuple(
            Level(row["label"], Decimal(row["low"]), Decimal(row["high"]), row["text"])
            for row in data["levels"]
        )
    )


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
