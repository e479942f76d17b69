"""Changes of a plan that is public: numbered for each purchaser and year, with what was and what is, and why."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..enums import ChangeKind, PlanAdjustmentStatus
from .annual import AnnualPlan
from .plan import PlanItem


class PlanAdjustment(models.Model):
    """A change of a plan that is public: asked for by one person, agreed to by another, then numbered."""

    code = models.CharField(_("编号"), max_length=40, unique=True)
    plan = models.ForeignKey(
        AnnualPlan, verbose_name=_("年度购买计划"), on_delete=models.PROTECT, related_name="adjustments"
    )
    number = models.PositiveSmallIntegerField(_("次数"), null=True, blank=True)
    reason = models.TextField(_("调整理由"))
    status = models.CharField(
        _("状态"),
        max_length=20,
        choices=PlanAdjustmentStatus.choices,
        default=PlanAdjustmentStatus.REQUESTED,
    )
    author_code = models.CharField(_("申请人编号"), max_length=40)
    author_name = models.CharField(_("申请人"), max_length=100)
    asked_at = models.DateTimeField(_("申请时间"))
    decided_name = models.CharField(_("审核人"), max_length=100, blank=True)
    decided_at = models.DateTimeField(_("审核时间"), null=True, blank=True)
    remarks = models.TextField(_("审核意见"), blank=True)
    publication_code = models.CharField(_("公告编号"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("计划调整")
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["status", "-asked_at"], name="plan_adjustment_status")]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_adjustment_number"),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("catalogue:plan-adjustment-detail", args=[self.code])


class PlanAdjustmentRow(models.Model):
    """What an adjustment does to one item.

    ``changes``: field → [old, new] as text, villages as codes, indicators as rows of text; ``fundings``:
    line → [old, new] in yuan, as text. ``revision`` is the item's when it was asked for: whoever agrees agrees
    to that.
    """

    adjustment = models.ForeignKey(PlanAdjustment, on_delete=models.CASCADE, related_name="rows")
    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="adjustment_rows")
    kind = models.CharField(_("调整内容"), max_length=10, choices=ChangeKind.choices)
    changes = models.JSONField(_("变动"), default=dict, blank=True)
    fundings = models.JSONField(_("资金变动"), default=dict, blank=True)
    revision = models.PositiveIntegerField(_("修订号"))

    class Meta:
        verbose_name = _("计划调整内容")
        ordering = ["item__code"]
        constraints = [models.UniqueConstraint(fields=["adjustment", "item"], name="plan_adjustment_item")]

    def __str__(self) -> str:
        return f"{self.adjustment_id} {self.item_id} {self.kind}"
