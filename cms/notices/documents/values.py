"""How one value of a payload is written: amounts, days, choices, yes and no. What people wrote stays as written."""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from catalogue.enums import Recommendation, ReserveMeasure, ServiceClass
from procurement.awarding.enums import DrawKind
from procurement.contracts.enums import AcceptanceResult
from procurement.core.templatetags import formats
from procurement.performance.enums import Grade
from procurement.suppliers.enums import Scale
from procurement.tendering.enums import AwardRule, BidState, FactorKind, Method, RoundKind
from procurement.tendering.models import RoundCustodian

from .words import INDICATOR_KINDS, INDICATOR_TIERS

MONEY = frozenset({"amount", "unit_price", "budget", "price_ceiling", "ceiling", "offer", "paid", "accepted"})
QUANTITIES = frozenset(
    {"quantity", "sme_share", "sme_small_share", "maximum", "weight", "target", "actual", "people_served"}
)
HASHES = frozenset({"bundle_sha256", "document_sha256", "root", "sealed_sha256", "entry_hash", "sha256"})
# The same key means different lists in different payloads; a value is looked for in each, in this order.
CHOICES: dict[str, tuple[dict[str, Any], ...]] = {
    "method": (dict(Method.choices),),
    "award_rule": (dict(AwardRule.choices),),
    "result": (dict(AcceptanceResult.choices),),
    "grade": (dict(Grade.choices),),
    "recommendation": (dict(Recommendation.choices),),
    "scale_declaration": (dict(Scale.choices),),
    "kind": (dict(FactorKind.choices), INDICATOR_KINDS, dict(DrawKind.choices)),
    "tier": (INDICATOR_TIERS,),
    "sme_measure": (dict(ReserveMeasure.choices),),
    "round_kind": (dict(RoundKind.choices),),
    "part": (dict(RoundCustodian.Part.choices),),
    "state": (dict(BidState.choices),),
    "class": (dict(ServiceClass.choices),),
    "service_class": (dict(ServiceClass.choices),),
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")


def written(key: str, value: Any) -> str:
    """Return a scalar of a payload as a reader sees it."""
    if value is None or value == "":
        return formats.NOTHING
    if isinstance(value, bool):
        return _("是") if value else _("否")
    text = str(value)
    if key in HASHES:
        return formats.hash_words(text)
    if key in MONEY:
        return _money(text)
    if key in QUANTITIES:
        return _quantity(text)
    return _chosen(key, text) or _dated(text)


def _money(text: str) -> str:
    try:
        return _("%(figures)s 元") % {"figures": f"{Decimal(text):,.2f}"}
    except InvalidOperation:
        return text


def _quantity(text: str) -> str:
    """Write a number without the zeros that its column in the database adds: 6,400."""
    try:
        whole, _point, places = f"{Decimal(text):,f}".partition(".")
    except (InvalidOperation, ValueError):
        return text
    places = places.rstrip("0")
    return f"{whole}.{places}" if places else whole


def _chosen(key: str, text: str) -> str:
    for choices in CHOICES.get(key, ()):
        if text in choices:
            return str(choices[text])
    return ""


def _dated(text: str) -> str:
    """Write what is a day or a moment as one; times in the county's zone."""
    try:
        if _MOMENT.match(text):
            return formats.day_time(datetime.fromisoformat(text))
        if _DAY.fullmatch(text):
            return formats.day(date.fromisoformat(text))
    except ValueError:
        return text
    return text
