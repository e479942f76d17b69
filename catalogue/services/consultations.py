"""Asking the residents what they need of a public service (RULES G-09; 条例 art. 15): open, hear, answer, publish."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import audit, clock, due_events, lifecycle
from procurement.core.actors import SYSTEM, Actor
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.regulations.requirement import CONSULTATION_DAYS

from .. import permissions
from ..enums import ConsultationStatus
from ..lifecycle import CONSULTATION
from ..models import PlanItem, RequirementComment, RequirementConsultation
from ..selectors.requirement import least_days
from .consultation_notices import publish_opening, publish_result, publish_withdrawal
from .notices import tell_consultation_closed
from .voices import answered, said

_RUNNING = (ConsultationStatus.OPEN, ConsultationStatus.CLOSED)


@transaction.atomic
def open_consultation(
    *, item: PlanItem, summary: str, questions: str, until: date, actor: Actor, at: datetime
) -> RequirementConsultation:
    """Ask the residents until the end of a day, with a notice of its own; one at a time for an item."""
    locked = PlanItem.objects.select_for_update().select_related("organisation").get(pk=item.pk)
    verdict = permissions.consult_public(actor, locked)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="G-09")
    if locked.consultations.filter(status__in=_RUNNING).exists():
        raise WrongState(_("这个项目正在征求社会公众的意见，办完以后才能再次征求。"), rule="G-09")
    if not summary.strip():
        raise DomainError(_("请用大白话写明打算买什么服务。"), field="summary", rule="G-09")
    today = clock.local_date(at)
    _check_period(until, today)
    row = RequirementConsultation(
        code=next_code(f"ZQ-{at:%Y}-"),
        item=locked,
        summary=summary.strip(),
        questions=questions.strip(),
        opened_on=today,
        until=until,
        author_code=actor.code,
        author_name=actor.name,
    )
    row.notice_code = publish_opening(consultation=row, actor=actor, at=at).code
    lifecycle.create(
        row,
        actor=actor,
        at=at,
        basis=CONSULTATION["conclude"].basis,
        changes={"item": locked.code, "until": until, "summary": row.summary, "notice": row.notice_code},
    )
    return row


@transaction.atomic
def add_voice(
    *,
    consultation: RequirementConsultation,
    text: str,
    at: datetime,
    name: str = "",
    contact: str = "",
) -> RequirementComment:
    """Keep what a resident says; nobody has to sign in or give a name."""
    locked = _locked(consultation)
    if not takes_voices(locked, clock.local_date(at)):
        raise WrongState(_("征求意见已经截止，谢谢您的关心。"), rule="G-09")
    voice = RequirementComment(consultation=locked)
    said(voice, text=text, name=name, contact=contact, rule="G-09", at=at)
    # The chain keeps that it came and what it says, never who to call.
    _record(locked, "comment", {"comment": voice.code, "text": voice.text}, SYSTEM, at)
    return voice


@transaction.atomic
def answer_voice(
    *,
    voice: RequirementComment,
    handling: str,
    reply: str,
    actor: Actor,
    at: datetime,
    withheld: bool = False,
) -> RequirementComment:
    """Answer a resident: adopted, partly or not, and why. From then on comment and answer are public."""
    locked = _locked(voice.consultation)
    verdict = permissions.consult_public(actor, locked)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="G-09")
    if locked.status not in _RUNNING:
        raise WrongState(_("征求意见的结果已经公布，答复不再改动。"), rule="G-09")
    answered(row=voice, handling=handling, reply=reply, withheld=withheld, rule="G-09", actor=actor, at=at)
    changes = {"about": voice.code, "handling": handling, "reply": voice.reply, "withheld": withheld}
    _record(locked, "reply", changes, actor, at)
    return voice


@transaction.atomic
def close_consultation(*, consultation: RequirementConsultation, at: datetime) -> RequirementConsultation:
    """End the residents' time; the purchaser answers what is left and publishes the result."""
    lifecycle.apply("close", consultation, actor=SYSTEM, at=at)
    tell_consultation_closed(consultation, at=at)
    return consultation


@transaction.atomic
def conclude_consultation(
    *, consultation: RequirementConsultation, result: str, actor: Actor, at: datetime
) -> RequirementConsultation:
    """Publish what came of it, with every comment and answer; GuardRefused while somebody waits for one."""
    _happen(consultation, at)
    if not result.strip():
        raise DomainError(
            _("请写明征求意见的结果：采购需求因此怎么定。没有人提意见的也要写明。"),
            field="result",
            rule="G-09",
        )
    updates = {"result": result.strip(), "concluded_at": at}
    lifecycle.apply("conclude", consultation, actor=actor, at=at, updates=updates)
    consultation.result_code = publish_result(consultation=consultation, actor=actor, at=at).code
    consultation.save(update_fields=["result_code"])
    return consultation


@transaction.atomic
def withdraw_consultation(
    *, consultation: RequirementConsultation, reason: str, actor: Actor, at: datetime
) -> RequirementConsultation:
    """Take a consultation back that was opened by mistake, and correct its notice; what was said stays on record."""
    _happen(consultation, at)
    if not reason.strip():
        raise DomainError(_("请写明撤回的理由。"), field="reason", rule="G-09")
    lifecycle.apply("withdraw", consultation, actor=actor, at=at, reason=reason.strip())
    publish_withdrawal(consultation=consultation, reason=reason.strip(), actor=actor, at=at)
    return consultation


def takes_voices(consultation: RequirementConsultation, today: date) -> bool:
    """Tell whether residents may comment now."""
    return consultation.status == ConsultationStatus.OPEN and today <= consultation.until


def _check_period(until: date, today: date) -> None:
    days = least_days(today)
    earliest = today + timedelta(days=days)
    if until < earliest:
        text = _("至少 %(days)d 天（政策参数 %(key)s）：请改为 %(day)s 或之后。")
        values = {"days": days, "key": CONSULTATION_DAYS, "day": earliest.isoformat()}
        raise DomainError(text % values, field="until", rule="G-09")


def _happen(consultation: RequirementConsultation, at: datetime) -> None:
    if due_events.run_due_for(CONSULTATION.subject_kind, consultation.code, until=at):
        consultation.refresh_from_db()


def _locked(consultation: RequirementConsultation) -> RequirementConsultation:
    rows = RequirementConsultation.objects.select_for_update().select_related("item__organisation")
    return rows.get(pk=consultation.pk)


def _record(
    consultation: RequirementConsultation, action: str, changes: dict[str, Any], actor: Actor, at: datetime
) -> None:
    audit.record(
        subject_kind=CONSULTATION.subject_kind,
        subject_code=consultation.code,
        action=action,
        actor=actor,
        at=at,
        basis="G-09",
        changes=changes,
    )
