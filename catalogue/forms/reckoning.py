"""A fresh form that shows what was typed, with what can be reckoned: works without JavaScript, saves nothing."""

from typing import Any

from procurement.core.forms import typed_rows
from procurement.regulations import planning

from ..services import targets_of_entry
from .item import PlanItemForm
from .tables import FUNDING_ROWS, SPARE_ROWS, TARGET_ROWS

# What the buttons ask for: reckon again, take over what the entry of the catalogue brings, or what a colleague saved.
RECKON, ENTRY, TAKE = "reckon", "entry", "take"


def retyped(form: PlanItemForm, wanted: str) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
    """Return initial values and table rows of a fresh form after a bound one."""
    values = form.typed()
    rows = {"fundings": typed_rows(form.fundings), "targets": typed_rows(form.targets)}
    entry = form.entry()
    if wanted == ENTRY and entry is not None:
        values["resident_facing"] = entry.resident_facing
        values["unit"] = entry.unit or values["unit"]
        targets = [target_values(target) for target in targets_of_entry(entry)]
        rows["targets"] = filled(targets, TARGET_ROWS) if targets else rows["targets"]
    if wanted != TAKE:
        _reckon(form, values)
    return values, rows


def _reckon(form: PlanItemForm, values: dict[str, Any]) -> None:
    quantity, price = form.readable("quantity"), form.readable("unit_price")
    amount = form.readable("amount")
    if not quantity:
        return
    if price is None and amount is not None:
        values["unit_price"] = planning.unit_price_of(amount, quantity)
    elif price is not None and not (amount and planning.agrees(amount, quantity, price)):
        values["amount"] = planning.amount_of(quantity, price)


def target_values(row: Any) -> dict[str, Any]:
    """Return a target as a row of the table."""
    return {name: getattr(row, name) for name in ("name", "tier", "kind", "weight", "target", "unit")}


def money_rows(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of a money table with a few empty ones behind them."""
    return filled(rows, max(len(rows), min(FUNDING_ROWS, len(rows) + SPARE_ROWS)))


def filled(rows: list[dict[str, Any]], length: int) -> list[dict[str, Any]]:
    """Return rows with empty ones behind them to fill."""
    return [*rows, *([{}] * (length - len(rows)))]
