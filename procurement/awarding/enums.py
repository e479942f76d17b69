"""States and choices of evaluation and award."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# Kinds of document (``core.documents``) that this room brings about.
AWARD_LETTER = "award-letter"
EVALUATION_REPORT = "evaluation-report"


class PanelStatus(models.TextChoices):
    FORMING = "FORMING", _("组建中")
    CONFIRMED = "CONFIRMED", _("已组成")


class MemberRole(models.TextChoices):
    EXPERT = "EXPERT", _("评审专家")
    REPRESENTATIVE = "REPRESENTATIVE", _("采购人代表")


class MemberStatus(models.TextChoices):
    INVITED = "INVITED", _("待声明")
    DECLARED = "DECLARED", _("已声明无回避情形")
    RECUSED = "RECUSED", _("已回避")


class DrawKind(models.TextChoices):
    """Where the experts come from (RULES N-05)."""

    PROVINCIAL = "PROVINCIAL", _("省级专家库随机抽取（登记）")
    BUILT_IN = "BUILT_IN", _("平台抽取（仅限小额、验收、绩效与演练）")
    OWN_CHOICE = "OWN_CHOICE", _("自行选定（经主管预算单位同意）")


class EvaluationStatus(models.TextChoices):
    SCORING = "SCORING", _("评分中")
    NEEDS_EXPLANATION = "NEEDS_EXPLANATION", _("待报价说明")
    REPORTED = "REPORTED", _("报告待签字")
    SIGNED = "SIGNED", _("报告已签署")
    FAILED = "FAILED", _("评审终止")


class AwardStatus(models.TextChoices):
    PROPOSED = "PROPOSED", _("待采购人确认")
    CONFIRMED = "CONFIRMED", _("已确认")
    NOTIFIED = "NOTIFIED", _("已公告并发通知书")
    VOIDED = "VOIDED", _("结果无效")
