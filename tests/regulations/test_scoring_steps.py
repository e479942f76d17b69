"""FORMATS 1, "order of work", sentence by sentence."""

from typing import Any

import pytest

from procurement.regulations.errors import RegulationError
from procurement.regulations.scoring import evaluate

from .bundles import Json, bid, bundle, three

FACTOR = {"code": "quality", "kind": "TECHNICAL", "objective": False}


def refused(made: Json, rule: str, field: str = "") -> None:
    with pytest.raises(RegulationError) as error:
        evaluate(made)
    assert error.value.rule == rule
    assert field in error.value.field


def invalid(result: Json) -> list[tuple[str, str]]:
    return [(found["bid"], found["rule"]) for found in result["invalid"]]


# Step 1: the bundle itself


@pytest.mark.parametrize("place", ["top", "tender", "bid", "factor", "correction", "abnormal_low"])
def test_step1_every_field_is_required(place: str) -> None:
    correction = {"corrected_offer": "880000", "confirmed": True}

    def made() -> tuple[Json, Json]:
        whole = three()
        whole["bids"][0]["correction"] = dict(correction)
        tender = whole["tender"]
        parts = {
            "top": whole,
            "tender": tender,
            "bid": whole["bids"][0],
            "factor": tender["factors"][0],
            "correction": whole["bids"][0]["correction"],
            "abnormal_low": tender["abnormal_low"],
        }
        return whole, parts[place]

    for key in list(made()[1]):
        whole, part = made()
        del part[key]
        with pytest.raises(RegulationError, match=f"{key}: is missing"):
            evaluate(whole)


@pytest.mark.parametrize(
    ("key", "value"),
    [("method", "INQUIRY"), ("method", "FRAMEWORK"), ("award_rule", "BEST"), ("published_on", "20260918")],
)
def test_step1_unknown_values_are_refused(key: str, value: str) -> None:
    refused(three(**{key: value}), "FORMATS 1", key)


def test_step1_duplicate_codes_are_refused() -> None:
    refused(bundle(bid("A", "1", "1"), bid("A", "2", "1")), "FORMATS 1", "bids[1].code")
    twice = [{**FACTOR, "max": "45"}, {**FACTOR, "max": "45"}]
    refused(three(factors=twice), "FORMATS 1", "factors[1].code")


@pytest.mark.parametrize(
    ("method", "award_rule", "allowed"),
    [
        ("COMPETITIVE_NEGOTIATION", "COMPREHENSIVE_SCORING", False),
        ("COMPETITIVE_NEGOTIATION", "LOWEST_EVALUATED_PRICE", True),
        ("COMPETITIVE_CONSULTATION", "COMPREHENSIVE_SCORING", True),
        ("COMPETITIVE_CONSULTATION", "LOWEST_EVALUATED_PRICE", False),
        ("INVITED_TENDER", "LOWEST_EVALUATED_PRICE", True),
        ("SINGLE_SOURCE", "COMPREHENSIVE_SCORING", True),
    ],
)
def test_c07_c08_negotiation_and_consultation_have_one_award_rule(
    method: str, award_rule: str, allowed: bool
) -> None:
    made = three(method=method, award_rule=award_rule)
    if allowed:
        assert evaluate(made)["outcome"] == "RANKED"
    else:
        refused(made, "C-07" if method == "COMPETITIVE_NEGOTIATION" else "C-08", "award_rule")


def test_e22_maxima_and_price_weight_make_a_hundred() -> None:
    refused(three(factors=[{**FACTOR, "max": "89.99"}]), "E-22")
    refused(three(factors=[]), "E-22")


@pytest.mark.parametrize(
    ("method", "weight", "consents", "allowed"),
    [
        ("OPEN_TENDER", "9", [], False),
        ("OPEN_TENDER", "9", ["E-20"], False),
        ("OPEN_TENDER", "10", [], True),
        ("OPEN_TENDER", "90", [], True),
        ("COMPETITIVE_CONSULTATION", "9", [], False),
        ("COMPETITIVE_CONSULTATION", "10", [], True),
        ("COMPETITIVE_CONSULTATION", "30", [], True),
        ("COMPETITIVE_CONSULTATION", "31", [], False),
        ("COMPETITIVE_CONSULTATION", "31", ["C-03"], False),
        ("COMPETITIVE_CONSULTATION", "31", ["C-03", "E-20"], True),
        ("COMPETITIVE_CONSULTATION", "5", ["E-20"], True),
        ("COMPETITIVE_CONSULTATION", "0", ["E-20"], True),
    ],
)
def test_e20_price_weight(method: str, weight: str, consents: list[str], allowed: bool) -> None:
    bids = [bid(code, "1000000", "5") for code in "ABC"]
    made = bundle(*bids, weight=weight, method=method, consents=consents)
    if allowed:
        assert evaluate(made)["outcome"] == "RANKED"
    else:
        refused(made, "E-20", "tender.price_weight")


def test_e24_a_fixed_price_weighs_nothing() -> None:
    refused(three(price_is_fixed=True), "E-24")
    fixed = bundle(*three()["bids"], weight="0", price_is_fixed=True)
    result = evaluate(fixed)
    assert [(line["bid"], line["price_score"], line["total"]) for line in result["ranking"]] == [
        ("C", "0.00", "80.10"),
        ("A", "0.00", "78.50"),
        ("B", "0.00", "75.20"),
    ]
    refused(bundle(*three()["bids"], weight="0"), "E-20")


@pytest.mark.parametrize(
    ("published_on", "small", "consortium", "rule"),
    [
        ("2026-09-18", "10", "4", None),
        ("2026-09-18", "20", "6", None),
        ("2026-09-18", "9.99", "5", "E-41"),
        ("2026-09-18", "20.01", "5", "E-41"),
        ("2026-09-18", "0", "5", "E-41"),
        ("2026-09-18", "15", "3.99", "E-43"),
        ("2026-09-18", "15", "6.01", "E-43"),
        ("2022-07-01", "8", "5", "E-41"),
        ("2022-06-30", "8", "2.5", None),
        ("2022-06-30", "15", "2.5", "E-41"),
        ("2022-06-30", "8", "5", "E-43"),
        ("2020-12-31", "8", "2.5", "K"),
    ],
)
def test_e41_e43_deductions_lie_in_the_range_of_their_day(
    published_on: str, small: str, consortium: str, rule: str | None
) -> None:
    made = three(published_on=published_on, small_micro_deduction=small, consortium_deduction=consortium)
    if rule:
        refused(made, rule)
    else:
        assert evaluate(made)["outcome"] == "RANKED"


def test_e46_a_reserved_package_knows_no_deduction_and_no_large_bidder() -> None:
    scales = ("MICRO", "SMALL", "MEDIUM", "LARGE", "NOT_ENTERPRISE")
    bids = [bid(scale, "900000", "50", scale=scale) for scale in scales]
    free = {"small_micro_deduction": "0", "consortium_deduction": "0", "reserved_for_sme": True}
    result = evaluate(bundle(*bids, **free))
    assert invalid(result) == [("LARGE", "E-46"), ("NOT_ENTERPRISE", "E-46")]
    assert {line["evaluated_price"] for line in result["ranking"]} == {"900000.00"}
    refused(bundle(*bids, **{**free, "small_micro_deduction": "10"}), "E-46")
    refused(bundle(*bids, **{**free, "consortium_deduction": "4"}), "E-46")
    too_few = evaluate(bundle(*bids[2:], **free))
    assert (too_few["outcome"], too_few["failure"][:5]) == ("FAILED", "E-46:")


def two_experts(first: str, second: str | None, *, objective: bool) -> Json:
    scores: Json = {"E1": {"quality": first}, "E2": {"quality": second} if second else {}}
    bids = [bid(code, "900000", scores={"E1": {"quality": "50"}, "E2": {"quality": "50"}}) for code in "AB"]
    factors = [{**FACTOR, "max": "90", "objective": objective}]
    return bundle(*bids, bid("C", "900000", scores=scores), factors=factors)


def test_e10_score_sheets_are_complete_in_range_and_agree_where_objective() -> None:
    assert evaluate(two_experts("0", "90", objective=False))["outcome"] == "RANKED"
    assert evaluate(two_experts("60", "60.0", objective=True))["outcome"] == "RANKED"
    refused(two_experts("60", "61", objective=True), "E-10", "bid C")
    refused(two_experts("60", None, objective=False), "E-10", "scores.E2.quality")
    refused(two_experts("60", "90.01", objective=False), "E-10", "scores.E2.quality")
    refused(two_experts("60", "-1", objective=False), "E-10", "scores.E2.quality")
    missing = two_experts("60", "60", objective=False)
    del missing["bids"][2]["scores"]["E2"]
    refused(missing, "E-10", "scores.E2")
    missing["bids"][2]["scores"] = {}
    refused(missing, "E-10", "bid C")
    unknown = three()
    unknown["bids"][0]["scores"]["E1"]["colour"] = "1"
    refused(unknown, "E-10", "colour")


def test_e10_what_the_examination_threw_out_needs_no_sheet() -> None:
    result = evaluate(bundle(*three()["bids"], bid("D", "900000", qualified=False)))
    assert (result["outcome"], invalid(result)) == ("RANKED", [("D", "E-60")])


# Step 2: invalid bids


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"qualified": False}, "E-60"),
        ({"conforms": False}, "E-60"),
        ({"correction": {"corrected_offer": "900000", "confirmed": False}}, "E4"),
        ({"offer": "1700000.01"}, "B-10"),
        ({"correction": {"corrected_offer": "1700000.01", "confirmed": True}}, "B-10"),
        ({"qualified": False, "offer": "1700000.01"}, "E-60"),
    ],
)
def test_step2_each_invalid_bid_bears_its_rule(changes: Json, rule: str) -> None:
    result = evaluate(bundle(*three()["bids"], bid("D", "900000", "50") | changes))
    assert invalid(result) == [("D", rule)]
    assert result["outcome"] == "RANKED"


def test_b10_ceiling_beats_budget_and_equality_stands() -> None:
    at_limit = bid("D", "985000.00", "50")
    result = evaluate(bundle(*three()["bids"], at_limit, price_ceiling="985000"))
    assert (invalid(result), len(result["ranking"])) == ([], 4)
    over_budget = evaluate(bundle(*three()["bids"], at_limit, budget="960000", price_ceiling="990000"))
    assert invalid(over_budget) == [("C", "B-10"), ("D", "B-10")]


def test_step2_a_corrected_offer_counts_instead_of_the_written_one() -> None:
    lowered = {"corrected_offer": "900000", "confirmed": True}
    result = evaluate(bundle(*three()["bids"], bid("D", "2500000", "50", correction=lowered)))
    assert invalid(result) == []
    assert result["ranking"][3]["contract_price"] == "900000.00"


# Step 3: abnormally low


def low(explanation: str | None, **terms: Any) -> Json:
    """The offers of example 6: 100, 95, 42 and 88 wan, ceiling 120."""
    offers = (("A", "1000000"), ("B", "950000"), ("C", "420000"), ("D", "880000"))
    bids = [bid(code, offer, "50") for code, offer in offers]
    bids[2]["low_price_explanation"] = explanation
    return evaluate(bundle(*bids, **{"price_ceiling": "1200000", **terms}))


def test_e7_without_an_explanation_nothing_is_ranked() -> None:
    result = low(None)
    assert (result["outcome"], result["ranking"], result["failure"]) == ("NEEDS_EXPLANATION", [], None)
    assert result["abnormal_low"] == [
        {"bid": "C", "triggers": ["of_second_lowest", "of_ceiling"], "explanation": None}
    ]


def test_e7_accepted_stays_and_rejected_is_invalid() -> None:
    accepted, rejected = low("ACCEPTED"), low("REJECTED")
    assert [line["bid"] for line in accepted["ranking"]][0] == "C"
    assert (invalid(accepted), invalid(rejected)) == ([], [("C", "E7")])
    assert [line["bid"] for line in rejected["ranking"]] == ["D", "B", "A"]
    assert rejected["abnormal_low"][0]["explanation"] == "REJECTED"


@pytest.mark.parametrize("explanation", [None, "ACCEPTED", "REJECTED"])
@pytest.mark.parametrize(
    "limits",
    [None, {"of_mean": "50", "of_second_lowest": "47", "of_ceiling": "35"}],
    ids=["none", "untouched"],
)
def test_e7_without_a_trigger_no_explanation_is_looked_at(
    explanation: str | None, limits: dict[str, str] | None
) -> None:
    result = low(explanation, abnormal_low=limits)
    assert (result["outcome"], invalid(result), result["abnormal_low"]) == ("RANKED", [], [])


def test_e7_one_pass_a_rejection_moves_no_mean_and_no_second_lowest() -> None:
    offers = (("A", "1000000"), ("B", "210000"), ("C", "100000"), ("D", "900000"), ("E", "950000"))
    limits = {"of_mean": "30", "of_second_lowest": "50", "of_ceiling": "10"}
    bids = [bid(code, offer, "50") for code, offer in offers]
    bids[2]["low_price_explanation"] = "REJECTED"
    result = evaluate(bundle(*bids, budget="1000000", abnormal_low=limits))
    assert [found["bid"] for found in result["abnormal_low"]] == ["C"]
    assert result["outcome"] == "RANKED"


def test_e7_only_standing_offers_make_the_mean() -> None:
    bids = [*three()["bids"], bid("D", "100000", "50", conforms=False)]
    assert evaluate(bundle(*bids))["abnormal_low"] == []


def test_e7_documents_set_at_most_sixty_five() -> None:
    raised = {"of_mean": "65", "of_second_lowest": "65", "of_ceiling": "65"}
    assert low("ACCEPTED", abnormal_low=raised)["outcome"] == "RANKED"
    for key in raised:
        refused(three(abnormal_low={**raised, key: "65.01"}), "E7", key)


# Step 4: too few


@pytest.mark.parametrize(
    ("method", "count", "two_bidder_case", "outcome"),
    [
        ("OPEN_TENDER", 3, False, "RANKED"),
        ("OPEN_TENDER", 2, True, "FAILED"),
        ("INVITED_TENDER", 3, False, "RANKED"),
        ("INVITED_TENDER", 2, False, "FAILED"),
        ("COMPETITIVE_NEGOTIATION", 3, False, "RANKED"),
        ("COMPETITIVE_NEGOTIATION", 2, False, "FAILED"),
        ("COMPETITIVE_NEGOTIATION", 2, True, "RANKED"),
        ("COMPETITIVE_NEGOTIATION", 1, True, "FAILED"),
        ("COMPETITIVE_CONSULTATION", 2, False, "RANKED"),
        ("COMPETITIVE_CONSULTATION", 1, False, "FAILED"),
        ("SINGLE_SOURCE", 1, False, "RANKED"),
        ("SINGLE_SOURCE", 0, False, "FAILED"),
        ("OPEN_TENDER", 0, False, "FAILED"),
    ],
)
def test_step4_least_numbers(method: str, count: int, two_bidder_case: bool, outcome: str) -> None:
    rule = "LOWEST_EVALUATED_PRICE" if method == "COMPETITIVE_NEGOTIATION" else "COMPREHENSIVE_SCORING"
    made = bundle(*three()["bids"][:count], method=method, award_rule=rule, two_bidder_case=two_bidder_case)
    result = evaluate(made)
    assert result["outcome"] == outcome
    assert (result["failure"] is None) == (outcome == "RANKED")


# Steps 5 and 6: evaluated price and scores


@pytest.mark.parametrize(
    ("scale", "share", "evaluated"),
    [
        ("MICRO", None, "850000.00"),
        ("SMALL", "40", "850000.00"),
        ("MEDIUM", None, "1000000.00"),
        ("MEDIUM", "30", "950000.00"),
        ("LARGE", "29.99", "1000000.00"),
        ("LARGE", "30", "950000.00"),
        ("NOT_ENTERPRISE", "90", "1000000.00"),
    ],
)
def test_step5_evaluated_price(scale: str, share: str | None, evaluated: str) -> None:
    result = evaluate(bundle(*three()["bids"], bid("D", "1000000", "0", scale=scale, small_share=share)))
    line = next(line for line in result["ranking"] if line["bid"] == "D")
    assert (line["evaluated_price"], line["contract_price"]) == (evaluated, "1000000.00")


def test_step6_evaluated_price_is_rounded_before_it_is_scored() -> None:
    bids = [bid("A", "0.03", "50", scale="SMALL"), bid("B", "0.04", "50"), bid("C", "0.04", "50")]
    result = evaluate(bundle(*bids, abnormal_low=None, weight="50"))
    assert [(line["evaluated_price"], line["price_score"]) for line in result["ranking"]] == [
        ("0.03", "50.00"),
        ("0.04", "37.50"),
        ("0.04", "37.50"),
    ]


def test_step6_means_round_half_up_once() -> None:
    scores = {f"E{n}": {"quality": points} for n, points in enumerate(("50.005", "50.005"))}
    thirds = {f"E{n}": {"quality": points} for n, points in enumerate(("10.01", "10.00"))}
    bids = [bid("A", "900", scores=scores), bid("B", "900", scores=thirds), bid("C", "900", scores=thirds)]
    result = evaluate(bundle(*bids, budget="1000"))
    assert [line["factor_scores"]["quality"] for line in result["ranking"]] == ["50.01", "10.01", "10.01"]


# Step 7: ranks


def test_e28_equal_totals_rank_by_lower_offer_then_draw() -> None:
    bids = [
        bid("A", "1000000", "50"),
        bid("B", "1000000", "50"),
        bid("C", "900000", "49"),
        bid("D", "950000", "10"),
    ]
    result = evaluate(bundle(*bids, weight="10"))
    assert [(line["rank"], line["bid"], line["total"]) for line in result["ranking"]] == [
        (1, "C", "59.00"),
        (1 + 1, "A", "59.00"),
        (1 + 1, "B", "59.00"),
        (4, "D", "19.47"),
    ]
    assert result["draw_needed"] == ["A", "B"]


def consultation_tie(method: str, weight: str = "30") -> Json:
    factors = [
        {"code": "plan", "kind": "TECHNICAL", "max": "40", "objective": False},
        {"code": "record", "kind": "COMMERCIAL", "max": "30", "objective": False},
    ]
    bids = [
        bid("A", "900000", scores={"E1": {"plan": "20", "record": "30"}}),
        bid("B", "900000", scores={"E1": {"plan": "30", "record": "20"}}),
        bid("C", "900000", scores={"E1": {"plan": "20", "record": "20"}}),
    ]
    return evaluate(bundle(*bids, weight=weight, method=method, factors=factors))


def test_e29_only_a_consultation_breaks_ties_by_technical_merit() -> None:
    consultation = consultation_tie("COMPETITIVE_CONSULTATION")
    assert [(line["rank"], line["bid"]) for line in consultation["ranking"]] == [(1, "B"), (2, "A"), (3, "C")]
    assert consultation["draw_needed"] == []
    tender = consultation_tie("OPEN_TENDER")
    assert [(line["rank"], line["bid"]) for line in tender["ranking"]] == [(1, "A"), (1, "B"), (3, "C")]
    assert tender["draw_needed"] == ["A", "B"]


def test_e31_lowest_price_ranks_by_evaluated_price_only() -> None:
    bids = [bid("A", "850000"), bid("B", "1000000", scale="SMALL"), bid("C", "990000")]
    result = evaluate(bundle(*bids, award_rule="LOWEST_EVALUATED_PRICE"))
    assert [(line["rank"], line["bid"]) for line in result["ranking"]] == [(1, "A"), (1, "B"), (3, "C")]
    assert result["draw_needed"] == ["A", "B"]


def test_e31_lowest_price_looks_at_no_sheet() -> None:
    bids = [bid(code, offer, "999") for code, offer in (("A", "900000"), ("B", "910000"), ("C", "920000"))]
    result = evaluate(bundle(*bids, award_rule="LOWEST_EVALUATED_PRICE", factors=[], price_weight="100"))
    assert [line["bid"] for line in result["ranking"]] == ["A", "B", "C"]


# Parameters


def test_k_the_bundles_own_parameters_are_used() -> None:
    changed = {"value": "25", "source": "鄂财采〔2026〕1号", "confirmed": True}
    made = three(small_micro_deduction="25")
    refused(made, "E-41")
    assert evaluate({**made, "parameters": {"sme_rate_max": changed}})["outcome"] == "RANKED"
    assert evaluate(made, parameters={"sme_rate_max": changed})["outcome"] == "RANKED"
    share = {"consortium_share": {**changed, "value": "40"}}
    bids = [*three()["bids"][:2], bid("D", "1000000", "0", small_share="35")]
    result = evaluate({**bundle(*bids), "parameters": share})
    assert result["ranking"][2]["evaluated_price"] == "1000000.00"


@pytest.mark.parametrize(
    "given",
    [
        [],
        {"no_such_key": {"value": "1", "source": "x", "confirmed": True}},
        {"sme_rate_max": "25"},
        {"sme_rate_max": {"value": 25, "source": "x", "confirmed": True}},
        {"sme_rate_max": {"value": "25", "source": "x", "confirmed": "yes"}},
        {"sme_rate_max": {"value": "25", "confirmed": True}},
    ],
)
def test_k_bad_parameters_are_refused(given: object) -> None:
    with pytest.raises(RegulationError, match="parameters"):
        evaluate({**three(), "parameters": given})


# What is read although nothing is scored


@pytest.mark.parametrize("scores", [None, {}, {"E1": {}}, "not looked at"])
def test_e31_where_only_the_price_decides_scores_are_there_but_not_looked_at(scores: object) -> None:
    made = three(award_rule="LOWEST_EVALUATED_PRICE", factors=[])
    for one in made["bids"]:
        one["scores"] = scores
    assert evaluate(made)["outcome"] == "RANKED"
    del made["bids"][0]["scores"]
    refused(made, "FORMATS 1", "bids[0].scores")
