"""Filling the tables of parameters and calendars from the files of the law, adding only what is missing."""

import json
from datetime import date
from importlib import resources
from typing import Any

PACKAGE = "procurement.regulations"
_COLUMNS = ("key", "value", "effective_from", "effective_to", "source", "confirmed", "note")


def _read(name: str) -> Any:
    return json.loads(resources.files(PACKAGE).joinpath(f"data/{name}.json").read_text(encoding="utf-8"))


def seed_parameters(model: Any) -> int:
    """Add the parameters that the table lacks (by key and first day); returns how many."""
    known = set(model.objects.values_list("key", "effective_from"))
    rows = [
        model(**{name: row[name] for name in _COLUMNS})
        for row in _read("parameters")
        if (row["key"], date.fromisoformat(row["effective_from"])) not in known
    ]
    return len(model.objects.bulk_create(rows))


def seed_calendars(years: Any, days: Any) -> int:
    """Add the official years that the tables lack, with their days; returns how many years."""
    known = set(years.objects.values_list("year", flat=True))
    added = {int(year): told for year, told in _read("calendars")["years"].items() if int(year) not in known}
    years.objects.bulk_create(years(year=year, source=told["source"]) for year, told in added.items())
    days.objects.bulk_create(
        (days(**day) for told in added.values() for day in told["days"]), ignore_conflicts=True
    )
    return len(added)
