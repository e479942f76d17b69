"""A purchaser's plan of one year: decided together, handed in, agreed, part of the county's plan."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Organisation
from procurement.core.models import Attachment

from ..enums import AnnualStatus


class AnnualPlan(models.Model):
    """What one organisation means to buy in a year: its plan items, decided together (RULES N-10).

    It holds no money and is neither the budget nor an implementation plan. Its items are those of the same
    organisation and year. ``minutes`` are the papers of the collective decision.
    ``inherited``: its items are older than such plans, and no paper of a decision was ever asked for.
    """

    code = models.CharField(_("计划编号"), max_length=60, unique=True)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("购买主体"), on_delete=models.PROTECT, related_name="annual_plans"
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    status = models.CharField(
        _("状态"), max_length=20, choices=AnnualStatus.choices, default=AnnualStatus.DRAFTING
    )
    meeting = models.CharField(_("集体决策会议"), max_length=200, blank=True)
    meeting_on = models.DateField(_("会议日期"), null=True, blank=True)
    decided_by = models.CharField(_("参会和决策人员"), max_length=500, blank=True)
    minutes = models.ForeignKey(
        Attachment,
        verbose_name=_("会议纪要"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    inherited = models.BooleanField(_("补登的计划"), default=False)
    remarks = models.TextField(_("审核意见"), blank=True)
    submitted_code = models.CharField(_("提交人编号"), max_length=40, blank=True)
    submitted_name = models.CharField(_("提交人"), max_length=100, blank=True)
    submitted_at = models.DateTimeField(_("提交时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("年度购买计划")
        ordering = ["-year", "organisation__code"]
        indexes = [models.Index(fields=["status", "year"], name="annual_plan_status")]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year"], name="annual_plan_once"),
            # What was handed in was decided at a meeting, on a day, and there is a paper of it.
            models.CheckConstraint(
                condition=Q(status=AnnualStatus.DRAFTING)
                | Q(inherited=True)
                | (Q(minutes__isnull=False) & Q(meeting_on__isnull=False) & ~Q(meeting="")),
                name="annual_plan_decided",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("catalogue:annual-detail", args=[self.code])
