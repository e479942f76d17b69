"""Quality scores of a closed framework (财政部令第110号第二十五条), as anybody entitled can repeat them.

`python -m procurement.regulations.quality BUNDLE.json` adds up the committee's sheets, `framework-scores/1`. Who
enters by these scores: `procurement.regulations.admission`. Points are Decimal; the price is no part of them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from procurement.regulations.command import run
from procurement.regulations.frameworks import Clause, clause
from procurement.regulations.money import plain
from procurement.regulations.pricing import mean_score
from procurement.regulations.reading import Node, load

FORMAT, RESULT = "framework-scores/1", "framework-scores-result/1"
RULE, WHOLE = "N-15", Decimal(100)
_PRICE = re.compile(
    r"报价|^(?:投标|响应|服务)?(?:单价|价格)分?$|\b(?:bid|offer|unit)?\s*price\b", re.IGNORECASE
)


def check_factor(name: str, *, objective: bool) -> Clause | None:
    """Say why something is no factor of quality (110 art. 25); None: it is.

    The price ranks nobody here; only what can be counted is scored, in grades, so that every member gives the same
    points; anything else may be a substantive requirement.
    """
    if _PRICE.search(name):
        return clause(
            RULE,
            "第二十五条",
            "质量优先法只按质量评分排序，价格不作评分项，只要求不超过最高限制单价",
            "Quality-first ranks by quality alone: the price is no factor, it only must not exceed the ceiling",
        )
    if not objective:
        return clause(
            RULE,
            "第二十五条",
            "质量因素中可量化的指标才能划分等次、作为评分项，请勾选客观分并写明各档的数量标准；"
            "其他指标可以写进采购需求，作为实质性要求",
            "Only what can be counted is graded and scored: tick objective and give each grade its number; anything "
            "else may be a substantive requirement",
        )
    return None


@dataclass(frozen=True)
class Factor:
    """One factor of the call's scoring table, worth `maximum` points at most."""

    code: str
    maximum: Decimal


@dataclass(frozen=True)
class Scored:
    """One response with the points of each member of the committee: member → factor → points."""

    code: str
    sheets: Mapping[str, Mapping[str, Decimal]]


@dataclass(frozen=True)
class Scores:
    """All that is needed to add up the quality scores of a call."""

    package: str
    factors: tuple[Factor, ...]
    responses: tuple[Scored, ...]


def differing(scores: Scores) -> list[tuple[str, str]]:
    """Return where the members' points differ, as (response, factor): what is counted is the same for all (E-10)."""
    return [
        (one.code, factor.code)
        for one in scores.responses
        for factor in scores.factors
        if len({sheet[factor.code] for sheet in one.sheets.values()}) > 1
    ]


def add_up(scores: Scores) -> dict[str, object]:
    """Return each response's points, the best first, equals with the same rank, as `framework-scores-result/1`."""
    rows = [(one.code, _points(one, scores.factors)) for one in scores.responses]
    totals = sorted((sum(points.values(), Decimal(0)) for _code, points in rows), reverse=True)
    ranked = sorted(rows, key=lambda row: (-sum(row[1].values(), Decimal(0)), row[0]))
    return {
        "format": RESULT,
        "outcome": "RANKED",
        "ranking": [
            {
                "rank": totals.index(sum(points.values(), Decimal(0))) + 1,
                "bid": code,
                "factor_scores": {name: plain(value) for name, value in points.items()},
                "total": plain(sum(points.values(), Decimal(0))),
            }
            for code, points in ranked
        ],
    }


def _points(one: Scored, factors: Sequence[Factor]) -> dict[str, Decimal]:
    return {
        factor.code: mean_score([sheet[factor.code] for sheet in one.sheets.values()]) for factor in factors
    }


def read_scores(data: dict[str, object]) -> Scores:
    """A bundle as the command gets it. Raises RegulationError naming the field."""
    top = Node(data, "", RULE)
    top.choice("format", (FORMAT,))
    factors = tuple(Factor(node.text("code"), node.number("max")) for node in top.nodes("factors"))
    if sum((one.maximum for one in factors), Decimal(0)) != WHOLE:
        raise top.fail("factors", "must make 100 points", "E-22")
    if len({one.code for one in factors}) != len(factors):
        raise top.fail("factors", "name a factor twice")
    responses = tuple(_response(node, factors) for node in top.nodes("responses"))
    if len({one.code for one in responses}) != len(responses):
        raise top.fail("responses", "name a response twice")
    if len({frozenset(one.sheets) for one in responses}) > 1:
        raise top.fail("responses", "must be scored by the same members", "E-10")
    return Scores(top.text("package"), factors, responses)


def _response(node: Node, factors: Sequence[Factor]) -> Scored:
    sheets = node.node("scores")
    if not sheets.data:
        raise node.fail("scores", "must hold the members' sheets", "E-10")
    return Scored(
        node.text("code"),
        {member: _sheet(sheets.node(member), factors) for member in sorted(sheets.data)},
    )


def _sheet(node: Node, factors: Sequence[Factor]) -> dict[str, Decimal]:
    found = {one.code: node.number(one.code) for one in factors}
    for one in factors:
        if found[one.code] > one.maximum:
            raise node.fail(one.code, f"is above the factor's {plain(one.maximum)}", "E-10")
    return found


def main(arguments: Sequence[str]) -> dict[str, object]:
    """What the record of the scores must say."""
    scores = read_scores(load(arguments[0], FORMAT, RULE).data)
    found = differing(scores)
    if found:
        response, factor = found[0]
        field = f"responses {response}: scores of {factor}"
        raise Node({}, "", RULE).fail(field, "members differ on what is counted", "E-10")
    return add_up(scores)


if __name__ == "__main__":
    run(main, "quality BUNDLE.json", 1)
