"""The annual purchase plan: its items."""

import unicodedata
from decimal import Decimal

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Organisation, Village
from procurement.budgeting.models import BudgetLine
from procurement.core.fields import MoneyField
from procurement.regulations import supplier_kinds
from procurement.regulations.money import half_up

from ..enums import ItemStatus, OrganisationForm, Priority, ReserveMeasure
from .versions import CatalogueItem


class PlanItemQuerySet(models.QuerySet):
    """Named groups of plan items."""

    def public(self) -> "PlanItemQuerySet":
        """Keep what the public sees: what was published, also once it is finished."""
        return self.filter(status__in=ItemStatus.public())

    def matching(self, text: str) -> "PlanItemQuerySet":
        """Keep what contains every word of ``text``; Chinese needs no word boundaries."""
        found = self
        for term in unicodedata.normalize("NFKC", text).lower().split()[:8]:
            found = found.filter(search_text__contains=term)
        return found


class PlanItem(models.Model):
    """One thing an organisation wants to buy in a year: the project that every later step belongs to.

    ``amount`` is ``quantity`` × ``unit_price``; the price is rounded to the fen where a sum does not divide.
    Its code is the public project code. ``author_code`` drafted it and may not approve it. ``revision``
    grows with every edit: who saves an older one is told what changed instead.
    """

    code = models.CharField(_("项目编号"), max_length=40, unique=True)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("购买主体"), on_delete=models.PROTECT, related_name="plan_items"
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    title = models.CharField(_("项目名称"), max_length=200)
    catalogue_item = models.ForeignKey(
        CatalogueItem, verbose_name=_("目录条目"), on_delete=models.PROTECT, related_name="plan_items"
    )
    description = models.TextField(_("服务内容"))
    beneficiaries = models.CharField(_("服务对象"), max_length=200, blank=True)
    villages = models.ManyToManyField(
        Village, verbose_name=_("受益村（社区）"), related_name="plan_items", blank=True
    )
    people_served = models.PositiveIntegerField(_("受益人数"), default=0)
    resident_facing = models.BooleanField(_("直接面向群众"), default=True)
    quantity = models.DecimalField(_("数量"), max_digits=14, decimal_places=2, default=1)
    unit = models.CharField(_("计量单位"), max_length=20, default="项")
    unit_price = MoneyField(_("单价（元）"))
    price_reason = models.TextField(_("单价超出价格标准的理由"), blank=True)
    amount = MoneyField(_("预算金额（元）"))
    priority = models.PositiveSmallIntegerField(
        _("优先安排"), choices=Priority.choices, default=Priority.ORDINARY
    )
    start_month = models.PositiveSmallIntegerField(_("预计采购月份"))
    term_months = models.PositiveSmallIntegerField(_("服务期（月）"), default=12)
    term_conditions = models.JSONField(_("长于一年的五项条件"), default=dict, blank=True)
    negative_answers = models.JSONField(_("负面清单六问"), default=dict)
    word_screen_reason = models.TextField(_("敏感词说明"), blank=True)
    method = models.CharField(_("采购方式"), max_length=40)
    method_case = models.CharField(_("适用情形"), max_length=40, blank=True)
    method_reason = models.TextField(_("采用该方式的理由"), blank=True)
    organisation_form = models.CharField(_("组织形式"), max_length=30, choices=OrganisationForm.choices)
    sme_reserved = models.BooleanField(_("专门面向中小企业"), default=False)
    # What is kept for small and medium enterprises where it is not the whole: a share of the amount, and how.
    sme_share = models.DecimalField(
        _("预留给中小企业的份额（%）"), max_digits=5, decimal_places=2, default=Decimal(0)
    )
    sme_measure = models.CharField(
        _("预留的措施"), max_length=20, choices=ReserveMeasure.choices, blank=True, default=""
    )
    # Of what is kept, the part for small and micro enterprises (财库〔2020〕46号 art. 8); None: nobody said.
    sme_small_share = models.DecimalField(
        _("其中预留给小微企业的比例（%）"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    sme_reason = models.CharField(_("不预留的理由"), max_length=300, blank=True)
    county_duty = models.BooleanField(_("县级事权"), default=False)
    matching_amount = MoneyField(_("乡镇配套（元）"))
    delegated = models.BooleanField(_("上级下放或委托的事项"), default=False)
    delegated_by = models.CharField(_("下放或委托的单位和文件"), max_length=200, blank=True)
    delegated_line = models.ForeignKey(
        BudgetLine,
        verbose_name=_("随事项下达的经费"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    satisfaction_weight = models.PositiveSmallIntegerField(_("满意度权重"), default=10)
    continues = models.ForeignKey(
        "self",
        verbose_name=_("延续的上年项目"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    continuation_reason = models.TextField(_("与上年绩效建议不一致的理由"), blank=True)
    status = models.CharField(_("状态"), max_length=20, choices=ItemStatus.choices, default=ItemStatus.DRAFT)
    revision = models.PositiveIntegerField(_("修订号"), default=1)
    author_code = models.CharField(_("起草人编号"), max_length=40)
    author_name = models.CharField(_("起草人"), max_length=100, blank=True)
    remarks = models.TextField(_("审核意见"), blank=True)
    published_at = models.DateTimeField(_("公布时间"), null=True, blank=True)
    publication_code = models.CharField(_("公告编号"), max_length=40, blank=True)
    search_text = models.TextField(_("检索文本"), editable=False, default="")

    objects = PlanItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("购买计划项目")
        ordering = ["code"]
        indexes = [
            models.Index(fields=["organisation", "year"], name="plan_item_owner_year"),
            models.Index(fields=["year", "status"], name="plan_item_year_status"),
            models.Index(fields=["priority"], name="plan_item_priority"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="plan_item_amount_positive"),
            models.CheckConstraint(
                condition=models.Q(sme_share=0)
                | models.Q(sme_share__gt=0, sme_share__lt=100, sme_reserved=False),
                name="plan_item_sme_share",
            ),
            models.CheckConstraint(
                condition=models.Q(sme_small_share__isnull=True)
                | models.Q(sme_small_share__gte=0, sme_small_share__lte=100),
                name="plan_item_small_share",
            ),
            models.CheckConstraint(
                condition=models.Q(start_month__gte=1) & models.Q(start_month__lte=12),
                name="plan_item_month",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("catalogue:plan-item-detail", args=[self.code])

    @property
    def sme_amount(self) -> Decimal:
        """Return what is kept for small and medium enterprises, in yuan: all, a share, or nothing."""
        return self.amount if self.sme_reserved else half_up(self.amount * self.sme_share / 100)

    @property
    def sme_small_amount(self) -> Decimal | None:
        """Return what of that is kept for small and micro enterprises, in yuan; None where nobody said."""
        if self.sme_small_share is None:
            return None
        return half_up(self.sme_amount * self.sme_small_share / 100)

    @property
    def sme_reserve(self) -> str:
        """Return whether all, a share or nothing is reserved, as ``regulations.supplier_kinds`` says it."""
        if self.sme_reserved:
            return supplier_kinds.WHOLE
        return supplier_kinds.PART if self.sme_share else supplier_kinds.NONE

    def get_public_url(self) -> str:
        """Return where everybody reads of the item once it is published."""
        return reverse("catalogue:plan-project", args=[self.code])
