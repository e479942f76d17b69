"""Budget lines, what each cause holds of them, and the append-only ledger."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Organisation
from procurement.core.fields import MoneyField
from procurement.core.models import AuditEntry

from ..enums import EntryKind, FundSource, LineStatus

_NEVER_NEGATIVE = Q(reserved__gte=0) & Q(frozen__gte=0) & Q(committed__gte=0) & Q(paid__gte=0)


class BudgetLine(models.Model):
    """Money of one organisation, year and budget project. Balances equal the sums of its ledger.

    The database refuses a negative balance and more promises than money, to raw SQL as well (RULES B-05).
    """

    code = models.CharField(_("预算指标编号"), max_length=40, unique=True)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="budget_lines"
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    project_name = models.CharField(_("预算项目"), max_length=200)
    fund_source = models.CharField(_("资金来源"), max_length=30, choices=FundSource.choices)
    functional_class = models.CharField(_("功能分类"), max_length=20, blank=True)
    economic_class = models.CharField(_("经济分类"), max_length=20, blank=True)
    allotment_number = models.CharField(_("指标文号"), max_length=60, blank=True)
    # The number that the province's integrated budget system gave the allotment: once, where it is known.
    system_number = models.CharField(_("一体化系统指标编号"), max_length=60, blank=True)
    status = models.CharField(_("状态"), max_length=20, choices=LineStatus.choices, default=LineStatus.DRAFT)
    # Who entered it: the same person may not approve it.
    author_code = models.CharField(_("录入人编号"), max_length=40, blank=True)
    author_name = models.CharField(_("录入人"), max_length=100, blank=True)
    # The year that unspent money may be used in, once it was carried over.
    carried_to = models.PositiveSmallIntegerField(_("结转使用年度"), null=True, blank=True)
    proposed = MoneyField(_("申报数（元）"))
    planned = MoneyField(_("中期规划数（元）"))
    approved = MoneyField(_("批准数（元）"))
    adjusted = MoneyField(_("调整数（元）"))
    reserved = MoneyField(_("预留（元）"))
    frozen = MoneyField(_("冻结（元）"))
    committed = MoneyField(_("合同承诺（元）"))
    paid = MoneyField(_("已支付（元）"))

    class Meta:
        verbose_name = _("预算指标")
        ordering = ["code"]
        indexes = [models.Index(fields=["organisation", "year"], name="budget_line_owner_year")]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved__gte=0)
                & Q(planned__gte=0)
                & Q(
                    approved__gte=F("reserved")
                    + F("frozen")
                    + F("committed")
                    + F("paid")
                    - F("adjusted")
                    - F("planned")
                ),
                name="budget_line_never_over_committed",
            ),
            models.CheckConstraint(condition=_NEVER_NEGATIVE, name="budget_line_never_negative"),
            models.UniqueConstraint(
                fields=["system_number"],
                condition=~Q(system_number=""),
                name="budget_line_system_number_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.project_name}"

    def get_absolute_url(self) -> str:
        return reverse("budgeting:line-detail", args=[self.code])

    @property
    def total(self) -> Decimal:
        """Return approved plus adjustments, in yuan; on the mid-term plan what is planned for the year."""
        return self.approved + self.adjusted + self.planned

    @property
    def spending_year(self) -> int:
        """Return the latest year that the line's money may be spent in."""
        return self.carried_to or self.year

    @property
    def promised(self) -> Decimal:
        """Return what is reserved, frozen, committed or paid, in yuan."""
        return self.reserved + self.frozen + self.committed + self.paid

    @property
    def free(self) -> Decimal:
        """Return what is neither reserved, frozen, committed nor paid, in yuan."""
        return self.total - self.promised


class Holding(models.Model):
    """What one cause (a plan item) holds of one line.

    What is reserved stands with the cause itself (``part_code`` empty); what one of its procurements has frozen,
    promised or paid stands with that procurement, so that none can touch another's money (RULES N-11).
    """

    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="holdings")
    cause_kind = models.CharField(_("事由类别"), max_length=30, default="plan-item")
    cause_code = models.CharField(_("事由编号"), max_length=80)
    part_code = models.CharField(_("采购编号"), max_length=40, blank=True, default="")
    reserved = MoneyField(_("预留（元）"))
    frozen = MoneyField(_("冻结（元）"))
    committed = MoneyField(_("合同承诺（元）"))
    paid = MoneyField(_("已支付（元）"))

    class Meta:
        verbose_name = _("资金占用")
        constraints = [
            models.UniqueConstraint(
                fields=["line", "cause_kind", "cause_code", "part_code"], name="holding_part_once"
            ),
            models.CheckConstraint(condition=_NEVER_NEGATIVE, name="holding_never_negative"),
        ]
        indexes = [models.Index(fields=["cause_code"], name="holding_cause")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.cause_code}"

    @property
    def held(self) -> Decimal:
        """Return what the cause holds and has not spent, in yuan."""
        return self.reserved + self.frozen + self.committed


class LedgerEntry(models.Model):
    """One movement of money on a line: append-only, with its cause. ``amount`` is negative in a cut only."""

    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="entries")
    seq = models.PositiveIntegerField(_("序号"))
    kind = models.CharField(_("类别"), max_length=20, choices=EntryKind.choices)
    amount = MoneyField(_("金额（元）"))
    cause_kind = models.CharField(_("事由类别"), max_length=30)
    cause_code = models.CharField(_("事由编号"), max_length=80)
    # Which procurement of the cause froze, promised or paid it; empty for what concerns the cause as a whole.
    part_code = models.CharField(_("采购编号"), max_length=40, blank=True, default="")
    document = models.CharField(_("依据文件"), max_length=200, blank=True)
    at = models.DateTimeField(_("时间"))
    actor_code = models.CharField(_("经办人编号"), max_length=40)
    actor_name = models.CharField(_("经办人"), max_length=100)
    # Entries made before the ledger named their audit entry have none.
    audit_entry = models.ForeignKey(
        AuditEntry, verbose_name=_("审计记录"), on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("预算台账")
        ordering = ["line", "seq"]
        constraints = [models.UniqueConstraint(fields=["line", "seq"], name="ledger_line_seq")]
        indexes = [
            models.Index(fields=["cause_code", "at"], name="ledger_cause"),
            models.Index(fields=["at", "id"], name="ledger_at"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} #{self.seq} {self.kind} {self.amount}"
