"""Bringing a whole table into a draft: new entries are added, known ones changed, all or nothing."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from procurement.core import audit
from procurement.core.actors import Actor
from procurement.core.errors import DomainError

from .. import permissions
from ..lifecycle import VERSION
from ..models import CatalogueItem, CatalogueVersion, NationalItem
from .facts import FACTS, fill
from .screening import SCREENED_OF_ENTRY, reopen_words
from .versions import import_entries, link_responsible, lock_draft, refuse_unless

_WRITTEN = (
    *(name for name in FACTS if name != "national_item"),
    "national_item",
    "national_match",
    "search_text",
)


@transaction.atomic
def import_table(
    *,
    version: CatalogueVersion,
    rows: Iterable[Mapping[str, Any]],
    actor: Actor,
    at: datetime,
    file_name: str = "",
    sha256: str = "",
) -> tuple[int, int]:
    """Add and change entries of a draft by the rows of a table; returns how many of each.

    A row has ``code`` and what else it says, as for ``import_tree``; what it does not name stays. Entries
    that are not in the table stay. Raises DomainError for a row that breaks a rule: nothing is written then.
    """
    refuse_unless(permissions.make_catalogue(actor))
    locked = lock_draft(version)
    given = [dict(row) for row in rows]
    known = {item.code: item for item in locked.items.select_related("national_item")}
    new = [row for row in given if row["code"] not in known]
    old = [row for row in given if row["code"] in known]
    import_entries(version=locked, rows=new)
    changed = _change(locked, known, old)
    audit.record(
        subject_kind=VERSION.subject_kind,
        subject_code=locked.code,
        action="import",
        actor=actor,
        at=at,
        basis="A-13",
        changes={"items": len(new), "changed": changed, "file": file_name, "sha256": sha256},
    )
    return len(new), changed


def _change(version: CatalogueVersion, known: Mapping[str, CatalogueItem], rows: list[dict[str, Any]]) -> int:
    codes = [row["national_code"] for row in rows if row.get("national_code")]
    national = NationalItem.objects.in_bulk(codes, field_name="code")
    changed, reworded = [], []
    for row in rows:
        entry = known[row["code"]]
        facts = {name: row[name] for name in FACTS if name in row}
        texts = _texts(entry)
        if "national_code" in row:
            facts["national_item"] = national.get(row["national_code"] or "")
        try:
            fill(entry, facts)
        except DomainError as error:
            raise DomainError(f"{entry.code}：{error}", field="file", rule=error.rule) from error
        entry.revision += 1
        changed.append(entry)
        if _texts(entry) != texts:
            reworded.append(entry.code)
    CatalogueItem.objects.bulk_update(changed, [*_WRITTEN, "revision"], batch_size=100)
    named = [row for row in rows if "responsible" in row]
    CatalogueItem.responsible.through.objects.filter(
        catalogueitem__in=[known[row["code"]] for row in named]
    ).delete()
    link_responsible(named, known)
    reopen_words(version=version, codes=reworded)
    return len(changed)


def _texts(entry: CatalogueItem) -> list[str]:
    return [getattr(entry, name) for name in SCREENED_OF_ENTRY]
