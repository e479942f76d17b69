"""Due events that went wrong."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DueFailure(models.Model):
    """A due event that raised: kept so that it is seen, and tried again with growing pauses (real time).

    The row goes when the event succeeds.
    """

    kind = models.CharField(_("事项"), max_length=60)
    code = models.CharField(_("对象编号"), max_length=80)
    time = models.DateTimeField(_("应办时间"))
    attempts = models.PositiveIntegerField(_("尝试次数"), default=0)
    retry_at = models.DateTimeField(_("下次尝试"))
    error = models.TextField(_("错误"))

    class Meta:
        verbose_name = _("到期事项故障")
        ordering = ["time", "kind", "code"]
        constraints = [models.UniqueConstraint(fields=["kind", "code", "time"], name="due_failure_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"
