"""Evaluations of delivered projects and satisfaction surveys."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from procurement.accounts.models import Organisation
from procurement.contracts.models import Contract

from .enums import EvaluationStatus, Grade, SurveyStatus


class PerformanceEvaluation(models.Model):
    """Self-evaluation, third-party scores, satisfaction, grade: one per contract (RULES G-01)."""

    code = models.CharField(_("绩效评价编号"), max_length=40, unique=True)
    contract = models.OneToOneField(Contract, on_delete=models.PROTECT, related_name="evaluation")
    evaluator = models.ForeignKey(
        Organisation, verbose_name=_("第三方评价机构"), on_delete=models.PROTECT, related_name="evaluations"
    )
    status = models.CharField(
        _("状态"), max_length=20, choices=EvaluationStatus.choices, default=EvaluationStatus.SELF
    )
    self_summary = models.TextField(_("自评说明"), blank=True)
    third_party_summary = models.TextField(_("评价意见"), blank=True)
    case = models.JSONField(_("评价数据"), default=dict)
    result = models.JSONField(_("评价结果"), default=dict)
    self_total = models.DecimalField(_("自评得分"), max_digits=5, decimal_places=2, null=True, blank=True)
    total = models.DecimalField(_("评价得分"), max_digits=5, decimal_places=2, null=True, blank=True)
    grade = models.CharField(_("等次"), max_length=12, choices=Grade.choices, blank=True)
    satisfaction = models.DecimalField(_("满意度"), max_digits=5, decimal_places=2, null=True, blank=True)
    author_code = models.CharField(_("自评人"), max_length=40)
    published_at = models.DateTimeField(_("公开时间"), null=True, blank=True)
    publication_code = models.CharField(_("公告编号"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("绩效评价")
        ordering = ["-id"]
        permissions = [("score_evaluation", "May score this evaluation")]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("performance:performanceevaluation-detail", args=[self.code])


class EvaluationUserPermission(UserObjectPermissionBase):
    """A person's grant on one evaluation; deleted with it."""

    content_object = models.ForeignKey(PerformanceEvaluation, on_delete=models.CASCADE)


class IndicatorResult(models.Model):
    """One indicator's target and what each side found."""

    evaluation = models.ForeignKey(PerformanceEvaluation, on_delete=models.PROTECT, related_name="indicators")
    code = models.CharField(_("指标编号"), max_length=40)
    name = models.CharField(_("指标"), max_length=120)
    tier = models.CharField(_("层级"), max_length=20)
    kind = models.CharField(_("类型"), max_length=20)
    weight = models.DecimalField(_("权重"), max_digits=5, decimal_places=2)
    target = models.DecimalField(_("目标值"), max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    self_actual = models.DecimalField(_("自评完成值"), max_digits=14, decimal_places=2, null=True, blank=True)
    third_actual = models.DecimalField(
        _("核定完成值"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    self_evidence = models.CharField(_("自评依据"), max_length=300, blank=True)
    third_evidence = models.CharField(_("核定依据"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("顺序"), default=0)

    class Meta:
        verbose_name = _("指标完成情况")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["evaluation", "code"], name="indicator_result_code")]

    def __str__(self) -> str:
        return self.name


class Survey(models.Model):
    """A satisfaction survey of service users by one-time links (RULES G-13).

    One that ended without an answer says nothing: another may follow it.
    """

    code = models.CharField(_("调查编号"), max_length=40, unique=True)
    evaluation = models.ForeignKey(PerformanceEvaluation, on_delete=models.PROTECT, related_name="surveys")
    title = models.CharField(_("标题"), max_length=200)
    questions = models.JSONField(_("问题"))
    status = models.CharField(
        _("状态"), max_length=20, choices=SurveyStatus.choices, default=SurveyStatus.OPEN
    )
    opened_at = models.DateTimeField(_("开始时间"))
    closes_at = models.DateTimeField(_("截止时间"))
    closed_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("满意度调查")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation"], condition=models.Q(status="OPEN"), name="survey_one_open"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return self.evaluation.get_absolute_url()


class SurveyToken(models.Model):
    """One sheet of paper with one QR code. Only the token's hash is kept; an answer does not name it."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="tokens")
    token_hash = models.CharField(_("令牌哈希"), max_length=64, unique=True)
    village = models.CharField(_("村（社区）"), max_length=60, blank=True)
    used_at = models.DateTimeField(_("使用时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("调查令牌")

    def __str__(self) -> str:
        return self.token_hash[:8]


class SurveyAnswer(models.Model):
    """One anonymous answer."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="answers")
    village = models.CharField(_("村（社区）"), max_length=60, blank=True)
    answers = models.JSONField(_("回答"))
    score = models.DecimalField(_("满意度"), max_digits=5, decimal_places=2)
    remark = models.CharField(_("意见建议"), max_length=500, blank=True)
    day = models.DateField(_("日期"))

    class Meta:
        verbose_name = _("调查回答")

    def __str__(self) -> str:
        return f"{self.survey_id} {self.score}"
