"""Ours against the second reading, on packages and cases drawn at random with ties and edges favoured."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.regulations.performance import TIERS
from procurement.regulations.performance import evaluate as evaluate_case
from procurement.regulations.scoring import evaluate

from . import second_reading
from .bundles import Json

SCORED, BY_PRICE = "COMPREHENSIVE_SCORING", "LOWEST_EVALUATED_PRICE"
WAYS = [
    ("OPEN_TENDER", SCORED),
    ("OPEN_TENDER", BY_PRICE),
    ("INVITED_TENDER", SCORED),
    ("COMPETITIVE_NEGOTIATION", BY_PRICE),
    ("COMPETITIVE_CONSULTATION", SCORED),
    ("COMPETITIVE_CONSULTATION", SCORED),
    ("COMPETITIVE_CONSULTATION", SCORED),
    ("SINGLE_SOURCE", SCORED),
]
LIMITS = [
    None,
    {"of_mean": "50", "of_second_lowest": "50", "of_ceiling": "45"},
    {"of_mean": "65", "of_second_lowest": "65", "of_ceiling": "65"},
]
MOSTLY = st.integers(0, 9).map(bool)


def number(low: str, high: str, places: int = 2) -> st.SearchStrategy[str]:
    return st.decimals(Decimal(low), Decimal(high), places=places).map(lambda drawn: f"{drawn:f}")


OFFERS = st.sampled_from(["400000", "450000.00", "800000", "900000", "1000000.01"]) | number(
    "300000", "1010000"
)
SHARES = st.sampled_from([None, None, "29.99", "30", "30.00"]) | number("0", "100")
CORRECTIONS = st.none() | st.fixed_dictionaries({"corrected_offer": OFFERS, "confirmed": MOSTLY})
VERDICTS = st.sampled_from([None, "ACCEPTED", "ACCEPTED", "REJECTED"])


@st.composite
def factors(draw: st.DrawFn, rest: int) -> list[Json]:
    """Three factors that make up the rest, the last one objective."""
    first = draw(st.integers(1, rest - 2))
    second = draw(st.integers(1, rest - first - 1))
    kinds = (
        ("plan", first, "TECHNICAL"),
        ("方案", second, "TECHNICAL"),
        ("record", rest - first - second, ""),
    )
    return [
        {"code": code, "kind": kind or "COMMERCIAL", "max": f"{maximum}.0", "objective": not kind}
        for code, maximum, kind in kinds
    ]


@st.composite
def sheets(draw: st.DrawFn, table: list[Json], experts: int) -> Json:
    """Complete sheets; on the objective factor all say the same."""
    points = {row["code"]: st.just(row["max"]) | number("0", row["max"]) for row in table}
    same = {row["code"]: draw(points[row["code"]]) for row in table if row["objective"]}
    return {
        f"E{place}": {**{code: draw(points[code]) for code in points if code not in same}, **same}
        for place in range(1, experts + 1)
    }


@st.composite
def close_runs(draw: st.DrawFn) -> Json:
    """A package whose bids differ in next to nothing: one point, technical or not, and one of two offers."""
    package = draw(packages())
    for bid in package["bids"]:
        technical = draw(st.booleans())
        bid |= {"offer": draw(st.sampled_from(["475000", "950000"])), "scale": "MEDIUM", "small_share": None}
        bid |= {"correction": None, "qualified": True, "conforms": True}
        points = {"plan": str(int(technical)), "方案": "0", "record": str(int(not technical))}
        bid["scores"] = {expert: points for expert in bid["scores"]}
    return package


@st.composite
def packages(draw: st.DrawFn) -> Json:
    method, rule = draw(st.sampled_from(WAYS))
    fixed, reserved = (not draw(MOSTLY) for _ in range(2))
    weight = 0 if fixed else draw(st.sampled_from([10, 17, 30]))
    table = draw(factors(100 - weight)) if rule == SCORED else []
    experts = draw(st.sampled_from([1, 3, 7]))
    bids = [
        {
            "code": code,
            "offer": draw(OFFERS),
            "scale": draw(st.sampled_from(["MICRO", "SMALL", "MEDIUM", "LARGE", "NOT_ENTERPRISE"])),
            "small_share": draw(SHARES),
            "qualified": draw(MOSTLY),
            "conforms": draw(MOSTLY),
            "correction": draw(CORRECTIONS) if not draw(MOSTLY) else None,
            "low_price_explanation": draw(VERDICTS),
            "scores": draw(sheets(table, experts)) if table else {},
        }
        for code in draw(st.permutations("ABCDE"))[: draw(st.integers(1, 5))]
    ]
    terms = {
        "code": "420923-2026-0007",
        "package": "1",
        "method": method,
        "award_rule": rule,
        "published_on": "2026-09-18",
        "budget": "1000000.00",
        "price_ceiling": draw(st.sampled_from([None, "950000"])),
        "price_weight": str(weight),
        "price_is_fixed": fixed,
        "reserved_for_sme": reserved,
        "small_micro_deduction": "0" if reserved else draw(number("10", "20")),
        "consortium_deduction": "0.0" if reserved else draw(number("4", "6")),
        "abnormal_low": draw(st.sampled_from(LIMITS)),
        "consents": [],
        "two_bidder_case": draw(st.booleans()),
        "factors": table,
    }
    return {"format": "evaluation-bundle/1", "tender": terms, "bids": bids}


@given(package=packages() | close_runs())
@settings(max_examples=200, deadline=None)
def test_rankings_are_what_a_second_reader_of_formats_1_finds(package: Json) -> None:
    found: Json = evaluate(package)
    failure = found.pop("failure")
    invalid = [(row["bid"], row["rule"]) for row in found["invalid"]]
    assert {**found, "invalid": invalid} == second_reading.recompute(package)
    assert (failure is not None) == (found["outcome"] == "FAILED")


@st.composite
def cases(draw: st.DrawFn) -> Json:
    """Weights with a decimal that make 100, every kind, targets and results with edges."""
    cuts = sorted(draw(st.sets(st.integers(1, 999), max_size=6)))
    weights = [Decimal(high - low) / 10 for low, high in zip([0, *cuts], [*cuts, 1000], strict=True)]
    amounts = st.sampled_from(["3", "98", "480000"]) | number("0.001", "1000", 3)
    indicators: list[Json] = []
    for place, weight in enumerate(weights):
        kind = draw(st.sampled_from(["POSITIVE", "NEGATIVE", "QUALITATIVE"]))
        facts = {
            "code": f"i{place}",
            "tier": draw(st.sampled_from(TIERS)),
            "weight": str(weight),
            "kind": kind,
        }
        if kind == "QUALITATIVE":
            indicators.append({**facts, "band": draw(number("0", "100"))})
            continue
        target = draw(amounts if kind == "POSITIVE" else amounts | st.just("0"))
        indicators.append({**facts, "target": target, "actual": draw(amounts | st.just("0"))})
    return {"format": "performance-case/1", "indicators": indicators}


@given(case=cases())
@settings(max_examples=200, deadline=None)
def test_grades_are_what_a_second_reader_of_formats_5_finds(case: Json) -> None:
    assert evaluate_case(case) == second_reading.performance(case)
