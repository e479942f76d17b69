"""States and choices of challenges."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChallengeGround(models.TextChoices):
    """What is challenged decides from when the seven working days run (RULES D-34 to D-36)."""

    DOCUMENTS = "DOCUMENTS", _("采购文件")
    PROCESS = "PROCESS", _("采购过程")
    RESULT = "RESULT", _("中标（成交）结果")


class ChallengeStatus(models.TextChoices):
    RECEIVED = "RECEIVED", _("已收到，待答复")
    ANSWERED = "ANSWERED", _("已答复")
    WITHDRAWN = "WITHDRAWN", _("已撤回")


class ChallengeOutcome(models.TextChoices):
    UPHELD = "UPHELD", _("质疑成立")
    UPHELD_NO_EFFECT = "UPHELD_NO_EFFECT", _("成立但不影响结果")
    DISMISSED = "DISMISSED", _("质疑不成立")
