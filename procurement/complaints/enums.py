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
    REMEDIED = "REMEDIED", _("成立，已处理")
    WITHDRAWN = "WITHDRAWN", _("已撤回")

    @classmethod
    def answered(cls) -> tuple[str, ...]:
        """The answer is given, and may be read by whom it concerns."""
        return (cls.ANSWERED, cls.REMEDIED)


class ChallengeOutcome(models.TextChoices):
    UPHELD = "UPHELD", _("质疑成立")
    UPHELD_NO_EFFECT = "UPHELD_NO_EFFECT", _("成立但不影响结果")
    DISMISSED = "DISMISSED", _("质疑不成立")


class ChallengeRemedy(models.TextChoices):
    """What follows an upheld challenge that may change the result (94 art. 16)."""

    AMEND = "AMEND", _("澄清或者修改采购文件后继续")
    NEXT = "NEXT", _("从合格的候选人中另行确定中标（成交）供应商")
    RESTART = "RESTART", _("重新开展采购活动（本次废标）")


REMEDIES = {
    ChallengeGround.DOCUMENTS: (ChallengeRemedy.AMEND, ChallengeRemedy.RESTART),
    ChallengeGround.PROCESS: (ChallengeRemedy.NEXT, ChallengeRemedy.RESTART),
    ChallengeGround.RESULT: (ChallengeRemedy.NEXT, ChallengeRemedy.RESTART),
}
