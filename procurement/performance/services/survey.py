"""Satisfaction of service users by one-time links; an answer cannot be led back to its link (RULES G-13)."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.db.models import Avg
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from procurement.core import audit, lifecycle
from procurement.core.actors import SYSTEM, Actor
from procurement.core.clock import local_date, local_time
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, NotAllowed, NotVisible, WrongState
from procurement.regulations.canonical import sha256_hex

from .. import permissions
from ..enums import EvaluationStatus, SurveyStatus
from ..lifecycle import EVALUATION
from ..models import PerformanceEvaluation, Survey, SurveyAnswer, SurveyToken

# The usual five steps of published satisfaction questionnaires, in even points. Kept in Chinese; the page
# of a villager who reads English translates what it knows, and shows as written what a purchaser has worded.
SCALE = (
    {"code": "5", "text": gettext_noop("满意"), "points": 100},
    {"code": "4", "text": gettext_noop("比较满意"), "points": 75},
    {"code": "3", "text": gettext_noop("一般"), "points": 50},
    {"code": "2", "text": gettext_noop("不太满意"), "points": 25},
    {"code": "1", "text": gettext_noop("不满意"), "points": 0},
)
STANDARD_QUESTIONS = (
    {"code": "q1", "text": gettext_noop("您对这项服务总体满意吗？")},
    {"code": "q2", "text": gettext_noop("服务是不是按时、按次数做到了？")},
    {"code": "q3", "text": gettext_noop("您对服务人员的态度满意吗？")},
    {"code": "q4", "text": gettext_noop("您反映的问题有没有及时得到解决？")},
)
REMARK_LENGTH = 500
# As many sheets as can be drawn while somebody waits for them.
SHEETS_MAX = 600


@transaction.atomic
def open_survey(
    *,
    evaluation: PerformanceEvaluation,
    title: str,
    villages: Mapping[str, int],
    closes_at: datetime,
    questions: Sequence[Mapping[str, str]] = STANDARD_QUESTIONS,
    actor: Actor,
    at: datetime,
) -> tuple[Survey, list[tuple[str, str]]]:
    """Open a survey and return it with its tokens as (village, token): they exist only here, to be printed.

    ``villages`` says how many sheets go to which village.
    """
    verdict = permissions.run(actor, evaluation)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="G-13")
    _check_survey(evaluation, title, villages, closes_at, at)
    survey = Survey(
        code=next_code(f"DC-{local_date(at):%Y}-"),
        evaluation=evaluation,
        title=title.strip(),
        questions={"questions": list(questions), "scale": list(SCALE)},
        opened_at=at,
        closes_at=closes_at,
    )
    lifecycle.create(survey, actor=actor, at=at, basis="G-11 G-13")
    tokens = [
        (village, secrets.token_urlsafe(12)) for village, count in villages.items() for _n in range(count)
    ]
    SurveyToken.objects.bulk_create(
        (
            SurveyToken(survey=survey, village=village, token_hash=sha256_hex(token.encode()))
            # Sorted by hash: the order of the rows must not be the order of the printed sheets.
            for village, token in sorted(tokens, key=lambda one: sha256_hex(one[1].encode()))
        ),
        batch_size=500,
    )
    return survey, tokens


def _check_survey(
    evaluation: PerformanceEvaluation,
    title: str,
    villages: Mapping[str, int],
    closes_at: datetime,
    at: datetime,
) -> None:
    locked = PerformanceEvaluation.objects.select_for_update().get(pk=evaluation.pk)
    if locked.status != EvaluationStatus.SELF:
        raise WrongState(_("自评提交后不能再开展调查。"), rule="G-13")
    last = locked.surveys.last()
    if last is not None and (last.status == SurveyStatus.OPEN or locked.satisfaction is not None):
        raise WrongState(_("这次评价已经有满意度调查。"), rule="G-13")
    if not title.strip():
        raise DomainError(_("请填写调查的标题。"), field="title", rule="G-13")
    if closes_at <= at:
        raise DomainError(_("截止时间必须晚于现在。"), field="closes_at", rule="G-13")
    if not villages or any(count < 1 or count > SHEETS_MAX for count in villages.values()):
        raise DomainError(
            _("请填写每个村的份数，每村1到%(most)s份。") % {"most": SHEETS_MAX}, field="villages", rule="G-13"
        )
    if sum(villages.values()) > SHEETS_MAX:
        raise DomainError(_("一次最多印%(most)s份。") % {"most": SHEETS_MAX}, field="villages", rule="G-13")


@transaction.atomic
def answer_survey(*, token: str, answers: Mapping[str, str], remark: str = "", at: datetime) -> SurveyAnswer:
    """Count one answer. The link works once; what is kept names neither the link nor the time of day."""
    held = usable_token(token, at, lock=True)
    survey = held.survey
    chosen = {row["code"]: _chosen(survey, row, answers) for row in survey.questions["questions"]}
    if len(remark) > REMARK_LENGTH:
        raise DomainError(_("意见最多500个字。"), field="remark")
    today = local_date(at)
    # Midnight, not the moment: otherwise the order of answers would tell which link gave which.
    held.used_at = local_time(today)
    held.save(update_fields=["used_at"])
    return SurveyAnswer.objects.create(
        survey=survey,
        village=held.village,
        answers={code: row["code"] for code, row in chosen.items()},
        score=_mean(row["points"] for row in chosen.values()),
        remark=remark.strip(),
        day=today,
    )


def usable_token(token: str, at: datetime, *, lock: bool = False) -> SurveyToken:
    """Return the link's row, or say in plain words why the link does not work (any more)."""
    rows = SurveyToken.objects.filter(token_hash=sha256_hex(token.encode())).select_related("survey")
    held = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if held is None:
        raise NotVisible(_("这个二维码无效，请向村委会要一张新的。"))
    if held.used_at is not None:
        raise WrongState(_("这个二维码已经用过了，谢谢您的评价。"))
    if held.survey.status != SurveyStatus.OPEN or at >= held.survey.closes_at:
        raise WrongState(_("这次调查已经结束，谢谢您的关心。"))
    return held


@transaction.atomic
def close_survey(*, survey: Survey, actor: Actor = SYSTEM, at: datetime) -> None:
    """Close the survey; the mean of its answers becomes the evaluation's satisfaction. No answer, no figure."""
    lifecycle.apply("close", survey, actor=actor, at=at, updates={"closed_at": at})
    mean = survey.answers.aggregate(mean=Avg("score"))["mean"]
    if mean is None:
        return
    satisfaction = _round(Decimal(str(mean)))
    evaluation = survey.evaluation
    evaluation.satisfaction = satisfaction
    evaluation.save(update_fields=["satisfaction"])
    audit.record(
        subject_kind=EVALUATION.subject_kind,
        subject_code=evaluation.code,
        action="take_satisfaction",
        actor=actor,
        at=at,
        basis="G-13",
        changes={"satisfaction": satisfaction, "answers": survey.answers.count()},
    )


def _chosen(survey: Survey, question: Mapping[str, str], answers: Mapping[str, str]) -> Mapping[str, Any]:
    given = answers.get(question["code"])
    for step in survey.questions["scale"]:
        if step["code"] == given:
            return step
    raise DomainError(_("请回答：%(question)s") % {"question": question["text"]}, field=question["code"])


def _mean(points: Iterable[int]) -> Decimal:
    values = list(points)
    return _round(Decimal(sum(values)) / len(values))


def _round(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)
