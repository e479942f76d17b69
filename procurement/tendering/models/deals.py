"""What is agreed with a single source: the record of the talks, and what came of them (74 art. 41 to 43)."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalogue.models import PlanItem
from procurement.accounts.models import Organisation
from procurement.core.fields import MoneyField
from procurement.core.language import in_language_of_record
from procurement.core.models import Attachment

from ..enums import DealStatus
from .plans import ImplementationPlan


class SingleSourceDeal(models.Model):
    """A price agreed with the only supplier, and its record (协商情况记录) as 74 art. 42 wants it.

    ``members``: who spoke for the purchaser, rows of name, unit, title and dissent (empty: agrees).
    """

    code = models.CharField(_("协商编号"), max_length=40, unique=True)
    plan = models.ForeignKey(ImplementationPlan, on_delete=models.PROTECT, related_name="deals")
    supplier = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="single_source_deals")
    held_on = models.DateField(_("协商日期"))
    place = models.CharField(_("协商地点"), max_length=200)
    members = models.JSONField(_("采购人员"), default=list)
    costs = models.TextField(_("成本、同类项目合同价格和专利等情况"))
    terms = models.TextField(_("合同主要条款"))
    talks = models.TextField(_("价格商定情况"))
    amount = MoneyField(_("成交金额（元）"))
    record = models.ForeignKey(
        Attachment,
        verbose_name=_("签字的协商情况记录"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    status = models.CharField(
        _("状态"), max_length=20, choices=DealStatus.choices, default=DealStatus.RECORDED
    )
    author_code = models.CharField(_("经办人"), max_length=40)
    recorded_at = models.DateTimeField(_("登记时间"))
    confirmed_by = models.CharField(_("确认人"), max_length=100, blank=True)
    published_at = models.DateTimeField(_("公告和发出通知书的时间"), null=True, blank=True)
    publication_code = models.CharField(_("公告编号"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("单一来源协商")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="deal_amount"),
            models.UniqueConstraint(
                fields=["plan"], condition=~models.Q(status=DealStatus.CANCELLED), name="deal_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("tendering:deal-detail", args=[self.code])

    @property
    def title(self) -> str:
        return self.plan.title

    @property
    def item(self) -> PlanItem:
        return self.plan.item

    @property
    def purchaser(self) -> Organisation:
        return self.plan.item.organisation

    @property
    def purchaser_id(self) -> int:
        return self.plan.item.organisation_id

    @property
    def part_code(self) -> str:
        """Return under which name the budget holds what the plan froze."""
        return self.plan.part_code

    @property
    @in_language_of_record
    def requirement(self) -> str:
        """Return what the contract begins with: what is bought and the terms that were agreed."""
        return f"{self.plan.item.description}\n{self.terms}"
