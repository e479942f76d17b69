"""The requirement survey (RULES G-10; 财库〔2021〕22号 art. 10, 11): recorded, completed, or given up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import audit, clock, lifecycle
from procurement.core.actors import Actor
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.models import AuditEntry

from .. import permissions
from ..enums import RespondentKind, SurveyMethod, SurveyStatus
from ..lifecycle import SURVEY
from ..models import PlanItem, RequirementSurvey, SurveyRespondent
from ..selectors.requirement import reusable
from .editing import StaleEdit, time_of

_TEXTS = ("market", "history", "follow_up", "others", "result", "few_reason", "conducted_by")


@dataclass(frozen=True, slots=True)
class Answer:
    """One who was asked: ``kind`` of ``RespondentKind``, the day, and what they said."""

    name: str
    kind: str
    asked_on: date
    said: str


@transaction.atomic
def save_survey(
    *,
    item: PlanItem,
    survey: RequirementSurvey | None,
    facts: dict[str, Any],
    answers: Sequence[Answer],
    actor: Actor,
    at: datetime,
    revision: int | None = None,
) -> RequirementSurvey:
    """Begin a survey or go on with it; ``facts`` are its fields, ``answers`` replace all who were asked.

    ``revision``: the one that was edited; StaleEdit tells of somebody who was faster. Half a survey may be
    saved; what is missing is asked for when it is completed.
    """
    locked_item = PlanItem.objects.select_for_update().select_related("organisation").get(pk=item.pk)
    verdict = permissions.survey(actor, locked_item)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="G-10")
    row = _begun(locked_item, actor) if survey is None else _locked(survey, revision, at)
    _fill(row, locked_item, facts, clock.local_date(at))
    _check_answers(answers, clock.local_date(at))
    if survey is None:
        row.code = next_code(f"DC-{at:%Y}-")
        lifecycle.create(row, actor=actor, at=at, basis="G-10", changes=_told(row, answers))
    else:
        row.revision += 1
        row.save()
        record_survey_step(survey=row, action="edit", changes=_told(row, answers), actor=actor, at=at)
    row.respondents.all().delete()
    SurveyRespondent.objects.bulk_create(
        SurveyRespondent(
            survey=row, name=one.name.strip(), kind=one.kind, asked_on=one.asked_on, said=one.said.strip()
        )
        for one in answers
    )
    return row


def conclude_survey(*, survey: RequirementSurvey, actor: Actor, at: datetime) -> RequirementSurvey:
    """Complete a survey: from now on it is on file and does not change. GuardRefused says what is missing."""
    lifecycle.apply("conclude", survey, actor=actor, at=at, updates={"concluded_at": at})
    return survey


def discard_survey(
    *, survey: RequirementSurvey, reason: str, actor: Actor, at: datetime
) -> RequirementSurvey:
    """Give a survey up that was begun by mistake; it stays on record."""
    if not reason.strip():
        raise DomainError(_("请写明作废的理由。"), field="reason", rule="G-10")
    lifecycle.apply("discard", survey, actor=actor, at=at, reason=reason.strip())
    return survey


def _begun(item: PlanItem, actor: Actor) -> RequirementSurvey:
    if item.surveys.filter(status=SurveyStatus.OPEN).exists():
        raise WrongState(_("这个项目已有一份正在进行的需求调查：请接着填写那一份。"), rule="G-10")
    return RequirementSurvey(item=item, author_code=actor.code, author_name=actor.name)


def _locked(survey: RequirementSurvey, revision: int | None, at: datetime) -> RequirementSurvey:
    row = RequirementSurvey.objects.select_for_update().get(pk=survey.pk)
    refuse_unless_open(row)
    if revision is not None and revision != row.revision:
        raise _stale(row, at)
    return row


def _stale(row: RequirementSurvey, at: datetime) -> StaleEdit:
    last = AuditEntry.objects.filter(
        subject_kind=SURVEY.subject_kind, subject_code=row.code, action__in=("create", "edit")
    ).order_by("-seq")[0]
    text = _(
        "%(name)s 在 %(time)s 已经保存过这份调查。您填写的内容还在，没有覆盖对方的改动：核对以后再保存一次。"
    )
    return StaleEdit(text % {"name": last.actor_name, "time": time_of(last, at)}, row.revision)


def refuse_unless_open(survey: RequirementSurvey) -> None:
    if survey.status != SurveyStatus.OPEN:
        text = _("这份需求调查的状态是“%(state)s”，不能再改动。")
        raise WrongState(text % {"state": survey.get_status_display()}, rule="G-10")


def _fill(row: RequirementSurvey, item: PlanItem, facts: dict[str, Any], today: date) -> None:
    row.methods = [code for code in SurveyMethod.values if code in facts["methods"]]
    row.begun_on, row.ended_on = facts["begun_on"], facts["ended_on"]
    for name in _TEXTS:
        setattr(row, name, str(facts.get(name, "")).strip())
    row.reuses = facts.get("reuses")
    if not row.methods:
        raise DomainError(_("请至少选择一种调查方式。"), field="methods", rule="G-10")
    if not row.conducted_by:
        raise DomainError(_("请写明由谁开展调查。"), field="conducted_by", rule="G-10")
    if row.ended_on < row.begun_on:
        raise DomainError(_("结束日期不能早于开始日期。"), field="ended_on", rule="G-10")
    if row.ended_on > today:
        raise DomainError(_("结束日期不能晚于今天：调查是做完以后的记录。"), field="ended_on", rule="G-10")
    if row.reuses is not None and row.reuses not in reusable(item, today):
        text = _("只能沿用本单位一年内对同一采购标的完成的需求调查（财库〔2021〕22号第十一条）。")
        raise DomainError(text, field="reuses", rule="G-10")


def _check_answers(answers: Sequence[Answer], today: date) -> None:
    names = [one.name.strip() for one in answers]
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice:
        text = _("“%(name)s”填了两次：同一调查对象只算一个。")
        raise DomainError(text % {"name": twice}, field="answers", rule="G-10")
    for one in answers:
        if one.kind not in RespondentKind.values:
            raise DomainError(_("请选择调查对象的类别。"), field="answers", rule="G-10")
        if one.asked_on > today:
            text = _("“%(name)s”的日期不能晚于今天。")
            raise DomainError(text % {"name": one.name}, field="answers", rule="G-10")


def _told(row: RequirementSurvey, answers: Sequence[Answer]) -> dict[str, Any]:
    texts = {name: getattr(row, name) for name in _TEXTS}
    days = {"begun_on": row.begun_on, "ended_on": row.ended_on}
    reused = row.reuses.code if row.reuses else ""
    asked = [one.name.strip() for one in answers]
    return {**texts, **days, "methods": row.methods, "reuses": reused, "respondents": asked}


def record_survey_step(
    *, survey: RequirementSurvey, action: str, changes: dict[str, Any], actor: Actor, at: datetime
) -> None:
    """Write into the survey's chain what was done to it."""
    audit.record(
        subject_kind=SURVEY.subject_kind,
        subject_code=survey.code,
        action=action,
        actor=actor,
        at=at,
        basis="G-10",
        changes=changes,
    )
