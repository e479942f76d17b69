"""What comes before the requirement is fixed: the survey, and what the residents say (RULES G-09, G-10)."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..enums import ConsultationStatus, RespondentKind, SurveyMethod, SurveyStatus
from .making import PublicVoice
from .plan import PlanItem


class RequirementMark(models.Model):
    """What only people can say of an item under art. 11: closely watched, complex, or a survey is wanted."""

    item = models.OneToOneField(PlanItem, on_delete=models.CASCADE, related_name="requirement_mark")
    watched = models.BooleanField(_("涉及公共利益、社会关注度较高"), default=False)
    difficult = models.BooleanField(_("技术复杂、专业性较强"), default=False)
    wanted = models.BooleanField(_("本单位或主管预算单位认为需要调查"), default=False)
    reason = models.CharField(_("说明"), max_length=300, blank=True)
    marked_name = models.CharField(_("填写人"), max_length=100)
    marked_at = models.DateTimeField(_("填写时间"))

    class Meta:
        verbose_name = _("需求特点")

    def __str__(self) -> str:
        return str(self.item)


class RequirementSurvey(models.Model):
    """A survey before the requirement is fixed (财库〔2021〕22号 art. 10, 11).

    ``reuses`` names an earlier survey of the same need, done within the year, that spares a new one;
    ``few_reason`` says why fewer were asked than art. 10 wants in general.
    """

    code = models.CharField(_("调查编号"), max_length=40, unique=True)
    item = models.ForeignKey(
        PlanItem, verbose_name=_("计划项目"), on_delete=models.PROTECT, related_name="surveys"
    )
    status = models.CharField(
        _("状态"), max_length=20, choices=SurveyStatus.choices, default=SurveyStatus.OPEN
    )
    methods = models.JSONField(_("调查方式"), default=list)
    begun_on = models.DateField(_("开始日期"))
    ended_on = models.DateField(_("结束日期"))
    conducted_by = models.CharField(_("谁做的调查"), max_length=200)
    market = models.TextField(_("产业发展和市场供给"), blank=True)
    history = models.TextField(_("同类项目历史成交"), blank=True)
    follow_up = models.TextField(_("后续采购和费用"), blank=True)
    others = models.TextField(_("其他情况"), blank=True)
    result = models.TextField(_("调查结论"), blank=True)
    few_reason = models.CharField(_("市场主体不足规定家数的原因"), max_length=300, blank=True)
    reuses = models.ForeignKey(
        "self",
        verbose_name=_("沿用的调查"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reused_by",
    )
    author_code = models.CharField(_("记录人编号"), max_length=40)
    author_name = models.CharField(_("记录人"), max_length=100)
    revision = models.PositiveIntegerField(_("修订号"), default=1)
    concluded_at = models.DateTimeField(_("完成时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("需求调查")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(status="OPEN"), name="requirement_survey_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(begun_on__lte=models.F("ended_on")), name="requirement_survey_days"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("catalogue:survey-detail", args=[self.code])

    @property
    def method_names(self) -> list[str]:
        """The ways it was made, in words."""
        return [str(SurveyMethod(code).label) for code in self.methods]


class SurveyRespondent(models.Model):
    """Who was asked, when, and what they said."""

    survey = models.ForeignKey(RequirementSurvey, on_delete=models.CASCADE, related_name="respondents")
    name = models.CharField(_("调查对象"), max_length=120)
    kind = models.CharField(_("类别"), max_length=20, choices=RespondentKind.choices)
    asked_on = models.DateField(_("日期"))
    said = models.TextField(_("反映的情况"))

    class Meta:
        verbose_name = _("调查对象")
        ordering = ["asked_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["survey", "name"], name="requirement_asked_once")]

    def __str__(self) -> str:
        return self.name


class RequirementConsultation(models.Model):
    """The residents are asked what they need of a public service (条例 art. 15; RULES G-09)."""

    code = models.CharField(_("编号"), max_length=40, unique=True)
    item = models.ForeignKey(
        PlanItem, verbose_name=_("计划项目"), on_delete=models.PROTECT, related_name="consultations"
    )
    status = models.CharField(
        _("状态"), max_length=20, choices=ConsultationStatus.choices, default=ConsultationStatus.OPEN
    )
    summary = models.TextField(_("打算买什么服务"))
    questions = models.TextField(_("想听大家说什么"), blank=True)
    opened_on = models.DateField(_("开始日期"))
    until = models.DateField(_("截止日期"))
    result = models.TextField(_("征求意见的结果"), blank=True)
    author_code = models.CharField(_("发起人编号"), max_length=40)
    author_name = models.CharField(_("发起人"), max_length=100)
    concluded_at = models.DateTimeField(_("公布结果时间"), null=True, blank=True)
    notice_code = models.CharField(_("公告编号"), max_length=40, blank=True)
    result_code = models.CharField(_("结果公告编号"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("征求社会公众意见")
        ordering = ["pk"]
        indexes = [models.Index(fields=["status", "until"], name="requirement_consulting")]
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=models.Q(status__in=("OPEN", "CLOSED")),
                name="requirement_consultation_one",
            ),
            models.CheckConstraint(
                condition=models.Q(opened_on__lt=models.F("until")), name="requirement_consultation_days"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("catalogue:consultation-detail", args=[self.code])


class RequirementComment(PublicVoice):
    """What a resident says of what is to be bought."""

    consultation = models.ForeignKey(
        RequirementConsultation,
        verbose_name=_("征求意见"),
        on_delete=models.PROTECT,
        related_name="comments",
    )

    class Meta:
        verbose_name = _("群众意见")
        ordering = ["received_at", "pk"]
