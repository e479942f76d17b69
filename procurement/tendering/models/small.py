"""Small purchases below the threshold: most of a township's buying (RULES N-14)."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalogue.models import PlanItem
from procurement.accounts.models import Organisation
from procurement.core.fields import MoneyField
from procurement.core.models import Attachment

from ..enums import SmallPurchaseStatus


class SmallPurchase(models.Model):
    """Quotes or a reasoned direct choice, decided together and minuted, result public."""

    code = models.CharField(_("小额采购编号"), max_length=40, unique=True)
    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="small_purchases")
    purchaser = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="small_purchases")
    title = models.CharField(_("名称"), max_length=200)
    ceiling = MoneyField(_("预算金额（元）"))
    scope = models.CharField(_("采购范围"), max_length=200, blank=True, default="")
    # Under which name the budget holds what this purchase froze; empty where the project was frozen as a whole.
    part_code = models.CharField(_("资金占用编号"), max_length=40, blank=True, default="")
    requirement = models.TextField(_("服务要求"))
    status = models.CharField(
        _("状态"), max_length=20, choices=SmallPurchaseStatus.choices, default=SmallPurchaseStatus.QUOTING
    )
    minutes = models.TextField(_("集体决定纪要"), blank=True)
    present = models.CharField(_("参加人员"), max_length=300, blank=True)
    direct_reason = models.TextField(_("直接选定的理由"), blank=True)
    chosen = models.ForeignKey("Quote", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    author_code = models.CharField(_("经办人"), max_length=40)
    decided_at = models.DateTimeField(_("决定时间"), null=True, blank=True)
    publication_code = models.CharField(_("公告编号"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("小额采购")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("tendering:small-detail", args=[self.code])


class Quote(models.Model):
    """A price asked for and given."""

    purchase = models.ForeignKey(SmallPurchase, on_delete=models.PROTECT, related_name="quotes")
    supplier = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    amount = MoneyField(_("报价（元）"))
    note = models.CharField(_("说明"), max_length=300, blank=True)
    quoted_at = models.DateTimeField(_("报价时间"))
    entered_by = models.CharField(_("录入人"), max_length=100)
    paper = models.ForeignKey(
        Attachment,
        verbose_name=_("报价单"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("报价")
        ordering = ["amount", "id"]
        constraints = [
            models.UniqueConstraint(fields=["purchase", "supplier"], name="quote_once"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="quote_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.supplier} {self.amount}"


class QuoteRequest(models.Model):
    """A supplier asked on the platform for its price, by a moment it can plan with."""

    code = models.CharField(_("询价编号"), max_length=40, unique=True)
    purchase = models.ForeignKey(SmallPurchase, on_delete=models.PROTECT, related_name="requests")
    supplier = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    quote = models.OneToOneField(
        Quote, on_delete=models.PROTECT, null=True, blank=True, related_name="request"
    )
    until = models.DateTimeField(_("报价截止时间"))
    asked_at = models.DateTimeField(_("询价时间"))
    asked_by = models.CharField(_("询价人"), max_length=100)

    class Meta:
        verbose_name = _("询价")
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["purchase", "supplier"], name="quote_asked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.supplier}"

    def get_absolute_url(self) -> str:
        return reverse("tendering:quote-give", args=[self.code])
