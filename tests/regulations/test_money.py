"""Money: capitals (FORMATS 4), rounding half up (E-30), amounts that are refused."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.regulations.errors import RegulationError
from procurement.regulations.money import capitals, from_capitals, half_up, plain

from .conftest import Outcome

CAPITALS = [
    ("6347112", "陆佰叁拾肆万柒仟壹佰壹拾贰元整"),
    ("480000.05", "肆拾捌万元零伍分"),
    ("1010", "壹仟零壹拾元整"),
    ("0", "零元整"),
    ("0.00", "零元整"),
    ("0.05", "伍分"),
    ("0.50", "伍角整"),
    ("0.55", "伍角伍分"),
    ("1", "壹元整"),
    ("10", "壹拾元整"),
    ("10.10", "壹拾元壹角整"),
    ("100.01", "壹佰元零壹分"),
    ("1001", "壹仟零壹元整"),
    ("10000", "壹万元整"),
    ("10001", "壹万零壹元整"),
    ("100100", "壹拾万零壹佰元整"),
    ("101000", "壹拾万壹仟元整"),
    ("1000010", "壹佰万零壹拾元整"),
    ("100000000", "壹亿元整"),
    ("100000001", "壹亿零壹元整"),
    ("100010000", "壹亿零壹万元整"),
    ("120000000", "壹亿贰仟万元整"),
    ("1000000000000", "壹万亿元整"),
    ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
    ("325.04", "叁佰贰拾伍元零肆分"),
    ("999999999999999.99", "玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
]


@pytest.mark.parametrize(("amount", "expected"), CAPITALS)
def test_capitals(amount: str, expected: str) -> None:
    assert capitals(amount) == expected
    assert capitals(Decimal(amount)) == expected


@pytest.mark.parametrize(
    "amount",
    [
        "",
        "-1",
        "+1",
        "1.234",
        "1.000",
        "1e5",
        "1,000",
        "abc",
        "NaN",
        "Infinity",
        "１２",
        "1.",
        ".5",
        " 1",
        "1" * 16,
        "0x1",
        "١",
    ],
)
def test_what_is_no_amount_is_refused(amount: str, command: Callable[..., Outcome]) -> None:
    code, out, err = command("money", amount)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "AMOUNT" in err


@pytest.mark.parametrize("amount", [Decimal(-1), Decimal("1.001"), Decimal("NaN"), Decimal(10) ** 15])
def test_what_is_no_decimal_amount_is_refused(amount: Decimal) -> None:
    with pytest.raises(RegulationError):
        capitals(amount)


def test_command_prints_one_line(process: Callable[..., Outcome]) -> None:
    assert process("money", "480000.05") == (0, "肆拾捌万元零伍分\n", "")
    assert process("money", "-1")[0] == 2


@given(fen=st.integers(0, 10**17 - 1))
@settings(max_examples=200, deadline=None)
def test_capitals_read_back_to_the_fen(fen: int) -> None:
    amount = Decimal(fen) / 100
    assert from_capitals(capitals(amount)) == amount


@pytest.mark.parametrize("text", ["", "元", "480000", "肆拾捌", "整"])
def test_what_is_no_capitals_is_refused_e4(text: str) -> None:
    with pytest.raises(RegulationError, match="E4"):
        from_capitals(text)


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (Decimal("2.675"), 2, "2.68"),
        (Decimal("2.665"), 2, "2.67"),
        (Decimal("2.6649999999999999999999999999999999999"), 2, "2.66"),
        (Decimal("-2.675"), 2, "-2.68"),
        (Fraction(1, 3), 2, "0.33"),
        (Fraction(2, 3), 0, "1"),
        (Fraction(1, 200), 2, "0.01"),
        (Fraction(-1, 300), 2, "0.00"),
        (7, 2, "7.00"),
        (Decimal("1E+3"), 2, "1000.00"),
        (Decimal(10) ** 40, 2, "1" + "0" * 40 + ".00"),
    ],
)
def test_e30_half_up_once_from_the_exact_value(
    value: Decimal | Fraction | int, places: int, expected: str
) -> None:
    assert plain(value, places) == expected
    assert str(half_up(value, places)) == expected


def test_too_many_digits_are_told_as_such(command: Callable[..., Outcome]) -> None:
    """Sixteen digits are digits all the same: the line says what is wrong with them."""
    code, out, err = command("money", "1" * 16)
    assert (code, out) == (2, "")
    assert err == f"AMOUNT: has more than 15 digits before or 12 behind the point: '{'1' * 16}' (FORMATS 4)\n"
