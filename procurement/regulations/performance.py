"""Performance evaluation (绩效): points, grades, and the weights of the tiers (G-03 to G-06, G-11).

`python -m procurement.regulations.performance CASE.json` prints points, total and grade (FORMATS 5).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from procurement.regulations import parameters as policy
from procurement.regulations.command import run
from procurement.regulations.errors import RegulationError
from procurement.regulations.money import half_up, plain
from procurement.regulations.reading import Node, load

FORMAT, RESULT, RULE = "performance-case/1", "performance-result/1", "FORMATS 5"
DECISION, PROCESS, EXECUTION, OUTPUT, BENEFIT, SATISFACTION = TIERS = (
    "DECISION",
    "PROCESS",
    "EXECUTION",
    "OUTPUT",
    "BENEFIT",
    "SATISFACTION",
)
POSITIVE, NEGATIVE, QUALITATIVE = KINDS = ("POSITIVE", "NEGATIVE", "QUALITATIVE")
EXCELLENT, GOOD, FAIR, POOR = GRADES = ("EXCELLENT", "GOOD", "FAIR", "POOR")
GRADE_NAMES_ZH = {EXCELLENT: "优", GOOD: "良", FAIR: "中", POOR: "差"}
_CUTS = ((EXCELLENT, "grade_excellent"), (GOOD, "grade_good"), (FAIR, "grade_fair"))


@dataclass(frozen=True)
class Indicator:
    """One indicator with its result: target and actual for POSITIVE and NEGATIVE, band (percent) otherwise."""

    code: str
    tier: str
    weight: Decimal
    kind: str
    target: Decimal = Decimal(0)
    actual: Decimal = Decimal(0)
    band: Decimal = Decimal(0)


def points(indicator: Indicator) -> Decimal:
    """The points of an indicator (G-05): in proportion, at most the weight, rounded half up to 2 places.

    Raises RegulationError for a POSITIVE indicator without a target above zero.
    """
    weight, share = Fraction(indicator.weight), Fraction(1)
    if indicator.kind == QUALITATIVE:
        share = Fraction(indicator.band) / 100
    elif indicator.kind == POSITIVE:
        if indicator.target <= 0:
            raise RegulationError(f"{indicator.code}.target", "G-05", "must be above zero")
        share = Fraction(indicator.actual) / Fraction(indicator.target)
    elif indicator.actual > 0:
        share = Fraction(indicator.target) / Fraction(indicator.actual)
    return half_up(weight * min(share, Fraction(1)))


def grade(total: Decimal, parameters: policy.Overrides | None = None, *, on: date = policy.LAST_DAY) -> str:
    """EXCELLENT, GOOD, FAIR or POOR (G-06), by the cuts in force on a day (the newest unless one is given)."""
    for name, key in _CUTS:
        if total >= policy.number(key, on, parameters):
            return name
    return POOR


def evaluate(case: dict[str, object], parameters: policy.Overrides | None = None) -> dict[str, object]:
    """Points, total and grade of a case, as printed. Raises RegulationError for a case that is incomplete."""
    top = Node(case, "", RULE)
    top.choice("format", (FORMAT,))
    overrides = {**(parameters or {}), **policy.read_overrides(top)}
    scores: dict[str, Decimal] = {}
    weights = Decimal(0)
    for node in top.nodes("indicators"):
        indicator = _indicator(node)
        if indicator.code in scores:
            raise node.fail("code", f"{indicator.code!r} stands twice")
        scores[indicator.code] = points(indicator)
        weights += indicator.weight
    if weights != 100:
        raise top.fail("indicators", f"weights make {weights}, not 100", "G-03")
    total = sum(scores.values(), Decimal(0))
    return {
        "format": RESULT,
        "scores": {code: plain(value) for code, value in scores.items()},
        "total": plain(total),
        "grade": grade(total, overrides),
    }


def _indicator(node: Node) -> Indicator:
    code, tier = node.text("code"), node.choice("tier", TIERS)
    weight, kind = node.number("weight", 100, "G-03"), node.choice("kind", KINDS)
    if kind == QUALITATIVE:
        return Indicator(code, tier, weight, kind, band=node.number("band", 100, "G-05"))
    target, actual = node.number("target"), node.number("actual")
    if kind == POSITIVE and target == 0:
        raise node.fail("target", "must be above zero", "G-05")
    return Indicator(code, tier, weight, kind, target=target, actual=actual)


def self_evaluation_weights(
    *, on: date, resident_facing: bool, parameters: policy.Overrides | None = None
) -> dict[str, Decimal]:
    """The weights of a self-evaluation by tier (G-03): 10 / 50 / 30 / 10.

    A service that faces residents weighs satisfaction by `satisfaction_weight` (G-11); what exceeds the
    usual weight is taken from BENEFIT, so that the sum stays 100.
    """
    weights = {tier: policy.number(f"self_weight_{tier.lower()}", on, parameters) for tier in TIERS[2:]}
    if resident_facing:
        asked = policy.number("satisfaction_weight", on, parameters)
        check_satisfaction_weight(asked, on=on, parameters=parameters)
        weights[BENEFIT] -= asked - weights[SATISFACTION]
        weights[SATISFACTION] = asked
    if weights[BENEFIT] < 0:
        raise RegulationError("satisfaction_weight", "G-11", "leaves nothing for BENEFIT")
    return weights


def check_satisfaction_weight(
    weight: Decimal, *, on: date, parameters: policy.Overrides | None = None
) -> None:
    """Raise RegulationError if satisfaction weighs less than its minimum (G-11)."""
    least = policy.number("satisfaction_weight_min", on, parameters)
    if weight < least:
        raise RegulationError("satisfaction_weight", "G-11", f"{weight} is below {least}")


def department_weights(*, on: date, parameters: policy.Overrides | None = None) -> dict[str, Decimal]:
    """The usual weights of a department or finance evaluation (G-04): 20 / 20 / 30 / 20 and satisfaction 10."""
    weights = {
        tier: policy.number(f"department_weight_{tier.lower()}", on, parameters)
        for tier in (DECISION, PROCESS, OUTPUT, BENEFIT)
    }
    satisfaction = policy.number("self_weight_satisfaction", on, parameters)
    return weights | {BENEFIT: weights[BENEFIT] - satisfaction, SATISFACTION: satisfaction}


def check_department_weights(
    weights: Mapping[str, Decimal], *, on: date, parameters: policy.Overrides | None = None
) -> None:
    """Raise RegulationError unless the tiers make 100, and output and benefit (with satisfaction) enough (G-04)."""
    if sum(weights.values(), Decimal(0)) != 100:
        raise RegulationError("weights", "G-04", "must make 100")
    results = sum((weights.get(tier, Decimal(0)) for tier in (OUTPUT, BENEFIT, SATISFACTION)), Decimal(0))
    least = policy.number("department_output_benefit_min", on, parameters)
    if results < least:
        raise RegulationError("weights", "G-04", f"output and benefit make {results}, at least {least}")


def main(arguments: Sequence[str]) -> dict[str, object]:
    """The command of FORMATS 5."""
    return evaluate(load(arguments[0], FORMAT, RULE).data)


if __name__ == "__main__":
    run(main, "performance CASE.json", 1)
