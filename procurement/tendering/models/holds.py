"""Holds: what an upper room (a challenge, a complaint) forbids down here."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .tenders import Tender


class Hold(models.Model):
    """While a hold is on, the guards of awarding and contracts refuse to go on (RULES D-44, D-45)."""

    code = models.CharField(_("暂停编号"), max_length=40, unique=True)
    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="holds")
    reason = models.CharField(_("原因"), max_length=300)
    basis = models.CharField(_("依据"), max_length=120)
    source_kind = models.CharField(_("来源类别"), max_length=30)
    source_code = models.CharField(_("来源编号"), max_length=40)
    starts_at = models.DateTimeField(_("开始"))
    until = models.DateTimeField(_("最迟到"), null=True, blank=True)
    lifted_at = models.DateTimeField(_("解除时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("暂停")
        ordering = ["starts_at"]

    def __str__(self) -> str:
        return self.reason
