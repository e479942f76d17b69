"""The demonstration's clock."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SandboxClock(models.Model):
    """How far the rules' time runs from real time in a demonstration: one row, its offset growing only."""

    offset_seconds = models.BigIntegerField(_("与真实时间相差（秒）"))
    # What falls due next, worked out by the scheduler and by each move: the bar on every page only reads it.
    next_at = models.DateTimeField(_("下一到期时间"), null=True, blank=True)
    next_labels = models.JSONField(_("下一到期事项"), default=dict, blank=True)

    class Meta:
        verbose_name = _("演示时钟")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="sandbox_clock_single_row")]

    def __str__(self) -> str:
        return f"{self.offset_seconds:+d} s"
