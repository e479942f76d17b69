"""Figures as bidders type them: amounts in yuan, percents, whole numbers; each slip answered in plain words."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from procurement.core.errors import DomainError
from procurement.core.fields import seen, without_separators

LARGEST = Decimal("100000000000")
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong or missing; ``field`` is the form field it stands beside; ``rule``: an id or article."""

    field: str
    message: str
    rule: str = ""


def amount(*, text: str, field: str, what: str) -> Decimal:
    """Return an amount in yuan; raise DomainError that tells a bookkeeper what to type instead."""
    plain = _plain(text).replace(" ", "").lstrip("¥￥")
    plain = plain.removesuffix("元") if not plain.endswith("万元") else plain
    if not plain:
        # Nothing is wrong with a sum that is not there: the documents are not answered.
        raise DomainError(_("请填写%(what)s。") % {"what": what}, field=field, rule="E-60")
    if "万" in plain or "亿" in plain:
        raise _wrong(field, _("%(what)s请以“元”为单位填写数字，例如28.8万元写成288000.00。"), what)
    if "e" in plain.lower():
        raise _wrong(field, _("%(what)s请用普通数字填写，不用科学计数法，例如288000.00。"), what)
    value = number(plain)
    if value is None:
        raise _wrong(field, _("%(what)s不是数字。请以元为单位填写，例如288000.00。"), what)
    if abs(value) >= LARGEST:
        raise _wrong(field, _("%(what)s过大，请核对位数和单位（元）。"), what)
    if value != value.quantize(_CENT):
        raise _wrong(field, _("%(what)s最多两位小数（到分）。"), what)
    if value <= 0:
        raise _wrong(field, _("%(what)s必须大于零。"), what)
    return value.quantize(_CENT)


def readable(text: Any) -> Decimal | None:
    """Return an amount in yuan, None where it cannot be read as one."""
    try:
        return amount(text=str(text), field="", what="")
    except DomainError:
        return None


def tidy(text: Any) -> str:
    """Return an amount in its one writing; what is none stays as typed."""
    value = readable(text)
    return str(text).strip()[:40] if value is None else str(value)


def share_of(text: Any) -> Decimal | None:
    """Return a percent above 0 and up to 100 with at most two decimals, else None."""
    value = number(_plain(text).removesuffix("%"))
    fits = value is not None and 0 < value <= 100 and value == value.quantize(_CENT)
    return value if fits else None


def tidy_share(text: Any) -> str:
    """Return a percent in its one writing (60, 12.5); what is none stays as typed."""
    value = share_of(text)
    return str(text or "").strip()[:20] if value is None else f"{value.normalize():f}"


def figure(text: Any) -> Decimal | None:
    """Return a figure of a declaration, 0 or more with at most two decimals, else None."""
    value = number(_plain(text))
    fits = value is not None and 0 <= value < LARGEST and value == value.quantize(_CENT)
    return value if fits else None


def number(text: str) -> Decimal | None:
    """Return a plain decimal number, None where the text is none: 288,000 is one, 28,8 is not."""
    if "e" in text.lower():
        return None
    try:
        value = Decimal(without_separators(text))
    except (InvalidOperation, ValueError):
        return None
    return value if value.is_finite() else None


def _plain(text: Any) -> str:
    return seen(str(text if text is not None else "")).strip()


def _wrong(field: str, sentence: str, what: str) -> DomainError:
    return DomainError(sentence % {"what": what}, field=field, rule="E4")
