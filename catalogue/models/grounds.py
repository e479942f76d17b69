"""What is on file for purchases that look like splitting: a method approval or a budget adjustment (RULES B-19)."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Organisation
from procurement.core.models import Attachment

from ..enums import GroundKind, GroundStatus
from .plan import PlanItem


class SplittingGround(models.Model):
    """Why several purchases of one kind are not splitting (条例第二十八条): an approval or an adjustment.

    ``items`` are those that it covers. Entered by one person; it counts once a second one has confirmed it.
    """

    code = models.CharField(_("登记号"), max_length=40, unique=True)
    organisation = models.ForeignKey(Organisation, verbose_name=_("购买主体"), on_delete=models.PROTECT)
    items = models.ManyToManyField(PlanItem, verbose_name=_("适用的项目"), related_name="splitting_grounds")
    kind = models.CharField(_("依据"), max_length=20, choices=GroundKind.choices)
    document = models.CharField(_("文件名称和文号"), max_length=200)
    document_on = models.DateField(_("文件日期"))
    attachment = models.ForeignKey(
        Attachment, verbose_name=_("文件扫描件"), on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(
        _("状态"), max_length=20, choices=GroundStatus.choices, default=GroundStatus.ENTERED
    )
    author_code = models.CharField(_("登记人编号"), max_length=40)
    author_name = models.CharField(_("登记人"), max_length=100)
    entered_at = models.DateTimeField(_("登记时间"))
    decided_name = models.CharField(_("复核人"), max_length=100, blank=True)
    decided_at = models.DateTimeField(_("复核时间"), null=True, blank=True)
    remarks = models.TextField(_("复核意见"), blank=True)

    class Meta:
        verbose_name = _("不属于化整为零的依据")
        ordering = ["-entered_at", "-pk"]
        indexes = [models.Index(fields=["status", "-entered_at"], name="splitting_ground_status")]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("catalogue:splitting-ground-detail", args=[self.code])
