"""The demonstration's clock."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SandboxClock(models.Model):
    """How far the rules' time runs from real time in a demonstration: one row, growing only."""

    offset_seconds = models.BigIntegerField(_("与真实时间相差（秒）"))

    class Meta:
        verbose_name = _("演示时钟")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="sandbox_clock_single_row")]

    def __str__(self) -> str:
        return f"{self.offset_seconds:+d} s"
