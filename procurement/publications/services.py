"""Freezing what is published. Called by the rooms inside their own transaction."""

import unicodedata
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.models import Organisation
from procurement.core import audit, documents
from procurement.core.actors import Actor
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, NotAllowed
from procurement.regulations.canonical import canonical_json, sha256_hex

from . import permissions
from .enums import NOTICE, PublicationKind
from .models import MediumRecord, Publication


@transaction.atomic
def publish(
    *,
    kind: PublicationKind,
    subject_kind: str,
    subject_code: str,
    title: str,
    organisation: Organisation,
    agency: Organisation | None = None,
    payload: dict[str, Any],
    actor: Actor,
    at: datetime,
    project_code: str = "",
    summary: str = "",
    basis: str = "",
    corrects: Publication | None = None,
    medium_url: str = "",
    medium_published_at: datetime | None = None,
) -> Publication:
    """Freeze a notice with its hash and an audit entry, and return it.

    ``payload`` is what the notice says, as plain data: amounts and times become text. ``summary`` adds
    words to what the search finds. ``agency``: who runs the purchase for the organisation, where one does.
    """
    frozen = audit.plain(payload)
    publication = Publication.objects.create(
        code=next_code(f"GG-{at:%Y}-", width=5),
        kind=kind,
        subject_kind=subject_kind,
        subject_code=subject_code,
        project_code=project_code,
        title=title,
        organisation_code=organisation.code,
        organisation_name=organisation.name,
        agency_code=agency.code if agency else "",
        division_code=organisation.division_code,
        payload=frozen,
        sha256=sha256_hex(canonical_json(frozen)),
        published_at=at,
        medium_url=medium_url,
        medium_published_at=medium_published_at or at,
        corrects=corrects,
        search_text=searchable(title, subject_code, project_code, organisation.name, summary),
    )
    audit.record(
        subject_kind="publication",
        subject_code=publication.code,
        action="publish",
        actor=actor,
        at=at,
        basis=basis,
        changes={"kind": str(kind), "sha256": publication.sha256, "subject": subject_code},
    )
    documents.order(documents.Key(NOTICE, publication.code), at=at)
    return publication


def searchable(*parts: str) -> str:
    """Return the parts as one line in the form that searches are made in (NFKC, lower case)."""
    return unicodedata.normalize("NFKC", " ".join(part for part in parts if part)).lower()


@transaction.atomic
def record_medium(
    *, publication: Publication, name: str, url: str, published_at: datetime, actor: Actor, at: datetime
) -> MediumRecord:
    """Enter where and when the legal medium published a notice; its periods count from then (F-1, T-07).

    The notice itself stays as it is. A later entry takes the place of an earlier one, both stay in the chain.
    """
    verdict = permissions.record_medium(actor, publication)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="F-1")
    if published_at > at:
        text = _("法定媒体的发布时间不能晚于现在。请填写公告在法定媒体上实际发布的时间。")
        raise DomainError(text, field="published_day", rule="T-07")
    if not url.strip():
        text = _("请填写公告在法定媒体上的网址（财政部令第101号第八条）。")
        raise DomainError(text, field="url", rule="F-1")
    made = MediumRecord.objects.create(
        publication=publication,
        name=name,
        url=url.strip(),
        published_at=published_at,
        recorded_at=at,
        recorded_by=actor.name,
    )
    audit.record(
        subject_kind="publication",
        subject_code=publication.code,
        action="record_medium",
        actor=actor,
        at=at,
        basis="F-1 T-07 101号令第八条、第十一条",
        changes={"name": made.name, "url": made.url, "published_at": published_at, **verdict.mark},
    )
    return made
