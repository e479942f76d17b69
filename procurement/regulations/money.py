"""Money: rounding half up, and the amount in capital characters (金额大写).

Amounts are `Decimal` yuan. `python -m procurement.regulations.money AMOUNT` prints the capitals.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from procurement.regulations.command import run
from procurement.regulations.errors import RegulationError
from procurement.regulations.reading import parse_amount

DIGITS = "零壹贰叁肆伍陆柒捌玖"
SMALL_UNITS = ("仟", 1000), ("佰", 100), ("拾", 10), ("", 1)
LARGE_UNITS = ("亿", 10**8), ("万", 10**4)
LIMIT = Decimal(10) ** 15
RULE = "FORMATS 4"


def half_up(value: Decimal | Fraction | int, places: int = 2) -> Decimal:
    """Round half up (away from zero) to `places` decimals, once, from the exact value (E-30)."""
    scaled = Fraction(value) * 10**places
    units = int((2 * abs(scaled) + 1) // 2)
    digits = tuple(int(digit) for digit in str(units))
    return Decimal((int(scaled < 0 and units > 0), digits, -places))


def plain(value: Decimal | Fraction | int, places: int = 2) -> str:
    """The rounded value as digits, never with an exponent: `960000.00`."""
    return format(half_up(value, places), "f")


def capitals(amount: Decimal | int | str) -> str:
    """The amount in capital characters, as contracts and receipts write it (支付结算办法附一).

    What ends at 角 ends with 整, as 会计基础工作规范第五十二条 asks; 支付结算办法 leaves it free.

    Raises RegulationError for a negative amount, more than two decimals, or 10^15 yuan and above.
    """
    value = parse_amount(amount, "amount", RULE) if isinstance(amount, str) else Decimal(amount)
    if not value.is_finite() or value < 0 or value >= LIMIT:
        raise RegulationError("amount", RULE, "must be from 0 to below 10^15 yuan")
    fen = value * 100
    if fen != fen.to_integral_value():
        raise RegulationError("amount", RULE, "has more than two decimals")
    yuan, cents = divmod(int(fen), 100)
    if not cents:
        return f"{_whole(yuan)}元整"
    return (f"{_whole(yuan)}元" if yuan else "") + _cents(cents, after_yuan=yuan > 0)


def _cents(cents: int, *, after_yuan: bool) -> str:
    """角 and 分; 零 stands for a missing 角 behind the 元, 整 ends what stops at 角."""
    jiao, fen = divmod(cents, 10)
    if not fen:
        return f"{DIGITS[jiao]}角整"
    if jiao:
        return f"{DIGITS[jiao]}角{DIGITS[fen]}分"
    return f"{'零' if after_yuan else ''}{DIGITS[fen]}分"


def _whole(number: int) -> str:
    """A whole number in capital characters."""
    if number == 0:
        return DIGITS[0]
    for unit, size in LARGE_UNITS:
        if number >= size:
            high, low = divmod(number, size)
            gap = "零" if 0 < low < size // 10 else ""
            return _whole(high) + unit + gap + (_whole(low) if low else "")
    return _below_ten_thousand(number)


def _below_ten_thousand(number: int) -> str:
    written, gap = "", False
    for unit, size in SMALL_UNITS:
        digit, number = divmod(number, size)
        if digit:
            written += ("零" if gap and written else "") + DIGITS[digit] + unit
        gap = digit == 0
    return written


CAPITALS = re.compile(
    rf"(?:人民币)?(?:(?P<yuan>[{DIGITS}拾佰仟万亿]+)[元圆])?零?"
    rf"(?:(?P<jiao>[{DIGITS}])角)?零?(?:(?P<fen>[{DIGITS}])分)?[整正]?"
)


def from_capitals(text: str) -> Decimal:
    """Read capital characters back to yuan (E4: words beat figures). Raises RegulationError if unreadable."""
    found = CAPITALS.fullmatch(text.strip())
    if not found or not any(found.groupdict().values()):
        raise RegulationError("amount", "E4", "is no amount in capital characters")
    jiao, fen = (DIGITS.index(found[part]) if found[part] else 0 for part in ("jiao", "fen"))
    return Decimal(_number(found["yuan"] or DIGITS[0]) * 100 + jiao * 10 + fen) / 100


def _number(text: str) -> int:
    for unit, size in LARGE_UNITS:
        high, found, low = text.rpartition(unit)
        if found:
            return _number(high) * size + _number(low)
    total, digit = 0, 0
    sizes = dict(SMALL_UNITS)
    for character in text:
        if character in sizes:
            total, digit = total + digit * sizes[character], 0
        else:
            digit = DIGITS.index(character)
    return total + digit


def main(arguments: Sequence[str]) -> str:
    """The command of FORMATS 4: one line, the amount in capitals."""
    return capitals(parse_amount(arguments[0], "AMOUNT", RULE))


if __name__ == "__main__":
    run(main, "money AMOUNT", 1)
