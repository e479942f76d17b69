"""Screens of challenges: list, form, page, answer, withdrawal, and what follows one that is upheld."""

from .challenges import (
    ChallengeAnswer,
    ChallengeDetail,
    ChallengeList,
    ChallengeSubmit,
    ChallengeTransition,
)
from .remedies import ChallengeRemedyView

__all__ = [
    "ChallengeAnswer",
    "ChallengeDetail",
    "ChallengeList",
    "ChallengeRemedyView",
    "ChallengeSubmit",
    "ChallengeTransition",
]
