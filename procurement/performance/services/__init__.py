"""Self-evaluation, survey, third-party scores, publication."""

from .evaluation import (
    appoint_evaluator,
    publish_evaluation,
    self_evaluate,
    start_evaluation,
    third_party_score,
)
from .survey import STANDARD_QUESTIONS, answer_survey, close_survey, open_survey, usable_token

__all__ = [
    "STANDARD_QUESTIONS",
    "answer_survey",
    "appoint_evaluator",
    "close_survey",
    "open_survey",
    "publish_evaluation",
    "self_evaluate",
    "start_evaluation",
    "third_party_score",
    "usable_token",
]
