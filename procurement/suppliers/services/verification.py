"""The bureau looks at the papers once, so that they need not be handed in again (N-04)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.enums import Office
from procurement.accounts.selectors import members_holding
from procurement.core import attachments, lifecycle
from procurement.core.actors import Actor
from procurement.core.errors import DomainError, NotAllowed
from procurement.core.models import Attachment
from procurement.core.outbox import Recipient, notify

from .. import permissions
from ..enums import ListKind
from ..lifecycle import SUPPLIER
from ..models import ListCheck, Supplier
from ..selectors import papers_of
from .recording import put_on_record


def request_verification(*, supplier: Supplier, actor: Actor, at: datetime) -> Supplier:
    """Ask the bureau to look at the papers."""
    updates = {"refusal_reason": "", "question": "", "answer": "", "requested_at": at}
    lifecycle.apply("request_verification", supplier, actor=actor, at=at, updates=updates)
    return supplier


@transaction.atomic
def mark_papers_seen(*, supplier: Supplier, codes: Iterable[str], actor: Actor, at: datetime) -> int:
    """Put on record which papers the bureau looked at, who and when; returns how many were new."""
    verdict = permissions.verify(actor, supplier)
    if not verdict:
        raise NotAllowed(verdict.reason)
    unseen = papers_of(supplier).filter(attachment__isnull=False, seen_at__isnull=True, code__in=list(codes))
    seen = list(unseen.values_list("code", flat=True))
    if seen:
        supplier.papers.filter(code__in=seen).update(seen_at=at, seen_by=actor.name)
        put_on_record(
            supplier=supplier, action="see_papers", actor=actor, at=at, basis="H-01", changes={"papers": seen}
        )
    return len(seen)


def consult_lists(
    *,
    supplier: Supplier,
    results: Mapping[str, bool],
    source: str,
    record: str,
    actor: Actor,
    at: datetime,
    file: UploadedFile | None = None,
) -> list[ListCheck]:
    """Record what the lists said: for each list whether it names the supplier, where and how it was seen."""
    verdict = permissions.verify(actor, supplier)
    if not verdict:
        raise NotAllowed(verdict.reason)
    if not source.strip() or not record.strip():
        field = "record" if source.strip() else "source"
        raise DomainError(_("请写明查询网站和查询结果（财库〔2016〕125号要求留存记录）。"), field=field)
    kept = None
    if file is not None:
        kept = attachments.store(
            file=file,
            purpose="list-check",
            owner_kind=SUPPLIER.subject_kind,
            owner_code=supplier.code,
            actor=actor,
            at=at,
        )
    try:
        return _keep_checks(supplier, results, source, record, kept, actor, at)
    except Exception:
        if kept is not None:
            attachments.discard(kept)
        raise


@transaction.atomic
def _keep_checks(
    supplier: Supplier,
    results: Mapping[str, bool],
    source: str,
    record: str,
    kept: Attachment | None,
    actor: Actor,
    at: datetime,
) -> list[ListCheck]:
    rows = ListCheck.objects.bulk_create(
        ListCheck(
            supplier=supplier,
            list_kind=ListKind(kind),
            found=found,
            source=source,
            record=record,
            attachment=kept,
            checked_by=actor.name,
            checked_at=at,
        )
        for kind, found in results.items()
    )
    changes = {
        "lists": dict(results),
        "source": source,
        "record": record,
        "file": kept.sha256 if kept else "",
    }
    put_on_record(
        supplier=supplier, action="consult_lists", actor=actor, at=at, basis="H-04 H-05", changes=changes
    )
    return rows


def verify(*, supplier: Supplier, actor: Actor, at: datetime, papers_seen: Iterable[str] = ()) -> Supplier:
    """Confirm that the papers are what they say. What was seen stays on record where something else is missing."""
    mark_papers_seen(supplier=supplier, codes=papers_seen, actor=actor, at=at)
    with transaction.atomic():
        lifecycle.apply("verify", supplier, actor=actor, at=at, updates={"verified_at": at})
        _tell("supplier_verified", supplier, at)
    return supplier


@transaction.atomic
def ask_supplier(*, supplier: Supplier, reason: str, actor: Actor, at: datetime) -> Supplier:
    """Ask the supplier to explain or to hand something in; its request stays, and it may bid meanwhile."""
    if not reason.strip():
        raise DomainError(_("请写明要供应商补充什么、说明什么。"), field="reason")
    updates = {"question": reason, "answer": ""}
    lifecycle.apply("ask", supplier, actor=actor, at=at, reason=reason, updates=updates)
    _tell("supplier_questioned", supplier, at)
    return supplier


def answer_bureau(*, supplier: Supplier, reason: str, actor: Actor, at: datetime) -> Supplier:
    """Answer what the bureau asked; the request goes on where it stood."""
    if not reason.strip():
        raise DomainError(_("请写明补充了什么、说明什么。"), field="reason")
    lifecycle.apply("answer", supplier, actor=actor, at=at, reason=reason, updates={"answer": reason})
    return supplier


@transaction.atomic
def refuse_verification(*, supplier: Supplier, reason: str, actor: Actor, at: datetime) -> Supplier:
    """Send the request back with the reason; the supplier may still bid."""
    if not reason.strip():
        raise DomainError(_("请写明退回的理由，并告诉供应商应当补正什么。"), field="reason")
    lifecycle.apply(
        "refuse_verification",
        supplier,
        actor=actor,
        at=at,
        reason=reason,
        updates={"refusal_reason": reason},
    )
    _tell("supplier_verification_refused", supplier, at)
    return supplier


def _tell(event: str, supplier: Supplier, at: datetime) -> None:
    people = members_holding(supplier.organisation, Office.SUPPLIER_ADMIN)
    notify(
        event=event,
        recipients=[Recipient(person.code, person.email, person.language) for person in people],
        context={
            "supplier": supplier.organisation.name,
            "reason": supplier.refusal_reason,
            "question": supplier.question,
        },
        url=supplier.get_absolute_url(),
        at=at,
    )
