"""What an entry says, in words: for its page, for comparing versions, for documents."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from procurement.accounts.enums import SupplierKind
from procurement.core.language import bracketed, listed

from ..enums import method_name
from ..models import CatalogueItem

# What is compared and shown of an entry, in the order of its form.
SHOWN = (
    *("name", "explanation", "service_class", "resident_facing", "responsible", "supplier_kinds"),
    *("unit", "price", "price_basis", "service_standard", "indicators", "methods", "centralised"),
    *("national_item", "provincial_code", "confirmed", "provenance"),
)


def label_of(fact: str) -> str:
    """Return what a fact is called on the form."""
    if fact == "price":
        return _("价格标准")
    return str(CatalogueItem._meta.get_field(fact).verbose_name)


def worded(entry: CatalogueItem, fact: str) -> str:
    """Return one fact of an entry in the reader's words; empty where nothing is said."""
    if fact in _WORDED:
        return _WORDED[fact](entry)
    value = getattr(entry, fact)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return str(value or "")


def responsible_of(entry: CatalogueItem) -> str:
    """Return who answers for an entry; prefetch ``responsible`` for lists."""
    names = [one.short_name or one.name for one in entry.responsible.all()]
    return listed([*names, *([entry.responsible_other] if entry.responsible_other else [])])


def kinds_of(entry: CatalogueItem) -> str:
    """Return the kinds of supplier that an entry names."""
    return listed(str(SupplierKind(kind).label) for kind in entry.supplier_kinds)


def price_of(entry: CatalogueItem) -> str:
    """Return an entry's price standard in yuan a unit."""
    low, high = entry.price_from, entry.price_to
    if low is None and high is None:
        return ""
    if low == high:
        text = f"{low:,.2f}"
    elif low is None:
        text = _("不超过 %(high)s") % {"high": f"{high:,.2f}"}
    elif high is None:
        text = _("不低于 %(low)s") % {"low": f"{low:,.2f}"}
    else:
        text = f"{low:,.2f}–{high:,.2f}"
    return _("%(price)s 元/%(unit)s") % {"price": text, "unit": entry.unit}


def indicators_of(entry: CatalogueItem) -> str:
    """Return an entry's default targets in one line."""
    rows = (bracketed(row["name"], _target(row)) for row in entry.indicators)
    return listed(rows)


def _target(row: dict[str, str]) -> str:
    weight = _("权重%(weight)s") % {"weight": f"{Decimal(row['weight']):f}"}
    if not row["target"]:
        return weight
    return listed([_("目标%(target)s%(unit)s") % {"target": row["target"], "unit": row["unit"]}, weight])


def _methods(entry: CatalogueItem) -> str:
    return listed(method_name(code) for code in entry.methods)


_WORDED: dict[str, Callable[[Any], str]] = {
    "service_class": lambda entry: str(entry.get_service_class_display()),
    "responsible": responsible_of,
    "supplier_kinds": kinds_of,
    "price": price_of,
    "indicators": indicators_of,
    "methods": _methods,
    "national_item": lambda entry: str(entry.national_item or ""),
}
