"""What the notices of a catalogue say: its entries, and what was said of it while it was made."""

from typing import Any

from django.db.models import QuerySet

from procurement.core.language import in_language_of_record

from ..models import CatalogueItem, CatalogueVersion, DepartmentOpinion, PublicComment
from ..selectors.opinions import public_comments
from ..selectors.wording import worded

# What a notice says of an entry in words, beside its code and place.
SAID = (
    *("explanation", "responsible", "supplier_kinds", "unit", "price", "price_basis", "service_standard"),
    *("indicators", "resident_facing", "methods", "centralised"),
)


@in_language_of_record
def payload_of(version: CatalogueVersion) -> dict[str, Any]:
    """Return a catalogue as its notice says it, entry by entry."""
    return {
        "code": version.code,
        "year": version.year,
        "scheme": version.scheme_id,
        "document_number": version.document_number,
        "effective_from": version.effective_from,
        "items": [_item(item) for item in _items(version)],
    }


@in_language_of_record
def making_of(version: CatalogueVersion) -> dict[str, Any]:
    """Return how a catalogue was made: who was asked and answered what, and what became of it."""
    departments = version.opinions.select_related("organisation")
    return {
        "approved_by": version.approved_by,
        "approved_on": version.approved_on,
        "departments_asked": [_department(one) for one in departments],
        "public_comments": [_comment(one) for one in public_comments(version)],
        "expert_opinions": [
            {
                "name": one.name,
                "employer": one.employer,
                "conclusion": one.get_conclusion_display(),
                "opinion": one.text,
                "given_on": one.given_on,
            }
            for one in version.experts.all()
        ],
        "review_waiver": version.review_waiver,
    }


def _items(version: CatalogueVersion) -> QuerySet[CatalogueItem]:
    rows = version.items.select_related("parent", "national_item").prefetch_related("responsible")
    return rows.order_by("code")


def _item(item: CatalogueItem) -> dict[str, Any]:
    """Return what a notice says of an entry; what is not said of it is left out."""
    facts = {
        "code": item.code,
        "name": item.name,
        "parent": item.parent.code if item.parent else "",
        "class": item.service_class,
        "confirmed": item.confirmed,
        "provincial_code": item.provincial_code,
        "national_code": item.national_item.code if item.national_item else "",
    }
    said = {name: worded(item, name) for name in SAID}
    return {**facts, **{name: text for name, text in said.items() if text}}


def _department(one: DepartmentOpinion) -> dict[str, Any]:
    return {
        "organisation": one.organisation.name,
        "opinion": one.get_kind_display() or "未答复",
        "suggestion": one.text,
        "handling": one.get_handling_display(),
        "reply": one.reply,
    }


def _comment(one: PublicComment) -> dict[str, Any]:
    return {
        "code": one.code,
        "entry_code": one.entry_code,
        "name": one.name or "匿名",
        "suggestion": "（原文不公开）" if one.withheld else one.text,
        "handling": one.get_handling_display(),
        "reply": one.reply,
    }
