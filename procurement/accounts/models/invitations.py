"""Invitations by mail to act for an organisation."""

from datetime import datetime

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from procurement.core.codes import random_code

from .organisations import Organisation
from .people import User


def invitation_code() -> str:
    """Return the code in the invitation's address; it opens nothing without the invited mail address."""
    return random_code(4)


class Invitation(models.Model):
    """Somebody is asked by mail to take offices. Only who has proven that address can accept."""

    code = models.CharField(_("邀请编号"), max_length=40, unique=True, default=invitation_code)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("机构"), on_delete=models.PROTECT, related_name="invitations"
    )
    email = models.EmailField(_("邮箱"))
    offices = models.JSONField(_("岗位"))
    invited_by = models.ForeignKey(User, verbose_name=_("邀请人"), on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(_("邀请时间"))
    expires_at = models.DateTimeField(_("失效时间"))
    accepted_by = models.ForeignKey(
        User, verbose_name=_("接受人"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(_("接受时间"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("收回时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("邀请")
        ordering = ["-invited_at", "-id"]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("accounts:invitation-accept", kwargs={"code": self.code})

    def is_open(self, at: datetime) -> bool:
        """Tell whether it can still be accepted."""
        return self.accepted_at is None and self.revoked_at is None and at <= self.expires_at
