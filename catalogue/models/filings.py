"""What is bought off the catalogue: a request, and what the bureau made of it."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Organisation
from procurement.core.fields import MoneyField

from ..enums import FilingKind, FilingStatus
from .versions import CatalogueItem, CatalogueVersion


class OffCatalogueFiling(models.Model):
    """A request to buy what the catalogue does not have, or has without provincial basis (RULES A-15).

    ``entry`` is where it belongs: the class it would stand in, or the entry that lacks its basis. Filed, it
    serves plan items of its organisation and year; ``taken_into`` names the draft that took it up.
    """

    code = models.CharField(_("申请编号"), max_length=40, unique=True)
    organisation = models.ForeignKey(Organisation, verbose_name=_("申请单位"), on_delete=models.PROTECT)
    year = models.PositiveSmallIntegerField(_("年度"))
    kind = models.CharField(_("情形"), max_length=10, choices=FilingKind.choices)
    entry = models.ForeignKey(CatalogueItem, verbose_name=_("目录位置"), on_delete=models.PROTECT)
    title = models.CharField(_("服务名称"), max_length=200)
    description = models.TextField(_("服务内容"))
    reason = models.TextField(_("确需购买的理由"))
    amount = MoneyField(_("估算金额（元）"))
    negative_answers = models.JSONField(_("负面清单六问"), default=dict)
    word_screen_reason = models.TextField(_("敏感词说明"), blank=True)
    status = models.CharField(
        _("状态"), max_length=20, choices=FilingStatus.choices, default=FilingStatus.REQUESTED
    )
    author_code = models.CharField(_("申请人编号"), max_length=40)
    author_name = models.CharField(_("申请人"), max_length=100)
    requested_at = models.DateTimeField(_("申请时间"))
    number = models.CharField(_("备案号"), max_length=40, blank=True)
    opinion = models.TextField(_("审核意见"), blank=True)
    decided_at = models.DateTimeField(_("审核时间"), null=True, blank=True)
    decided_name = models.CharField(_("审核人"), max_length=100, blank=True)
    taken_into = models.ForeignKey(
        CatalogueVersion, verbose_name=_("已列入"), on_delete=models.PROTECT, null=True, blank=True
    )

    class Meta:
        verbose_name = _("目录外备案")
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=~models.Q(number=""), name="catalogue_filing_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("catalogue:filing-detail", args=[self.code])
