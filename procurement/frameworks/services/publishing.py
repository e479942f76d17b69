"""Every notice about a framework: its subject, its organiser, said once."""

from datetime import datetime
from typing import Any

from procurement.core.actors import Actor
from procurement.publications.enums import PublicationKind
from procurement.publications.models import Publication
from procurement.publications.services import publish

from ..lifecycle import FRAMEWORK
from ..models import Framework


def publish_about(
    *,
    framework: Framework,
    kind: PublicationKind,
    title: str,
    payload: dict[str, Any],
    basis: str,
    actor: Actor,
    at: datetime,
    summary: str = "",
    corrects: Publication | None = None,
) -> Publication:
    """Publish a notice of whoever runs a framework; title and payload are in the language of record already."""
    return publish(
        kind=kind,
        subject_kind=FRAMEWORK.subject_kind,
        subject_code=framework.code,
        title=title,
        organisation=framework.organiser,
        payload=payload,
        summary=summary,
        basis=basis,
        corrects=corrects,
        actor=actor,
        at=at,
    )
