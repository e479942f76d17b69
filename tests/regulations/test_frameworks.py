"""财政部令第110号 worked through: what may be a framework, who enters, whose turn it is."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as some

from procurement.regulations.admission import admit, knocked_out, read_call
from procurement.regulations.errors import RegulationError
from procurement.regulations.frameworks import (
    ADVISORY,
    CENTRAL_LIST,
    CLOSED,
    COMPETITION,
    FIXED,
    GUIDED,
    NEARBY,
    NO_KNOCK_OUT,
    OPEN,
    PUBLIC_SERVICE,
    QUALITY_FIRST,
    Design,
    check,
    lowest_offers,
    may_supplement,
    next_in_turn,
)

ON = date(2026, 9, 18)
VOUCHERS = Design(
    OPEN,
    PUBLIC_SERVICE,
    NEARBY,
    annual_estimate=D("1200000"),
    ceiling=D("45"),
    users_choose=True,
    term_months=24,
)
LAWYERS = Design(CLOSED, ADVISORY, annual_estimate=D("500000"), ceiling=D("4000"))


@pytest.mark.parametrize(("design"), [VOUCHERS, LAWYERS, replace(VOUCHERS, kind=CLOSED, open_case="")])
def test_a_lawful_framework(design):
    assert check(design, on=ON) == []


@pytest.mark.parametrize(
    ("design", "changed", "article"),
    [
        (VOUCHERS, {"case": ""}, "第三条"),
        (VOUCHERS, {"annual_estimate": D("499999.99")}, "第三条"),
        (VOUCHERS, {"users_choose": False}, "第三条"),
        (VOUCHERS, {"by_central_agency": True}, "第五条"),
        (VOUCHERS, {"by_supervising_unit": False}, "第五条"),
        (VOUCHERS, {"surveyed": (3, 2)}, "第十一条"),
        (VOUCHERS, {"ceiling": D(0)}, "第十三条"),
        (VOUCHERS, {"term_months": 25}, "第十五条"),
        (VOUCHERS, {"term_months": 0}, "第十五条"),
        (VOUCHERS, {"open_case": ""}, "第十条"),
        (VOUCHERS, {"open_case": NO_KNOCK_OUT}, "第十条"),
        (VOUCHERS, {"call_off_way": COMPETITION}, "第四十二条"),
        (LAWYERS, {"method": QUALITY_FIRST}, "第二十五条"),
        (LAWYERS, {"pricing": FIXED}, "第二十五条"),
        (LAWYERS, {"pricing": FIXED, "method": QUALITY_FIRST, "call_off_way": COMPETITION}, "第三十三条"),
        (LAWYERS, {"knock_out": D("19.99")}, "第二十七条"),
        (LAWYERS, {"knock_out": D("100")}, "第二十七条"),
        (LAWYERS, {"most_admitted": 0}, "第二十三条"),
    ],
)
def test_what_stands_against_a_framework(design, changed, article):
    first = check(replace(design, **changed), on=ON)[0]
    assert first.basis.article == f"财政部令第110号{article}"


@pytest.mark.parametrize(
    ("design", "changed"),
    [
        (VOUCHERS, {"by_supervising_unit": False, "approval": "云民发〔2026〕3号"}),
        (VOUCHERS, {"surveyed": (1, 2), "survey_reason": "全县只有两家机构"}),
        (LAWYERS, {"method": QUALITY_FIRST, "pricing": GUIDED}),
        (LAWYERS, {"method": QUALITY_FIRST, "pricing": FIXED}),
        (LAWYERS, {"case": CENTRAL_LIST, "by_central_agency": True, "annual_estimate": D("1")}),
        (LAWYERS, {"knock_out": D("20"), "most_admitted": 3}),
    ],
)
def test_what_the_order_lets_pass(design, changed):
    assert check(replace(design, **changed), on=ON) == []


def test_the_numbers_are_the_bureau_s():
    """Another knock-out and another term, put in force as parameters, decide instead of the files' values."""
    changed = {
        "framework_term": {"value": "12", "source": "省级办法", "confirmed": True},
        "framework_knock_out": {"value": "30", "source": "省级办法", "confirmed": True},
    }
    assert [one.basis.article for one in check(VOUCHERS, on=ON, parameters=changed)] == [
        "财政部令第110号第十五条"
    ]
    assert [one.basis.article for one in check(LAWYERS, on=ON, parameters=changed)] == [
        "财政部令第110号第二十七条"
    ]


# ------------------------------------------------------------------------------------------ the first stage
def bundle(prices, **changed):
    """Return a call with one response a price; a price may come with what is not as usual."""
    rows = [price if isinstance(price, tuple) else (price, {}) for price in prices]
    responses = [
        {"code": chr(65 + n), "price": price, "quality": None, "qualified": True, "conforms": True, **other}
        for n, (price, other) in enumerate(rows)
    ]
    call = {
        "format": "framework-admission/1",
        "framework": "KJ-2026-0001",
        "method": "PRICE_FIRST",
        "published_on": "2026-09-18",
        "ceiling": "45.00",
        "knock_out": "20",
        "most_admitted": None,
        "responses": responses,
    }
    return {**call, **changed}


def admitted(call):
    result = admit(read_call(call))
    return result["outcome"], [row["response"] for row in result["ranking"] if row["admitted"]]


@pytest.mark.parametrize(
    ("standing", "share", "most", "out"),
    [
        (2, 20, None, 1),
        (5, 20, None, 1),
        (6, 20, None, 2),
        (10, 20, None, 2),
        (11, 20, None, 3),
        (10, 40, None, 4),
    ]
    + [(10, 20, 3, 7), (10, 20, 9, 2), (2, 50, None, 1)],
)
def test_how_many_are_knocked_out(standing, share, most, out):
    assert knocked_out(standing, D(share), most) == out


@pytest.mark.parametrize(
    ("prices", "changed", "expected"),
    [
        # Five responses: a fifth leaves, the dearest.
        (["44", "41", "45", "43.50", "42"], {}, ("ADMITTED", ["B", "E", "D", "A"])),
        # Two: one leaves at least.
        (["44", "41"], {}, ("ADMITTED", ["B"])),
        # Above the ceiling, unqualified, not conforming: they do not count among those knocked out.
        (
            ["44", "45.01", ("40", {"qualified": False}), ("39", {"conforms": False}), "43", "42"],
            {},
            ("ADMITTED", ["F", "E"]),
        ),
        (["44", "45.01"], {}, ("FAILED", [])),
        (["44"], {}, ("FAILED", [])),
        # Equals who are all in, or all out, need no draw.
        (["41", "41", "43"], {}, ("ADMITTED", ["A", "B"])),
        (["41", "44", "44"], {"most_admitted": "1"}, ("ADMITTED", ["A"])),
        (["41", "44", "44"], {}, ("DRAW_NEEDED", [])),
        (["41", "44", "44"], {"drawn": ["C", "B"]}, ("ADMITTED", ["A", "C"])),
    ],
)
def test_price_first(prices, changed, expected):
    assert admitted(bundle(prices, **changed)) == expected


def test_quality_first_orders_by_score_whatever_the_price():
    call = bundle(
        [("45", {"quality": "90.5"}), ("40", {"quality": "71"}), ("41", {"quality": "88"})],
        method="QUALITY_FIRST",
    )
    assert admitted(call) == ("ADMITTED", ["A", "C"])


def test_what_was_thrown_out_needs_no_score():
    call = bundle(
        [("45", {"quality": "90.5"}), ("40", {"qualified": False}), ("41", {"quality": "88"})],
        method="QUALITY_FIRST",
    )
    assert admitted(call) == ("ADMITTED", ["A"])


def test_the_whole_answer():
    assert admit(read_call(bundle(["44", "41", "46"]))) == {
        "format": "framework-admission-result/1",
        "framework": "KJ-2026-0001",
        "outcome": "ADMITTED",
        "failure": None,
        "ranking": [
            {"rank": 1, "response": "B", "price": "41.00", "quality": None, "admitted": True},
            {"rank": 2, "response": "A", "price": "44.00", "quality": None, "admitted": False},
        ],
        "invalid": [{"response": "C", "rule": "N-15", "reason": "响应报价超过最高限制单价"}],
        "knocked_out": 1,
        "draw_needed": [],
    }


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"knock_out": "19"}, "knock_out"),
        ({"method": "CHEAPEST"}, "method"),
        ({"ceiling": "0"}, "ceiling"),
        ({"most_admitted": "1.5"}, "most_admitted"),
        ({"drawn": ["A", "A"]}, "drawn"),
        ({"drawn": ["Z"]}, "drawn"),
        ({"method": "QUALITY_FIRST"}, "responses[0].quality"),
    ],
)
def test_a_bad_bundle_names_its_field(changed, field):
    with pytest.raises(RegulationError) as caught:
        read_call(bundle(["44", "41"], **changed))
    assert caught.value.field == field


@given(prices=some.lists(some.integers(1, 4500), min_size=2, max_size=12, unique=True))
def test_nobody_admitted_is_dearer_than_who_is_not(prices):
    result = admit(read_call(bundle([f"{price / 100:.2f}" for price in prices])))
    inside = [D(row["price"]) for row in result["ranking"] if row["admitted"]]
    outside = [D(row["price"]) for row in result["ranking"] if not row["admitted"]]
    assert max(inside) < min(outside)
    assert len(outside) * 100 >= len(prices) * 20


def test_the_command_prints_what_the_function_says(tmp_path):
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps(bundle(["44", "41"])), encoding="utf-8")
    command = [sys.executable, "-m", "procurement.regulations.admission", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == admit(read_call(bundle(["44", "41"])))


# ----------------------------------------------------------------------------------------- the second stage
@pytest.mark.parametrize(
    ("last", "active", "turn"),
    [
        (None, "ABC", "A"),
        ("A", "ABC", "B"),
        ("C", "ABC", "A"),
        ("A", "AC", "C"),
        ("B", "AC", "C"),
        ("A", "A", "A"),
    ]
    + [("A", "", None)],
)
def test_whose_turn_it_is(last, active, turn):
    assert next_in_turn(list("ABC"), last, active) == turn


def test_every_supplier_has_one_turn_in_a_cycle():
    turns, last = [], None
    for _n in range(6):
        last = next_in_turn(list("ABC"), last, "ABC")
        turns.append(last)
    assert turns == ["A", "B", "C", "A", "B", "C"]


def test_a_second_competition_takes_the_lowest_within_the_agreed_price():
    agreed = {"A": D("44"), "B": D("41"), "C": D("43")}
    assert lowest_offers({"A": D("42"), "B": D("42"), "C": D("42.50")}, agreed) == ["A"]
    assert lowest_offers({"A": D("40"), "B": D("40")}, agreed) == ["A", "B"]
    with pytest.raises(RegulationError):
        lowest_offers({"B": D("41.01")}, agreed)


@pytest.mark.parametrize(
    ("admitted", "left", "may"), [(10, 7, False), (10, 6, True), (3, 2, True), (4, 3, False)]
)
def test_a_closed_framework_calls_for_more_below_seventy_per_cent(admitted, left, may):
    assert may_supplement(admitted, left) is may
