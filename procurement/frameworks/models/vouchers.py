"""Vouchers: who is served chooses the supplier itself (110 art. 10, 42). Of the person nothing is kept."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalogue.models import PlanItem
from procurement.accounts.models import Organisation
from procurement.core.fields import MoneyField

from ..enums import VoucherBatchStatus
from .calls import CallOff
from .entries import FrameworkEntry
from .frameworks import Framework


class VoucherBatch(models.Model):
    """So many vouchers of so many units each, paid from one plan item; ``amount`` is frozen for all of them."""

    code = models.CharField(_("服务券批次编号"), max_length=40, unique=True)
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="voucher_batches")
    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="voucher_batches")
    purchaser = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="voucher_batches")
    title = models.CharField(_("名称"), max_length=200)
    need = models.TextField(_("服务要求"))
    place = models.CharField(_("发放范围"), max_length=200)
    count = models.PositiveIntegerField(_("张数"))
    each = models.DecimalField(_("每张数量"), max_digits=8, decimal_places=2)
    unit_price = MoneyField(_("单价（元）"))
    amount = MoneyField(_("金额（元）"))
    valid_until = models.DateField(_("选择截止日期"))
    status = models.CharField(
        _("状态"), max_length=20, choices=VoucherBatchStatus.choices, default=VoucherBatchStatus.ASKED
    )
    author_code = models.CharField(_("经办人"), max_length=40)
    issued_at = models.DateTimeField(_("发放时间"), null=True, blank=True)
    issued_by = models.CharField(_("确认人"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("服务券")
        ordering = ["-id"]
        indexes = [models.Index(fields=["purchaser", "-id"], name="voucher_batch_purchaser")]
        constraints = [
            models.CheckConstraint(condition=Q(count__gt=0, each__gt=0), name="voucher_batch_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("frameworks:voucherbatch-detail", args=[self.code])


class Voucher(models.Model):
    """One sheet of paper with one QR code. Only the token's hash is kept, and no name: the purchaser's own list
    says to whom it gave which number.
    """

    batch = models.ForeignKey(VoucherBatch, on_delete=models.PROTECT, related_name="vouchers")
    number = models.PositiveIntegerField(_("券号"))
    token_hash = models.CharField(_("令牌哈希"), max_length=64, unique=True)
    entry = models.ForeignKey(
        FrameworkEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="vouchers"
    )
    chosen_on = models.DateField(_("选择日期"), null=True, blank=True)
    call_off = models.ForeignKey(
        CallOff, on_delete=models.PROTECT, null=True, blank=True, related_name="vouchers"
    )
    stars = models.PositiveSmallIntegerField(_("评价"), null=True, blank=True)

    class Meta:
        verbose_name = _("服务券")
        ordering = ["batch", "number"]
        indexes = [models.Index(fields=["entry", "stars"], name="voucher_entry_stars")]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="voucher_number_once"),
            models.CheckConstraint(
                condition=Q(call_off__isnull=True) | Q(entry__isnull=False), name="voucher_ordered_is_chosen"
            ),
            models.CheckConstraint(
                condition=Q(stars__isnull=True) | Q(stars__gte=1, stars__lte=5), name="voucher_stars"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.number}"
