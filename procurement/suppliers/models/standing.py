"""What a supplier declared, what keeps it out, and how its contracts were graded."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..enums import ListKind
from .suppliers import Supplier


class Declaration(models.Model):
    """The declaration of 采购法 art. 22 as it was signed: text, hash, person and time. Append-only."""

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="declarations")
    text = models.TextField(_("声明内容"))
    sha256 = models.CharField(_("哈希"), max_length=64)
    signed_by_code = models.CharField(_("签署人编号"), max_length=40)
    signed_by_name = models.CharField(_("签署人"), max_length=100)
    signed_at = models.DateTimeField(_("签署时间"))

    class Meta:
        verbose_name = _("供应商声明")
        ordering = ["-signed_at", "-id"]

    def __str__(self) -> str:
        return f"{self.supplier} {self.signed_at:%Y-%m-%d}"


class Exclusion(models.Model):
    """An entry in a list that keeps the supplier out from a day to a day, both included (H-02, H-04, H-05).

    ``ends_on`` empty: until it is lifted. ``source`` names where it was looked up and when.
    """

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="exclusions")
    code = models.CharField(_("记录编号"), max_length=40, unique=True)
    list_kind = models.CharField(_("名单"), max_length=30, choices=ListKind.choices)
    starts_on = models.DateField(_("自"))
    ends_on = models.DateField(_("至"), null=True, blank=True)
    source = models.CharField(_("查询来源"), max_length=300)
    recorded_by = models.CharField(_("记录人"), max_length=100)
    recorded_at = models.DateTimeField(_("记录时间"))
    lifted_on = models.DateField(_("解除日期"), null=True, blank=True)
    lift_reason = models.CharField(_("解除理由"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("限制参加记录")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="exclusion_dates",
            )
        ]

    def __str__(self) -> str:
        return f"{self.supplier} {self.get_list_kind_display()}"


class SupplierGrade(models.Model):
    """The published performance grade of one contract. It informs; it is never a qualification or a score
    (RULES N-09). ``total`` and ``satisfaction`` are points of 100.
    """

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="grades")
    contract_code = models.CharField(_("合同编号"), max_length=80)
    plan_item_code = models.CharField(_("项目编号"), max_length=80)
    title = models.CharField(_("项目名称"), max_length=200)
    grade = models.CharField(_("等级"), max_length=20)
    total = models.DecimalField(_("得分"), max_digits=5, decimal_places=2)
    satisfaction = models.DecimalField(_("满意度"), max_digits=5, decimal_places=2, null=True, blank=True)
    published_at = models.DateTimeField(_("公布时间"))

    class Meta:
        verbose_name = _("履约绩效等级")
        ordering = ["-published_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract_code", "published_at"], name="supplier_grade_once_published"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.grade}"
