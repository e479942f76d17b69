"""The guidance catalogue as an official document."""

from typing import Any

from django.conf import settings

from procurement.core.clock import local_date
from procurement.core.documents import Sheet
from procurement.publications.models import Publication

from .models import CatalogueItem, CatalogueVersion
from .selectors import Node, tree_of, whole_entries
from .selectors.wording import kinds_of, price_of, responsible_of


def catalogue_document(code: str, version: str) -> Sheet:
    """Return the document of a catalogue; a draft carries no number, date or hash."""
    found = CatalogueVersion.objects.select_related("organisation").get(code=code)
    notice = Publication.objects.filter(code=found.publication_code).first() if version else None
    classes = _classes(found)
    context = {
        "version": found,
        "classes": classes,
        "unbased": any(_unbased(row["entry"]) for one in classes for row in one["rows"]),
        "document_title": found.title,
        "document_number": found.document_number,
        "issuer": found.organisation.name,
        "issued_on": local_date(found.published_at) if found.published_at else None,
        "sha256": notice.sha256 if notice else "",
        "verify_address": f"{settings.BASE_URL}/verify/?q={notice.sha256}" if notice else "",
    }
    return Sheet("catalogue/catalogue_document.html", context, f"{found.code}.pdf")


def _classes(version: CatalogueVersion) -> list[dict[str, Any]]:
    """Return each top class with its rows in the order of the tree (three queries)."""
    entries = {entry.pk: entry for entry in whole_entries(version)}
    return [
        {"root": root.item, "rows": [_row(entries[pk]) for pk in _below(root)]} for root in tree_of(version)
    ]


def _unbased(entry: CatalogueItem) -> bool:
    return entry.is_leaf and not entry.provincial_code


def _below(node: Node) -> list[int]:
    found = []
    for child in node.children:
        found += [child.item.pk, *_below(child)]
    return found


def _row(entry: CatalogueItem) -> dict[str, Any]:
    return {
        "entry": entry,
        "price": price_of(entry),
        "kinds": kinds_of(entry),
        "responsible": responsible_of(entry),
    }
