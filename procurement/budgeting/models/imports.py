"""Allotments brought in from the export of the provincial budget system."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Organisation
from procurement.core.fields import MoneyField
from procurement.core.models import Attachment

from ..enums import BatchStatus
from .lines import BudgetLine


class AllotmentBatch(models.Model):
    """The lines of one imported table: entered by one person, approved together by another."""

    code = models.CharField(_("导入编号"), max_length=40, unique=True)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("导入单位"), on_delete=models.PROTECT, related_name="allotment_batches"
    )
    source = models.ForeignKey(
        Attachment, verbose_name=_("原文件"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    total = MoneyField(_("合计（元）"))
    status = models.CharField(
        _("状态"), max_length=20, choices=BatchStatus.choices, default=BatchStatus.ENTERED
    )
    author_code = models.CharField(_("录入人编号"), max_length=40)
    author_name = models.CharField(_("录入人"), max_length=100)
    entered_at = models.DateTimeField(_("导入时间"))
    document = models.CharField(_("批准文件"), max_length=200, blank=True)
    approved_by = models.CharField(_("批准人"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("指标导入")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("budgeting:batch-detail", args=[self.code])


class AllotmentBatchLine(models.Model):
    """One line that a batch entered, and the row of the table it came from."""

    batch = models.ForeignKey(AllotmentBatch, on_delete=models.PROTECT, related_name="rows")
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="batch_rows")
    row = models.PositiveIntegerField(_("行"))

    class Meta:
        verbose_name = _("导入的指标")
        ordering = ["row"]
        constraints = [models.UniqueConstraint(fields=["batch", "line"], name="batch_line_once")]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.row}"


class ColumnMapping(models.Model):
    """Which head of an organisation's export stands for which field: asked once, remembered."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="column_mappings")
    kind = models.CharField(_("表格"), max_length=40)
    mapping = models.JSONField(_("对应关系"), default=dict)
    in_wan = models.BooleanField(_("金额单位是万元"), default=False)

    class Meta:
        verbose_name = _("列对应关系")
        constraints = [models.UniqueConstraint(fields=["organisation", "kind"], name="column_mapping_once")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.kind}"
