"""The tables of the documents as they stand: what a page begins with, and by which a stale page is known."""

from collections.abc import Iterable, Sequence
from typing import Any

from procurement.core import audit
from procurement.regulations.canonical import canonical_json, sha256_hex

from ..models import Package, RequirementLine, ScoringFactor

_LINE = ("what", "quantity", "unit", "place", "standard", "by_when")
_FACTOR = ("name", "kind", "maximum", "objective", "criteria")
Table = list[dict[str, Any]]
STALE = "stale"
"""The field that a refusal names where somebody else has saved the page in between."""


def requirement_rows(package: Package) -> Table:
    return line_rows(package.requirements.all())


def line_rows(lines: "Sequence[RequirementLine] | Any") -> Table:
    """Return requirement lines as rows of their table."""
    return [{name: getattr(line, name) for name in _LINE} for line in lines]


def condition_rows(package: Package) -> Table:
    return [{"text": row.text, "basis": row.basis} for row in package.conditions.all()]


def factor_rows(package: Package) -> Table:
    return scoring_rows(package.factors.all())


def scoring_rows(factors: "Sequence[ScoringFactor] | Any") -> Table:
    """Return scoring factors as rows of their table."""
    return [
        {**{name: getattr(row, name) for name in _FACTOR}, "intervals": row.interval_lines} for row in factors
    ]


def coded_rows(factors: Sequence[ScoringFactor]) -> Table:
    """Return scoring factors as rows that keep their codes."""
    return [{**row, "code": factor.code} for row, factor in zip(scoring_rows(factors), factors, strict=True)]


def positioned_rows(package: Package, lines: Sequence[RequirementLine]) -> Table:
    """Return the lines in force with their numbers, then the drafted new ones, which have none yet.

    ``remove``: in force and drafted away.
    """
    there = {line.position: line for line in package.requirements.all()}
    drafted = {line.position: line for line in lines}
    every = [drafted.get(position) or there[position] for position in sorted({*there, *drafted})]
    return [
        {
            **row,
            "position": line.position if line.position in there else None,
            "remove": line.position not in drafted,
        }
        for row, line in zip(line_rows(every), every, strict=True)
    ]


def field_rows(row: Any, names: Iterable[str]) -> Table:
    """Return fields of a tender or package as a page that writes them begins with them."""
    return [{name: getattr(row, name) for name in sorted(names)}]


def fingerprint(rows: Sequence[Any]) -> str:
    """Return a table as one hash: equal where nobody has saved it in between."""
    return sha256_hex(canonical_json(audit.plain({"rows": list(rows)})))
