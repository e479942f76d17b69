"""Adjusting a plan that is public: asked for with a reason, tried out at once, carried out by a second person.

Asking rehearses everything (checks, money) and takes it back again: whoever asks learns of a refusal beside
the field. Nothing moves before a second person agrees; then the plan gets its next number, the item its
new facts, the money follows, and a notice says what was and what is.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.models import Village
from procurement.budgeting.models import BudgetLine
from procurement.budgeting.selectors import Cause
from procurement.budgeting.services import release_cause, release_reserved, reserve
from procurement.core import audit, lifecycle
from procurement.core.actors import Actor
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState

from .. import permissions
from ..enums import ChangeKind, ItemStatus
from ..lifecycle import ITEM
from ..lifecycle.guards import not_started
from ..models import AnnualPlan, PlanAdjustment, PlanAdjustmentRow, PlanItem, PlanItemFunding
from ..selectors import checks
from ..selectors.adjustments import ADJUSTABLE, INDICATORS, next_number
from ..selectors.annual import plan_of
from .adjusted_facts import differences, refuse_what_is_fixed, write
from .adjustment_notices import publish_adjustment
from .editing import StaleEdit, check_unchanged
from .item_parts import Target, check_line
from .notices import tell_adjusted, tell_adjustment_asked

ZERO = Decimal("0.00")


class _Rehearsed(Exception):
    """Takes a rehearsal back: everything that it wrote is rolled back."""


@transaction.atomic
def request_change(
    *,
    item: PlanItem,
    fields: Mapping[str, Any],
    slices: Sequence[tuple[BudgetLine, Decimal]],
    reason: str,
    actor: Actor,
    at: datetime,
    villages: Iterable[Village] | None = None,
    targets: Iterable[Target] | None = None,
    revision: int | None = None,
) -> PlanAdjustment:
    """Ask for other facts, money (all slices, in yuan), villages or targets of a public item; nothing moves yet.

    Without ``villages`` and ``targets`` they stay.
    """
    locked = _asked(item, reason, actor, at, None if revision is None else {item.code: revision})
    row = PlanAdjustmentRow(item=locked, kind=ChangeKind.CHANGE, revision=locked.revision)
    row.changes = differences(item=locked, fields=fields, villages=villages, targets=targets)
    row.fundings = _moves(locked, slices)
    if not row.changes and not row.fundings:
        raise DomainError(_("没有任何变动：请修改需要调整的内容。"), rule="B-08")
    _rehearse(row, actor, at)
    return _request(row, reason.strip(), actor, at)


@transaction.atomic
def request_cancel(*, item: PlanItem, reason: str, actor: Actor, at: datetime) -> PlanAdjustment:
    """Ask to take a public item out of the plan; refused once its purchase has begun."""
    locked = _asked(item, reason, actor, at)
    if sentence := not_started(locked, actor=actor, at=at):
        raise GuardRefused(sentence, rule="B-08")
    row = PlanAdjustmentRow(item=locked, kind=ChangeKind.CANCEL, revision=locked.revision)
    return _request(row, reason.strip(), actor, at)


@transaction.atomic
def agree_adjustment(
    *, adjustment: PlanAdjustment, actor: Actor, at: datetime, reason: str = ""
) -> PlanAdjustment:
    """Carry an adjustment out: number, items, money and notice, or nothing at all."""
    plan = AnnualPlan.objects.select_for_update().get(pk=adjustment.plan_id)
    updates = {
        "number": next_number(plan),
        "decided_name": actor.name,
        "decided_at": at,
        "remarks": reason.strip(),
    }
    lifecycle.apply("agree", adjustment, actor=actor, at=at, reason=reason.strip(), updates=updates)
    for row in adjustment.rows.select_related("item__organisation", "item__catalogue_item__version"):
        _carry_out(row, actor, at)
    publish_adjustment(adjustment=adjustment, actor=actor, at=at)
    tell_adjusted("plan_adjustment_agreed", adjustment, at=at)
    return adjustment


@transaction.atomic
def refuse_adjustment(
    *, adjustment: PlanAdjustment, reason: str, actor: Actor, at: datetime
) -> PlanAdjustment:
    """Refuse with a reason; the plan stays as it is."""
    if not reason.strip():
        raise DomainError(_("请写明不同意的理由。"), field="reason", rule="B-08")
    updates = {"decided_name": actor.name, "decided_at": at, "remarks": reason.strip()}
    lifecycle.apply("refuse", adjustment, actor=actor, at=at, reason=reason.strip(), updates=updates)
    tell_adjusted("plan_adjustment_refused", adjustment, at=at)
    return adjustment


@transaction.atomic
def withdraw_adjustment(*, adjustment: PlanAdjustment, actor: Actor, at: datetime) -> PlanAdjustment:
    """Take a request back before it is decided."""
    lifecycle.apply("withdraw", adjustment, actor=actor, at=at)
    return adjustment


def record_additions(
    *,
    plan: AnnualPlan,
    items: Sequence[PlanItem],
    publication_code: str,
    reason: str,
    actor: Actor,
    at: datetime,
) -> PlanAdjustment:
    """Number what was added to a public plan: drafted by the purchaser, agreed and published by the bureau."""
    first = items[0]
    added = PlanAdjustment(
        code=next_code(f"JT-{at:%Y}-"),
        plan=plan,
        reason=reason,
        author_code=first.author_code,
        author_name=first.author_name,
        asked_at=at,
    )
    lifecycle.create(added, actor=actor, at=at, basis="B-08", reason=reason)
    for item in items:
        added.rows.create(item=item, kind=ChangeKind.ADD, revision=item.revision)
    updates = {
        "number": next_number(plan),
        "decided_name": actor.name,
        "decided_at": at,
        "publication_code": publication_code,
    }
    lifecycle.apply("agree", added, actor=actor, at=at, updates=updates)
    return added


def _asked(
    item: PlanItem, reason: str, actor: Actor, at: datetime, seen: Mapping[str, int] | None = None
) -> PlanItem:
    found = PlanItem.objects.select_related("organisation", "catalogue_item__version")
    locked = found.select_for_update(of=("self",)).get(pk=item.pk)
    verdict = permissions.adjust_item(actor, locked)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="B-08")
    if locked.status != ItemStatus.PUBLISHED:
        text = _("项目的状态是“%(state)s”：已公布的项目才需要调整计划。")
        raise WrongState(text % {"state": locked.get_status_display()}, rule="B-08")
    if not reason.strip():
        raise DomainError(_("请写明调整的理由。"), field="reason", rule="B-08")
    check_unchanged(locked, seen, at)
    waiting = PlanAdjustmentRow.objects.filter(item=locked, adjustment__status="REQUESTED")
    if one := waiting.select_related("adjustment").first():
        text = _("这个项目的调整申请%(code)s还没有复核：请先办理或撤回。")
        raise WrongState(text % {"code": one.adjustment.code}, rule="B-08")
    return locked


def _moves(item: PlanItem, slices: Sequence[tuple[BudgetLine, Decimal]]) -> dict[str, list[str]]:
    if len({line.pk for line, _amount in slices}) != len(slices):
        raise DomainError(_("同一笔预算指标只填一行。"), field="fundings", rule="B-06")
    before = {part.line.code: part.amount for part in checks.slices(item)}
    after = {line.code: amount for line, amount in slices}
    codes = sorted({*before, *after})
    return {
        code: [f"{before.get(code, ZERO):f}", f"{after.get(code, ZERO):f}"]
        for code in codes
        if before.get(code, ZERO) != after.get(code, ZERO)
    }


def _rehearse(row: PlanAdjustmentRow, actor: Actor, at: datetime) -> None:
    try:
        with transaction.atomic():
            _change(row, actor, at)
            raise _Rehearsed
    except _Rehearsed:
        row.item.refresh_from_db()


def _request(row: PlanAdjustmentRow, reason: str, actor: Actor, at: datetime) -> PlanAdjustment:
    item = row.item
    plan = plan_of(item.organisation_id, item.year)
    adjustment = PlanAdjustment(
        code=next_code(f"JT-{at:%Y}-"),
        plan=plan,
        reason=reason,
        author_code=actor.code,
        author_name=actor.name,
        asked_at=at,
    )
    changes = {"item": item.code, "kind": row.kind, "changes": row.changes, "fundings": row.fundings}
    lifecycle.create(adjustment, actor=actor, at=at, basis="B-08", reason=reason, changes=changes)
    row.adjustment = adjustment
    row.save(force_insert=True)
    tell_adjustment_asked(adjustment, item, at=at)
    return adjustment


def _carry_out(row: PlanAdjustmentRow, actor: Actor, at: datetime) -> None:
    locked = PlanItem.objects.select_for_update().get(pk=row.item_id)
    if locked.revision != row.revision:
        text = _("“%(title)s”在申请以后又有改动：请不同意这次申请，由申请人按现在的内容重新申请。")
        raise StaleEdit(text % {"title": locked.title}, locked.revision)
    if row.kind == ChangeKind.CANCEL:
        lifecycle.apply("cancel", row.item, actor=actor, at=at, reason=row.adjustment.reason)
        release_cause(cause=Cause(row.item.code), actor=actor, at=at)
    else:
        _change(row, actor, at)


def _change(row: PlanAdjustmentRow, actor: Actor, at: datetime) -> None:
    """Write new facts and money of a locked item; what the law newly finds wrong refuses it."""
    item = row.item
    before = {(found.rule, found.field) for found in _found(item, at)}
    write(item=item, changes=row.changes)
    _move_money(item, row.fundings, actor, at)
    refuse_what_is_fixed(item=item, changes=row.changes)
    for found in _found(item, at):
        if (found.rule, found.field) not in before:
            field = found.field if found.field in (*ADJUSTABLE, INDICATORS) else "fundings"
            raise GuardRefused(found.sentence, field=field, rule=found.rule)
    code = row.adjustment.code if row.adjustment_id else ""
    audit.record(
        subject_kind=ITEM.subject_kind,
        subject_code=item.code,
        action="adjust",
        actor=actor,
        at=at,
        basis="B-08",
        changes={**row.changes, "fundings": row.fundings, "adjustment": code, "revision": item.revision},
    )


def _found(item: PlanItem, at: datetime) -> list[checks.Problem]:
    """Return what stands against the item, the lines' money left out: that is moved, not asked for."""
    asked = (check for check in checks.ALL if check is not checks.money_there)
    around = checks.Reading([item], at)
    return [problem for check in asked for problem in check(item, around)]


def _move_money(item: PlanItem, moves: Mapping[str, Sequence[str]], actor: Actor, at: datetime) -> None:
    lines = BudgetLine.objects.filter(code__in=moves).order_by("year", "code")
    for line in lines.select_for_update():
        old, new = (Decimal(part) for part in moves[line.code])
        if new:
            check_line(item=item, line=line)
        _set_slice(item, line, new)
        if new > old:
            _take(item, line, new - old, actor, at)
        else:
            _give_back(item, line, old - new, actor, at)


def _set_slice(item: PlanItem, line: BudgetLine, amount: Decimal) -> None:
    if amount:
        PlanItemFunding.objects.update_or_create(item=item, line=line, defaults={"amount": amount})
    else:
        PlanItemFunding.objects.filter(item=item, line=line).delete()


def _take(item: PlanItem, line: BudgetLine, amount: Decimal, actor: Actor, at: datetime) -> None:
    try:
        reserve(line=line, amount=amount, cause=Cause(item.code), actor=actor, at=at)
    except DomainError as error:
        text = _("指标%(line)s：%(reason)s") % {"line": line.code, "reason": error}
        raise type(error)(text, field="fundings", rule=error.rule) from error


def _give_back(item: PlanItem, line: BudgetLine, amount: Decimal, actor: Actor, at: datetime) -> None:
    held = next((one for one in checks.holdings(item) if one.line_id == line.pk), None)
    reserved = held.reserved if held else ZERO
    if amount > reserved:
        text = _(
            "指标%(line)s上最多可以减少 %(most)s 元：项目在这笔指标上已冻结、签约或支付 %(bound)s 元，"
            "计划不能低于已经承诺的金额。"
        )
        bound = held.frozen + held.committed + held.paid if held else ZERO
        facts = {"line": line.code, "most": f"{reserved:,.2f}", "bound": f"{bound:,.2f}"}
        raise GuardRefused(text % facts, field="fundings", rule="B-05")
    release_reserved(line=line, amount=amount, cause=Cause(item.code), actor=actor, at=at)
