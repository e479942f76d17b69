"""The catalogue as a tree, and searching it."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Count, F, Q, QuerySet

from procurement.core.actors import Actor

from ..enums import FilingStatus, ItemStatus, VersionStatus
from ..models import CatalogueItem, CatalogueVersion, OffCatalogueFiling
from .actors import is_overseer

# A tree with more purchasable entries is shown class by class.
LARGE = 500


@dataclass(slots=True)
class Node:
    """An item with what stands below it; ``leaves`` counts the purchasable items, ``bought`` the projects."""

    item: CatalogueItem
    children: list["Node"] = field(default_factory=list)
    leaves: int = 0
    bought: int = 0
    # Its entries are left out of a large tree until it is opened.
    folded: bool = False
    opened: bool = False


def versions_in_force(on: date, year: int | None = None) -> list[CatalogueVersion]:
    """Return the catalogues for plans of ``year`` (that of ``on`` unless given): the newest of each scheme.

    For a later year what is announced for it counts already: plans are drafted before the year begins.
    """
    year = year or on.year
    published = Q(status=VersionStatus.PUBLISHED) & _started(on)
    if year > on.year:
        published |= Q(status=VersionStatus.ANNOUNCED) & _started(date(year, 1, 1))
    newest_first = ("-year", F("effective_from").desc(nulls_last=True), "-pk")
    rows = CatalogueVersion.objects.filter(published, year__lte=year).order_by(*newest_first)
    newest: dict[str, CatalogueVersion] = {}
    for row in rows:
        newest.setdefault(row.scheme_id, row)
    return list(newest.values())


def version_in_force(on: date, year: int | None = None) -> CatalogueVersion | None:
    """Return the first of the catalogues for plans of ``year``: the newest one."""
    return next(iter(versions_in_force(on, year)), None)


def _started(on: date) -> Q:
    return Q(effective_from__isnull=True) | Q(effective_from__lte=on)


def is_public(version: CatalogueVersion) -> bool:
    """Tell whether everybody may read a version: it went out, or it was opened for comment."""
    opened = version.comment_from is not None and version.status in VersionStatus.heard()
    return opened or version.status in VersionStatus.published()


def visible_versions(actor: Actor) -> QuerySet[CatalogueVersion]:
    """Return the versions that the actor may see, newest first."""
    versions = CatalogueVersion.objects.select_related("organisation")
    if is_overseer(actor):
        return versions
    opened = Q(status__in=VersionStatus.heard(), comment_from__isnull=False)
    return versions.filter(opened | Q(status__in=VersionStatus.published()))


def tree_of(version: CatalogueVersion) -> list[Node]:
    """Return the roots of a version's tree at any depth (one query)."""
    return _joined(_nodes(version.items))


def folded_tree(version: CatalogueVersion, opened: str = "") -> list[Node]:
    """Return the tree of a version; in a large one the classes are folded, but for the code that is ``opened``.

    Three queries at any size, and of a large one only what is shown: classes, sums of what stands below them.
    """
    sums = _sums_below(version)
    classes = _nodes(version.items.filter(is_leaf=False))
    entries = version.items.filter(is_leaf=True)
    large = sum(leaves for leaves, _bought in sums.values()) > LARGE
    if large:
        # What stands beside a class, at the top, or in the class that is opened (by its code or an entry's).
        beside = {node.item.parent_id for node in classes if node.item.parent_id}
        asked = version.items.filter(code=opened).values("parent")
        shown = Q(parent__in=beside) | Q(parent=None) | Q(parent__code=opened) | Q(parent__in=asked)
        entries = entries.filter(shown)
    roots = _joined([*classes, *_nodes(entries)], sums)
    if large:
        for root in roots:
            _fold(root, opened)
    return roots


def _nodes(items: QuerySet[CatalogueItem]) -> list[Node]:
    public = Count("plan_items", filter=Q(plan_items__status__in=ItemStatus.public()))
    return [Node(item, bought=item.bought) for item in items.annotate(bought=public)]


def _sums_below(version: CatalogueVersion) -> dict[int | None, tuple[int, int]]:
    """Return how many entries stand right below each class, and how many projects were bought under them."""
    public = Count("plan_items", filter=Q(plan_items__status__in=ItemStatus.public()))
    rows = version.items.filter(is_leaf=True).order_by().values("parent")
    sums = rows.annotate(leaves=Count("pk", distinct=True), bought=public)
    return {row["parent"]: (row["leaves"], row["bought"]) for row in sums}


def _joined(nodes: list[Node], sums: dict[int | None, tuple[int, int]] | None = None) -> list[Node]:
    """Hang each node below its class, by code; ``sums`` tell of entries that may not be among the nodes."""
    below: dict[int | None, list[Node]] = defaultdict(list)
    for node in sorted(nodes, key=lambda node: node.item.code):
        below[node.item.parent_id].append(node)
    for root in below[None]:
        _grow(root, below, sums)
    return below[None]


def _grow(
    node: Node, below: dict[int | None, list[Node]], sums: dict[int | None, tuple[int, int]] | None
) -> None:
    node.children = below[node.item.pk]
    for child in node.children:
        _grow(child, below, sums)
    counted = node.children
    node.leaves = int(node.item.is_leaf)
    if sums is not None:
        counted = [child for child in node.children if not child.item.is_leaf]
        leaves, bought = sums.get(node.item.pk, (0, 0))
        node.leaves, node.bought = node.leaves + leaves, node.bought + bought
    node.leaves += sum(child.leaves for child in counted)
    node.bought += sum(child.bought for child in counted)


def _fold(node: Node, opened: str) -> None:
    for child in node.children:
        _fold(child, opened)
    node.opened = any(child.opened for child in node.children) or node.item.code == opened
    node.folded = bool(node.leaves) and not node.item.is_leaf and not node.children


def search_items(version: CatalogueVersion, text: str, limit: int = 50) -> list[CatalogueItem]:
    """Return items that contain every word of ``text`` in code, name or what the national item says."""
    found = _with_words(version.items.select_related("parent", "version", "national_item"), text)
    # What can be bought first, then the classes it stands in.
    return list(found.order_by("-is_leaf", "code")[:limit])


def ancestors_of(item: CatalogueItem) -> list[CatalogueItem]:
    """Return what the item stands under, the root first (one query)."""
    by_key = {row.pk: row for row in item.version.items.only("pk", "code", "name", "parent_id", "version_id")}
    found, above = [], item.parent_id
    while above is not None:
        found.append(by_key[above])
        above = by_key[above].parent_id
    for row in found:
        row.version = item.version
    return found[::-1]


def entries_to_choose(on: date, year: int, organisation_id: int | None = None) -> QuerySet[CatalogueItem]:
    """Return what can be bought under the catalogues for plans of ``year``, with its class above.

    A class stands among them where the organisation has a filing for something that belongs into it (A-15).
    """
    filed = OffCatalogueFiling.objects.filter(
        organisation=organisation_id, year=year, status=FilingStatus.FILED
    )
    wanted = Q(is_leaf=True) | Q(code__in=filed.values("entry__code"))
    rows = CatalogueItem.objects.filter(wanted, version__in=versions_in_force(on, year))
    return rows.select_related("parent", "version").order_by("code")


class EntryChoice:
    """What items of some years may choose: found by words over all the years, read whole once it is chosen.

    Which entry a code means hangs on the year: a plan is made under the catalogue of its own year.
    """

    OFFERED = ("code", "name", "is_leaf", "version_id", "parent__code", "parent__name")

    def __init__(self, on: date, years: Iterable[int], organisation_id: int | None) -> None:
        self.by_year = {year: entries_to_choose(on, year, organisation_id) for year in years}
        self._chosen: dict[tuple[int, str], CatalogueItem | None] = {}

    def get(self, year: int | None, code: str) -> CatalogueItem | None:
        """Return the entry that a code means in a year (one query the first time)."""
        if not code or year not in self.by_year:
            return None
        if (year, code) not in self._chosen:
            self._chosen[year, code] = self.by_year[year].filter(code=code).first()
        return self._chosen[year, code]

    def found(self, words: str, chosen: str, most: int) -> tuple[list[CatalogueItem], list[CatalogueItem]]:
        """Return at most so many entries of any of the years with all the words, by code; the chosen one beside them.

        An entry that several years have is offered as the latest of them says it.
        """
        rows = reduce(or_, self.by_year.values()).select_related(None).select_related("parent")
        rows = rows.only(*self.OFFERED).order_by("code", "version__year")
        found = {row.code: row for row in _with_words(rows, words)[: most * len(self.by_year)]}
        kept = {} if not chosen or chosen in found else {row.code: row for row in rows.filter(code=chosen)}
        return list(found.values())[:most], list(kept.values())


def _with_words(items: QuerySet[CatalogueItem], words: str) -> QuerySet[CatalogueItem]:
    for term in unicodedata.normalize("NFKC", words).lower().split()[:8]:
        items = items.filter(search_text__contains=term)
    return items
