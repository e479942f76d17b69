"""The written agreement between a purchaser and an agency (委托代理协议; 采购法 art. 20, agency rules art. 13)."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Organisation
from procurement.core.fields import MoneyField

from ..enums import EntrustmentStatus, FeePayer, FileKeeper, Power


class Entrustment(models.Model):
    """What an agency does for a purchaser, with which powers, until when, for which fee, and who keeps the file.

    A plan is run under one agreement; one agreement may serve several plans of its purchaser.
    """

    code = models.CharField(_("协议编号"), max_length=40, unique=True)
    purchaser = models.ForeignKey(
        Organisation, verbose_name=_("采购人"), on_delete=models.PROTECT, related_name="entrustments"
    )
    agency = models.ForeignKey(
        Organisation, verbose_name=_("代理机构"), on_delete=models.PROTECT, related_name="mandates"
    )
    # The plan it was drawn up for, which runs under it once both have signed.
    drafted_for = models.ForeignKey(
        "tendering.ImplementationPlan",
        verbose_name=_("实施计划"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="drafted_agreements",
    )
    scope = models.TextField(_("委托范围"))
    powers = models.JSONField(_("委托权限"), default=list)
    starts_on = models.DateField(_("委托期限自"))
    ends_on = models.DateField(_("委托期限至"))
    fee_payer = models.CharField(_("代理费用由谁支付"), max_length=20, choices=FeePayer.choices)
    fee_standard = models.CharField(_("代理费用收取方式和标准"), max_length=300)
    fee_amount = MoneyField(_("代理费用（元）"), null=True, blank=True, default=None)
    fee_reason = models.CharField(_("由采购人支付的理由"), max_length=300, blank=True)
    file_keeper = models.CharField(_("采购文件由谁保存"), max_length=20, choices=FileKeeper.choices)
    ending_terms = models.TextField(_("协议解除及终止"))
    liability = models.TextField(_("违约责任"))
    status = models.CharField(
        _("状态"), max_length=20, choices=EntrustmentStatus.choices, default=EntrustmentStatus.DRAFT
    )
    # Kept from before agreements were records of their own: one sentence said all.
    entered_afterwards = models.BooleanField(_("补录"), default=False)
    author_code = models.CharField(_("起草人"), max_length=40)
    signed_for_purchaser = models.CharField(_("采购人签署人"), max_length=100, blank=True)
    signed_for_purchaser_at = models.DateTimeField(_("采购人签署时间"), null=True, blank=True)
    signed_for_agency = models.CharField(_("代理机构签署人"), max_length=100, blank=True)
    signed_for_agency_at = models.DateTimeField(_("代理机构签署时间"), null=True, blank=True)
    # Both parties were told that the period ends soon.
    reminded_at = models.DateTimeField(_("到期提醒时间"), null=True, blank=True)
    ended_at = models.DateTimeField(_("终止时间"), null=True, blank=True)
    end_reason = models.CharField(_("终止原因"), max_length=500, blank=True)
    # What the agency handed over: ``kept`` the platform's own papers with their hashes, ``brought`` what came beside.
    papers = models.JSONField(_("移交清单"), default=dict, blank=True)
    handed_over_by = models.CharField(_("移交人"), max_length=100, blank=True)
    handed_over_at = models.DateTimeField(_("移交时间"), null=True, blank=True)
    received_by = models.CharField(_("签收人"), max_length=100, blank=True)
    received_at = models.DateTimeField(_("签收时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("委托代理协议")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="entrustment_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.agency}"

    def get_absolute_url(self) -> str:
        return reverse("tendering:entrustment-detail", args=[self.code])

    @property
    def power_labels(self) -> list[str]:
        return [str(power.label) for power in Power if power in self.powers]
