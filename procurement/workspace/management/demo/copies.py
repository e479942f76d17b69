"""Copies of the played items for further purchasers: the same rows and the same chain, with other names.

A copy is what the services made of its model: fields, targets and audit entries are taken from there, so
that a field or a step that the plan gains is in the copies as well. Amounts and days differ.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models

from catalogue.enums import ItemStatus
from catalogue.models import CatalogueItem, PlanItem, PlanItemFunding
from catalogue.services import announce_items
from procurement.accounts.models import Organisation
from procurement.budgeting.models import BudgetLine
from procurement.core.actors import Actor
from procurement.core.calendars import working_calendar
from procurement.core.clock import SHANGHAI, local_time
from procurement.core.codes import next_codes
from procurement.core.models import AuditEntry
from procurement.publications.services import searchable
from procurement.regulations import methods, planning
from procurement.regulations.calendar import WorkCalendar

from .catalogue import CATALOGUE_OFFICER
from .chains import BATCH, Chains
from .stage import YEAR, Stage

KIND = "plan-item"
_STEP = timedelta(days=28)
# No plan of the year was published before.
_FIRST_PLAN = local_time(date(YEAR, 1, 8))
_LAST_ACT = "publish"
# From here on a method by law is needed (demonstration's parameter): a copy of a tender stays above it.
_LEAST = Decimal(500_000)


@dataclass(frozen=True)
class Purchaser:
    """Who the copies are for, and who acts for it by office."""

    organisation: Organisation
    actors: dict[str, Actor]


@dataclass(frozen=True)
class Model:
    """A played item with what was done to it up to its publication, and what stands with it."""

    item: PlanItem
    chain: list[AuditEntry]
    rows: dict[type[models.Model], list[models.Model]]
    project: str

    @property
    def published(self) -> bool:
        return self.chain[-1].action == _LAST_ACT

    @property
    def steps(self) -> int:
        """Return by how many times four weeks a copy may have been earlier, within its year."""
        if not self.published:
            return 0
        return max(0, (self.chain[-1].at - _FIRST_PLAN) // _STEP)


@dataclass
class Copy:
    """One copy to make: of which model, how big, how much earlier, under which entry."""

    model: Model
    percent: int
    earlier: int
    entry: CatalogueItem
    calendar: WorkCalendar
    code: str = ""

    @property
    def project(self) -> str:
        return self.model.project

    @property
    def amount(self) -> Decimal:
        return self.model.item.amount * self.percent / 100

    def moved(self, at: datetime) -> datetime:
        """Return the same hour some weeks earlier, on the next working day where nobody works then."""
        if not self.earlier:
            return at
        moment = (at - _STEP * self.earlier).astimezone(SHANGHAI)
        day = self.calendar.next_working_day_on_or_after(moment.date())
        return local_time(day, moment.hour, moment.minute)


@dataclass
class Models:
    """All that can be copied, and the entries that copies are spread over."""

    items: list[Model]
    calendar: WorkCalendar
    # What a copy of a model may stand under, by the name of the model's entry.
    entries: dict[str, list[CatalogueItem]] = field(default_factory=dict)

    def choose(self, number: int, count: int) -> list[Copy]:
        """Return ``count`` copies for the purchaser of a number: other sizes, days and entries for each."""
        chosen = []
        for place in range(count):
            model = self.items[(number + place) % len(self.items)]
            mix = number * 31 + place * 17
            percent = 60 + mix % 41
            if model.item.method != methods.SMALL_PURCHASE and model.item.amount * percent < _LEAST * 100:
                percent = 100
            entries = self.entries[model.item.catalogue_item.name]
            chosen.append(
                Copy(model, percent, mix % (model.steps + 1), entries[mix % len(entries)], self.calendar)
            )
        return chosen


def prototypes() -> Models:
    """Return the played items of one year with one line, as models (some queries for all of them)."""
    items = list(
        PlanItem.objects.annotate(lines=models.Count("fundings"))
        .filter(lines=1, year=YEAR, fundings__line__year=YEAR)
        .exclude(status=ItemStatus.WITHDRAWN)
        .select_related("organisation", "catalogue_item__parent", "catalogue_item__version")
        .order_by("code")
    )
    chains: dict[str, list[AuditEntry]] = defaultdict(list)
    named = AuditEntry.objects.filter(subject_kind=KIND, subject_code__in=[item.code for item in items])
    for entry in named.order_by("subject_code", "seq"):
        chain = chains[entry.subject_code]
        if not chain or chain[-1].action != _LAST_ACT:
            chain.append(entry)
    found = [
        Model(item, chains[item.code], _rows_of(item), f"{item.catalogue_item.parent.name}经费")
        for item in items
    ]
    version = items[0].catalogue_item.version
    leaves = list(version.items.filter(is_leaf=True).exclude(provincial_code="").order_by("code"))
    names = {item.catalogue_item.name for item in items}
    entries = {name: [entry for entry in leaves if entry.name.startswith(name)] for name in names}
    return Models(found, working_calendar(), entries)


def _rows_of(item: PlanItem) -> dict[type[models.Model], list[models.Model]]:
    """Return what belongs to an item alone, by table; its money is arranged anew."""
    parts = [
        relation
        for relation in PlanItem._meta.related_objects
        if relation.on_delete is models.CASCADE and relation.related_model is not PlanItemFunding
    ]
    return {
        part.related_model: list(part.related_model.objects.filter(**{part.field.name: item}))
        for part in parts
    }


def copy_items(
    purchaser: Purchaser, chosen: list[Copy], lines: dict[str, BudgetLine]
) -> list[tuple[PlanItem, BudgetLine]]:
    """Write the copies with their chains; returns each with the line that pays for it."""
    for copy, code in zip(chosen, next_codes(f"{settings.COUNTY_CODE}-{YEAR}-", len(chosen)), strict=True):
        copy.code = code
    items = PlanItem.objects.bulk_create(
        (_item(purchaser, copy, lines[copy.project]) for copy in chosen), batch_size=BATCH
    )
    _serve(items, chosen)
    pairs = [(item, lines[copy.project]) for item, copy in zip(items, chosen, strict=True)]
    PlanItemFunding.objects.bulk_create(
        (PlanItemFunding(item=item, line=line, amount=item.amount) for item, line in pairs), batch_size=BATCH
    )
    parts: dict[type[models.Model], list[models.Model]] = defaultdict(list)
    chains = Chains()
    for (item, line), copy in zip(pairs, chosen, strict=True):
        for table, rows in copy.model.rows.items():
            parts[table] += [table(**{**_values(row), "item_id": item.pk}) for row in rows]
        _chain(chains, purchaser, copy, _Words(copy, item, line))
    for table, rows in parts.items():
        table._default_manager.bulk_create(rows, batch_size=BATCH)
    chains.write()
    return pairs


def _serve(items: list[PlanItem], chosen: list[Copy]) -> None:
    """Let the copies name the villages of their models: the made-up townships have none of their own."""
    served = PlanItem.villages.through
    rows = defaultdict(list)
    models_of = [copy.model.item.pk for copy in chosen]
    for item, village in served.objects.filter(planitem__in=models_of).values_list("planitem", "village"):
        rows[item].append(village)
    served.objects.bulk_create(
        (
            served(planitem_id=item.pk, village_id=village)
            for item, model in zip(items, models_of, strict=True)
            for village in rows[model]
        ),
        batch_size=BATCH,
    )


def _values(row: models.Model) -> dict[str, Any]:
    return {
        one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields if not one.primary_key
    }


def _item(purchaser: Purchaser, copy: Copy, line: BudgetLine) -> PlanItem:
    model, home = copy.model.item, purchaser.organisation
    old = model.organisation.short_name
    title = model.title.replace(old, home.short_name)
    if home.short_name not in title:
        title = f"{home.short_name}{title}"
    author = purchaser.actors["operator"]
    state = ItemStatus.PUBLISHED if copy.model.published else model.status
    item = PlanItem(**{**_values(model), "status": state})
    item.code, item.organisation, item.title, item.catalogue_item = copy.code, home, title, copy.entry
    item.description = model.description.replace(old, home.short_name)
    item.amount = copy.amount
    item.quantity = max(Decimal(1), (model.quantity * copy.percent / 100).quantize(Decimal(1)))
    item.unit_price = planning.unit_price_of(item.amount, item.quantity)
    item.start_month = max(1, model.start_month - copy.earlier)
    item.author_code, item.author_name = author.code, author.name
    item.delegated_line = line if model.delegated_line_id else None
    item.publication_code = ""
    item.published_at = copy.moved(model.published_at) if copy.model.published else None
    item.search_text = searchable(
        item.title, item.code, home.name, str(copy.entry), item.beneficiaries, item.description
    )
    return item


@dataclass(frozen=True)
class _Words:
    """Says what an audit entry of the model says in the words of its copy."""

    copy: Copy
    item: PlanItem
    line: BudgetLine

    @cached_property
    def _other(self) -> dict[str, str]:
        model = self.copy.model.item
        return {model.code: self.item.code, f"{model.amount:.2f}": f"{self.item.amount:.2f}"}

    def of(self, key: str, value: Any) -> Any:
        if key == "fundings":
            return {self.line.code: f"{self.item.amount:.2f}"}
        if key == "published_at":
            return _written(self.item.published_at)
        return self._other.get(value, value) if isinstance(value, str) else value


def _written(at: datetime | None) -> str:
    """Return a moment as the services write it into an audit entry: in Shanghai."""
    return "" if at is None else at.astimezone(SHANGHAI).isoformat()


def _chain(chains: Chains, purchaser: Purchaser, copy: Copy, words: _Words) -> None:
    """Do again what was done to the model: its purchaser's people are the copy's, the bureau's stay."""
    home = copy.model.item.organisation.code
    for entry in copy.model.chain:
        own = entry.organisation_code == home
        chains.add(
            (KIND, copy.code),
            actor=purchaser.actors["operator"] if own else _actor(entry),
            at=copy.moved(entry.at),
            action=entry.action,
            source=entry.source,
            target=entry.target,
            basis=entry.basis,
            reason=entry.reason,
            changes={key: words.of(key, value) for key, value in entry.changes.items()},
        )


def _actor(entry: AuditEntry) -> Actor:
    return Actor(
        code=entry.actor_code,
        name=entry.actor_name,
        organisation_code=entry.organisation_code,
        organisation_name=entry.organisation_name,
    )


def announce(stage: Stage) -> None:
    """Publish the notices of the plans that the copies are in, one for each day."""
    waiting = PlanItem.objects.filter(status=ItemStatus.PUBLISHED, publication_code="")
    officer = stage.cast[CATALOGUE_OFFICER]
    for at in waiting.order_by("published_at").values_list("published_at", flat=True).distinct():
        items = waiting.filter(published_at=at).select_related("organisation", "catalogue_item__version")
        announce_items(items=list(items.order_by("code")), actor=officer, at=at, reason="按到位的预算新增。")
