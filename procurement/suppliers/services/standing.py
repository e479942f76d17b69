"""What lists and published grades say about a supplier."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.enums import Office
from procurement.accounts.selectors import members_holding
from procurement.core import audit
from procurement.core.actors import Actor
from procurement.core.clock import local_date, months_after
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.models import Attachment
from procurement.core.outbox import Recipient, notify
from procurement.core.parameters import overrides
from procurement.core.spreadsheets import Row
from procurement.regulations import parameters

from .. import permissions
from ..enums import BASIS_OF_LIST, WARNING_LISTS, ListKind
from ..models import Exclusion, Supplier, SupplierGrade, UnfoundedComplaint
from .recording import put_on_record


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
    fine: Decimal | None = None,
) -> Exclusion:
    """Record that a list names the supplier, from a day to a day (both included), with where it was seen."""
    _require(supplier, actor)
    ends_on = _last_day(ListKind(list_kind), starts_on, ends_on)
    if fine is not None and list_kind == ListKind.MAJOR_VIOLATION:
        _require_large_fine(fine, starts_on)
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
    put_on_record(
        supplier=supplier,
        action="exclude",
        actor=actor,
        at=at,
        basis=BASIS_OF_LIST[entry.list_kind],
        changes=changes,
    )
    _tell("supplier_excluded", entry, at)
    return entry


def _tell(event: str, entry: Exclusion, at: datetime) -> None:
    """Let the supplier know at once what a list says of it, and what it can do (H-04)."""
    supplier = entry.supplier
    if supplier is None or entry.list_kind in WARNING_LISTS:
        return
    people = members_holding(supplier.organisation, Office.SUPPLIER_ADMIN)
    notify(
        event=event,
        recipients=[Recipient(person.code, person.email, person.language) for person in people],
        context={
            "supplier": supplier.organisation.name,
            "list": entry.get_list_kind_display(),
            "since": entry.starts_on.isoformat(),
            "until": entry.ends_on.isoformat() if entry.ends_on else "—",
            "source": entry.source,
            "reason": entry.lift_reason,
        },
        url=supplier.get_absolute_url(),
        at=at,
    )


def _last_day(kind: ListKind, starts_on: date, ends_on: date | None) -> date | None:
    """Return the last day: a major violation counts for three years (采购法 art. 22), else as the list says."""
    if ends_on is None and kind == ListKind.MAJOR_VIOLATION:
        return months_after(starts_on, 36) - timedelta(days=1)
    if ends_on is not None and ends_on < starts_on:
        raise DomainError(_("结束日期不能早于开始日期。"), field="ends_on")
    return ends_on


def _require_large_fine(fine: Decimal, on: date) -> None:
    """A fine below the bureau's parameter is no major violation (条例 art. 19, 财库〔2022〕3号, RULES H-02)."""
    least = parameters.number("larger_fine", on, overrides(on))
    if fine < least:
        raise DomainError(
            _("罚款%(fine)s元低于“较大数额罚款”的标准%(least)s元，不属于重大违法记录（财库〔2022〕3号）。")
            % {"fine": f"{fine:,.2f}", "least": f"{least:,.2f}"},
            field="fine",
            rule="H-02",
        )


@transaction.atomic
def import_exclusions(
    *, rows: Iterable[Row], source: Attachment, actor: Actor, at: datetime
) -> dict[str, int]:
    """Bring in a list: known bodies are kept out from now on, others when they register.

    The same entry (body, list, first day) is not written twice; where only its last day moved, that moves.
    """
    verdict = permissions.import_lists(actor)
    if not verdict:
        raise NotAllowed(verdict.reason)
    told = {"new": 0, "moved": 0, "known": 0}
    for row in rows:
        told[_bring_in(row.values, actor, at)] += 1
    audit.record(
        subject_kind="exclusion-lists",
        subject_code="exclusion-lists",
        action="import",
        actor=actor,
        at=at,
        basis="H-04",
        changes={"file": source.sha256, **told},
    )
    return told


def _bring_in(values: Mapping[str, Any], actor: Actor, at: datetime) -> str:
    code, kind, starts_on = values["credit_code"], ListKind(values["list_kind"]), values["starts_on"]
    ends_on = _last_day(kind, starts_on, values.get("ends_on"))
    held = Exclusion.objects.select_for_update().filter(list_kind=kind, starts_on=starts_on)
    supplier = Supplier.objects.filter(organisation__credit_code=code).first()
    known = held.filter(credit_code=code) if supplier is None else held.filter(supplier=supplier)
    if (entry := known.first()) is None:
        entry = Exclusion.objects.create(
            supplier=supplier,
            credit_code=code,
            name=values["name"],
            code=next_code("X-", width=5),
            list_kind=kind,
            starts_on=starts_on,
            ends_on=ends_on,
            source=values["source"],
            recorded_by=actor.name,
            recorded_at=at,
        )
        done = "new"
    elif entry.ends_on == ends_on:
        return "known"
    else:
        entry.ends_on = ends_on
        entry.save(update_fields=["ends_on"])
        done = "moved"
    if supplier is not None:
        changes = {"entry": entry.code, "list": kind, "from": starts_on, "until": ends_on, "import": done}
        put_on_record(
            supplier=supplier,
            action="exclude",
            actor=actor,
            at=at,
            basis=BASIS_OF_LIST[kind],
            changes=changes,
        )
        _tell("supplier_excluded", entry, at)
    return done


@transaction.atomic
def note_unfounded_complaint(
    *, supplier: Supplier, decided_on: date, number: str, authority: str, actor: Actor, at: datetime
) -> UnfoundedComplaint:
    """Keep a complaint that was found without any fact; the same decision is kept once (94号 art. 37)."""
    _require(supplier, actor)
    if decided_on > local_date(at):
        raise DomainError(_("处理决定日期不能晚于今天。"), field="decided_on")
    if supplier.unfounded_complaints.filter(number=number).exists():
        raise DomainError(_("这份处理决定已经记录。"), field="number")
    row = UnfoundedComplaint.objects.create(
        supplier=supplier,
        decided_on=decided_on,
        number=number,
        authority=authority,
        recorded_by=actor.name,
        recorded_at=at,
    )
    changes = {"number": number, "authority": authority, "on": decided_on}
    put_on_record(
        supplier=supplier,
        action="unfounded_complaint",
        actor=actor,
        at=at,
        basis="94号令第三十七条",
        changes=changes,
    )
    return row


@transaction.atomic
def lift_exclusion(*, entry: Exclusion, reason: str, actor: Actor, at: datetime, on: date) -> Exclusion:
    """End an entry before its time, from the day ``on``."""
    supplier = entry.supplier
    if supplier is None:
        raise WrongState(_("这条记录的单位没有在本平台注册。"))
    _require(supplier, actor)
    if not reason.strip():
        raise DomainError(_("请写明解除的理由。"), field="reason")
    if Exclusion.objects.select_for_update().get(pk=entry.pk).lifted_on is not None:
        raise WrongState(_("这条记录已经解除。"))
    entry.lifted_on, entry.lift_reason = on, reason
    entry.save(update_fields=["lifted_on", "lift_reason"])
    changes = {"entry": entry.code, "on": on, "reason": reason}
    put_on_record(
        supplier=supplier,
        action="lift_exclusion",
        actor=actor,
        at=at,
        basis=BASIS_OF_LIST[entry.list_kind],
        changes=changes,
    )
    _tell("supplier_exclusion_lifted", entry, at)
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
        put_on_record(
            supplier=supplier, action="record_grade", actor=actor, at=at, basis="N-09", changes=changes
        )
    return row


def _require(supplier: Supplier, actor: Actor) -> None:
    verdict = permissions.exclude(actor, supplier)
    if not verdict:
        raise NotAllowed(verdict.reason)
