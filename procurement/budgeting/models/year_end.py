"""The end of a budget year: what is taken back, what may be used next year, decided once for the county."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from procurement.core.fields import MoneyField

from ..enums import YearEndChoice, YearEndStatus
from .lines import BudgetLine


class YearEnd(models.Model):
    """One run over the county's lines of a year: prepared by one person, carried out by another."""

    code = models.CharField(_("编号"), max_length=40, unique=True)
    year = models.PositiveSmallIntegerField(_("年度"))
    document = models.CharField(_("依据文件"), max_length=200)
    status = models.CharField(
        _("状态"), max_length=20, choices=YearEndStatus.choices, default=YearEndStatus.PREPARED
    )
    author_code = models.CharField(_("编制人编号"), max_length=40)
    author_name = models.CharField(_("编制人"), max_length=100)
    prepared_at = models.DateTimeField(_("核对时间"))
    done_by = models.CharField(_("执行人"), max_length=100, blank=True)
    done_at = models.DateTimeField(_("执行时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("年终处理")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["year"], condition=Q(status="PREPARED"), name="year_end_one_prepared"
            )
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("budgeting:year-end-detail", args=[self.code])


class YearEndDecision(models.Model):
    """What is to become of one line, and the balances that the decision was made on, in yuan.

    Frozen and committed money is promised to tenders and contracts: it goes on into the next year in any case.
    """

    year_end = models.ForeignKey(YearEnd, on_delete=models.PROTECT, related_name="decisions")
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="year_end_decisions")
    choice = models.CharField(_("处理"), max_length=20, choices=YearEndChoice.choices)
    reserved = MoneyField(_("预留（元）"))
    frozen = MoneyField(_("冻结（元）"))
    committed = MoneyField(_("合同承诺（元）"))
    free = MoneyField(_("可用（元）"))

    class Meta:
        verbose_name = _("年终处理决定")
        ordering = ["line__organisation__code", "line__code"]
        constraints = [models.UniqueConstraint(fields=["year_end", "line"], name="year_end_line_once")]

    def __str__(self) -> str:
        return f"{self.year_end_id} {self.line_id} {self.choice}"
