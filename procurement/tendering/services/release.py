"""Release: notice and documents frozen, packages open for sealed bids, periods running (RULES F-1, T-07)."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import audit, clock, documents, lifecycle
from procurement.core.actors import Actor
from procurement.core.errors import DomainError
from procurement.core.language import in_language_of_record
from procurement.publications.models import Publication
from procurement.publications.services import publish
from procurement.regulations.canonical import canonical_json, sha256_hex
from procurement.regulations.errors import NoCalendar

from ..enums import TENDER_DOCUMENT, Method, RoundKind
from ..lifecycle import TENDER
from ..models import CustodianKey, Tender, TenderDocument
from ..selectors.dates import release_dates
from ..selectors.documents import payload
from ..selectors.notices import KINDS, release_payload
from .invitation import send_invitations
from .rounds import open_round


@transaction.atomic
def release(
    *,
    tender: Tender,
    actor: Actor,
    at: datetime,
    medium_url: str = "",
    medium_published_at: datetime | None = None,
    custodians: Mapping[str, CustodianKey] | None = None,
) -> Tender:
    """Publish the notice, freeze the documents and open every package's first round.

    ``custodians``: a key for each ``RoundCustodian.Part`` (N-03); without, the nearest enrolled ones.
    ``medium_published_at``: when the legal medium published, if before ``at``; periods count from then.
    Documents never go out before today: ``documents_from`` moves with a late release, the deadline must
    still be lawful from there. GuardRefused says what is missing.
    """
    if medium_published_at is not None and medium_published_at > at:
        text = _("法定媒体的发布时间不能晚于现在：公告须先在法定媒体发布（财政部令第101号第八条）。")
        raise DomainError(text, field="medium_published_at", rule="T-07")
    updates = {"released_at": at, **_supply(tender, at)}
    lifecycle.apply("release", tender, actor=actor, at=at, updates=updates)
    document = freeze_document(tender=tender, at=at)
    notice = _publish_notice(tender, document, actor, at, medium_url, medium_published_at)
    tender.notice_code = notice.code
    tender.save(update_fields=["notice_code"])
    for package in tender.packages.order_by("number"):
        lifecycle.apply("publish", package, actor=actor, at=at)
        open_round(
            package=package,
            kind=RoundKind.FIRST,
            deadline=tender.deadline,
            custodians=custodians,
            actor=actor,
            at=at,
        )
    send_invitations(tender=tender, at=at)
    return tender


@in_language_of_record
def freeze_document(*, tender: Tender, at: datetime) -> TenderDocument:
    """Freeze the documents as they stand now as the next version, with the hash of their canonical JSON."""
    content = audit.plain(payload(tender))
    version = tender.documents.count() + 1
    documents.order(documents.Key(TENDER_DOCUMENT, tender.code, str(version)), at=at)
    return TenderDocument.objects.create(
        tender=tender,
        version=version,
        payload=content,
        sha256=sha256_hex(canonical_json(content)),
        released_at=at,
    )


def _supply(tender: Tender, at: datetime) -> dict[str, date]:
    """Return from when and until when documents go out; nothing where the guards will refuse anyway."""
    if tender.documents_from is None or tender.documents_until is None:
        return {}
    try:
        start, until = release_dates(tender, clock.local_date(at))
    except NoCalendar:
        return {}
    return {"documents_from": start, "documents_until": until}


@in_language_of_record
def _publish_notice(
    tender: Tender,
    document: TenderDocument,
    actor: Actor,
    at: datetime,
    medium_url: str,
    medium_published_at: datetime | None,
) -> Publication:
    published_on = clock.local_date(medium_published_at or at)
    return publish(
        kind=KINDS[Method(tender.method)],
        subject_kind=TENDER.subject_kind,
        subject_code=tender.code,
        project_code=tender.item.code,
        title=_("%(title)s%(kind)s") % {"title": tender.title, "kind": KINDS[Method(tender.method)].label},
        organisation=tender.purchaser,
        agency=tender.agency,
        payload=release_payload(tender, published_on=published_on, sha256=document.sha256),
        summary=tender.requirement,
        basis=TENDER["release"].basis,
        medium_url=medium_url,
        medium_published_at=medium_published_at,
        actor=actor,
        at=at,
    )
