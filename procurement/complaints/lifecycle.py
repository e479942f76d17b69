"""The challenge as a table: what leads where, who takes the step."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from procurement.core.actors import Actor
from procurement.core.lifecycle import Lifecycle, Transition

from . import permissions
from .enums import ChallengeOutcome
from .enums import ChallengeStatus as C
from .models import Challenge

Sentence = str | Promise | None


def is_upheld(challenge: Challenge, *, actor: Actor, at: datetime) -> Sentence:
    """Who fails with a challenge, or changes nothing by it, changes nothing: the tender has gone on (94 art. 16)."""
    if challenge.outcome == ChallengeOutcome.UPHELD:
        return None
    return gettext("质疑不成立，或者成立但不影响结果：采购活动继续，不需要处理（94号令第十六条）。")


CHALLENGE = Lifecycle(
    Challenge,
    "challenge",
    [
        Transition(
            "answer",
            (C.RECEIVED,),
            C.ANSWERED,
            permissions.answer,
            (),
            "D-37 采购法第五十三条、94号令第十三条",
            _("答复质疑"),
        ),
        Transition(
            "withdraw",
            (C.RECEIVED,),
            C.WITHDRAWN,
            permissions.own,
            (),
            "D-37 94号令",
            _("撤回质疑"),
        ),
        Transition(
            "remedy",
            (C.ANSWERED,),
            C.REMEDIED,
            permissions.remedy,
            (is_upheld,),
            "D-45 94号令第十六条",
            _("处理成立的质疑"),
        ),
    ],
)
