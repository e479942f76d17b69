"""Reading one cell: each maker returns a function that reads a cell's content or says what would be right.

Content is what openpyxl or csv give: text, number, date, or one of the markers ``Formula`` and ``Broken``.
Full-width digits are read; nothing is guessed that could be read in two ways.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl.utils.datetime import from_excel

from ..fields import CENT, LARGEST, without_separators
from ..language import listed

Reader = Callable[[Any], Any]
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")
_MONTH = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})月?$")
# What a spreadsheet's binary arithmetic leaves behind the second place: 0.1 + 0.2 is not more exact than this.
_NOISE = Decimal("0.000001")
_WAN = Decimal(10_000)
# Days that a number could mean: Excel counts from 1900; 2000 to 2100 is what a county writes.
_SERIALS = (36526, 73415)


class Formula(str):
    """A cell that computes: what it shows is not in the file for certain."""


class Broken(str):
    """A cell that shows an error such as #REF!."""


class BadCell(ValueError):
    """A cell that cannot be read: ``why``, and what would be ``right``."""

    def __init__(self, why: str, right: str = "") -> None:
        super().__init__(why)
        self.why, self.right = why, right


def plain(value: Any) -> str:
    """Return a cell's content as it is read on the sheet: 2081002 and not 2081002.0, no spaces around."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == value.min.time() else f"{value:%Y-%m-%d %H:%M}"
    return str(value).strip()


def folded(value: Any) -> str:
    """Return a cell's content with full-width digits and letters made plain."""
    return unicodedata.normalize("NFKC", plain(value)).strip()


def refuse_computed(value: Any) -> None:
    """Refuse formulas and error values, whatever the cell is meant to hold."""
    if isinstance(value, Formula):
        raise BadCell(_("这一格是公式，读不到确定的数。"), _("复制这一列，用“选择性粘贴 → 数值”贴回原处。"))
    if isinstance(value, Broken):
        raise BadCell(_("这一格是计算错误 %(value)s。") % {"value": value}, _("请改成确定的内容。"))


def text(longest: int = 200) -> Reader:
    """Read text of at most ``longest`` characters; line breaks become spaces."""

    def read(value: Any) -> str:
        found = " ".join(plain(value).split())
        if len(found) > longest:
            raise BadCell(
                _("有 %(count)d 个字，最多 %(longest)d 个字。") % {"count": len(found), "longest": longest},
                _("请缩短。"),
            )
        return found

    return read


def paragraph(longest: int = 2000) -> Reader:
    """Read text that keeps its line breaks."""

    def read(value: Any) -> str:
        found = plain(value).replace("\r\n", "\n").replace("\r", "\n")
        if len(found) > longest:
            raise BadCell(
                _("有 %(count)d 个字，最多 %(longest)d 个字。") % {"count": len(found), "longest": longest},
                _("请缩短。"),
            )
        return found

    return read


def code(pattern: str = r"[A-Za-z0-9][A-Za-z0-9._\-/]*", example: str = "A0402", longest: int = 60) -> Reader:
    """Read a code: full-width characters made plain, no spaces; must fit ``pattern``."""
    fits = re.compile(pattern)

    def read(value: Any) -> str:
        found = "".join(folded(value).split())
        if not fits.fullmatch(found) or len(found) > longest:
            raise BadCell(_("这不是编码。"), _("例如 %(example)s。") % {"example": example})
        return found

    return read


def whole(minimum: int = 0, maximum: int = 1_000_000_000) -> Reader:
    """Read a whole number."""

    def read(value: Any) -> int:
        number = _number(value, _("请只填数字，例如 160。"))
        if number != number.to_integral_value():
            raise BadCell(_("要填整数。"), f"{number.to_integral_value()}")
        _in_range(number, Decimal(minimum), Decimal(maximum))
        return int(number)

    return read


def number(minimum: Decimal | int = 0, maximum: Decimal | int = 1_000_000_000, places: int = 2) -> Reader:
    """Read a number with at most so many places behind the point."""

    def read(value: Any) -> Decimal:
        found = _rounded(_number(value, _("请只填数字，例如 12.5。")), places)
        _in_range(found, Decimal(minimum), Decimal(maximum))
        return found

    return read


def yuan(minimum: Decimal = CENT, maximum: Decimal = LARGEST, in_wan: bool = False) -> Reader:
    """Read money and return yuan; ``in_wan``: the column is in units of 10,000 yuan."""

    def read(value: Any) -> Decimal:
        if isinstance(value, str) and not in_wan and "万" in value:
            raise BadCell(_("这里以“元”为单位，格里写的是“万元”。"), _in_yuan(value))
        found = _number(value, _("请以“元”为单位只填数字，例如 288000.00。"), money=True)
        amount = _rounded(found * _WAN if in_wan else found, 2)
        _in_range(amount, minimum, maximum)
        return amount

    return read


def day() -> Reader:
    """Read a date: a date cell, or text that can mean one day only, such as 2026-03-01 or 2026年3月1日."""

    def read(value: Any) -> date:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        written = folded(value).replace(" ", "")
        if re.fullmatch(r"20\d{6}", written):
            written = f"{written[:4]}-{written[4:6]}-{written[6:]}"
        if match := _DAY.fullmatch(written):
            try:
                return date(*(int(part) for part in match.groups()))
            except ValueError:
                raise BadCell(_("没有这一天。"), _("例如 2026-03-01。")) from None
        raise BadCell(_("这不是能看懂的日期。"), _day_meant(written))

    return read


def month() -> Reader:
    """Read a month of the year as 1 to 12: a date cell, 3, 3月, 2026-03 or 2026年3月."""

    def read(value: Any) -> int:
        if isinstance(value, date):
            return value.month
        match = _MONTH.fullmatch(folded(value).replace(" ", ""))
        if not match or not 1 <= int(match[2]) <= 12:
            raise BadCell(_("这不是月份。"), _("填 1 至 12，例如 3 或 2026年3月。"))
        return int(match[2])

    return read


def choice(words: Mapping[str, Any]) -> Reader:
    """Read one of a few words; ``words`` maps what may be written to what it means."""
    known = {_key(word): meaning for word, meaning in words.items()}

    def offered() -> list[str]:
        """Return one word for each meaning, in the reader's language where there is one."""
        found: dict[Any, str] = {}
        english = (get_language() or "").startswith("en")
        for word, meaning in words.items():
            if meaning not in found or (english and word.isascii() and not found[meaning].isascii()):
                found[meaning] = word
        return list(found.values())

    def read(value: Any) -> Any:
        if (key := _key(value)) in known:
            return known[key]
        near = get_close_matches(key, list(known), n=1)
        near_words = [word for word in words if _key(word) in near]
        raise BadCell(
            _("不认识“%(value)s”。") % {"value": plain(value)[:40]},
            _("只能填：%(words)s。") % {"words": listed(near_words or offered()[:12])},
        )

    return read


def yes_no() -> Reader:
    """Read 是 or 否 (√ and an empty box too) as True or False."""
    yes, no = ("是", "有", "√", "✓", "yes", "y", "true", "1"), ("否", "无", "×", "no", "n", "false", "0")
    return choice({**dict.fromkeys(yes, True), **dict.fromkeys(no, False)})


def _key(value: Any) -> str:
    return "".join(folded(value).split()).casefold()


def _number(value: Any, right: str, *, money: bool = False) -> Decimal:
    if isinstance(value, bool | date):
        raise BadCell(_("这里要填数字。"), right)
    written = folded(value).replace(" ", "")
    if money:
        written = written.lstrip("¥").removesuffix("元")
    if not isinstance(value, float | int | Decimal) and re.search("[eE]", written):
        raise BadCell(_("这里要填数字。"), right)
    try:
        found = Decimal(without_separators(written))
    except (InvalidOperation, ValueError):
        raise BadCell(_("这里要填数字。"), right) from None
    if not found.is_finite() or abs(found) > LARGEST:
        raise BadCell(_("数字过大。"), _("请核对位数和单位。"))
    return found


def _rounded(value: Decimal, places: int) -> Decimal:
    found = value.quantize(Decimal(1).scaleb(-places))
    if abs(found - value) > _NOISE:
        raise BadCell(_("小数位太多，最多 %(places)d 位。") % {"places": places}, f"{found}")
    return found


def _in_range(value: Decimal, minimum: Decimal, maximum: Decimal) -> None:
    if value < minimum:
        raise BadCell(_("不能小于 %(limit)s。") % {"limit": f"{minimum:,}"}, _("请核对正负号和位数。"))
    if value > maximum:
        raise BadCell(_("不能大于 %(limit)s。") % {"limit": f"{maximum:,}"}, _("请核对位数和单位。"))


def _in_yuan(value: str) -> str:
    """Return what an amount written in 万元 is in yuan, where it can be told."""
    written = folded(value).replace(",", "").replace(" ", "").removesuffix("元").removesuffix("万")
    try:
        return f"{(Decimal(written) * _WAN).quantize(CENT)}"
    except InvalidOperation:
        return _("例如 288000.00。")


def _day_meant(written: str) -> str:
    if re.fullmatch(r"\d{5}", written) and _SERIALS[0] <= int(written) <= _SERIALS[1]:
        meant = from_excel(int(written))
        return _("把这一列设为日期格式；这个数相当于 %(day)s。") % {"day": f"{meant:%Y-%m-%d}"}
    return _("例如 2026-03-01。")
