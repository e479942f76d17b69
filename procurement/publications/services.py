"""Freezing what is published. Called by the rooms inside their own transaction."""

import unicodedata
from datetime import datetime
from typing import Any

from django.db import transaction

from procurement.accounts.models import Organisation
from procurement.core import audit, documents
from procurement.core.actors import Actor
from procurement.core.codes import next_code
from procurement.regulations.canonical import canonical_json, sha256_hex

from .enums import NOTICE, PublicationKind
from .models import Publication


@transaction.atomic
def publish(
    *,
    kind: PublicationKind,
    subject_kind: str,
    subject_code: str,
    title: str,
    organisation: Organisation,
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
    words to what the search finds.
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
