"""The supplier, its fields of service and its papers."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from procurement.accounts.enums import SupplierKind
from procurement.accounts.models import Organisation
from procurement.core.codes import random_code
from procurement.core.models import Attachment
from procurement.regulations.branches import named_as_branch

from ..enums import BRANCH_KINDS, PaperKind, Scale, SupplierStatus


def paper_code() -> str:
    """Return the public code of a proof."""
    return random_code(3)


class Supplier(models.Model):
    """What an organisation that supplies is known by. ``code`` is its organisation's.

    ``identity_number`` is an individual's identity card number: personal, shown to nobody but the person
    and the bureau. ``code_warnings`` is what the check of the credit code found doubtful.
    """

    organisation = models.OneToOneField(
        Organisation, verbose_name=_("机构"), on_delete=models.PROTECT, related_name="supplier"
    )
    code = models.CharField(_("供应商编号"), max_length=40, unique=True)
    status = models.CharField(
        _("状态"), max_length=30, choices=SupplierStatus.choices, default=SupplierStatus.REGISTERED
    )
    supplier_kind = models.CharField(_("类型"), max_length=40, choices=SupplierKind.choices)
    identity_number = models.CharField(_("身份证号"), max_length=18, unique=True, null=True, blank=True)
    legal_representative = models.CharField(_("法定代表人（负责人）"), max_length=60)
    controller = models.CharField(_("控股股东或实际控制人"), max_length=200, blank=True)
    head_office = models.CharField(_("总公司（总所）"), max_length=200, blank=True)
    contact = models.CharField(_("联系人"), max_length=60, blank=True)
    phone = models.CharField(_("联系电话"), max_length=40)
    address = models.CharField(_("住所"), max_length=200)
    bank_name = models.CharField(_("开户银行"), max_length=100)
    bank_account = models.CharField(_("银行账号"), max_length=40)
    scale = models.CharField(_("规模"), max_length=20, choices=Scale.choices)
    code_warnings = models.JSONField(_("代码提示"), default=list, blank=True)
    registered_at = models.DateTimeField(_("注册时间"))
    requested_at = models.DateTimeField(_("申请核验时间"), null=True, blank=True)
    verified_at = models.DateTimeField(_("核验时间"), null=True, blank=True)
    question = models.TextField(_("要补充说明的"), blank=True)
    answer = models.TextField(_("补充说明"), blank=True)
    refusal_reason = models.TextField(_("核验未通过的理由"), blank=True)

    class Meta:
        verbose_name = _("供应商")
        ordering = ["code"]
        indexes = [models.Index(fields=["status", "registered_at"], name="supplier_status")]

    def __str__(self) -> str:
        return self.organisation.name

    def get_absolute_url(self) -> str:
        return reverse("suppliers:supplier-detail", kwargs={"code": self.code})

    @property
    def is_branch(self) -> bool:
        """It says so itself, or its name does; it bids only with its head office's authorisation (H-10)."""
        named = self.supplier_kind in BRANCH_KINDS and named_as_branch(self.organisation.name)
        return named or bool(self.head_office)


class SupplierField(models.Model):
    """A field of service, by the code of the guidance catalogue; the code outlives the catalogue's year."""

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="fields_of_service")
    catalogue_code = models.CharField(_("目录编码"), max_length=20)

    class Meta:
        verbose_name = _("服务领域")
        ordering = ["catalogue_code"]
        constraints = [
            models.UniqueConstraint(fields=["supplier", "catalogue_code"], name="supplier_field_once")
        ]

    def __str__(self) -> str:
        return self.catalogue_code


class SupplierTown(models.Model):
    """A township where the supplier offers its services, by division code."""

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="towns")
    division_code = models.CharField(_("行政区划代码"), max_length=12)

    class Meta:
        verbose_name = _("服务乡镇")
        ordering = ["division_code"]
        constraints = [
            models.UniqueConstraint(fields=["supplier", "division_code"], name="supplier_town_once")
        ]

    def __str__(self) -> str:
        return self.division_code


class SupplierPaper(models.Model):
    """A proof handed in once and used many times (N-04). Withdrawn, never deleted.

    ``commitment`` is the signed letter that stands for the proof where the bureau lets it; no file then.
    """

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="papers")
    code = models.CharField(_("编号"), max_length=40, unique=True, default=paper_code)
    attachment = models.OneToOneField(
        Attachment, verbose_name=_("文件"), on_delete=models.PROTECT, null=True, blank=True
    )
    commitment = models.TextField(_("承诺书"), blank=True)
    signed_by = models.CharField(_("签署人"), max_length=100, blank=True)
    kind = models.CharField(_("种类"), max_length=20, choices=PaperKind.choices)
    valid_until = models.DateField(_("有效期至"), null=True, blank=True)
    added_at = models.DateTimeField(_("提交时间"))
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)
    seen_at = models.DateTimeField(_("核验查看时间"), null=True, blank=True)
    seen_by = models.CharField(_("核验查看人"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("证明材料")
        ordering = ["kind", "-added_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(attachment__isnull=True) ^ models.Q(commitment=""),
                name="supplier_paper_file_or_letter",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.attachment.name if self.attachment else ''}".strip()
