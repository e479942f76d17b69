"""Custodians of opening keys: two of three must act (RULES N-03)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Organisation

from .bids import BidRound


class CustodianKey(models.Model):
    """A custodian's personal age key; the secret half is wrapped with a pass phrase only they know."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("保管人"),
        on_delete=models.PROTECT,
        related_name="custodian_keys",
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    public_key = models.CharField(_("公钥"), max_length=100, unique=True)
    wrapped_secret = models.BinaryField(_("加密的私钥"))
    enrolled_at = models.DateTimeField(_("登记时间"))
    revoked_at = models.DateTimeField(_("停用时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("保管人密钥")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(revoked_at__isnull=True), name="custodian_one_active_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}"


class RoundCustodian(models.Model):
    """A custodian appointed to one round, in one of three parts; and when they acted."""

    class Part(models.TextChoices):
        PURCHASER = "PURCHASER", _("采购人经办")
        DISCIPLINE = "DISCIPLINE", _("纪检内控")
        INDEPENDENT = "INDEPENDENT", _("独立第三方")

    round = models.ForeignKey(BidRound, on_delete=models.PROTECT, related_name="custodians")
    part = models.CharField(_("角色"), max_length=20, choices=Part.choices)
    key = models.ForeignKey(CustodianKey, on_delete=models.PROTECT, related_name="rounds")
    acted_at = models.DateTimeField(_("开启时间"), null=True, blank=True)
    # When this person's office ended: whoever leaves keeps no key, and the two others name a successor.
    left_at = models.DateTimeField(_("离任时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("开启保管人")
        constraints = [
            models.UniqueConstraint(fields=["round", "part"], name="round_custodian_part"),
            models.UniqueConstraint(fields=["round", "key"], name="round_custodian_key"),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()} {self.key}"


class CustodianReplacement(models.Model):
    """One of three custodians replaced by the two others: who, by whom, why (RULES N-03).

    ``left`` is what waits after the first of the two and still needs the second, an hour at most; it is emptied when
    the replacement is done or dropped.
    """

    code = models.CharField(_("更换编号"), max_length=40, unique=True)
    round = models.ForeignKey(BidRound, on_delete=models.PROTECT, related_name="replacements")
    part = models.CharField(_("被更换的角色"), max_length=20, choices=RoundCustodian.Part.choices)
    old_key = models.ForeignKey(CustodianKey, on_delete=models.PROTECT, related_name="+")
    new_key = models.ForeignKey(CustodianKey, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("更换原因"), max_length=300)
    first_part = models.CharField(_("第一位办理人"), max_length=20, choices=RoundCustodian.Part.choices)
    second_part = models.CharField(
        _("第二位办理人"), max_length=20, choices=RoundCustodian.Part.choices, blank=True, default=""
    )
    left = models.TextField(_("待第二人确认的密钥层"), blank=True, default="")
    started_at = models.DateTimeField(_("发起时间"))
    until = models.DateTimeField(_("确认期限"))
    done_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    dropped_at = models.DateTimeField(_("作废时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("更换保管人")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round"],
                condition=models.Q(done_at__isnull=True, dropped_at__isnull=True),
                name="replacement_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return self.code
