"""What belongs to a plan item: its money, its targets, its intents, and what became of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from procurement.budgeting.models import BudgetLine
from procurement.core.fields import MoneyField

from ..enums import Recommendation
from .plan import PlanItem


class PlanItemFunding(models.Model):
    """A slice of an item's money: which line pays how much in which year (RULES B-06)."""

    item = models.ForeignKey(PlanItem, on_delete=models.CASCADE, related_name="fundings")
    line = models.ForeignKey(BudgetLine, verbose_name=_("预算指标"), on_delete=models.PROTECT)
    amount = MoneyField(_("金额（元）"))

    class Meta:
        verbose_name = _("资金安排")
        constraints = [models.UniqueConstraint(fields=["item", "line"], name="plan_funding_once")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.amount}"


class PlanIndicator(models.Model):
    """A performance target set with the plan (RULES G-01): what the project will be judged by."""

    item = models.ForeignKey(PlanItem, on_delete=models.CASCADE, related_name="indicators")
    code = models.CharField(_("指标编号"), max_length=40)
    name = models.CharField(_("指标"), max_length=120)
    tier = models.CharField(_("层级"), max_length=20)
    kind = models.CharField(_("类型"), max_length=20)
    weight = models.DecimalField(_("权重"), max_digits=5, decimal_places=2)
    target = models.DecimalField(_("目标值"), max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    position = models.PositiveSmallIntegerField(_("顺序"), default=0)

    class Meta:
        verbose_name = _("绩效指标")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["item", "code"], name="plan_indicator_code")]

    def __str__(self) -> str:
        return self.name


class PurchaseIntent(models.Model):
    """A published purchase intent (采购意向, RULES D-01); corrected by a new one, never edited."""

    code = models.CharField(_("意向编号"), max_length=40, unique=True)
    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="intents")
    summary = models.TextField(_("采购需求概况"))
    amount = MoneyField(_("预算金额（元）"))
    expected_month = models.DateField(_("预计采购时间（到月）"))
    published_at = models.DateTimeField(_("公开时间"))
    publication_code = models.CharField(_("公告编号"), max_length=40)

    class Meta:
        verbose_name = _("采购意向")
        ordering = ["-published_at"]

    def __str__(self) -> str:
        return self.code


class ItemResult(models.Model):
    """What a finished project's performance says for the next plan (RULES G-07, N-09)."""

    item = models.OneToOneField(PlanItem, on_delete=models.PROTECT, related_name="result")
    grade = models.CharField(_("等次"), max_length=20)
    total = models.DecimalField(_("得分"), max_digits=5, decimal_places=2)
    satisfaction = models.DecimalField(_("满意度"), max_digits=5, decimal_places=2, null=True, blank=True)
    spent = MoneyField(_("实际支出（元）"))
    recommendation = models.CharField(_("建议"), max_length=10, choices=Recommendation.choices)
    published_at = models.DateTimeField(_("公开时间"))

    class Meta:
        verbose_name = _("绩效结果应用")

    def __str__(self) -> str:
        return f"{self.item_id} {self.grade}"
