"""The guidance catalogue: schemes, versions, entries; and the national classification behind it."""

from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Organisation
from procurement.core.fields import MoneyField

from ..enums import ServiceClass, VersionStatus


class NationalItem(models.Model):
    """An item of the national procurement classification (品目分类), class C."""

    code = models.CharField(_("品目编码"), max_length=20, unique=True)
    name = models.CharField(_("品目名称"), max_length=200)
    level = models.PositiveSmallIntegerField(_("级次"))
    parent_code = models.CharField(_("上级编码"), max_length=20, blank=True)
    description = models.TextField(_("说明"), blank=True)

    class Meta:
        verbose_name = _("政府采购品目")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class CatalogueScheme(models.Model):
    """A way to classify services: how many levels there are, and how a code is built from level to level.

    ``code_form`` has one part for each level, ``|`` between them: ``A`` a capital letter, ``9`` a digit,
    anything else itself. A code is its parent's code and its own level's part: ``A|99|99`` reads A0402.
    """

    code = models.SlugField(_("体系编号"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=100, unique=True)
    code_form = models.CharField(
        _("编码规则"),
        max_length=60,
        validators=[RegexValidator(r"^[A9][A9-]*(\|[A9-]*[A9])*$", _("每一级用A（字母）和9（数字）表示。"))],
    )
    source = models.CharField(_("依据"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("目录分类体系")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def parts(self) -> list[str]:
        return self.code_form.split("|")

    @property
    def depth(self) -> int:
        return len(self.parts)


class CatalogueVersion(models.Model):
    """The guidance catalogue of one year and scheme. A published one is never edited (RULES A-13).

    ``origin`` is what it was copied from; ``amends`` with ``amendment_number`` makes it a numbered
    amendment of that version. Days are the county's: a period that ends on a day includes that day.
    """

    code = models.CharField(_("版本编号"), max_length=40, unique=True)
    title = models.CharField(_("名称"), max_length=200)
    year = models.PositiveSmallIntegerField(_("年度"))
    scheme = models.ForeignKey(
        CatalogueScheme,
        verbose_name=_("分类体系"),
        on_delete=models.PROTECT,
        to_field="code",
        db_column="scheme",
        default="national-ab",
    )
    organisation = models.ForeignKey(Organisation, verbose_name=_("制定单位"), on_delete=models.PROTECT)
    status = models.CharField(
        _("状态"), max_length=20, choices=VersionStatus.choices, default=VersionStatus.DRAFT
    )
    document_number = models.CharField(_("文号"), max_length=80, blank=True)
    effective_from = models.DateField(_("施行日期"), null=True, blank=True)
    publication_code = models.CharField(_("公告编号"), max_length=40, blank=True)
    published_at = models.DateTimeField(_("公布时间"), null=True, blank=True)
    origin = models.ForeignKey(
        "self", verbose_name=_("底稿"), on_delete=models.PROTECT, null=True, blank=True, related_name="copies"
    )
    amends = models.ForeignKey(
        "self",
        verbose_name=_("修订的目录"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="amendments",
    )
    amendment_number = models.PositiveSmallIntegerField(_("修订号"), default=0)
    consult_until = models.DateField(_("部门答复期限"), null=True, blank=True)
    comment_from = models.DateField(_("公开征求意见开始"), null=True, blank=True)
    comment_until = models.DateField(_("公开征求意见截止"), null=True, blank=True)
    review_waiver = models.TextField(_("不组织专家论证的理由"), blank=True)
    approved_by = models.CharField(_("批准机关"), max_length=100, blank=True)
    approved_on = models.DateField(_("批准日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("指导性目录")
        ordering = ["-year", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["amends", "amendment_number"],
                condition=models.Q(amends__isnull=False) & ~models.Q(status="DISCARDED"),
                name="catalogue_amendment_number",
            ),
            models.UniqueConstraint(
                fields=["year", "scheme"],
                condition=models.Q(status="PUBLISHED"),
                name="catalogue_one_in_force",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CatalogueItem(models.Model):
    """One node of the tree, at any depth. ``confirmed`` false: code or name awaits its provincial basis.

    ``revision`` grows with every edit: who saves an older one is told what changed instead.
    ``indicators`` are the default targets of whoever plans it, each with name, tier, kind, weight, target
    and unit as in ``regulations.performance``.
    """

    version = models.ForeignKey(CatalogueVersion, on_delete=models.PROTECT, related_name="items")
    code = models.CharField(_("目录编码"), max_length=20)
    name = models.CharField(_("名称"), max_length=200)
    level = models.PositiveSmallIntegerField(_("级次"))
    parent = models.ForeignKey(
        "self",
        verbose_name=_("上级"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    service_class = models.CharField(_("类别"), max_length=20, choices=ServiceClass.choices)
    explanation = models.TextField(_("说明"), blank=True)
    responsible = models.ManyToManyField(
        Organisation, verbose_name=_("责任单位"), related_name="catalogue_items", blank=True
    )
    responsible_other = models.CharField(_("其他责任单位"), max_length=200, blank=True)
    supplier_kinds = models.JSONField(_("承接主体类型"), default=list, blank=True)
    unit = models.CharField(_("计量单位"), max_length=20, blank=True)
    price_from = MoneyField(_("价格标准下限（元）"), null=True, blank=True, default=None)
    price_to = MoneyField(_("价格标准上限（元）"), null=True, blank=True, default=None)
    price_basis = models.CharField(_("价格标准依据"), max_length=300, blank=True)
    service_standard = models.TextField(_("服务标准"), blank=True)
    indicators = models.JSONField(_("默认绩效指标"), default=list, blank=True)
    resident_facing = models.BooleanField(_("直接面向群众"), default=False)
    methods = models.JSONField(_("常用采购方式"), default=list, blank=True)
    centralised = models.BooleanField(_("集中采购目录以内"), default=False)
    provenance = models.CharField(_("来源"), max_length=300, blank=True)
    confirmed = models.BooleanField(_("已确认"), default=False)
    provincial_code = models.CharField(_("省级目录编码"), max_length=40, blank=True)
    national_item = models.ForeignKey(
        NationalItem, verbose_name=_("对应品目"), on_delete=models.PROTECT, null=True, blank=True
    )
    national_match = models.CharField(_("对应方式"), max_length=20, blank=True)
    is_leaf = models.BooleanField(_("可采购"), default=False)
    revision = models.PositiveIntegerField(_("修订号"), default=1)
    search_text = models.TextField(_("检索文本"), editable=False, default="")

    class Meta:
        verbose_name = _("目录条目")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="catalogue_item_code"),
            models.CheckConstraint(
                condition=models.Q(price_from__isnull=True)
                | models.Q(price_to__isnull=True)
                | models.Q(price_to__gte=models.F("price_from")),
                name="catalogue_item_price_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("catalogue:item-detail", args=[self.version.code, self.code])
