"""Quantity × price, the price standard, yearly slices, last year's advice; whom a reserve shuts out."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.regulations import planning, supplier_kinds
from procurement.regulations.basis import cite

D = Decimal
MONEY = st.decimals(min_value="0.01", max_value="99999999.99", places=2)
QUANTITY = st.decimals(min_value="0.01", max_value="999999.99", places=2)


@given(amount=MONEY, quantity=QUANTITY)
def test_the_price_of_an_amount_agrees_with_it(amount, quantity):
    assert planning.agrees(amount, quantity, planning.unit_price_of(amount, quantity))


@given(price=MONEY, quantity=QUANTITY)
def test_the_amount_of_a_price_agrees_with_it(price, quantity):
    assert planning.agrees(planning.amount_of(quantity, price), quantity, price)


@pytest.mark.parametrize(
    ("amount", "quantity", "price", "expected"),
    [
        ("288000.00", "6400", "45.00", True),
        ("1960000.00", "21", "93333.33", True),
        ("1960000.00", "21", "93333.34", False),
        ("288000.01", "6400", "45.00", True),
        ("289000.00", "6400", "45.00", False),
        ("0.00", "0", "45.00", False),
    ],
)
def test_amount_and_price_agree_to_the_fen_of_the_price(amount, quantity, price, expected):
    assert planning.agrees(D(amount), D(quantity), D(price)) is expected


def test_nothing_has_no_unit_price():
    with pytest.raises(ZeroDivisionError):
        planning.unit_price_of(D("1.00"), D(0))


@pytest.mark.parametrize(
    ("price", "unit", "low", "high", "expected"),
    [
        ("40.00", "小时", "40.00", "55.00", planning.WITHIN),
        ("55.00", "小时", "40.00", "55.00", planning.WITHIN),
        ("39.99", "小时", "40.00", "55.00", planning.BELOW),
        ("55.01", " 小时", "40.00", "55.00", planning.ABOVE),
        ("1.00", "小时", None, "55.00", planning.WITHIN),
        ("99.00", "小时", "40.00", None, planning.WITHIN),
        ("45.00", "人次", "40.00", "55.00", planning.OTHER_UNIT),
        ("45.00", "人次", None, None, planning.WITHIN),
    ],
)
def test_a_price_against_the_standard(price, unit, low, high, expected):
    bounds = {"lowest": low and D(low), "highest": high and D(high)}
    assert planning.against_standard(D(price), unit, standard_unit="小时", **bounds) == expected


@pytest.mark.parametrize(("months", "years"), [(1, 1), (12, 1), (13, 2), (24, 2), (25, 3), (36, 3)])
def test_a_slice_for_each_year_of_service(months, years):
    assert planning.years_needed(months) == years


@pytest.mark.parametrize(
    ("advice", "amount", "against"),
    [
        ("STOP", "1.00", True),
        ("CUT", "100.00", True),
        ("CUT", "100.01", True),
        ("CUT", "99.99", False),
        ("KEEP", "100.01", True),
        ("KEEP", "100.00", False),
        ("KEEP", "99.99", False),
        ("RAISE", "99.99", True),
        ("RAISE", "100.00", False),
        ("RAISE", "100.01", False),
        ("", "99.00", False),
    ],
)
def test_going_against_last_years_advice(advice, amount, against):
    assert planning.against_advice(advice, amount=D(amount), last_amount=D("100.00")) is against


def test_a_reserve_shuts_out_who_is_no_enterprise():
    assert [(one.kind.code, one.standing) for one in supplier_kinds.standings(reserve="WHOLE")] == [
        ("SOCIAL_ORGANISATION", "SHUT"),
        ("ENTERPRISE", "PARTLY"),
        ("INTERMEDIARY", "PARTLY"),
        ("RURAL_COLLECTIVE", "UNCLEAR"),
        ("FARMERS_COOPERATIVE", "UNCLEAR"),
        ("PUBLIC_SERVICE_BODY", "SHUT"),
        ("OTHER_ECONOMIC", "PARTLY"),
    ]
    for reserve, standing, rule in (("NONE", "OPEN", "A-05"), ("PART", "PARTLY", "E-45")):
        found = supplier_kinds.standings(reserve=reserve)
        assert {(one.standing, cite(one.rule).rule) for one in found} == {(standing, rule)}
    assert {cite(one.rule).rule for one in supplier_kinds.standings(reserve="WHOLE")} == {"E-48"}
