"""Screens of challenges: list, form, page, answer, withdrawal."""

from .challenges import (
    ChallengeAnswer,
    ChallengeDetail,
    ChallengeList,
    ChallengeSubmit,
    ChallengeTransition,
)

__all__ = [
    "ChallengeAnswer",
    "ChallengeDetail",
    "ChallengeList",
    "ChallengeSubmit",
    "ChallengeTransition",
]
