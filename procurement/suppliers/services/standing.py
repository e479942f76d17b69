"""What lists and published grades say about a supplier."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import audit
from procurement.core.actors import Actor
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, NotAllowed, WrongState

from .. import permissions
from ..enums import BASIS_OF_LIST, ListKind
from ..lifecycle import SUPPLIER
from ..models import Exclusion, Supplier, SupplierGrade


@transaction.atomic
def exclude(
    *,
    supplier: Supplier,
    list_kind: str,
    starts_on: date,
    source: str,
    actor: Actor,
    at: datetime,
    ends_on: date | None = None,
) -> Exclusion:
    """Record that a list names the supplier, from a day to a day (both included), with where it was seen."""
    _require(supplier, actor)
    if ends_on is not None and ends_on < starts_on:
        raise DomainError(_("结束日期不能早于开始日期。"), field="ends_on")
    if not source.strip():
        raise DomainError(_("请写明查询来源和查询时间（财库〔2016〕125号要求留存记录）。"), field="source")
    entry = Exclusion.objects.create(
        supplier=supplier,
        code=next_code("X-", width=5),
        list_kind=ListKind(list_kind),
        starts_on=starts_on,
        ends_on=ends_on,
        source=source,
        recorded_by=actor.name,
        recorded_at=at,
    )
    changes = {"entry": entry.code, "list": list_kind, "from": starts_on, "until": ends_on, "source": source}
    _record(supplier, "exclude", actor, at, BASIS_OF_LIST[entry.list_kind], changes)
    return entry


@transaction.atomic
def lift_exclusion(*, entry: Exclusion, reason: str, actor: Actor, at: datetime, on: date) -> Exclusion:
    """End an entry before its time, from the day ``on``."""
    supplier = entry.supplier
    _require(supplier, actor)
    if not reason.strip():
        raise DomainError(_("请写明解除的理由。"), field="reason")
    if Exclusion.objects.select_for_update().get(pk=entry.pk).lifted_on is not None:
        raise WrongState(_("这条记录已经解除。"))
    entry.lifted_on, entry.lift_reason = on, reason
    entry.save(update_fields=["lifted_on", "lift_reason"])
    changes = {"entry": entry.code, "on": on, "reason": reason}
    _record(supplier, "lift_exclusion", actor, at, BASIS_OF_LIST[entry.list_kind], changes)
    return entry


@transaction.atomic
def record_grade(
    *,
    supplier: Supplier,
    contract_code: str,
    plan_item_code: str,
    title: str,
    grade: str,
    total: Decimal,
    published_at: datetime,
    actor: Actor,
    at: datetime,
    satisfaction: Decimal | None = None,
) -> SupplierGrade:
    """Keep a published grade with the supplier; recording the same publication twice changes nothing.

    Called by the performance room inside its own transaction, which has checked who may publish. A grade
    is never a qualification nor a scoring factor (RULES N-09).
    """
    row, created = SupplierGrade.objects.get_or_create(
        contract_code=contract_code,
        published_at=published_at,
        defaults={
            "supplier": supplier,
            "plan_item_code": plan_item_code,
            "title": title,
            "grade": grade,
            "total": total,
            "satisfaction": satisfaction,
        },
    )
    if created:
        changes = {"contract": contract_code, "grade": grade, "total": total, "satisfaction": satisfaction}
        _record(supplier, "record_grade", actor, at, "N-09", changes)
    return row


def _require(supplier: Supplier, actor: Actor) -> None:
    verdict = permissions.exclude(actor, supplier)
    if not verdict:
        raise NotAllowed(verdict.reason)


def _record(supplier: Supplier, action: str, actor: Actor, at: datetime, basis: str, changes: dict) -> None:
    audit.record(
        subject_kind=SUPPLIER.subject_kind,
        subject_code=supplier.code,
        action=action,
        actor=actor,
        at=at,
        basis=basis,
        changes=changes,
    )
