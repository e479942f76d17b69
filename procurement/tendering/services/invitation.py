"""Whom a tender invites: by notice, prequalification, draw from the pool, recommendation (C-06, N-16)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import clock
from procurement.core.actors import Actor
from procurement.core.errors import DomainError
from procurement.core.fields import typed_code
from procurement.core.outbox import notify
from procurement.regulations.credit_code import parse
from procurement.regulations.errors import NoCalendar, RegulationError
from procurement.regulations.invitation import (
    COLLECTED_SHORT,
    NO_RECORD,
    NO_WATCHERS,
    NOT_COLLECTED,
    NOTICE,
    PREQUALIFICATION,
    RECOMMENDATION,
    WAY,
    Candidate,
)
from procurement.suppliers.selectors import is_identity_number

from .. import permissions
from ..enums import InvitationWay, InvitedBy
from ..models import Invitee, Tender
from ..selectors import people
from ..selectors.dates import no_calendar
from ..selectors.invitation import (
    COLLECTED,
    RECORD,
    invitation_rows,
    invitation_wrong,
    invited_suppliers,
    is_token,
    person_token,
)
from .drafting import editable, note_edit, refuse_stale

_FIELDS = {
    WAY: "way",
    NOT_COLLECTED: "notice",
    COLLECTED_SHORT: "applied_until",
    NO_RECORD: "number",
    NO_WATCHERS: "watchers",
}


@transaction.atomic
def set_invitation(
    *,
    tender: Tender,
    way: str,
    rows: Iterable[Mapping[str, Any]] = (),
    record: Mapping[str, Any] | None = None,
    seen: str = "",
    actor: Actor,
    at: datetime,
) -> Tender:
    """Set how suppliers are invited; ``rows``: name, credit_code, origin, recommended_by, opinion, invited.

    ``record``: number, drawn_at, place, drawn_by, watchers of the draw; of a prequalification also notice,
    published_on, applied_until (days in ISO). Who is invited stays with those who run
    the tender until the deadline (I-03). ``seen``: the fingerprint of it as it stood when the page was opened.
    """
    locked = editable(tender=tender, verdict=permissions.prepare(actor, tender))
    refuse_stale(seen=seen, rows=invitation_rows(locked))
    if tender.two_bidder_case or way == InvitationWay.LAST_TWO:
        text = _(
            "只与公开招标剩下的两家供应商谈判，邀请谁由废标的结果决定，不能更改（74号令第二十七条第二款）。"
        )
        raise DomainError(text, field="way", rule="C-07")
    until = str((record or {}).get("applied_until") or "")
    if way == PREQUALIFICATION and until > clock.local_date(at).isoformat():
        text = _("提交资格预审申请还没有截止：截止、预审、抽取以后再登记名单（87号令第十四条）。")
        raise DomainError(text, field="applied_until", rule="C-06")
    listed = (
        [] if way == NOTICE else [_invitee(tender, row, number) for number, row in enumerate(rows, start=1)]
    )
    kept = {
        name: str((record or {}).get(name, "") or "").strip() for name in (*COLLECTED, *RECORD, "watchers")
    }
    kept = {name: text for name, text in kept.items() if text and way != NOTICE}
    candidates = [Candidate(row.credit_code, row.origin, row.invited, row.opinion) for row in listed]
    found, text = _wrong(tender, way, candidates, kept)
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


def _wrong(tender: Tender, way: str, listed: list[Candidate], record: dict[str, str]) -> tuple[str, str]:
    try:
        return invitation_wrong(tender, way, listed, record)
    except NoCalendar as missing:
        problem = no_calendar(missing, "published_on")
        raise DomainError(problem.text, field=problem.field, rule=problem.rule) from None


def _invitee(tender: Tender, row: Mapping[str, Any], number: int) -> Invitee:
    name, code = str(row.get("name") or "").strip(), typed_code(str(row.get("credit_code") or ""))
    if not name:
        raise DomainError(_("请填写供应商名称。"), field="rows", rule="N-16", cell=(number, "name"))
    if is_identity_number(code):
        code = person_token(code)
    elif not (is_token(code) and tender.invitees.filter(credit_code=code).exists()):
        _require_credit_code(code, number)
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


def _require_credit_code(code: str, number: int) -> None:
    try:
        parse(code)
    except RegulationError:
        text = _("统一社会信用代码不对，请核对18位代码；自然人填写身份证号。")
        raise DomainError(text, field="rows", rule="N-16", cell=(number, "credit_code")) from None


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
