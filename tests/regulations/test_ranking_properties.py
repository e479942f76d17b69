"""What must hold for every package: order does not matter, cheaper never scores lower, ranks are standard."""

import random
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.regulations.pricing import evaluated_price, price_score
from procurement.regulations.scoring import evaluate

from .bundles import Json, bid, bundle

FEN = st.integers(1, 10**9)
POINTS = st.integers(0, 7000).map(lambda hundredths: f"{hundredths / 100:.2f}")
SCALES = st.sampled_from(["MICRO", "SMALL", "MEDIUM", "LARGE", "NOT_ENTERPRISE"])


@st.composite
def packages(draw: st.DrawFn) -> Json:
    """A consultation or a tender, scored or by price, with ties more often than chance would have them."""
    method, rule = draw(
        st.sampled_from(
            [
                ("OPEN_TENDER", "COMPREHENSIVE_SCORING"),
                ("COMPETITIVE_CONSULTATION", "COMPREHENSIVE_SCORING"),
                ("COMPETITIVE_NEGOTIATION", "LOWEST_EVALUATED_PRICE"),
            ]
        )
    )
    offers = st.sampled_from(["800000", "900000", "1000000"]) | st.integers(70000000, 99999999).map(
        lambda fen: f"{fen // 100}.{fen % 100:02d}"
    )
    points = st.sampled_from(["50", "60"]) | POINTS
    bids = [
        bid(f"B{n}", draw(offers), draw(points), scale=draw(SCALES), conforms=draw(st.integers(0, 9)) > 0)
        for n in range(draw(st.integers(3, 8)))
    ]
    return bundle(*bids, weight="30", method=method, award_rule=rule, budget="1000000")


@given(package=packages(), seed=st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_the_result_does_not_depend_on_the_order_of_bids(package: Json, seed: int) -> None:
    shuffled = {**package, "bids": random.Random(seed).sample(package["bids"], len(package["bids"]))}
    assert evaluate(shuffled) == evaluate(package)


@given(package=packages())
@settings(max_examples=60, deadline=None)
def test_ranks_are_standard_and_equals_are_named(package: Json) -> None:
    result: dict[str, Any] = evaluate(package)
    ranks = [line["rank"] for line in result["ranking"]]
    assert ranks == [1 + sum(other < rank for other in ranks) for rank in ranks]
    tied = [line["bid"] for line in result["ranking"] if ranks.count(line["rank"]) > 1]
    assert result["draw_needed"] == tied
    named = [line["bid"] for line in result["ranking"]] + [found["bid"] for found in result["invalid"]]
    assert result["outcome"] == "FAILED" or sorted(named) == [one["code"] for one in package["bids"]]


@given(package=packages())
@settings(max_examples=60, deadline=None)
def test_totals_are_the_sum_of_what_is_printed_and_never_rise(package: Json) -> None:
    lines: list[dict[str, Any]] = evaluate(package)["ranking"]  # type: ignore[assignment]
    keys = []
    for line in lines:
        if line["total"] is None:
            keys.append(-Decimal(line["evaluated_price"]))
        else:
            parts = [line["price_score"], *line["factor_scores"].values()]
            assert Decimal(line["total"]) == sum(map(Decimal, parts))
            keys.append(Decimal(line["total"]))
    assert keys == sorted(keys, reverse=True)


@given(first=FEN, second=FEN, lowest=FEN, weight=st.integers(0, 100))
@settings(max_examples=150, deadline=None)
def test_e21_a_lower_price_never_scores_lower(first: int, second: int, lowest: int, weight: int) -> None:
    base, low, high = (Decimal(fen) / 100 for fen in sorted((lowest, first, second)))
    cheap, dear = (price_score(base, offer, Decimal(weight)) for offer in (low, high))
    assert Decimal(weight) >= cheap >= dear >= 0
    assert price_score(base, base, Decimal(weight)) == weight


@given(first=FEN, second=FEN, rate=st.integers(0, 20))
@settings(max_examples=100, deadline=None)
def test_e41_a_deduction_keeps_the_order_of_offers(first: int, second: int, rate: int) -> None:
    low, high = (Decimal(fen) / 100 for fen in sorted((first, second)))
    assert evaluated_price(low, Decimal(rate)) <= evaluated_price(high, Decimal(rate)) <= high
