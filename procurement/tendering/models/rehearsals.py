"""A practice opening: real keys and pass phrases of custodians, invented bids, no tender (RULES N-03)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .custody import CustodianKey


class Rehearsal(models.Model):
    """One practice round. Nothing of it is a procurement: bids and prices are invented and say so."""

    code = models.CharField(_("演练编号"), max_length=40, unique=True)
    public_key = models.CharField(_("加密公钥"), max_length=100)
    layers = models.JSONField(_("分层密钥"), default=dict)
    peeled = models.JSONField(_("待第二人开启"), default=dict, blank=True)
    # Name and sealed text of each invented bid, and what came out of them.
    bids = models.JSONField(_("虚构的密封文件"), default=list)
    results = models.JSONField(_("开启结果"), default=list, blank=True)
    starter_code = models.CharField(_("发起人编号"), max_length=40)
    started_at = models.DateTimeField(_("发起时间"))
    opened_at = models.DateTimeField(_("开启时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("开标演练")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.code


class RehearsalSeat(models.Model):
    """One of the three places: a custodian with their own key, or the platform, which plays an absent colleague."""

    rehearsal = models.ForeignKey(Rehearsal, on_delete=models.CASCADE, related_name="seats")
    place = models.CharField(_("位置"), max_length=1)
    key = models.ForeignKey(
        CustodianKey, on_delete=models.PROTECT, null=True, blank=True, related_name="rehearsals"
    )
    # The secret of an invented colleague: it opens this practice and nothing else.
    played = models.CharField(_("平台扮演用的私钥"), max_length=100, blank=True, default="")
    acted_at = models.DateTimeField(_("输入口令的时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("演练席位")
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["rehearsal", "place"], name="rehearsal_place"),
            models.UniqueConstraint(fields=["rehearsal", "key"], name="rehearsal_key"),
        ]

    def __str__(self) -> str:
        return f"{self.rehearsal_id} {self.place}"
