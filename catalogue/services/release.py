"""Publishing the guidance catalogue: what was in force for the same year gives way in the same transaction."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from procurement.core import clock, lifecycle
from procurement.core.actors import SYSTEM, Actor
from procurement.core.errors import DomainError
from procurement.core.language import in_language_of_record
from procurement.publications.enums import PublicationKind
from procurement.publications.services import publish

from .. import permissions
from ..enums import VersionStatus
from ..lifecycle import VERSION
from ..models import CatalogueItem, CatalogueVersion
from ..selectors import predecessor_of
from ..selectors.wording import worded
from .versions import refuse_unless

# What a notice says of an entry in words, beside its code and place.
SAID = (
    *("explanation", "responsible", "supplier_kinds", "unit", "price", "price_basis", "service_standard"),
    *("indicators", "resident_facing", "methods", "centralised"),
)


@transaction.atomic
def publish_version(
    *,
    version: CatalogueVersion,
    actor: Actor,
    at: datetime,
    title: str = "",
    document_number: str = "",
    effective_from: date | None = None,
) -> CatalogueVersion:
    """Publish a catalogue; the one in force for the same year and scheme is superseded with it.

    ``title``, ``document_number`` and ``effective_from`` replace what the draft says, where given.
    """
    refuse_unless(permissions.make_catalogue(actor))
    check_effective_date(version=version, effective_from=effective_from or version.effective_from, at=at)
    given = {
        "title": title.strip(),
        "document_number": document_number.strip(),
        "effective_from": effective_from,
    }
    updates = {name: value for name, value in given.items() if value}
    before = CatalogueVersion.objects.filter(
        year=version.year, scheme=version.scheme_id, status=VersionStatus.PUBLISHED
    ).exclude(pk=version.pk)
    for old in before.select_for_update():
        lifecycle.apply("supersede", old, actor=SYSTEM, at=at, reason=version.code)
    lifecycle.apply("publish", version, actor=actor, at=at, updates={**updates, "published_at": at})
    notice = publish(
        kind=PublicationKind.CATALOGUE,
        subject_kind=VERSION.subject_kind,
        subject_code=version.code,
        title=version.title,
        organisation=version.organisation,
        payload=_payload(version),
        actor=actor,
        at=at,
        basis="A-13",
    )
    version.publication_code = notice.code
    version.save(update_fields=["publication_code"])
    return version


def check_effective_date(*, version: CatalogueVersion, effective_from: date | None, at: datetime) -> None:
    """Refuse a date that would leave the year without a catalogue: the earlier one gives way at once."""
    today = clock.local_date(at)
    if effective_from is None or effective_from <= today:
        return
    earlier = predecessor_of(version)
    if earlier is not None:
        raise DomainError(
            _(
                "公布时现行目录（%(code)s）即被替代：施行日期晚于今天，中间就没有可用的目录。"
                "请把施行日期改为%(today)s或之前，或者到施行日再公布。"
            )
            % {"code": earlier.code, "today": today.isoformat()},
            field="effective_from",
            rule="A-13",
        )


@in_language_of_record
def _payload(version: CatalogueVersion) -> dict[str, Any]:
    return {
        "code": version.code,
        "year": version.year,
        "scheme": version.scheme_id,
        "document_number": version.document_number,
        "effective_from": version.effective_from,
        "items": [_item(item) for item in _items(version)],
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
