"""The worked examples of RULES E8, through the same function as the command."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from procurement.regulations.bonds import check_supplement, max_bid_bond, max_performance_bond
from procurement.regulations.bundle import LowLimits
from procurement.regulations.errors import RegulationError
from procurement.regulations.money import from_capitals
from procurement.regulations.pricing import correct_price, low_triggers
from procurement.regulations.scoring import evaluate

from .bundles import Json, bid, bundle, three

ON = date(2026, 9, 18)
LIMITS = LowLimits(Decimal(50), Decimal(50), Decimal(45))


def totals(result: Json) -> list[tuple[Any, ...]]:
    return [(line["rank"], line["bid"], line["price_score"], line["total"]) for line in result["ranking"]]


def test_e8_ex1_open_tender_without_preference_e21() -> None:
    result = evaluate(three())
    assert totals(result) == [
        (1, "C", "9.14", "89.24"),
        (2, "A", "9.38", "87.88"),
        (3, "B", "10.00", "85.20"),
    ]
    assert list(result) == [
        "format", "outcome", "failure", "ranking", "invalid", "abnormal_low", "draw_needed",
    ]  # fmt: skip
    assert list(result["ranking"][0]) == [
        "rank", "bid", "evaluated_price", "price_score", "factor_scores", "total", "contract_price",
    ]  # fmt: skip


def test_e8_ex2_sme_deduction_flips_the_winner_e41() -> None:
    bids = (
        bid("A", "880000", "68.40"),
        bid("B", "980000", "69.00", scale="SMALL"),
        bid("C", "920000", "70.00", scale="MEDIUM"),
    )
    result = evaluate(bundle(*bids, weight="20"))
    assert totals(result) == [
        (1, "B", "20.00", "89.00"),
        (2, "C", "18.11", "88.11"),
        (3, "A", "18.93", "87.33"),
    ]
    assert result["ranking"][0]["evaluated_price"] == "833000.00"
    assert result["ranking"][0]["contract_price"] == "980000.00"
    without = evaluate(bundle(*(one | {"scale": "MEDIUM"} for one in bids), weight="20"))
    assert [(line["bid"], line["total"]) for line in without["ranking"]] == [
        ("C", "89.13"),
        ("A", "88.40"),
        ("B", "86.96"),
    ]


def test_e8_ex3_consortium_from_thirty_percent_e43() -> None:
    result = evaluate(
        bundle(
            bid("A", "1500000", "70.00", small_share="35"),
            bid("B", "1440000", "69.50"),
            bid("C", "1620000", "66.00", scale="SMALL"),
            bid("D", "1470000", "69.90", small_share="25"),
            weight="15",
            small_micro_deduction="20",
        )
    )
    assert totals(result) == [
        (1, "A", "13.64", "83.64"),
        (2, "D", "13.22", "83.12"),
        (3, "B", "13.50", "83.00"),
        (4, "C", "15.00", "81.00"),
    ]
    assert [line["evaluated_price"] for line in result["ranking"]] == [
        "1425000.00",
        "1470000.00",
        "1440000.00",
        "1296000.00",
    ]


def test_e8_ex4_consultation_tie_goes_to_the_lower_offer_e29() -> None:
    bids = (bid("甲", "400000", "55.00"), bid("乙", "480000", "60.00"), bid("丙", "500000", "58.00"))
    result = evaluate(bundle(*bids, weight="30", method="COMPETITIVE_CONSULTATION", budget="600000"))
    assert totals(result) == [
        (1, "甲", "30.00", "85.00"),
        (2, "乙", "25.00", "85.00"),
        (3, "丙", "24.00", "82.00"),
    ]
    assert result["draw_needed"] == []


def test_e8_ex4b_consultation_goes_on_with_two_and_ends_with_one() -> None:
    terms = {"method": "COMPETITIVE_CONSULTATION", "small_micro_deduction": "10", "budget": "600000"}
    bids = (bid("甲", "400000", "55.00", scale="SMALL"), bid("乙", "390000", "56.00"))
    result = evaluate(bundle(*bids, weight="30", **terms))
    assert totals(result) == [(1, "甲", "30.00", "85.00"), (2, "乙", "27.69", "83.69")]
    alone = evaluate(bundle(bids[0], weight="30", **terms))
    assert (alone["outcome"], alone["ranking"]) == ("FAILED", [])
    assert alone["failure"].startswith("E-61: 竞争性磋商")


def lowest_price(*, confirmed: bool) -> Json:
    return evaluate(
        bundle(
            bid("A", "520000", correction={"corrected_offer": "500000", "confirmed": confirmed}),
            bid("B", "408000", correction={"corrected_offer": "480000", "confirmed": True}),
            bid("C", "560000", scale="SMALL"),
            bid("D", "620000"),
            award_rule="LOWEST_EVALUATED_PRICE",
            price_ceiling="600000",
        )
    )


def test_e8_ex5_lowest_evaluated_price_with_corrections_e31() -> None:
    result = lowest_price(confirmed=True)
    assert [(line["bid"], line["evaluated_price"], line["contract_price"]) for line in result["ranking"]] == [
        ("C", "476000.00", "560000.00"),
        ("B", "480000.00", "480000.00"),
        ("A", "500000.00", "500000.00"),
    ]
    assert {(line["price_score"], line["factor_scores"], line["total"]) for line in result["ranking"]} == {
        (None, None, None)
    }
    assert [(found["bid"], found["rule"]) for found in result["invalid"]] == [("D", "B-10")]


def test_e8_ex5_refused_correction_leaves_two_and_annuls_e4() -> None:
    result = lowest_price(confirmed=False)
    assert result["outcome"] == "FAILED"
    assert [(found["bid"], found["rule"]) for found in result["invalid"]] == [("A", "E4"), ("D", "B-10")]


@pytest.mark.parametrize(
    ("given", "offer", "steps"),
    [
        ({"listed": "520000", "lines": [("1250", "400")]}, "500000.00", ("以单价金额计算结果为准",)),
        ({"listed": "408000", "in_words": "480000"}, "480000.00", ("以大写金额为准",)),
        ({"listed": "500000", "elsewhere": "510000"}, "500000.00", ("以开标一览表为准",)),
        (
            {"listed": "500000", "lines": [("1250", "4000")], "unit_price_slipped": True},
            "500000.00",
            ("以总价为准，修改单价",),
        ),
        (
            {"listed": "408000", "elsewhere": "400000", "in_words": "480000", "lines": [("1250", "400")]},
            "500000.00",
            ("以开标一览表为准", "以大写金额为准", "以单价金额计算结果为准"),
        ),
        ({"listed": "500000", "in_words": "500000", "lines": [("1250", "400")]}, "500000.00", ()),
    ],
)
def test_e4_corrections_in_their_order(given: Json, offer: str, steps: tuple[str, ...]) -> None:
    amounts = {key: Decimal(given[key]) for key in ("listed", "in_words", "elsewhere") if key in given}
    lines = [(Decimal(quantity), Decimal(price)) for quantity, price in given.get("lines", [])]
    slipped = given.get("unit_price_slipped", False)
    found = correct_price(**amounts, lines=lines, unit_price_slipped=slipped)
    assert (str(found.offer), found.steps) == (offer, steps)


def test_e4_words_are_read() -> None:
    assert from_capitals("肆拾捌万元") == Decimal(480000)


@pytest.mark.parametrize(
    ("offers", "ceiling", "expected"),
    [
        ("100 95 42 88", "120", ("of_second_lowest", "of_ceiling")),
        ("100 95 44 88", "97", ()),
        ("100 95 54 88", "120", ()),
        ("100 95 43.99 88", "97", ("of_second_lowest",)),
        ("46 46 " + "100 " * 18, "100", ("of_mean",)),
        ("40", "80", ()),
        ("35", "80", ("of_ceiling",)),
        ("40 40", "80", ()),
    ],
)
def test_e8_ex6_abnormal_low_triggers_are_strict_e7(
    offers: str, ceiling: str, expected: tuple[str, ...]
) -> None:
    prices = [Decimal(price) for price in offers.split()]
    assert low_triggers(min(prices), prices, LIMITS, Decimal(ceiling)) == expected
    assert low_triggers(max(prices), prices, LIMITS, Decimal(max(prices))) == ()


def test_e8_ex7_committee_scores_are_merged_by_mean_e30() -> None:
    factors = [
        {"code": "plan", "kind": "TECHNICAL", "max": "40", "objective": False},
        {"code": "team", "kind": "TECHNICAL", "max": "20", "objective": False},
        {"code": "record", "kind": "COMMERCIAL", "max": "10", "objective": True},
        {"code": "reply", "kind": "COMMERCIAL", "max": "10", "objective": False},
    ]
    columns = {
        "plan": ["33", "35.5", "34", "36", "32.5"],
        "team": ["16"] * 5,
        "record": ["6"] * 5,
        "reply": ["8", "7.5", "8.5", "8", "7"],
    }
    scores = {f"E{n + 1}": {code: column[n] for code, column in columns.items()} for n in range(5)}
    bids = [bid(code, offer, scores=scores) for code, offer in (("A", "900"), ("B", "1000"), ("C", "990"))]
    terms = {"weight": "20", "factors": factors, "budget": "1000"}
    result = evaluate(bundle(*bids, **terms))
    merged = {"plan": "34.20", "team": "16.00", "record": "6.00", "reply": "7.80"}
    assert result["ranking"][0]["factor_scores"] == merged
    assert result["ranking"][0]["total"] == "84.00"
    bids[1]["scores"] = {**scores, "E5": {**scores["E5"], "record": "6.5"}}
    with pytest.raises(RegulationError, match=r"bid B: scores of record: .*E-10"):
        evaluate(bundle(*bids, **terms))


def test_e8_ex8_bonds_and_supplements_d28_d31_b15() -> None:
    assert max_bid_bond(Decimal(500000), on=ON) == Decimal("10000.00")
    assert max_performance_bond(Decimal(462000), on=ON) == Decimal("46200.00")
    check_supplement(Decimal(462000), Decimal(40000), Decimal(6200), on=ON)
    with pytest.raises(RegulationError, match="B-15"):
        check_supplement(Decimal(462000), Decimal(40000), Decimal("6200.01"), on=ON)
