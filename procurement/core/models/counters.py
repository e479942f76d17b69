"""Running numbers of public codes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Counter(models.Model):
    """The last number given out under a prefix; locked while the next is taken."""

    prefix = models.CharField(_("前缀"), max_length=60, unique=True)
    last = models.PositiveIntegerField(_("最后编号"), default=0)

    class Meta:
        verbose_name = _("编号")

    def __str__(self) -> str:
        return f"{self.prefix}{self.last}"
