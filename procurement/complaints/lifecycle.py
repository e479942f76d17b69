"""The challenge as a table: what leads where, who takes the step."""

from django.utils.translation import gettext_lazy as _

from procurement.core.lifecycle import Lifecycle, Transition

from . import permissions
from .enums import ChallengeStatus as C
from .models import Challenge

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
    ],
)
