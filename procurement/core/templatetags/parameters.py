"""How policy parameters are written on screen."""

from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

from ..selectors import shown

register = template.Library()

UNITS = {
    "yuan": _("元"),
    "percent": _("%"),
    "points": _("分"),
    "count": _("个"),
    "persons": _("人"),
    "calendar days": _("日"),
    "working days": _("个工作日"),
    "months": _("个月"),
    "years": _("年"),
    "minutes": _("分钟"),
    "square metres": _("平方米"),
    "levels": _("级"),
    "digits": _("位"),
    "factor": _("倍"),
}


@register.filter
def parameter_value(value: Any) -> str:
    """Return a value as people read it; nothing where none is in force."""
    return "—" if value in (None, "") else shown(value)


@register.filter
def parameter_unit(unit: str) -> str:
    """Return the unit's word; texts and lists of words have none."""
    return str(UNITS.get(unit, ""))
