"""The agreement with an agency: drawn up, signed by both, ended (采购法 art. 20; RULES N-06)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.enums import Office
from procurement.accounts.selectors import members_holding
from procurement.core import audit, lifecycle
from procurement.core.actors import SYSTEM, Actor
from procurement.core.codes import next_code
from procurement.core.documents import Key, order
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.outbox import notify

from ..enums import ENTRUSTMENT_PAPER, EntrustmentStatus, FileKeeper, ImplementationPlanStatus
from ..lifecycle.entrusting import ENTRUSTMENT
from ..models import Entrustment, ImplementationPlan
from ..permissions import entrustments as permissions
from ..selectors import entrustments, people

FIELDS = (
    "scope",
    "powers",
    "starts_on",
    "ends_on",
    "fee_payer",
    "fee_standard",
    "fee_amount",
    "fee_reason",
    "file_keeper",
    "ending_terms",
    "liability",
)
_PEOPLE = (Office.AGENCY_OPERATOR, Office.LEADER)


@transaction.atomic
def draft_entrustment(
    *, plan: ImplementationPlan, terms: Mapping[str, Any], actor: Actor, at: datetime
) -> Entrustment:
    """Draw up an agreement with the agency of a plan; the plan runs under it once both have signed."""
    verdict = permissions.entrusts(actor, plan)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="N-06")
    locked = ImplementationPlan.objects.select_for_update().get(pk=plan.pk)
    _check_plan(locked)
    if entrustments.pending_for(locked).exists():
        raise WrongState(_("这份实施计划已有一份协议在起草或者等待签署。请先办完或者作废它。"), rule="N-06")
    agreement = Entrustment(
        code=next_code(f"WT-{at:%Y}-"),
        purchaser=plan.item.organisation,
        agency=plan.agency,
        drafted_for=locked,
        author_code=actor.code,
    )
    _fill(agreement, terms, at)
    lifecycle.create(agreement, actor=actor, at=at, basis="N-06", changes={"plan": plan.code})
    return agreement


@transaction.atomic
def edit_entrustment(
    *, agreement: Entrustment, terms: Mapping[str, Any], actor: Actor, at: datetime
) -> Entrustment:
    """Change the terms of a draft."""
    verdict = permissions.write_entrustment(actor, agreement)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="N-06")
    locked = Entrustment.objects.select_for_update().get(pk=agreement.pk)
    if locked.status != EntrustmentStatus.DRAFT:
        raise WrongState(_("协议已经签署，不能修改。请代理机构退回，或者另签一份。"), rule="N-06")
    _fill(locked, terms, at)
    locked.save(update_fields=FIELDS)
    _note("edit", locked, actor, at, dict(terms))
    return locked


@transaction.atomic
def sign_entrustment(*, agreement: Entrustment, actor: Actor, at: datetime) -> Entrustment:
    """Sign for the purchaser: the agency reads it and signs or sends it back."""
    updates = {"signed_for_purchaser": actor.name, "signed_for_purchaser_at": at}
    lifecycle.apply("sign", agreement, actor=actor, at=at, updates=updates)
    _tell("entrustment_offered", agreement, members_holding(agreement.agency, *_PEOPLE), at)
    return agreement


@transaction.atomic
def accept_entrustment(*, agreement: Entrustment, actor: Actor, at: datetime) -> Entrustment:
    """Sign for the agency: from now on it acts within scope, powers and period."""
    updates = {"signed_for_agency": actor.name, "signed_for_agency_at": at}
    lifecycle.apply("accept", agreement, actor=actor, at=at, updates=updates)
    if agreement.drafted_for_id:
        plan = ImplementationPlan.objects.select_for_update().get(pk=agreement.drafted_for_id)
        if plan.status != ImplementationPlanStatus.CANCELLED and plan.agency_id == agreement.agency_id:
            _put_under(plan, agreement, at)
    order(Key(ENTRUSTMENT_PAPER, agreement.code), at=at)
    _tell("entrustment_signed", agreement, members_holding(agreement.purchaser, Office.OPERATOR), at)
    return agreement


@transaction.atomic
def decline_entrustment(*, agreement: Entrustment, reason: str, actor: Actor, at: datetime) -> Entrustment:
    """Send an agreement back to the purchaser with what should be changed."""
    if not reason.strip():
        raise DomainError(_("请写明退回的原因。"), field="reason", rule="N-06")
    updates = {"signed_for_purchaser": "", "signed_for_purchaser_at": None}
    lifecycle.apply("decline", agreement, actor=actor, at=at, reason=reason.strip(), updates=updates)
    _tell(
        "entrustment_declined",
        agreement,
        members_holding(agreement.purchaser, Office.OPERATOR),
        at,
        reason=reason.strip(),
    )
    return agreement


@transaction.atomic
def discard_entrustment(*, agreement: Entrustment, actor: Actor, at: datetime) -> Entrustment:
    """Give up an agreement that is not signed by both."""
    return _applied("discard", agreement, actor, at)


@transaction.atomic
def end_entrustment(*, agreement: Entrustment, reason: str, actor: Actor, at: datetime) -> Entrustment:
    """End the entrustment: the agency acts no more and hands the file over."""
    if not reason.strip():
        raise DomainError(_("请写明终止的原因。"), field="reason", rule="N-06")
    updates = {"ended_at": at, "end_reason": reason.strip()}
    lifecycle.apply("end", agreement, actor=actor, at=at, reason=reason.strip(), updates=updates)
    _tell("entrustment_ended", agreement, _both(agreement), at, reason=reason.strip())
    return agreement


@transaction.atomic
def remind_of_end(*, agreement: Entrustment, at: datetime) -> Entrustment:
    """Tell both parties once that the period ends soon: renew, or bring to an end what runs."""
    locked = Entrustment.objects.select_for_update().get(pk=agreement.pk)
    if locked.status != EntrustmentStatus.IN_FORCE or locked.reminded_at:
        raise WrongState(locked.code)
    locked.reminded_at = at
    locked.save(update_fields=["reminded_at"])
    _tell("entrustment_ends_soon", locked, _both(locked), at)
    return locked


@transaction.atomic
def use_agreement(
    *, plan: ImplementationPlan, agreement: Entrustment, actor: Actor, at: datetime
) -> ImplementationPlan:
    """Put a plan under an agreement that its two parties have signed already."""
    verdict = permissions.entrusts(actor, plan)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="N-06")
    locked = ImplementationPlan.objects.select_for_update().get(pk=plan.pk)
    _check_plan(locked)
    if not entrustments.usable(locked).filter(pk=agreement.pk).exists():
        text = _("只能选择本单位与这家代理机构正在履行的协议。")
        raise DomainError(text, field="agreement", rule="N-06")
    _put_under(locked, agreement, at)
    plan.refresh_from_db()
    _note("take_plan", agreement, actor, at, {"plan": plan.code})
    return plan


def _put_under(plan: ImplementationPlan, agreement: Entrustment, at: datetime) -> None:
    """Let a plan run under an agreement; the one that it takes the last plan from is over."""
    earlier = plan.agreement
    plan.agreement = agreement
    plan.save(update_fields=["agreement"])
    left = earlier is not None and earlier.pk != agreement.pk and not earlier.plans.exists()
    if earlier is not None and left and earlier.status in ENTRUSTMENT["supersede"].source:
        reason = _("由%(code)s替代") % {"code": agreement.code}
        lifecycle.apply("supersede", earlier, actor=SYSTEM, at=at, reason=reason)


def _applied(step: str, agreement: Entrustment, actor: Actor, at: datetime) -> Entrustment:
    lifecycle.apply(step, agreement, actor=actor, at=at)
    return agreement


def _check_plan(plan: ImplementationPlan) -> None:
    if plan.agency_id is None:
        raise WrongState(_("这份实施计划不委托代理机构。"), rule="N-06")
    if plan.status == ImplementationPlanStatus.CANCELLED:
        raise WrongState(_("这份实施计划已经撤销。"), rule="N-06")


def _fill(agreement: Entrustment, terms: Mapping[str, Any], at: datetime) -> None:
    """Write the terms and refuse, beside its field, what an agreement must not leave open."""
    for name in FIELDS:
        value = terms.get(name, "" if name == "fee_reason" else None)
        setattr(agreement, name, value.strip() if isinstance(value, str) else value)
    if agreement.file_keeper not in FileKeeper.values:
        raise DomainError(_("请选择采购文件由谁保存。"), field="file_keeper", rule="N-06")
    if found := entrustments.problems(agreement, at):
        raise DomainError(found[0].text, field=found[0].field, rule="N-06")


def _both(agreement: Entrustment) -> Any:
    agency = members_holding(agreement.agency, *_PEOPLE)
    return (agency | members_holding(agreement.purchaser, Office.OPERATOR, Office.LEADER)).distinct()


def _tell(event: str, agreement: Entrustment, users: Any, at: datetime, **facts: str) -> None:
    notify(
        event=event,
        recipients=people.recipients(users),
        context={
            "code": agreement.code,
            "purchaser": agreement.purchaser.name,
            "agency": agreement.agency.name,
            "until": agreement.ends_on,
            **facts,
        },
        url=agreement.get_absolute_url(),
        at=at,
    )


def _note(action: str, agreement: Entrustment, actor: Actor, at: datetime, changes: dict[str, Any]) -> None:
    audit.record(
        subject_kind=ENTRUSTMENT.subject_kind,
        subject_code=agreement.code,
        action=action,
        actor=actor,
        at=at,
        basis="N-06",
        changes=changes,
    )
