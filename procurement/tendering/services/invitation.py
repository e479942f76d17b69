"""Whom a tender invites: by notice, by draw from the provincial pool, by written recommendation (C-06, N-16)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core.actors import Actor
from procurement.core.errors import DomainError
from procurement.core.outbox import notify
from procurement.regulations.credit_code import normalise, parse
from procurement.regulations.errors import RegulationError
from procurement.regulations.invitation import (
    NO_RECORD,
    NO_WATCHERS,
    NOTICE,
    RECOMMENDATION,
    WAY,
    Candidate,
)

from .. import permissions
from ..enums import InvitationWay, InvitedBy
from ..models import Invitee, Tender
from ..selectors import people
from ..selectors.invitation import RECORD, invitation_wrong, invited_suppliers
from .drafting import editable, note_edit

_FIELDS = {WAY: "way", NO_RECORD: "number", NO_WATCHERS: "watchers"}


@transaction.atomic
def set_invitation(
    *,
    tender: Tender,
    way: str,
    rows: Iterable[Mapping[str, Any]] = (),
    record: Mapping[str, Any] | None = None,
    actor: Actor,
    at: datetime,
) -> Tender:
    """Set how suppliers are invited; ``rows``: name, credit_code, origin, recommended_by, opinion, invited.

    ``record``: number, drawn_at, place, drawn_by, watchers of the draw. Who is invited stays with those who run
    the tender until the deadline (I-03).
    """
    editable(tender=tender, verdict=permissions.prepare(actor, tender))
    listed = (
        [] if way == NOTICE else [_invitee(tender, row, number) for number, row in enumerate(rows, start=1)]
    )
    kept = {name: str((record or {}).get(name, "") or "").strip() for name in (*RECORD, "watchers")}
    kept = {name: text for name, text in kept.items() if text and way != NOTICE}
    candidates = [Candidate(row.credit_code, row.origin, row.invited, row.opinion) for row in listed]
    found, text = invitation_wrong(tender, way, candidates, kept)
    if found:
        raise DomainError(
            text, field=_FIELDS.get(found, "rows"), rule="C-06" if way != RECOMMENDATION else "N-16"
        )
    tender.invitation_way, tender.invitation_record = InvitationWay(way).value, kept
    tender.save(update_fields=["invitation_way", "invitation_record"])
    tender.invitees.all().delete()
    Invitee.objects.bulk_create(listed)
    # The chain proves that a list was made and how long it is; names stay out of it until the result.
    changes = {"invitation_way": way, "listed": len(listed)}
    note_edit(tender=tender, actor=actor, at=at, changes=changes)
    return tender


def _invitee(tender: Tender, row: Mapping[str, Any], number: int) -> Invitee:
    name, code = str(row.get("name") or "").strip(), normalise(str(row.get("credit_code") or ""))
    if not name:
        raise DomainError(_("请填写供应商名称。"), field="rows", rule="N-16", cell=(number, "name"))
    try:
        parse(code)
    except RegulationError:
        text = _("统一社会信用代码不对，请核对18位代码。")
        raise DomainError(text, field="rows", rule="N-16", cell=(number, "credit_code")) from None
    return Invitee(
        tender=tender,
        position=number,
        name=name,
        credit_code=code,
        origin=InvitedBy(row["origin"]).value,
        recommended_by=str(row.get("recommended_by") or "").strip(),
        opinion=str(row.get("opinion") or "").strip(),
        invited=bool(row.get("invited")),
    )


def send_invitations(*, tender: Tender, at: datetime) -> None:
    """Invite everybody on the list in the same moment (87 art. 14); who has no account is written to on paper."""
    for supplier in invited_suppliers(tender):
        notify(
            event="tender_invited",
            recipients=people.of_supplier(supplier),
            context={"tender": tender.code, "title": tender.title, "deadline": tender.deadline},
            url=f"/tenders/{tender.code}/may-i-bid/",
            at=at,
        )
