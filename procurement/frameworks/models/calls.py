"""The second stage: who calls off how much from whom (110 art. 32 to 36, 42)."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalogue.models import PlanItem
from procurement.accounts.models import Organisation
from procurement.core.fields import MoneyField
from procurement.core.language import in_language_of_record

from ..enums import CallOffStatus, CallOffWay
from .entries import FrameworkEntry
from .frameworks import Framework


class CallOff(models.Model):
    """One order under a framework; ``amount`` is quantity × unit price, a fixed price (110 art. 36)."""

    code = models.CharField(_("成交编号"), max_length=40, unique=True)
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="call_offs")
    entry = models.ForeignKey(FrameworkEntry, on_delete=models.PROTECT, related_name="call_offs")
    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="call_offs")
    purchaser = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="call_offs")
    way = models.CharField(_("确定方式"), max_length=20, choices=CallOffWay.choices)
    title = models.CharField(_("名称"), max_length=200)
    need = models.TextField(_("服务要求"))
    place = models.CharField(_("服务地点"), max_length=200)
    quantity = models.DecimalField(_("数量"), max_digits=12, decimal_places=2)
    unit_price = MoneyField(_("单价（元）"))
    amount = MoneyField(_("成交金额（元）"))
    reason = models.TextField(_("选定这家供应商的理由"))
    # Under which name the budget holds what this call-off froze.
    part_code = models.CharField(_("资金占用编号"), max_length=40)
    status = models.CharField(
        _("状态"), max_length=20, choices=CallOffStatus.choices, default=CallOffStatus.ASKED
    )
    author_code = models.CharField(_("经办人"), max_length=40)
    asked_at = models.DateTimeField(_("提出时间"))
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    confirmed_by = models.CharField(_("确认人"), max_length=100, blank=True)
    answered_at = models.DateTimeField(_("供应商答复时间"), null=True, blank=True)
    answered_by = models.CharField(_("供应商答复人"), max_length=100, blank=True)
    answer = models.TextField(_("不接受的理由"), blank=True)
    # What the purchaser says of the service once there is a contract (110 art. 16).
    stars = models.PositiveSmallIntegerField(_("采购人评价"), null=True, blank=True)
    opinion = models.CharField(_("评价意见"), max_length=300, blank=True)
    publication_code = models.CharField(_("公告编号"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("框架协议成交")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["purchaser", "-id"], name="call_off_purchaser"),
            models.Index(fields=["entry", "status"], name="call_off_entry"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="call_off_quantity"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="call_off_amount"),
            models.CheckConstraint(
                condition=Q(stars__isnull=True) | Q(stars__gte=1, stars__lte=5), name="call_off_stars"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("frameworks:calloff-detail", args=[self.code])

    @property
    def supplier(self) -> Organisation:
        return self.entry.supplier

    @property
    @in_language_of_record
    def requirement(self) -> str:
        """Return what the contract begins with: the order with its quantity, price and place."""
        text = _(
            "%(need)s\n数量：%(quantity)s%(unit)s，单价%(price)s元。服务地点：%(place)s。"
            "按框架协议%(framework)s约定的服务标准、计量方式和结算方式履行。"
        )
        return str(text) % {
            "need": self.need,
            "quantity": f"{self.quantity.normalize():,f}",
            "unit": self.framework.unit,
            "price": f"{self.unit_price:,.2f}",
            "place": self.place,
            "framework": self.framework.code,
        }
