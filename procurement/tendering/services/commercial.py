"""The commercial terms in their parts: written once, said in the documents and in the contract draft."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core.actors import Actor
from procurement.core.errors import DomainError

from .. import permissions
from ..models import Tender
from ..selectors.tables import field_rows
from ..selectors.takeover import COMMERCIAL, NEEDED, commercial_text
from .drafting import editable, note_edit, refuse_stale, refuse_wording

COMMERCIAL_FIELDS = ("commercial", "commercial_terms")


@transaction.atomic
def set_commercial(
    *, tender: Tender, parts: Mapping[str, str], actor: Actor, at: datetime, seen: str = ""
) -> Tender:
    """Write the commercial terms, part by part (``selectors.takeover.COMMERCIAL``); some are needed (22 art. 23)."""
    locked = editable(tender=tender, verdict=permissions.prepare(actor, tender))
    refuse_stale(seen=seen, rows=field_rows(locked, COMMERCIAL_FIELDS))
    tender.commercial = commercial_parts(parts=parts, at=at)
    tender.commercial_terms = commercial_text(tender.commercial)
    tender.save(update_fields=["commercial", "commercial_terms"])
    note_edit(tender=tender, actor=actor, at=at, changes={"commercial": tender.commercial})
    return tender


def commercial_parts(*, parts: Mapping[str, str], at: datetime) -> dict[str, str]:
    """Return the commercial terms as they would be kept, checked part by part; nothing is written."""
    given = {key: str(parts.get(key) or "").strip() for key in COMMERCIAL}
    for key in NEEDED:
        if not given[key]:
            text = _("请写明%(part)s（需求管理办法第二十三条）。") % {"part": COMMERCIAL[key]}
            raise DomainError(text, field=key, rule="N-12")
    for key, words in given.items():
        refuse_wording(text=words, field=key, choosing=False, at=at)
    return {key: words for key, words in given.items() if words}
