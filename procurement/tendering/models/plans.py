"""The implementation plan (采购实施计划): filed by the purchaser, never refused on merits (RULES N-10)."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalogue.enums import OrganisationForm
from catalogue.models import PlanItem
from procurement.accounts.models import Organisation
from procurement.budgeting.models import BudgetLine
from procurement.core.fields import MoneyField
from procurement.regulations.procedures import own_citations

from ..enums import ImplementationPlanStatus, Method
from .entrustments import Entrustment


class ImplementationPlan(models.Model):
    """How a project, or a part of it, will be bought. Filing gives it a number and freezes its money.

    A project may have several, at once or one after the other; their sum never passes it (RULES N-11).
    """

    code = models.CharField(_("实施计划编号"), max_length=40, unique=True)
    filing_number = models.CharField(_("采购计划备案号"), max_length=40, blank=True)
    item = models.ForeignKey(
        PlanItem, verbose_name=_("计划项目"), on_delete=models.PROTECT, related_name="implementation_plans"
    )
    method = models.CharField(_("采购方式"), max_length=40, choices=Method.choices)
    method_reason = models.TextField(_("理由"), blank=True)
    organisation_form = models.CharField(_("组织形式"), max_length=30, choices=OrganisationForm.choices)
    agency = models.ForeignKey(
        Organisation,
        verbose_name=_("代理机构"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    agreement = models.ForeignKey(
        Entrustment,
        verbose_name=_("委托代理协议"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="plans",
    )
    # With what a purchaser runs a tender itself (87 art. 9).
    capacity_people = models.CharField(_("自行招标的专业人员"), max_length=500, blank=True, default="")
    capacity_place = models.CharField(_("自行招标的场所和设备"), max_length=500, blank=True, default="")
    amount = MoneyField(_("金额（元）"))
    scope = models.CharField(_("采购范围"), max_length=200, blank=True, default="")
    # Under which name the budget holds what this plan froze; empty where the project was frozen as a whole.
    part_code = models.CharField(_("资金占用编号"), max_length=40, blank=True, default="")
    # The package of an open tender that two bidders were left of, with whom this plan negotiates (74 art. 27).
    follows = models.ForeignKey(
        "tendering.Package",
        verbose_name=_("承接的废标采购包"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    approval_document = models.CharField(_("方式变更批准文号"), max_length=100, blank=True)
    status = models.CharField(
        _("状态"),
        max_length=20,
        choices=ImplementationPlanStatus.choices,
        default=ImplementationPlanStatus.DRAFT,
    )
    author_code = models.CharField(_("起草人"), max_length=40)
    filed_at = models.DateTimeField(_("备案时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("采购实施计划")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.filing_number or self.code

    def get_absolute_url(self) -> str:
        return reverse("tendering:plan-detail", args=[self.code])

    def own_basis(self, basis: str) -> str:
        """Return what of a basis binds the method of this plan (``core.lifecycle``)."""
        return own_citations(basis, self.method)

    @property
    def title(self) -> str:
        """Return what is bought: the project, and which part of it."""
        return titled(self.item, self.scope)


class PlanSlice(models.Model):
    """What a plan takes of one budget line, where its author chose; without any the oldest money goes first."""

    plan = models.ForeignKey(ImplementationPlan, on_delete=models.CASCADE, related_name="slices")
    line = models.ForeignKey(
        BudgetLine, verbose_name=_("预算指标"), on_delete=models.PROTECT, related_name="+"
    )
    amount = MoneyField(_("金额（元）"))

    class Meta:
        verbose_name = _("占用的预算指标")
        ordering = ["line__year", "line__code"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "line"], name="plan_slice_once"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="plan_slice_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.amount}"


def titled(item: PlanItem, scope: str) -> str:
    """Return a project's title with the part of it that is bought, as notices and lists name it."""
    return f"{item.title}（{scope}）"[:200] if scope else item.title
