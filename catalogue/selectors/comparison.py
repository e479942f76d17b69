"""Two versions side by side: what was added, removed, moved to another code or place, and changed."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import override

from procurement.core.language import RECORD

from ..models import CatalogueItem, CatalogueVersion
from .wording import SHOWN, label_of, worded

# What a row says of itself, as against where and when it stands.
_SAID = tuple(
    one.attname
    for one in CatalogueItem._meta.concrete_fields
    if one.name not in ("id", "version", "parent", "revision", "search_text")
)


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that differs: what it is called, what it was, what it is."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Pair:
    """One entry in both versions, with what differs; ``moved``: it stands elsewhere or has another code."""

    before: CatalogueItem
    after: CatalogueItem
    changes: list[Change]
    moved: bool


@dataclass(slots=True)
class Comparison:
    """All differences, by code."""

    old: CatalogueVersion
    new: CatalogueVersion
    added: list[CatalogueItem] = field(default_factory=list)
    removed: list[CatalogueItem] = field(default_factory=list)
    moved: list[Pair] = field(default_factory=list)
    changed: list[Pair] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.moved or self.changed)

    def as_payload(self) -> list[dict[str, str]]:
        """Return the differences as flat rows in the language of record."""
        with override(RECORD):
            return [
                *({"change": "新增", "entry": str(item)} for item in self.added),
                *({"change": "删除", "entry": str(item)} for item in self.removed),
                *(row for pair in self.moved for row in _rows("移动", pair)),
                *(row for pair in self.changed for row in _rows("修改", pair)),
            ]


def compare(old: CatalogueVersion, new: CatalogueVersion) -> Comparison:
    """Return what differs between two versions (four queries, eight where something differs).

    An entry is the same by its code. One that is gone and one that is new with the same name and class
    are one entry that was moved.
    """
    was_stored, now_stored = _stored(old), _stored(new)
    same = {code for code, row in now_stored.items() if was_stored.get(code) == row}
    before, after = _entries(old, was_stored.keys() - same), _entries(new, now_stored.keys() - same)
    found = Comparison(old, new)
    renumbered = _renumbered(before, after)
    pairs = [(before[code], after[code]) for code in after if code in before]
    pairs += [(before[was], after[now]) for was, now in renumbered.items()]
    for was, now in sorted(pairs, key=lambda pair: pair[1].code):
        moved = was.code != now.code or _above(was) != _above(now)
        changes = _changes(was, now)
        if moved:
            found.moved.append(Pair(was, now, changes, True))
        elif changes:
            found.changed.append(Pair(was, now, changes, False))
    gone, come = set(renumbered), set(renumbered.values())
    found.added = [item for code, item in after.items() if code not in before and code not in come]
    found.removed = [item for code, item in before.items() if code not in after and code not in gone]
    return found


def changes_since(entry: CatalogueItem, earlier: CatalogueItem) -> list[Change]:
    """Return what an entry says otherwise than an earlier one."""
    return _changes(earlier, entry)


def _stored(version: CatalogueVersion) -> dict[str, tuple[Any, ...]]:
    """Return what each entry says as plain values: most of two versions is word for word the same."""
    links = CatalogueItem.responsible.through.objects.filter(catalogueitem__version=version)
    departments: dict[str, set[int]] = defaultdict(set)
    for code, organisation in links.values_list("catalogueitem__code", "organisation"):
        departments[code].add(organisation)
    rows = version.items.order_by("code").values_list("code", "parent__code", *_SAID)
    return {code: (*said, departments[code]) for code, *said in rows}


def _entries(version: CatalogueVersion, codes: set[str]) -> dict[str, CatalogueItem]:
    """Return these entries with all that they name."""
    rows = (
        version.items.filter(code__in=codes)
        .select_related("parent", "national_item")
        .prefetch_related("responsible")
    )
    found = {item.code: item for item in rows.order_by("code")}
    for item in found.values():
        item.version = version
    return found


def _renumbered(before: dict[str, CatalogueItem], after: dict[str, CatalogueItem]) -> dict[str, str]:
    """Return old code → new code of what kept its name under another code, where that is clear."""
    gone = _by_name(item for code, item in before.items() if code not in after)
    come = _by_name(item for code, item in after.items() if code not in before)
    return {
        gone[key][0].code: come[key][0].code
        for key in gone.keys() & come.keys()
        if len(gone[key]) == len(come[key]) == 1
    }


def _by_name(items: Any) -> dict[tuple[str, str], list[CatalogueItem]]:
    found: dict[tuple[str, str], list[CatalogueItem]] = {}
    for item in items:
        found.setdefault((item.name, item.service_class), []).append(item)
    return found


def _above(item: CatalogueItem) -> str:
    return item.parent.code if item.parent else ""


def _changes(before: CatalogueItem, after: CatalogueItem) -> list[Change]:
    pairs = ((fact, worded(before, fact), worded(after, fact)) for fact in SHOWN)
    return [Change(label_of(fact), was, now) for fact, was, now in pairs if was != now]


def _rows(kind: str, pair: Pair) -> list[dict[str, str]]:
    head = {"change": kind, "entry": str(pair.after)}
    moved = [{**head, "before": str(pair.before), "after": str(pair.after)}] if pair.moved else []
    facts = [{**head, "fact": row.label, "before": row.before, "after": row.after} for row in pair.changes]
    return [*moved, *facts]
