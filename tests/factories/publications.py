"""Publications for tests, frozen by the service."""

from datetime import datetime
from typing import Any

from procurement.accounts.models import Organisation
from procurement.core.actors import SYSTEM
from procurement.publications.enums import PublicationKind
from procurement.publications.models import Publication
from procurement.publications.services import publish

from . import accounts


def notice(
    title: str = "居家养老服务竞争性磋商公告",
    *,
    kind: str = PublicationKind.CONSULTATION_NOTICE,
    organisation: Organisation | None = None,
    payload: dict[str, Any] | None = None,
    at: datetime = accounts.AT,
    **fields: Any,
) -> Publication:
    values = {"subject_kind": "tender", "subject_code": "420923-2026-0001", **fields}
    return publish(
        kind=PublicationKind(kind),
        title=title,
        organisation=organisation or accounts.township(),
        payload=payload or {"title": title},
        actor=SYSTEM,
        at=at,
        **values,
    )
