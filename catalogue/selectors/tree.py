"""The catalogue as a tree, and searching it."""

import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

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
    public = Count("plan_items", filter=Q(plan_items__status__in=ItemStatus.public()))
    items = version.items.annotate(bought=public).order_by("code")
    nodes = {item.pk: Node(item, bought=item.bought) for item in items}
    below: dict[int | None, list[Node]] = defaultdict(list)
    for node in nodes.values():
        below[node.item.parent_id].append(node)
    roots = below[None]
    for root in roots:
        _grow(root, below)
    return roots


def _grow(node: Node, below: dict[int | None, list[Node]]) -> None:
    node.children = below[node.item.pk]
    for child in node.children:
        _grow(child, below)
    node.leaves = int(node.item.is_leaf) + sum(child.leaves for child in node.children)
    node.bought += sum(child.bought for child in node.children)


def folded_tree(version: CatalogueVersion, opened: str = "") -> list[Node]:
    """Return the tree of a version; in a large one the classes are folded, but for the code that is ``opened``."""
    roots = tree_of(version)
    if sum(root.leaves for root in roots) > LARGE:
        for root in roots:
            _fold(root, opened)
    return roots


def _fold(node: Node, opened: str) -> None:
    for child in node.children:
        _fold(child, opened)
    node.opened = any(child.opened for child in node.children) or node.item.code == opened
    if (
        node.children
        and not node.opened
        and all(not child.leaves or child.item.is_leaf for child in node.children)
    ):
        node.folded, node.children = True, []


def search_items(version: CatalogueVersion, text: str, limit: int = 50) -> list[CatalogueItem]:
    """Return items that contain every word of ``text`` in code, name or what the national item says."""
    found = version.items.select_related("parent", "version", "national_item")
    for term in unicodedata.normalize("NFKC", text).lower().split()[:8]:
        found = found.filter(search_text__contains=term)
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


def entries_to_choose(on: date, year: int, organisation_id: int | None = None) -> list[CatalogueItem]:
    """Return what can be bought under the catalogues for plans of ``year``, with its class above.

    A class stands among them where the organisation has a filing for something that belongs into it (A-15).
    """
    filed = OffCatalogueFiling.objects.filter(
        organisation=organisation_id, year=year, status=FilingStatus.FILED
    )
    wanted = Q(is_leaf=True) | Q(code__in=filed.values("entry__code"))
    rows = CatalogueItem.objects.filter(wanted, version__in=versions_in_force(on, year))
    offered = ("code", "name", "is_leaf", "version_id", "parent__code", "parent__name")
    return list(rows.select_related("parent").only(*offered).order_by("code"))
