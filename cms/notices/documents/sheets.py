"""A frozen payload as a readable notice: headings, labelled lines and tables; nothing left out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from procurement.core.language import listed
from procurement.core.templatetags import formats

from .labels import label_of
from .layouts import Layout, layout_of
from .values import HASHES, MONEY, written

# Machine-readable doubles of what ``sections`` says in words, and the name of the format.
HIDDEN = frozenset({"format", "facts"})
NUMBERS = MONEY | {"quantity", "maximum", "weight", "target", "actual", "points", "people_served"}
LONG = 60
VERY_LONG = 400
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Line:
    """One labelled value. ``wide`` values stand below their label."""

    label: str
    value: str
    is_hash: bool = False

    @property
    def wide(self) -> bool:
        return len(self.value) > LONG or "\n" in self.value

    @property
    def long(self) -> bool:
        """Whether it is text to read rather than a value in a table, such as a contract draft."""
        return len(self.value) > VERY_LONG


@dataclass(frozen=True, slots=True)
class Cell:
    """One value in a table, with the head of its column for narrow screens."""

    label: str
    value: str
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Several things of one kind."""

    caption: str
    heads: list[Cell]
    rows: list[list[Cell]]


@dataclass(slots=True)
class Section:
    """What stands under one heading: text, lines, tables, and parts that are sections themselves."""

    title: str
    text: str = ""
    lines: list[Line] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    parts: list["Section"] = field(default_factory=list)

    @property
    def short_lines(self) -> list[Line]:
        return [line for line in self.lines if not line.long]

    @property
    def long_lines(self) -> list[Line]:
        return [line for line in self.lines if line.long]

    def __bool__(self) -> bool:
        return bool(self.text or self.lines or self.tables or self.parts)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole notice."""

    sections: list[Section]


def sheet_of(payload: Mapping[str, Any], kind: str = "") -> Sheet:
    """Return the notice that a payload says; ``kind`` is the publication's, for payloads without a format.

    A payload with ``sections`` says everything there in words; what stands beside them is for machines.
    """
    if "sections" in payload:
        return Sheet([section for section in map(_written_section, payload["sections"]) if section])
    layout = layout_of(str(payload.get("format", "")), kind)
    sections = [_section(str(title), _picked(payload, paths)) for title, paths in layout]
    title = _("其他") if layout else _("内容")
    sections.append(_section(title, list(_rest(payload, layout))))
    return Sheet([section for section in sections if section])


def _written_section(section: Mapping[str, Any]) -> Section:
    """Take over a section whose words were frozen with it; only headings and labels are said in English."""
    lines = [
        _written_line(_said(row["label"]), row["value"])
        for row in section.get("rows", ())
        if row.get("value")
    ]
    return Section(_said(section.get("title", "")), section.get("text", ""), lines)


def _said(label: str) -> str:
    return _(label) if label else ""


def _written_line(label: str, value: str) -> Line:
    if _HASH.fullmatch(value):
        return Line(label, formats.hash_words(value), is_hash=True)
    return Line(label, value)


def _picked(payload: Mapping[str, Any], paths: Sequence[str]) -> list[tuple[str, Any]]:
    return [(path.rsplit(".", 1)[-1], value) for path in paths if (value := _at(payload, path)) is not None]


def _at(payload: Mapping[str, Any], path: str) -> Any:
    found: Any = payload
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _rest(payload: Mapping[str, Any], layout: Layout) -> Iterator[tuple[str, Any]]:
    """Yield what no heading names: whole keys, or what is left of a key of which only parts are named."""
    paths = {path for _title, paths in layout for path in paths}
    for key, value in payload.items():
        if key in HIDDEN or key in paths:
            continue
        named = {path.split(".", 1)[1] for path in paths if path.startswith(f"{key}.")}
        if named and isinstance(value, Mapping):
            left = {name: item for name, item in value.items() if name not in named and name not in HIDDEN}
            yield from left.items()
        else:
            yield key, value


def _section(title: str, pairs: Sequence[tuple[str, Any]], parent: str = "") -> Section:
    section = Section(title)
    for key, value in pairs:
        _add(section, key, value, parent)
    return section


def _add(section: Section, key: str, value: Any, parent: str) -> None:
    if isinstance(value, Mapping):
        inside = [(name, item) for name, item in value.items() if name not in HIDDEN]
        part = _section(label_of(key, parent), inside, key)
        if part:
            section.parts.append(part)
    elif isinstance(value, list | tuple):
        _add_list(section, key, value)
    elif value not in (None, ""):
        section.lines.append(Line(label_of(key, parent), written(key, value), key in HASHES))


def _add_list(section: Section, key: str, values: Sequence[Any]) -> None:
    if not values:
        return
    if not all(isinstance(value, Mapping) for value in values):
        text = listed(written(key, value) for value in values)
        section.lines.append(Line(label_of(key), text))
    elif any(isinstance(item, Mapping | list) for value in values for item in value.values()):
        for number, value in enumerate(values, start=1):
            title = f"{label_of(key)} {value.get('number') or value.get('code') or number}"
            section.parts.append(_section(title, list(value.items()), key))
    else:
        section.tables.append(_table(key, values))


def _table(key: str, values: Sequence[Mapping[str, Any]]) -> Table:
    """Put equal things into columns; a column in which nothing stands is left out."""
    names = list(dict.fromkeys(name for value in values for name in value))
    shown = [name for name in names if any(value.get(name) not in (None, "") for value in values)]
    heads = [Cell(label_of(name, key), label_of(name, key), name in NUMBERS) for name in shown]
    rows = [
        [Cell(label_of(name, key), written(name, value.get(name)), name in NUMBERS) for name in shown]
        for value in values
    ]
    return Table(label_of(key), heads, rows)
