"""Holds: an upper room (a challenge, a complaint) forbids going on; guards read them (RULES D-44, D-45)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import audit
from procurement.core.actors import Actor
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, NotAllowed, WrongState

from .. import permissions
from ..lifecycle import TENDER
from ..models import Hold, Tender


@transaction.atomic
def place_hold(
    *,
    tender: Tender,
    reason: str,
    basis: str,
    source_kind: str,
    source_code: str,
    until: datetime | None,
    actor: Actor,
    at: datetime,
) -> Hold:
    """Stop a tender from ``at`` until ``until`` (None: until lifted); the same source holds it once only."""
    Tender.objects.select_for_update().get(pk=tender.pk)
    verdict = permissions.hold(actor, tender)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="D-44")
    if not reason.strip() or not basis.strip():
        raise DomainError(
            _("暂停须写明原因和依据（《政府采购法》第五十七条）。"), field="reason", rule="D-44"
        )
    if until is not None and until <= at:
        raise DomainError(_("暂停的截止时间必须晚于现在。"), field="until", rule="D-44")
    source = {"source_kind": source_kind, "source_code": source_code}
    standing = tender.holds.filter(**source, lifted_at__isnull=True).exclude(until__lte=at).first()
    if standing is not None:
        return standing
    hold = Hold.objects.create(
        code=next_code(f"ZT-{at:%Y}-"),
        tender=tender,
        reason=reason.strip(),
        basis=basis.strip(),
        starts_at=at,
        until=until,
        **source,
    )
    _record("hold", hold, actor, at)
    return hold


@transaction.atomic
def lift_hold(*, hold: Hold, actor: Actor, at: datetime) -> Hold:
    """Let the tender go on from ``at``."""
    Tender.objects.select_for_update().get(pk=hold.tender_id)
    verdict = permissions.hold(actor, hold.tender)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="D-44")
    hold.refresh_from_db()
    if hold.lifted_at is not None:
        raise WrongState(_("这项暂停已经解除。"), rule="D-44")
    hold.lifted_at = at
    hold.save(update_fields=["lifted_at"])
    _record("lift_hold", hold, actor, at)
    return hold


def _record(action: str, hold: Hold, actor: Actor, at: datetime) -> None:
    audit.record(
        subject_kind=TENDER.subject_kind,
        subject_code=hold.tender.code,
        action=action,
        actor=actor,
        at=at,
        basis="D-44 D-45",
        reason=hold.reason,
        changes={"hold": hold.code, "source": f"{hold.source_kind} {hold.source_code}", "until": hold.until},
    )
