"""What the checks ask of the database: each thing read once, however many items are looked at together."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from procurement.budgeting.models import BudgetLine
from procurement.budgeting.selectors import budgeted, usable_by_causes
from procurement.core import clock, parameters

from ...models import OffCatalogueFiling, PlanIndicator, PlanItem, PlanItemFunding
from ..filings import filings_serving
from ..splitting import Watch, watches_among
from ..tree import versions_in_force

ZERO = Decimal("0.00")


class Reading:
    """Items at a moment, with what the rules, the budget and the catalogue say around them."""

    def __init__(self, items: Iterable[PlanItem], at: datetime) -> None:
        self.items = list(items)
        self.at, self.on = at, clock.local_date(at)
        self._in_force: dict[int, set[int]] = {}
        self._watches: dict[int, list[Watch]] | None = None

    @cached_property
    def given(self) -> dict[str, dict[str, Any]]:
        """Return the parameters that the bureau has set."""
        return parameters.changed(self.on)

    def in_force(self, year: int) -> set[int]:
        """Return the keys of the catalogues in force for plans of a year."""
        if year not in self._in_force:
            self._in_force[year] = {version.pk for version in versions_in_force(self.on, year)}
        return self._in_force[year]

    def filing(self, item: PlanItem) -> OffCatalogueFiling | None:
        """Return the filing that lets an item use its entry."""
        return self._filings.get(item.pk)

    def slices(self, item: PlanItem) -> list[PlanItemFunding]:
        """Return an item's slices of money with their lines, oldest line first."""
        return self._slices[item.pk]

    def has_budget(self, item: PlanItem) -> bool:
        """Tell whether any budget of the item's owner for its year is approved."""
        return (item.organisation_id, item.year) in self._budgeted

    def available(self, item: PlanItem, line: BudgetLine) -> Decimal:
        """Return what an item can still use of a line: free money plus what it holds already (N-11)."""
        return line.free + self._held.get((item.code, line.pk), ZERO)

    def indicators(self, item: PlanItem) -> list[PlanIndicator]:
        """Return an item's performance targets."""
        return self._indicators[item.pk]

    def watches(self, item: PlanItem) -> list[Watch]:
        """Return the groups of purchases that an item stands in (B-19), all items read here counted together."""
        if self._watches is None:
            self._watches = watches_among(self.items, self.on)
        return self._watches.get(item.pk, [])

    @cached_property
    def _filings(self) -> dict[int, OffCatalogueFiling]:
        return filings_serving(self.items)

    @cached_property
    def _slices(self) -> dict[int, list[PlanItemFunding]]:
        rows = PlanItemFunding.objects.filter(item__in=[item.pk for item in self.items])
        return _by_item(rows.select_related("line").order_by("line__year", "line__code"))

    @cached_property
    def _budgeted(self) -> set[tuple[int, int]]:
        return budgeted((item.organisation_id, item.year) for item in self.items)

    @cached_property
    def _held(self) -> dict[tuple[str, int], Decimal]:
        return usable_by_causes(item.code for item in self.items)

    @cached_property
    def _indicators(self) -> dict[int, list[PlanIndicator]]:
        return _by_item(PlanIndicator.objects.filter(item__in=[item.pk for item in self.items]))


def _by_item(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.item_id].append(row)
    return found
