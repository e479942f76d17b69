"""A supplier in a framework: applied, admitted, gone."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Organisation
from procurement.core.fields import MoneyField

from ..enums import EntryStatus, RemovalGround
from .frameworks import Framework


class FrameworkEntry(models.Model):
    """What one supplier offers under a framework; its code is the number of its agreement.

    ``price`` is the agreed unit price: the highest that any call-off may pay (110 art. 13).
    """

    code = models.CharField(_("框架协议书编号"), max_length=40, unique=True)
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="entries")
    supplier = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="framework_entries")
    price = MoneyField(_("协议单价（元）"))
    area = models.CharField(_("能够服务的地域"), max_length=300)
    phone = models.CharField(_("公布的联系电话"), max_length=40)
    capacity = models.TextField(_("服务人员和能力"))
    statement = models.TextField(_("符合资格条件的说明"))
    rank = models.PositiveSmallIntegerField(_("入围排序"), null=True, blank=True)
    status = models.CharField(
        _("状态"), max_length=20, choices=EntryStatus.choices, default=EntryStatus.APPLIED
    )
    applied_at = models.DateTimeField(_("申请时间"))
    applied_by = models.CharField(_("申请人"), max_length=100)
    credit_record = models.TextField(_("信用查询记录"), blank=True)
    decided_at = models.DateTimeField(_("审核时间"), null=True, blank=True)
    decided_by = models.CharField(_("审核人"), max_length=100, blank=True)
    decision = models.TextField(_("审核意见"), blank=True)
    notice_code = models.CharField(_("入围公告编号"), max_length=40, blank=True)
    signed_at = models.DateTimeField(_("框架协议签订时间"), null=True, blank=True)
    signed_by = models.CharField(_("供应商签署人"), max_length=100, blank=True)
    ended_at = models.DateTimeField(_("退出或清退时间"), null=True, blank=True)
    removal_ground = models.CharField(_("清退情形"), max_length=20, choices=RemovalGround.choices, blank=True)
    end_reason = models.TextField(_("退出或清退的原因"), blank=True)
    end_notice_code = models.CharField(_("退出公告编号"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("入围供应商")
        ordering = ["framework", "rank", "id"]
        indexes = [models.Index(fields=["supplier", "-id"], name="framework_entry_supplier")]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "supplier"],
                condition=Q(status__in=EntryStatus.live()),
                name="framework_entry_once",
            ),
            models.CheckConstraint(condition=Q(price__gt=0), name="framework_entry_price"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.supplier}"

    def get_absolute_url(self) -> str:
        return reverse("frameworks:entry-detail", args=[self.code])
