"""Policy parameters and the working-day calendar: numbers that policy may change, with their dates."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PolicyParameter(models.Model):
    """One value of one parameter from a date on. A later value does not change what was decided before.

    ``value`` is JSON: numbers as text, lists of words as lists. ``confirmed`` false means that the bureau
    has not yet confirmed it against its source; every screen that uses it says so.
    """

    key = models.CharField(_("参数"), max_length=60)
    value = models.JSONField(_("值"))
    effective_from = models.DateField(_("生效日期"))
    effective_to = models.DateField(_("失效日期"), null=True, blank=True)
    source = models.CharField(_("来源文件"), max_length=300)
    confirmed = models.BooleanField(_("已确认"), default=False)
    note = models.TextField(_("说明"), blank=True)
    entered_by = models.CharField(_("录入人"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("政策参数")
        ordering = ["key", "effective_from"]
        constraints = [
            models.UniqueConstraint(fields=["key", "effective_from"], name="policy_parameter_from"),
            models.CheckConstraint(
                condition=models.Q(effective_to__isnull=True)
                | models.Q(effective_to__gte=models.F("effective_from")),
                name="policy_parameter_dates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.effective_from:%Y-%m-%d})"


class CalendarYear(models.Model):
    """A year whose holidays are known. A provisional one was entered by the bureau before the notice."""

    year = models.PositiveSmallIntegerField(_("年份"), unique=True)
    provisional = models.BooleanField(_("暂定"), default=False)
    source = models.CharField(_("来源文件"), max_length=300)

    class Meta:
        verbose_name = _("工作日历年份")
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """A statutory holiday, or a weekend day that is worked in exchange."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("放假")
        ADJUSTED_WORKDAY = "adjusted_workday", _("调休上班")

    date = models.DateField(_("日期"), unique=True)
    kind = models.CharField(_("类别"), max_length=20, choices=Kind.choices)
    name = models.CharField(_("节日"), max_length=40)

    class Meta:
        verbose_name = _("特殊日期")
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.name}"


class CalendarProposal(models.Model):
    """A year's days as one officer entered them; another confirms them before anything is computed by them."""

    year = models.PositiveSmallIntegerField(_("年份"), unique=True)
    provisional = models.BooleanField(_("暂定"), default=False)
    source = models.CharField(_("来源文件"), max_length=300)
    # [["2027-01-01", "holiday", "元旦"], …]
    days = models.JSONField(_("日期"))
    author_code = models.CharField(_("录入人编号"), max_length=40)
    author_name = models.CharField(_("录入人"), max_length=100)
    entered_at = models.DateTimeField(_("录入时间"))

    class Meta:
        verbose_name = _("待核对的工作日历")
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)
