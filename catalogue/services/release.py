"""Publishing the guidance catalogue: announced with its notice, in force from its day, and then another ends."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import clock, documents, due_events, lifecycle
from procurement.core.actors import SYSTEM, Actor
from procurement.core.errors import DomainError
from procurement.publications.enums import PublicationKind
from procurement.publications.models import Publication
from procurement.publications.services import publish

from .. import permissions
from ..enums import DOCUMENT, VersionStatus
from ..lifecycle import VERSION
from ..models import CatalogueVersion
from ..selectors.comparison import compare
from .payload import making_of, payload_of
from .versions import refuse_unless


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
    """Publish an approved catalogue. It is in force from its day on (at once without one); until then the earlier is.

    ``title``, ``document_number`` and ``effective_from`` replace what the draft says, where given.
    """
    refuse_unless(permissions.make_catalogue(actor))
    due_events.run_due_for(VERSION.subject_kind, version.code, until=at)
    version.refresh_from_db()
    check_effective_date(version=version, effective_from=effective_from)
    given = {
        "title": title.strip(),
        "document_number": document_number.strip(),
        "effective_from": effective_from,
    }
    updates = {name: value for name, value in given.items() if value}
    lifecycle.apply("publish", version, actor=actor, at=at, updates={**updates, "published_at": at})
    version.publication_code = _notice(version, actor, at).code
    version.save(update_fields=["publication_code"])
    documents.order(documents.Key(DOCUMENT, version.code, version.publication_code), at=at)
    if version.effective_from is None or version.effective_from <= clock.local_date(at):
        take_effect(version=version, at=at)
    return version


@transaction.atomic
def take_effect(*, version: CatalogueVersion, at: datetime) -> CatalogueVersion:
    """Let an announced catalogue be in force; the one for the same year and scheme is superseded with it."""
    before = CatalogueVersion.objects.filter(
        year=version.year, scheme=version.scheme_id, status=VersionStatus.PUBLISHED
    )
    for old in before.select_for_update():
        lifecycle.apply("supersede", old, actor=SYSTEM, at=at, reason=version.code)
    lifecycle.apply("take_effect", version, actor=SYSTEM, at=at)
    return version


def check_effective_date(*, version: CatalogueVersion, effective_from: date | None) -> None:
    """Refuse a day outside of the catalogue's year, or after it was to be in force already."""
    day = effective_from or version.effective_from
    if day is not None and day.year > version.year:
        raise DomainError(
            _("%(year)s年度的目录要在当年或之前开始施行。") % {"year": version.year},
            field="effective_from",
            rule="A-13",
        )


def _notice(version: CatalogueVersion, actor: Actor, at: datetime) -> Publication:
    payload = {**payload_of(version), **making_of(version)}
    amended = version.amends
    if amended is not None:
        payload |= {"amends": amended.code, "changes": compare(amended, version).as_payload()}
    return publish(
        kind=PublicationKind.CATALOGUE,
        subject_kind=VERSION.subject_kind,
        subject_code=version.code,
        title=version.title,
        organisation=version.organisation,
        payload=payload,
        actor=actor,
        at=at,
        basis="A-13",
        corrects=Publication.objects.filter(code=amended.publication_code).first() if amended else None,
    )
