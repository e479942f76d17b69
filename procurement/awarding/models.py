"""Panel, sessions, scores, the evaluation report and the award."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Organisation
from procurement.core.fields import MoneyField
from procurement.tendering.models import OpenedBid, Package, ScoringFactor

from .enums import AwardStatus, DrawKind, EvaluationStatus, MemberRole, MemberStatus, PanelStatus


class Panel(models.Model):
    """The committee or group of one package. Names stay secret until the result notice (RULES E-05)."""

    code = models.CharField(_("评审小组编号"), max_length=60, unique=True)
    package = models.OneToOneField(Package, on_delete=models.PROTECT, related_name="panel")
    status = models.CharField(
        _("状态"), max_length=20, choices=PanelStatus.choices, default=PanelStatus.FORMING
    )
    draw_kind = models.CharField(_("抽取方式"), max_length=20, choices=DrawKind.choices)
    draw_record = models.JSONField(_("抽取记录"), default=dict)
    confirmed_at = models.DateTimeField(_("组成时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("评审小组")

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("awarding:panel-detail", args=[self.code])

    def own_basis(self, basis: str) -> str:
        """Return what of a basis binds this procedure (``core.lifecycle``)."""
        return self.package.own_basis(basis)

    @property
    def drawn_at(self) -> datetime | None:
        """Return when the draw took place, which its record keeps as text."""
        return parse_datetime(str(self.draw_record.get("drawn_at") or ""))


class PanelMember(models.Model):
    """One member; ``alias`` (E1, E2, …) is all that the evaluation bundle shows."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="panel_memberships"
    )
    alias = models.CharField(_("代号"), max_length=10)
    role = models.CharField(_("身份"), max_length=20, choices=MemberRole.choices)
    is_head = models.BooleanField(_("组长"), default=False)
    employer = models.CharField(_("工作单位"), max_length=200, blank=True)
    status = models.CharField(
        _("状态"), max_length=20, choices=MemberStatus.choices, default=MemberStatus.INVITED
    )
    declared_at = models.DateTimeField(_("声明时间"), null=True, blank=True)
    recusal_reason = models.CharField(_("回避原因"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("评审小组成员")
        ordering = ["alias"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "user"], name="panel_member_once"),
            models.UniqueConstraint(fields=["panel", "alias"], name="panel_member_alias"),
            models.UniqueConstraint(
                fields=["panel"], condition=models.Q(is_head=True), name="panel_one_head"
            ),
            models.CheckConstraint(
                condition=models.Q(is_head=False) | models.Q(role="EXPERT"),
                name="panel_head_is_expert",
            ),
        ]

    def __str__(self) -> str:
        return self.alias

    @property
    def code(self) -> str:
        """Return the public code that names the member in its audit chain: the alias, never the person."""
        return f"{self.panel.code}-{self.alias}"


class NegotiationSession(models.Model):
    """The group's session with one supplier (214 art. 19 to 21; RULES N-01)."""

    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="sessions")
    bid = models.ForeignKey(OpenedBid, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField(_("轮次"))
    record = models.TextField(_("磋商记录"))
    held_at = models.DateTimeField(_("时间"))
    recorded_by = models.CharField(_("记录人"), max_length=100)

    class Meta:
        verbose_name = _("磋商（谈判）")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["package", "number"], name="session_number")]

    def __str__(self) -> str:
        return f"{self.package_id} #{self.number}"


class WrittenChange(models.Model):
    """A substantive change, confirmed in writing by the purchaser's representative, told to all at once."""

    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="written_changes")
    number = models.PositiveSmallIntegerField(_("序号"))
    text = models.TextField(_("变动内容"))
    confirmed_by = models.CharField(_("确认人"), max_length=100)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("实质性变动")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["package", "number"], name="written_change_number")]

    def __str__(self) -> str:
        return f"{self.package_id} #{self.number}"


class Evaluation(models.Model):
    """The scoring of one package, its bundle (FORMATS 1), the result and the report.

    The seed of a possible draw between equals is fixed, and its hash audited, before anybody scores; what
    it is mixed with is the bundle's hash, which nobody knows before everybody has scored.
    """

    code = models.CharField(_("评审编号"), max_length=60, unique=True)
    package = models.OneToOneField(Package, on_delete=models.PROTECT, related_name="evaluation")
    status = models.CharField(
        _("状态"), max_length=20, choices=EvaluationStatus.choices, default=EvaluationStatus.SCORING
    )
    opened_at = models.DateTimeField(_("开始时间"))
    bundle = models.JSONField(_("评审数据包"), default=dict)
    bundle_sha256 = models.CharField(_("数据包哈希"), max_length=64, blank=True)
    result = models.JSONField(_("评审结果"), default=dict)
    explanations = models.JSONField(_("报价合理性审查"), default=dict)
    tie_seed = models.CharField(_("抽签种子"), max_length=64)
    tie_draw = models.JSONField(_("并列抽签"), default=dict, blank=True)
    asked_at = models.DateTimeField(_("要求说明时间"), null=True, blank=True)
    reported_at = models.DateTimeField(_("报告时间"), null=True, blank=True)
    signed_at = models.DateTimeField(_("签署完成时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("评审")

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("awarding:evaluation-detail", args=[self.code])

    def own_basis(self, basis: str) -> str:
        """Return what of a basis binds this procedure (``core.lifecycle``)."""
        return self.package.own_basis(basis)


class ScoreSheet(models.Model):
    """One member's scores: theirs alone until everybody has submitted (RULES E-09)."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="sheets")
    member = models.ForeignKey(PanelMember, on_delete=models.PROTECT, related_name="sheets")
    submitted_at = models.DateTimeField(_("提交时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("评分表")
        constraints = [models.UniqueConstraint(fields=["evaluation", "member"], name="score_sheet_once")]

    def __str__(self) -> str:
        return f"{self.evaluation_id} {self.member_id}"


class Score(models.Model):
    """Points of one member for one bid on one factor."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.PROTECT, related_name="scores")
    bid = models.ForeignKey(OpenedBid, on_delete=models.PROTECT, related_name="scores")
    factor = models.ForeignKey(ScoringFactor, on_delete=models.PROTECT, related_name="scores")
    points = models.DecimalField(_("得分"), max_digits=5, decimal_places=2)
    note = models.CharField(_("评分理由"), max_length=300, blank=True)
    saved_at = models.DateTimeField(_("保存时间"))

    class Meta:
        verbose_name = _("评分")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "bid", "factor"], name="score_once"),
            models.CheckConstraint(condition=models.Q(points__gte=0), name="score_not_negative"),
        ]

    def __str__(self) -> str:
        return str(self.points)


class ReportSignature(models.Model):
    """A member signs the report, or signs a dissent with reasons (RULES E-09)."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="signatures")
    member = models.ForeignKey(PanelMember, on_delete=models.PROTECT, related_name="signatures")
    dissent = models.TextField(_("不同意见及理由"), blank=True)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("报告签字")
        constraints = [models.UniqueConstraint(fields=["evaluation", "member"], name="signature_once")]

    def __str__(self) -> str:
        return f"{self.evaluation_id} {self.member_id}"


class Award(models.Model):
    """The decision who delivers, for how much. One stands per package.

    What an upheld challenge changes is not written over: the old award is void, with its letter and notice,
    and the new one follows it (94 art. 16).
    """

    code = models.CharField(_("成交编号"), max_length=60, unique=True)
    package = models.ForeignKey(
        Package, on_delete=models.PROTECT, related_name="awards", related_query_name="award"
    )
    follows = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    bid = models.ForeignKey(OpenedBid, on_delete=models.PROTECT, related_name="awards")
    supplier = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="awards")
    amount = MoneyField(_("成交金额（元）"))
    total_score = models.DecimalField(_("总得分"), max_digits=6, decimal_places=2, null=True, blank=True)
    status = models.CharField(
        _("状态"), max_length=20, choices=AwardStatus.choices, default=AwardStatus.PROPOSED
    )
    report_received_at = models.DateTimeField(_("收到评审报告时间"))
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    notified_at = models.DateTimeField(_("公告与通知书时间"), null=True, blank=True)
    publication_code = models.CharField(_("结果公告编号"), max_length=40, blank=True)
    letter = models.JSONField(_("通知书内容"), default=dict, blank=True)
    letter_sha256 = models.CharField(_("通知书哈希"), max_length=64, blank=True)
    voided_at = models.DateTimeField(_("结果无效的时间"), null=True, blank=True)
    void_reason = models.TextField(_("结果无效的原因"), blank=True)

    class Meta:
        verbose_name = _("成交")
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="award_amount_positive"),
            models.UniqueConstraint(
                fields=["package"], condition=~models.Q(status="VOIDED"), name="award_one_stands"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("awarding:award-detail", args=[self.code])

    def own_basis(self, basis: str) -> str:
        """Return what of a basis binds this procedure (``core.lifecycle``)."""
        return self.package.own_basis(basis)


class OutcomeLetter(models.Model):
    """What one bidder is told with the result: its own score and rank, or why it failed (RULES D-23, N-07)."""

    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="outcome_letters")
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="outcome_letters")
    bid = models.ForeignKey(OpenedBid, on_delete=models.PROTECT, related_name="outcome_letters")
    supplier = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="outcome_letters")
    won = models.BooleanField(_("成交"))
    rank = models.PositiveSmallIntegerField(_("名次"), null=True, blank=True)
    total_score = models.DecimalField(_("总得分"), max_digits=6, decimal_places=2, null=True, blank=True)
    reason = models.TextField(_("未通过的原因"), blank=True)
    sent_at = models.DateTimeField(_("发出时间"))

    class Meta:
        verbose_name = _("结果告知书")
        constraints = [models.UniqueConstraint(fields=["award", "bid"], name="outcome_letter_once")]

    def __str__(self) -> str:
        return f"{self.package_id} {self.supplier_id}"
