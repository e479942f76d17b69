"""Looking policy parameters up by the date that the law names (mostly the notice's)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from procurement.regulations import parameters as published
from procurement.regulations.errors import RegulationError

from .models import PolicyParameter
from .once import once


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value in force on a day, and whether the bureau has confirmed it against its source."""

    key: str
    value: Any
    source: str
    confirmed: bool

    @property
    def decimal(self) -> Decimal:
        return Decimal(str(self.value))

    @property
    def integer(self) -> int:
        return int(self.decimal)


def in_force(on: date) -> dict[str, Parameter]:
    """Return every parameter in force on ``on`` (one query, one for a whole page)."""
    return once(("parameters", on), lambda: _in_force(on))


def _in_force(on: date) -> dict[str, Parameter]:
    rows = PolicyParameter.objects.filter(effective_from__lte=on).filter(
        Q(effective_to__isnull=True) | Q(effective_to__gte=on)
    )
    # Asked for on most requests, some hundred rows: plain values are read in a third of the time.
    return {row[0]: Parameter(*row) for row in rows.values_list("key", "value", "source", "confirmed")}


def get(key: str, on: date) -> Parameter:
    """Return one parameter in force on ``on``; KeyError names the parameter and the day."""
    found = (
        PolicyParameter.objects.filter(key=key, effective_from__lte=on)
        .filter(Q(effective_to__isnull=True) | Q(effective_to__gte=on))
        .order_by("-effective_from")
        .first()
    )
    if found is None:
        raise KeyError(f"no policy parameter {key!r} in force on {on}")
    return Parameter(found.key, found.value, found.source, found.confirmed)


def overrides(on: date) -> dict[str, dict[str, Any]]:
    """Return every value in force on ``on`` in the form that the functions of ``regulations`` take."""
    return {
        key: {"value": found.value, "source": found.source, "confirmed": found.confirmed}
        for key, found in in_force(on).items()
    }


def changed(on: date) -> dict[str, dict[str, Any]]:
    """Return, in the same form, only what the bureau has set otherwise than the files that came with it."""
    return once(
        ("changed parameters", on),
        lambda: {key: row for key, row in overrides(on).items() if not _as_published(key, row, on)},
    )


def _as_published(key: str, row: dict[str, Any], on: date) -> bool:
    try:
        return published.value(key, on) == published.value(key, on, {key: row})
    except RegulationError:
        return False
