"""Bringing a table of plan items in: new drafts are made, own drafts changed, all or nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.models import Organisation, Village
from procurement.budgeting.models import BudgetLine
from procurement.core import clock
from procurement.core.actors import Actor
from procurement.core.errors import DomainError
from procurement.regulations import methods, planning

from ..enums import OrganisationForm
from ..models import CatalogueItem, PlanItem
from ..selectors import checks
from .item_parts import Target, set_fundings, set_indicators, set_villages, targets_of_entry
from .items import create_item, edit_item


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One row of the table: the draft it changes (None: a new one) and what it says.

    ``number`` is its place on the sheet. ``slices``, ``villages`` and ``targets`` None: nothing is said.
    """

    number: int
    item: PlanItem | None
    revision: int | None
    year: int
    fields: dict[str, Any]
    slices: Sequence[tuple[BudgetLine, Decimal]] | None = None
    villages: Sequence[Village] | None = None
    targets: Sequence[Target] | None = None


@transaction.atomic
def import_items(
    *, organisation: Organisation, rows: Iterable[ItemRow], actor: Actor, at: datetime
) -> tuple[int, int]:
    """Make and change drafts by the rows of a table; returns how many of each.

    Each row goes the road of the form, with its audit entries. DomainError names the row: nothing is
    written then. StaleEdit where somebody has changed an item since the table was taken out.
    """
    given = list(rows)
    for row in given:
        try:
            _bring_in(row, organisation, actor, at)
        except DomainError as error:
            error.message = _("第%(row)s行：%(reason)s") % {"row": row.number, "reason": error}
            error.field = None
            raise
    changed = sum(row.item is not None for row in given)
    return len(given) - changed, changed


def _bring_in(row: ItemRow, organisation: Organisation, actor: Actor, at: datetime) -> None:
    if row.item is None:
        fields = {**_proposed(row, at), **row.fields}
        item = create_item(organisation=organisation, year=row.year, actor=actor, at=at, **fields)
    else:
        item = edit_item(item=row.item, revision=row.revision, actor=actor, at=at, **row.fields)
    if row.villages is not None:
        set_villages(item=item, villages=row.villages, actor=actor, at=at)
    if row.slices is not None:
        set_fundings(item=item, slices=row.slices, actor=actor, at=at)
    targets = row.targets
    if targets is None and row.item is None:
        targets = targets_of_entry(item.catalogue_item)
    if targets:
        set_indicators(item=item, targets=targets, actor=actor, at=at)


def _proposed(row: ItemRow, at: datetime) -> dict[str, Any]:
    """Return what the catalogue and the law propose for a new item that does not say it."""
    entry: CatalogueItem = row.fields["catalogue_item"]
    method = row.fields.get("method") or _method(row, entry, at)
    found: dict[str, Any] = {"resident_facing": entry.resident_facing, "method": method}
    found["organisation_form"] = _form(method, entry)
    if entry.unit:
        found["unit"] = entry.unit
    return found


def _method(row: ItemRow, entry: CatalogueItem, at: datetime) -> str:
    amount = row.fields.get("amount") or planning.amount_of(row.fields["quantity"], row.fields["unit_price"])
    sketch = PlanItem(amount=amount, catalogue_item=entry, organisation_form=_form("", entry))
    return checks.method_advice(sketch, clock.local_date(at)).proposed


def _form(method: str, entry: CatalogueItem) -> str:
    if entry.centralised:
        return OrganisationForm.CENTRALISED
    return OrganisationForm.INTERNAL if method == methods.SMALL_PURCHASE else OrganisationForm.SELF_RUN
