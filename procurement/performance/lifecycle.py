"""Evaluation and survey as tables: what leads where, who takes the step, what must be true."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from procurement.core import parameters
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.lifecycle import Lifecycle, Transition
from procurement.core.permissions import Verdict
from procurement.regulations import parameters as policy

from . import permissions
from .enums import EvaluationStatus as E
from .enums import SurveyStatus as S
from .models import PerformanceEvaluation, Survey

Sentence = str | Promise | None


def survey_is_closed(evaluation: PerformanceEvaluation, *, actor: Actor, at: datetime) -> Sentence:
    """Where satisfaction counts, it is asked for and not estimated (RULES G-11, G-13)."""
    if not evaluation.indicators.filter(tier="SATISFACTION").exists():
        return None
    if evaluation.satisfaction is not None:
        return None
    survey = evaluation.surveys.last()
    if survey is not None and survey.status == S.CLOSED:
        return gettext("满意度调查没有收到回答。请重新开展一次调查，满意度不能估计。")
    return gettext("满意度调查还没有结束。请先开展并结束满意度调查，再填写自评。")


def sample_is_large_enough(survey: Survey, *, actor: Actor, at: datetime) -> Sentence:
    """The least sample is policy (RULES G-13); after the last day the survey closes with what it has.

    One without any answer may end at once: its sheets were lost, and another may follow.
    """
    on = local_date(survey.opened_at)
    least = policy.whole("survey_sample_min", on, parameters.overrides(on))
    answers = survey.answers.count()
    if not answers or answers >= least or at >= survey.closes_at:
        return None
    return gettext("只有%(answers)d份回答，少于最小样本%(least)d份；可以等到截止日期后结束。") % {
        "answers": answers,
        "least": least,
    }


def run_or_system(actor: Actor, survey: Survey) -> Verdict:
    """A survey closes by itself on its day; the purchaser may close it once the sample is large enough."""
    return Verdict(True) if actor.is_system else permissions.run(actor, survey)


EVALUATION = Lifecycle(
    PerformanceEvaluation,
    "performance-evaluation",
    [
        Transition(
            "finish_self",
            (E.SELF,),
            E.THIRD_PARTY,
            permissions.run,
            (survey_is_closed,),
            "G-02 G-03 财预〔2020〕10号第十四条",
            _("提交单位自评"),
        ),
        Transition(
            "score",
            (E.THIRD_PARTY,),
            E.SCORED,
            permissions.score,
            (survey_is_closed,),
            "G-05 G-08 财综〔2018〕42号",
            _("提交第三方评分"),
        ),
        Transition(
            "publish",
            (E.SCORED,),
            E.PUBLISHED,
            permissions.publish,
            (),
            "G-07 A-24 财预〔2017〕87号第五条",
            _("公开绩效结果"),
        ),
    ],
)

SURVEY = Lifecycle(
    Survey,
    "survey",
    [
        Transition(
            "close",
            (S.OPEN,),
            S.CLOSED,
            run_or_system,
            (sample_is_large_enough,),
            "G-13",
            _("结束调查"),
        ),
    ],
)
