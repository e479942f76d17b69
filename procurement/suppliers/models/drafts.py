"""What somebody who signs up has typed so far."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User


class RegistrationDraft(models.Model):
    """A sign-up under way: one for each person, encrypted with a key outside database and files.

    It holds identity numbers and bank accounts of people who are not registered yet.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    content = models.BinaryField(_("加密的草稿"))
    saved_at = models.DateTimeField(_("保存时间"))

    class Meta:
        verbose_name = _("注册草稿")

    def __str__(self) -> str:
        return f"{self.user_id}"
