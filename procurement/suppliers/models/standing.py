"""What a supplier declared, what keeps it out, and how its contracts were graded."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from procurement.core.models import Attachment

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

    ``ends_on`` empty: until it is lifted. ``source`` names where it was looked up and when. A list also
    names bodies that are not registered here: they are kept by ``credit_code`` and found when they come.
    """

    supplier = models.ForeignKey(
        Supplier, on_delete=models.PROTECT, related_name="exclusions", null=True, blank=True
    )
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    name = models.CharField(_("名称"), max_length=200, blank=True)
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
            ),
            models.CheckConstraint(
                condition=models.Q(supplier__isnull=False) | ~models.Q(credit_code=""),
                name="exclusion_names_somebody",
            ),
        ]
        indexes = [models.Index(fields=["credit_code"], name="exclusion_credit_code")]

    def __str__(self) -> str:
        return f"{self.supplier or self.name} {self.get_list_kind_display()}"


class ListCheck(models.Model):
    """A list was consulted for a supplier: where, when, by whom, what it said (财库〔2016〕125号). Append-only."""

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="list_checks")
    list_kind = models.CharField(_("名单"), max_length=30, choices=ListKind.choices)
    found = models.BooleanField(_("列入名单"))
    source = models.CharField(_("查询网站"), max_length=300)
    record = models.CharField(_("查询记录"), max_length=500)
    attachment = models.ForeignKey(
        Attachment, verbose_name=_("查询截图"), on_delete=models.PROTECT, null=True, blank=True
    )
    checked_by = models.CharField(_("查询人"), max_length=100)
    checked_at = models.DateTimeField(_("查询时间"))

    class Meta:
        verbose_name = _("名单查询记录")
        ordering = ["-checked_at", "-id"]

    def __str__(self) -> str:
        return f"{self.supplier} {self.get_list_kind_display()}"


class UnfoundedComplaint(models.Model):
    """A complaint of the supplier's that a finance department, here or elsewhere, found without any fact.

    Three within twelve months, counted in the whole country, and finance lists the supplier (94号 art. 37).
    """

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="unfounded_complaints")
    decided_on = models.DateField(_("处理决定日期"))
    number = models.CharField(_("处理决定文号"), max_length=100)
    authority = models.CharField(_("作出决定的财政部门"), max_length=200)
    recorded_by = models.CharField(_("记录人"), max_length=100)
    recorded_at = models.DateTimeField(_("记录时间"))

    class Meta:
        verbose_name = _("查无实据的投诉")
        ordering = ["-decided_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["supplier", "number"], name="unfounded_complaint_once")
        ]

    def __str__(self) -> str:
        return f"{self.supplier} {self.number}"


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
