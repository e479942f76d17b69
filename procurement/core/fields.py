"""The columns of our own: money, and JSON that lies encrypted in the database.

``MoneyField`` keeps whole fen and gives ``Decimal`` yuan with two places (``YuanField`` is its field of a form);
``LockedJSONField`` keeps what ``core.safe`` has locked under the server's key and gives plain JSON.
"""

import json
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.expressions import Combinable, register_combinable_fields
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import safe

CENT = Decimal("0.01")
# 2**63 fen would overflow the column; ten trillion yuan are far beyond any county.
LARGEST = Decimal("9999999999999.99")
WHOLE_DIGITS = 13
_NO_AMOUNT = _("请填写金额（元），最多两位小数，例如 288000.00。")
_TOO_LARGE = _("金额过大，请核对位数和单位（元）。")
_TOO_FINE = _("最多两位小数（到分）。")


# Commas only where thousands end: 28,8 may be meant as 28.8 and is never read as 288.
_SEPARATED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")


def without_separators(number: str) -> str:
    """Return a number as text without its thousands separators; ValueError where a comma stands elsewhere."""
    if "," not in number:
        return number
    if not _SEPARATED.fullmatch(number):
        raise ValueError(f"commas that separate no thousands: {number!r}")
    return number.replace(",", "")


def seen(text: str) -> str:
    """Return text in half width without the marks nobody sees that come along with a paste."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")


def typed_code(text: str) -> str:
    """Return a code as it stands on its paper, however it was typed: half width, upper case, in one piece.

    People copy the eighteen signs in groups, with spaces or dashes between; these are never part of a code.
    """
    return re.sub(r"[\s\-–—]", "", seen(text)).upper()


class NotYuan(ValueError):
    """What is no amount of money; ``why`` says it to whoever typed it."""

    def __init__(self, text: str, why: "str | Promise" = _NO_AMOUNT) -> None:
        super().__init__(text)
        self.why = why


def to_yuan(value: Any) -> Decimal:
    """Return ``value`` as yuan with two places; floats and fractions of a fen are refused (NotYuan)."""
    if isinstance(value, float | bool):
        raise NotYuan("money is never a float: pass Decimal, int or str")
    try:
        amount = Decimal(value)
    except (InvalidOperation, TypeError, ValueError) as error:
        raise NotYuan(f"not an amount of money: {value!r}") from error
    if not amount.is_finite():
        raise NotYuan(f"not an amount of money: {value!r}")
    if abs(amount) > LARGEST:
        raise NotYuan(f"amount out of range: {value!r}", _TOO_LARGE)
    exact = amount.quantize(CENT)
    if exact != amount:
        raise NotYuan(f"more than two decimals: {value!r}", _TOO_FINE)
    return exact


class LockedJSONField(models.BinaryField):
    """JSON that lies in the database encrypted under the server's key (``core.safe``); in Python it is plain.

    ``purpose`` binds what was locked to this column. No query can look into it.
    """

    description = _("加密的内容")
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def __init__(self, *args: Any, purpose: str, **kwargs: Any) -> None:
        self.purpose = purpose
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "purpose": self.purpose}

    def get_prep_value(self, value: Any) -> Any:
        if value is None:
            return None
        return safe.lock(json.dumps(value, ensure_ascii=False).encode(), self.purpose)

    def from_db_value(self, value: Any, *_args: Any) -> Any:
        return None if value is None else json.loads(safe.unlock(value, self.purpose))

    def to_python(self, value: Any) -> Any:
        return value


class LockedDecimalField(LockedJSONField):
    """An exact number that lies in the database encrypted; ``None`` stays ``NULL``."""

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(None if value is None else str(value))

    def from_db_value(self, value: Any, *_args: Any) -> Any:
        text = super().from_db_value(value)
        return None if text is None else Decimal(text)


class MoneyField(models.Field):
    """Yuan as ``Decimal`` with two places, stored as whole fen.

    SQLite keeps decimals as floats, so sums of a DecimalField drift and a comparison of exact sums
    fails. Integers do not. No subclass of an integer field: ``F("a") - F("b")`` would be taken for a plain
    integer and come back as fen. Sums and differences of money are money; anything else needs an output field.
    """

    description = _("金额（元）")
    # What the type checker takes a field's values for; the names are django-stubs'.
    _pyi_private_set_type: Decimal | int | str | Combinable
    _pyi_private_get_type: Decimal

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", Decimal("0.00"))
        super().__init__(*args, **kwargs)

    def get_internal_type(self) -> str:
        return "BigIntegerField"

    def from_db_value(self, value: int | None, *args: Any) -> Decimal | None:
        return None if value is None else Decimal(int(value)).scaleb(-2).quantize(CENT)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or value == "":
            return None
        try:
            return to_yuan(value)
        except NotYuan as error:
            raise ValidationError(str(error.why)) from error

    def get_prep_value(self, value: Any) -> int | None:
        # Expressions reach here too; their own parts are prepared one by one.
        if value is None or hasattr(value, "resolve_expression"):
            return value
        return int(to_yuan(value).scaleb(2))

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(value)

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        options = {
            "form_class": YuanField,
            "min_value": Decimal("0.00"),
        }
        return models.Field.formfield(self, **{**options, **kwargs})


class YuanField(forms.DecimalField):
    """An amount in yuan as people type it: full-width digits, separators and 元 are read, 万元 is refused."""

    default_error_messages = {
        "invalid": _("请以“元”为单位填写数字，例如288000.00。"),
        "unit": _("请以“元”为单位填写数字，例如28.8万元写成288000.00。"),
        "max_digits": _TOO_LARGE,
        "max_whole_digits": _TOO_LARGE,
        "max_decimal_places": _TOO_FINE,
    }

    def __init__(self, **kwargs: Any) -> None:
        # No type=number: a browser drops the full-width digits that an input method types, without a word.
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_digits=WHOLE_DIGITS + 2, decimal_places=2, widget=widget, **kwargs)

    # The stubs compare with IntegerField, from which Django's DecimalField comes.
    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if not isinstance(value, str):
            return super().to_python(value)
        plain = "".join(seen(value).split()).lstrip("¥")
        if "万" in plain or "亿" in plain:
            raise ValidationError(self.error_messages["unit"], code="unit")
        if "e" in plain.lower():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            return super().to_python(without_separators(plain.removesuffix("元")))
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


positive = MinValueValidator(Decimal("0.01"), _("金额必须大于零。"))

for _connector in (Combinable.ADD, Combinable.SUB):
    register_combinable_fields(MoneyField, _connector, MoneyField, MoneyField)
