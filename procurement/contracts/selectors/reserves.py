"""What supervising units keep for small and medium enterprises in a year, and what came of it (46 art. 8, 18; N-08).

Everything is computed from plan, awards and contracts; nobody types a figure.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from catalogue.enums import ItemStatus, ReserveMeasure
from catalogue.models import PlanItem
from procurement.accounts.models import Organisation
from procurement.core import parameters
from procurement.core.clock import local_date
from procurement.regulations import methods, reserves
from procurement.regulations import parameters as policy
from procurement.regulations.money import half_up
from procurement.suppliers.enums import Scale

from ..enums import ContractStatus
from ..models import Contract, ReserveStatement

ZERO = Decimal("0.00")
# What a purchaser has handed in, or what is public: drafts are nobody's plan yet.
PLANNED = (ItemStatus.SUBMITTED, ItemStatus.AGREED, ItemStatus.PUBLISHED, ItemStatus.CLOSED)
_SMALL = (Scale.MICRO, Scale.SMALL)


@dataclass(frozen=True, slots=True)
class Bought:
    """What a contract brought to small and medium, and to small and micro enterprises, in yuan."""

    contract: Contract
    sme: Decimal
    small: Decimal


@dataclass(frozen=True, slots=True)
class Row:
    """One item: what is kept of it, why nothing is, and its contracts that kept it."""

    item: PlanItem
    project: reserves.Project
    above: bool
    bought: tuple[Bought, ...]

    @property
    def standing(self) -> str:
        return self.project.standing


@dataclass(frozen=True, slots=True)
class UnitYear:
    """One supervising budget unit in one year: its items, the sums against the law, what was bought."""

    unit: Organisation
    rows: tuple[Row, ...]
    sums: reserves.Year
    statement: ReserveStatement | None

    @property
    def sme(self) -> Decimal:
        """Bought from small and medium enterprises out of what was reserved, in yuan (annex 2)."""
        return sum((one.sme for row in self.rows for one in row.bought), ZERO)

    @property
    def small(self) -> Decimal:
        """Of that, from small and micro enterprises."""
        return sum((one.small for row in self.rows for one in row.bought), ZERO)

    @property
    def small_percent(self) -> Decimal | None:
        return reserves.percent(self.small, self.sme)

    @property
    def short(self) -> bool:
        """Tell whether less is kept than art. 7 and 8 ask for: then the unit says why (art. 18)."""
        above, up_to = self.sums.above, self.sums.up_to
        return bool(above.missing or above.small_missing or up_to.missing)


def reckoning_day(year: int, at: datetime) -> date:
    """Return the day whose parameters count for a year: today, and for a year that is over its last day."""
    return min(local_date(at), date(year, 12, 31))


def rules_on(on: date) -> list[policy.Parameter]:
    """Return the parameters that decide, as in force on a day: what is unconfirmed is shown so."""
    given = parameters.changed(on)
    return [policy.lookup(key, on, given) for key in reserves.KEYS]


def years_with_items(*statuses: str) -> list[int]:
    """Return the years that have items in these statuses, newest first (one query)."""
    found = PlanItem.objects.filter(status__in=statuses or PLANNED).order_by("-year")
    return list(found.values_list("year", flat=True).distinct())


def units_of_year(
    year: int, at: datetime, *, public: bool, of: int | None = None, unit: str = ""
) -> list[UnitYear]:
    """Return the units with items at or above the procurement threshold, by name (a fixed number of queries).

    ``public``: only items that are published. ``of``: only what this organisation supervises or is.
    """
    on = reckoning_day(year, at)
    given = parameters.changed(on)
    items = _items(year, on, given, public=public)
    if of is not None:
        items = items.filter(Q(organisation=of) | Q(organisation__supervising=of))
    if unit:
        items = items.filter(
            Q(organisation__supervising__code=unit)
            | Q(organisation__supervising=None, organisation__code=unit)
        )
    grouped: dict[Organisation, list[PlanItem]] = defaultdict(list)
    for item in items:
        grouped[item.organisation.supervising or item.organisation].append(item)
    said = {one.organisation_id: one for one in ReserveStatement.objects.filter(year=year)}
    return [
        _unit(one, grouped[one], on, given, said.get(one.pk))
        for one in sorted(grouped, key=lambda found: found.code)
    ]


def _items(year: int, on: date, given: dict[str, Any], *, public: bool) -> QuerySet[PlanItem]:
    least = policy.number(reserves.SPLIT_KEY, on, given)
    signed = (
        Contract.objects.filter(status__in=ContractStatus.public())
        .select_related("supplier", "award__bid", "award__package__tender")
        .defer("award__letter", "award__bid__content", "terms")
        .order_by("pk")
    )
    return (
        PlanItem.objects.filter(
            year=year, status__in=ItemStatus.public() if public else PLANNED, amount__gte=least
        )
        .select_related("organisation__supervising")
        .defer("description", "search_text")
        .prefetch_related(Prefetch("contracts", signed, to_attr="signed"))
        .order_by("-amount", "code")
    )


def _unit(
    unit: Organisation,
    items: Iterable[PlanItem],
    on: date,
    given: dict[str, Any],
    statement: ReserveStatement | None,
) -> UnitYear:
    rows = tuple(
        Row(
            item,
            project_of(item),
            reserves.is_above(item.amount, on=on, parameters=given),
            tuple(_bought(item, contract) for contract in item.signed if keeps(item, contract)),
        )
        for item in items
    )
    sums = reserves.year_of((row.project for row in rows), on=on, parameters=given)
    return UnitYear(unit, rows, sums, statement)


def project_of(item: PlanItem) -> reserves.Project:
    """Return an item as the rule takes it: a framework agreement is a reason of its own (46 art. 6)."""
    framework = item.method == methods.FRAMEWORK and not item.sme_amount
    reason = "FRAMEWORK" if framework else item.sme_reason
    return reserves.Project(item.code, item.amount, item.sme_amount, item.sme_small_amount, reason)


def keeps(item: PlanItem, contract: Contract) -> bool:
    """Tell whether a contract is one of those that kept the reserve (46 art. 14)."""
    by_condition = item.sme_measure in (ReserveMeasure.CONSORTIUM, ReserveMeasure.SUBCONTRACT)
    return contract.sme_reserved or bool(item.sme_share and by_condition and contract.award_id)


def _bought(item: PlanItem, contract: Contract) -> Bought:
    """Return what a contract brought them: all where they alone could win, otherwise the share it was bound to."""
    bid = contract.award.bid if contract.award is not None else None
    scale = bid.scale if bid is not None else ""
    if scale in _SMALL:
        return Bought(contract, contract.amount, contract.amount)
    share = bid.small_share if bid is not None and bid.small_share is not None else Decimal(0)
    small = half_up(contract.amount * share / 100)
    if contract.sme_reserved or scale == Scale.MEDIUM:
        return Bought(contract, contract.amount, small)
    sme = half_up(contract.amount * item.sme_share / 100)
    return Bought(contract, max(sme, small), small)
