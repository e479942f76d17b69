"""Off-catalogue filings: who sees which, what serves a plan item, what is proposed for the next version."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from procurement.core.actors import Actor
from procurement.core.language import listed
from procurement.regulations import scope

from ..enums import FilingKind, FilingStatus
from ..models import CatalogueItem, OffCatalogueFiling, PlanItem
from .actors import is_overseer
from .screening import listed_words
from .tree import versions_in_force


def visible_filings(actor: Actor) -> QuerySet[OffCatalogueFiling]:
    """Return the filings of the actor's organisation; all for bureau and auditors."""
    rows = OffCatalogueFiling.objects.select_related("organisation", "entry__version")
    if is_overseer(actor):
        return rows
    return rows.filter(organisation=actor.organisation_id) if actor.organisation_id else rows.none()


def filings_to_examine(actor: Actor) -> QuerySet[OffCatalogueFiling]:
    """Return what waits for examination and was not requested by the actor."""
    waiting = OffCatalogueFiling.objects.filter(status=FilingStatus.REQUESTED)
    return waiting.exclude(author_code=actor.code).select_related("organisation").order_by("requested_at")


def proposals() -> QuerySet[OffCatalogueFiling]:
    """Return what was filed for want of an entry and no draft has taken up: proposals for the next version."""
    filed = OffCatalogueFiling.objects.filter(
        status=FilingStatus.FILED, kind=FilingKind.OUTSIDE, taken_into__isnull=True
    )
    return filed.select_related("organisation", "entry").order_by("entry__code", "decided_at")


def usable_filings(organisation_id: int | None, year: int) -> list[OffCatalogueFiling]:
    """Return what an organisation has on file for plan items of a year."""
    rows = OffCatalogueFiling.objects.filter(
        organisation=organisation_id, year=year, status=FilingStatus.FILED
    )
    return list(rows.select_related("entry__version").order_by("code"))


def filings_serving(items: Iterable[PlanItem]) -> dict[int, OffCatalogueFiling]:
    """Return the filings that let plan items use their entries, by the item's key (one query)."""
    asked = {item.pk: _use(item, item.catalogue_item) for item in items}
    rows = OffCatalogueFiling.objects.filter(
        organisation__in={home for home, _year, _code, _scheme in asked.values()},
        entry__code__in={code for _home, _year, code, _scheme in asked.values()},
        status=FilingStatus.FILED,
    )
    found: dict[tuple[int, int, str, str], OffCatalogueFiling] = {}
    for row in rows.select_related("entry__version"):
        found.setdefault(_use(row, row.entry), row)
    return {key: found[use] for key, use in asked.items() if use in found}


def _use(of: PlanItem | OffCatalogueFiling, entry: CatalogueItem) -> tuple[int, int, str, str]:
    """Return who uses an entry in which year, whatever version of its catalogue it is in."""
    return of.organisation_id, of.year, entry.code, entry.version.scheme_id


def places_to_file(on: date, *years: int) -> QuerySet[CatalogueItem]:
    """Return where something may be filed in some years: classes, and entries that lack their provincial basis."""
    open_ = Q(is_leaf=False) | Q(provincial_code="")
    versions = {version.pk for year in years for version in versions_in_force(on, year)}
    rows = CatalogueItem.objects.filter(open_, version__in=versions)
    return rows.select_related("version").order_by("code", "version")


def words_in(filing: OffCatalogueFiling, on: date) -> str:
    """Return the listed words that a request uses, as one text."""
    text = "\n".join((filing.title, filing.description, filing.reason))
    return listed(dict.fromkeys(hit.word for hit in scope.screen_words(text, listed_words(on))))
