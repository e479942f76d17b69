"""Raising, cutting and moving approved money: asked for by one person, decided by another."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from procurement.core.fields import MoneyField
from procurement.core.models import Attachment

from ..enums import AdjustmentKind, AdjustmentStatus, Ground
from .lines import BudgetLine


class Adjustment(models.Model):
    """A change of what lines were approved for, on a document (预算法 art. 67-72).

    ``amount`` is positive, in yuan; a reallocation (调剂) takes it from ``line`` and gives it to ``target``.
    """

    code = models.CharField(_("调整编号"), max_length=40, unique=True)
    kind = models.CharField(_("调整方式"), max_length=20, choices=AdjustmentKind.choices)
    line = models.ForeignKey(
        BudgetLine, verbose_name=_("预算指标"), on_delete=models.PROTECT, related_name="adjustments"
    )
    target = models.ForeignKey(
        BudgetLine,
        verbose_name=_("调入指标"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="adjustments_in",
    )
    amount = MoneyField(_("金额（元）"))
    ground = models.CharField(_("增加资金的来源"), max_length=20, choices=Ground.choices, blank=True)
    document = models.CharField(_("批准文件"), max_length=200)
    attachment = models.ForeignKey(
        Attachment,
        verbose_name=_("文件扫描件"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reason = models.CharField(_("理由"), max_length=500)
    status = models.CharField(
        _("状态"), max_length=20, choices=AdjustmentStatus.choices, default=AdjustmentStatus.REQUESTED
    )
    # Who asked may not decide.
    author_code = models.CharField(_("申请人编号"), max_length=40)
    author_name = models.CharField(_("申请人"), max_length=100)
    asked_at = models.DateTimeField(_("申请时间"))
    decided_by = models.CharField(_("审批人"), max_length=100, blank=True)
    decided_at = models.DateTimeField(_("审批时间"), null=True, blank=True)
    remark = models.CharField(_("审批意见"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("预算调整")
        ordering = ["-id"]
        indexes = [models.Index(fields=["status", "-id"], name="adjustment_status")]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="adjustment_positive"),
            models.CheckConstraint(
                condition=(Q(kind="REALLOCATE", target__isnull=False) & ~Q(target=F("line")))
                | (~Q(kind="REALLOCATE") & Q(target__isnull=True)),
                name="adjustment_between_two_lines",
            ),
            models.CheckConstraint(
                condition=~Q(kind="INCREASE") | ~Q(ground=""), name="adjustment_increase_has_ground"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("budgeting:adjustment-detail", args=[self.code])
