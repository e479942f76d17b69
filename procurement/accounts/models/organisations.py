"""Organisations of every kind that takes part in a county's purchasing."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..enums import OrganisationKind, SupplierKind


class OrganisationQuerySet(models.QuerySet):
    """Named groups of organisations."""

    def active(self) -> "OrganisationQuerySet":
        return self.filter(active=True)

    def purchasers(self) -> "OrganisationQuerySet":
        return self.filter(kind__in=OrganisationKind.purchasers())

    def suppliers(self) -> "OrganisationQuerySet":
        return self.filter(kind=OrganisationKind.SUPPLIER)


class Organisation(models.Model):
    """A body that acts on the platform through the people who hold its offices."""

    code = models.CharField(_("机构编号"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=200)
    short_name = models.CharField(_("简称"), max_length=60, blank=True)
    kind = models.CharField(_("类别"), max_length=30, choices=OrganisationKind.choices)
    supplier_kind = models.CharField(_("供应商类型"), max_length=40, choices=SupplierKind.choices, blank=True)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, unique=True, null=True, blank=True)
    division_code = models.CharField(_("行政区划代码"), max_length=12, blank=True)
    supervising = models.ForeignKey(
        "self",
        verbose_name=_("主管预算单位"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="supervised",
    )
    address = models.CharField(_("地址"), max_length=200, blank=True)
    contact_name = models.CharField(_("联系人"), max_length=60, blank=True)
    contact_phone = models.CharField(_("联系电话"), max_length=40, blank=True)
    population = models.PositiveIntegerField(_("人口"), null=True, blank=True)
    active = models.BooleanField(_("启用"), default=True)
    # When the bureau last appointed somebody in a supplier that had no administrator left (RULES I-03).
    restaffed_at = models.DateTimeField(_("财政部门重新任命管理员的时间"), null=True, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("机构")
        ordering = ["code"]
        indexes = [models.Index(fields=["kind", "name"], name="organisation_kind_name")]

    def __str__(self) -> str:
        return self.name
