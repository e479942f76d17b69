"""The call of a closed framework, and what came out of it (110 art. 22 to 28)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from procurement.tendering.models import Package

from .frameworks import Framework


class Solicitation(models.Model):
    """One call: its package carries the sealed round; a call that failed is followed by another.

    The seed of a possible draw between equals is fixed, and its hash audited, before anybody can respond; it is
    mixed with the round's root. ``bundle`` is ``framework-admission/1``, ``result`` what follows from it.
    With a ``supplement_reason`` it looks for more suppliers while the framework stays in force (110 art. 31).
    """

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="solicitations")
    package = models.OneToOneField(Package, on_delete=models.PROTECT, related_name="solicitation")
    validity_days = models.PositiveSmallIntegerField(_("响应文件有效期（日）"))
    seed = models.CharField(_("抽签种子"), max_length=64)
    draw = models.JSONField(_("并列抽签"), default=dict, blank=True)
    bundle = models.JSONField(_("入围数据包"), default=dict, blank=True)
    bundle_sha256 = models.CharField(_("数据包哈希"), max_length=64, blank=True)
    result = models.JSONField(_("入围结果"), default=dict, blank=True)
    evaluated_at = models.DateTimeField(_("确定入围时间"), null=True, blank=True)
    notice_code = models.CharField(_("入围结果公告编号"), max_length=40, blank=True)
    supplement_reason = models.TextField(_("补充征集的原因"), blank=True, default="")

    class Meta:
        verbose_name = _("框架协议征集")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.package.code

    @property
    def is_supplement(self) -> bool:
        return bool(self.supplement_reason)
