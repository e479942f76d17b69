"""Raising, cutting and moving approved money: one person asks on a document, another decides (四眼原则)."""

from datetime import datetime
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import attachments, audit, lifecycle
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.models import Attachment

from .. import permissions
from ..enums import AdjustmentKind, EntryKind, Ground, LineStatus
from ..lifecycle import ADJUSTMENT, LINE, too_little_free, too_much
from ..models import Adjustment, BudgetLine
from ..selectors.causes import Cause
from .movements import amount_of, append


def request_adjustment(
    *,
    line: BudgetLine,
    kind: str,
    amount: Decimal,
    document: str,
    reason: str,
    actor: Actor,
    at: datetime,
    target: BudgetLine | None = None,
    ground: str = "",
    file: UploadedFile | None = None,
) -> Adjustment:
    """Ask for a change of ``amount`` yuan (positive); it holds nothing until a second person approves it.

    The scan is stored before the transaction, which must not wait for a disk, and discarded if it fails.
    """
    _check_request(line, kind, target, ground, actor)
    amount = amount_of(value=amount)
    _check_words(document, reason)
    if sentence := _impossible(line, target, kind, amount):
        raise GuardRefused(sentence, field="amount", rule="B-05")
    scan = _stored(file, line, actor, at) if file else None
    try:
        with transaction.atomic():
            adjustment = Adjustment(
                code=next_code(f"TZ-{local_date(at):%Y}-"),
                kind=kind,
                line=line,
                target=target,
                amount=amount,
                ground=ground if kind == AdjustmentKind.INCREASE else "",
                document=document.strip(),
                attachment=scan,
                reason=reason.strip(),
                author_code=actor.code,
                author_name=actor.name,
                asked_at=at,
            )
            changes = {
                "kind": kind,
                "line": line.code,
                "target": target.code if target else "",
                "amount": amount,
            }
            lifecycle.create(
                adjustment, actor=actor, at=at, basis="B-05", reason=adjustment.document, changes=changes
            )
    except Exception:
        if scan is not None:
            attachments.discard(scan)
        raise
    return adjustment


@transaction.atomic
def approve_adjustment(*, adjustment: Adjustment, actor: Actor, at: datetime, reason: str = "") -> Adjustment:
    """Carry the change out. Lines are locked first, in their order, so that the guard sees the last numbers."""
    wanted = [pk for pk in (adjustment.line_id, adjustment.target_id) if pk]
    lines = {
        row.pk: row
        for row in BudgetLine.objects.select_for_update().filter(pk__in=wanted).order_by("year", "code")
    }
    _decide("approve", adjustment, reason, actor, at)
    sign = 1 if adjustment.kind == AdjustmentKind.INCREASE else -1
    _change(lines[adjustment.line_id], sign * adjustment.amount, adjustment, actor, at)
    if adjustment.target_id:
        _change(lines[adjustment.target_id], adjustment.amount, adjustment, actor, at)
    adjustment.refresh_from_db()
    return adjustment


@transaction.atomic
def refuse_adjustment(*, adjustment: Adjustment, reason: str, actor: Actor, at: datetime) -> Adjustment:
    """Refuse with a reason; the lines stay as they are."""
    if not reason.strip():
        raise DomainError(_("请写明不予批准的理由。"), field="reason", rule="B-05")
    return _decide("refuse", adjustment, reason, actor, at)


@transaction.atomic
def withdraw_adjustment(*, adjustment: Adjustment, actor: Actor, at: datetime) -> Adjustment:
    """Take the request back before it is decided."""
    lifecycle.apply("withdraw", adjustment, actor=actor, at=at)
    return adjustment


def _decide(step: str, adjustment: Adjustment, reason: str, actor: Actor, at: datetime) -> Adjustment:
    updates = {"decided_by": actor.name, "decided_at": at, "remark": reason.strip()}
    lifecycle.apply(step, adjustment, actor=actor, at=at, reason=reason.strip(), updates=updates)
    return adjustment


def _change(line: BudgetLine, change: Decimal, adjustment: Adjustment, actor: Actor, at: datetime) -> None:
    line.adjusted += change
    line.save(update_fields=["adjusted"])
    entry = audit.record(
        subject_kind=LINE.subject_kind,
        subject_code=line.code,
        action="adjust",
        actor=actor,
        at=at,
        basis="B-05",
        reason=adjustment.document,
        changes={"amount": change, "total": line.total, "adjustment": adjustment.code},
    )
    append(
        line=line,
        kind=EntryKind.ADJUST,
        amount=change,
        cause=Cause(adjustment.code, kind=ADJUSTMENT.subject_kind),
        document=adjustment.document,
        actor=actor,
        at=at,
        audit_entry=entry,
    )


def _check_request(line: BudgetLine, kind: str, target: BudgetLine | None, ground: str, actor: Actor) -> None:
    verdict = permissions.request_adjustment(actor, line)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="B-05")
    if line.status != LineStatus.APPROVED:
        raise WrongState(_("这笔指标还没有批准或已经结转，不能调整。"), rule="B-05")
    if kind not in AdjustmentKind.values:
        raise DomainError(_("请选择调增、调减或调剂。"), field="kind", rule="B-05")
    if kind == AdjustmentKind.INCREASE and ground not in Ground.values:
        raise DomainError(
            _("请选择增加资金的来源：购买服务本身不得作为增加支出的依据（财预〔2017〕87号）。"),
            field="ground",
            rule="B-03",
        )
    if kind == AdjustmentKind.REALLOCATE:
        _check_target(line, target, actor)
    elif target is not None:
        raise DomainError(_("只有调剂才有调入指标。"), field="target", rule="B-05")


def _impossible(line: BudgetLine, target: BudgetLine | None, kind: str, amount: Decimal) -> str | None:
    """Say why the lines cannot give or take the amount as they stand now."""
    if kind == AdjustmentKind.INCREASE:
        return too_much(line, amount)
    refusal = too_little_free(line, amount)
    return too_much(target, amount) if refusal is None and target is not None else refusal


def _check_target(line: BudgetLine, target: BudgetLine | None, actor: Actor) -> None:
    if target is None or target.pk == line.pk or target.status != LineStatus.APPROVED:
        raise DomainError(_("请选择另一笔已批准的指标作为调入指标。"), field="target", rule="B-05")
    if not permissions.request_adjustment(actor, target):
        raise DomainError(_("只能在本单位的指标之间申请调剂。"), field="target", rule="B-05")
    if target.year != line.year:
        raise DomainError(
            _("只能在同一年度的指标之间调剂；跨年度的资金按结转办理。"), field="target", rule="B-05"
        )
    if target.fund_source != line.fund_source:
        raise DomainError(
            _("资金来源不同（%(source)s、%(target)s），不能直接调剂：请分别凭文件办理调减和调增。")
            % {"source": line.get_fund_source_display(), "target": target.get_fund_source_display()},
            field="target",
            rule="B-03",
        )


def _check_words(document: str, reason: str) -> None:
    if not document.strip():
        raise DomainError(_("请填写批准预算调整的文件名称和文号。"), field="document", rule="B-02")
    if not reason.strip():
        raise DomainError(_("请写明调整的理由。"), field="reason", rule="B-05")


def _stored(file: UploadedFile, line: BudgetLine, actor: Actor, at: datetime) -> Attachment:
    return attachments.store(
        file=file,
        purpose="adjustment",
        owner_kind=LINE.subject_kind,
        owner_code=line.code,
        actor=actor,
        at=at,
    )
