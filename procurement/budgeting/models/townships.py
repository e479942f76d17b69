"""A township is a budget level of its own: its people's congress approves its budget (RULES N-10, B-18)."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Organisation

from ..enums import FilingStatus


class TownshipBudget(models.Model):
    """The approval of one township's budget of one year, and its filing with the county."""

    code = models.CharField(_("登记号"), max_length=60, unique=True)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("乡镇"), on_delete=models.PROTECT, related_name="township_budgets"
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    congress = models.CharField(_("人民代表大会会议"), max_length=200)
    approved_on = models.DateField(_("批准日期"))
    document = models.CharField(_("决议文件"), max_length=200)
    status = models.CharField(
        _("备案状态"), max_length=20, choices=FilingStatus.choices, default=FilingStatus.NOT_FILED
    )
    filed_on = models.DateField(_("备案日期"), null=True, blank=True)
    filing_number = models.CharField(_("备案号"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("乡镇预算")
        ordering = ["-year", "organisation"]
        constraints = [models.UniqueConstraint(fields=["organisation", "year"], name="township_budget_once")]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("budgeting:township-list") + f"?year={self.year}"
