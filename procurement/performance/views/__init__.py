"""Screens of performance evaluation, and the survey page for a phone."""

from .answers import SurveyAnswerPage, SurveyThanks
from .evaluations import (
    EvaluationDetail,
    EvaluationList,
    EvaluationStart,
    EvaluationTransition,
    EvaluatorAppoint,
    SelfEvaluation,
    ThirdPartyScore,
)
from .surveys import SurveyClose, SurveyOpen

__all__ = [
    "EvaluationDetail",
    "EvaluationList",
    "EvaluationStart",
    "EvaluationTransition",
    "EvaluatorAppoint",
    "SelfEvaluation",
    "SurveyAnswerPage",
    "SurveyClose",
    "SurveyOpen",
    "SurveyThanks",
    "ThirdPartyScore",
]
