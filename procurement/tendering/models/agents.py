"""People who bid for a supplier in one tender only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Organisation, User

from .tenders import Tender


class BidAgent(models.Model):
    """A supplier's written authorisation (授权委托书) of one person for one tender; ended, never deleted.

    Known to the supplier alone until the deadline has passed: it tells who is going to bid (RULES I-03).
    """

    code = models.CharField(_("授权编号"), max_length=40, unique=True)
    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="agents")
    supplier = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, verbose_name=_("代理人"), on_delete=models.PROTECT, related_name="+")
    letter = models.TextField(_("授权委托书"))
    sha256 = models.CharField(_("哈希"), max_length=64)
    signed_by = models.CharField(_("授权人"), max_length=100)
    signed_at = models.DateTimeField(_("授权时间"))
    ended_at = models.DateTimeField(_("终止时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("授权代理人")
        ordering = ["-signed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "supplier", "user"],
                condition=models.Q(ended_at__isnull=True),
                name="bid_agent_once",
            )
        ]

    def __str__(self) -> str:
        return self.code
