"""The framework: what may be called off, at most for how much, by whom, until when."""

from decimal import Decimal

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalogue.models import CatalogueItem
from procurement.accounts.models import Organisation
from procurement.core.fields import MoneyField

from ..enums import (
    AdmissionMethod,
    CallOffWay,
    FrameworkCase,
    FrameworkKind,
    FrameworkStatus,
    OpenCase,
    Pricing,
)


class Framework(models.Model):
    """One framework of one service at one unit price. Its need does not change while it runs (110 art. 11).

    ``ceiling`` is the highest unit price, in an open framework the fee itself. Without ``purchasers`` every
    purchaser of the county may call off.
    """

    code = models.CharField(_("框架协议编号"), max_length=40, unique=True)
    kind = models.CharField(_("形式"), max_length=10, choices=FrameworkKind.choices)
    title = models.CharField(_("项目名称"), max_length=200)
    organiser = models.ForeignKey(
        Organisation, verbose_name=_("征集人"), on_delete=models.PROTECT, related_name="frameworks"
    )
    catalogue_item = models.ForeignKey(
        CatalogueItem, verbose_name=_("目录条目"), on_delete=models.PROTECT, related_name="frameworks"
    )
    case = models.CharField(_("适用情形"), max_length=20, choices=FrameworkCase.choices)
    open_case = models.CharField(_("采用开放式的情形"), max_length=20, choices=OpenCase.choices, blank=True)
    approval = models.CharField(_("主管预算单位批准文号"), max_length=100, blank=True)
    service = models.TextField(_("服务内容和标准"), blank=True)
    staffing = models.TextField(_("服务人员和技术保障"), blank=True)
    measuring = models.TextField(_("服务工作量的计量方式"), blank=True)
    area = models.CharField(_("服务的地域范围"), max_length=300, blank=True)
    qualification = models.TextField(_("供应商资格条件"), blank=True)
    industry = models.CharField(_("所属行业"), max_length=60, blank=True, default="")
    unit = models.CharField(_("计量单位"), max_length=20, blank=True)
    ceiling = MoneyField(_("最高限制单价（元）"))
    pricing = models.CharField(
        _("定价依据"), max_length=20, choices=Pricing.choices, default=Pricing.SURVEYED
    )
    pricing_note = models.TextField(_("最高限制单价怎么确定的"), blank=True)
    annual_estimate = MoneyField(_("预计全年采购金额（元）"))
    users_choose = models.BooleanField(_("由服务对象选择供应商"), default=False)
    purchasers = models.ManyToManyField(
        Organisation, verbose_name=_("适用的采购人"), related_name="usable_frameworks", blank=True
    )
    surveyed_purchasers = models.PositiveSmallIntegerField(_("需求调查：采购人（家）"), default=0)
    surveyed_suppliers = models.PositiveSmallIntegerField(_("需求调查：供应商（家）"), default=0)
    surveyed_experts = models.PositiveSmallIntegerField(_("需求调查：专家（人）"), default=0)
    survey_note = models.TextField(_("少于3家或者没有听取专家意见的原因"), blank=True)
    survey_findings = models.TextField(_("需求调查记录"), blank=True)
    # Why the key review, risk plan and legal adviser of 22号 art. 11 apply beside its own cases (1) and (2).
    key_reason = models.TextField(_("按重点项目管理的理由"), blank=True)
    risk_plan = models.JSONField(_("风险处置方案"), default=list, blank=True)
    term_months = models.PositiveSmallIntegerField(_("框架协议期限（月）"), default=24)
    method = models.CharField(
        _("评审方法"), max_length=20, choices=AdmissionMethod.choices, default=AdmissionMethod.PRICE_FIRST
    )
    # Rows of a scoring table as ``tendering`` takes them; quality-first alone has one (110 art. 25).
    quality_factors = models.JSONField(_("评分表"), default=list, blank=True)
    knock_out = models.DecimalField(_("淘汰率（%）"), max_digits=5, decimal_places=2, default=Decimal(20))
    most_admitted = models.PositiveSmallIntegerField(_("入围供应商数量上限"), null=True, blank=True)
    call_off_way = models.CharField(
        _("第二阶段确定成交供应商的方式"),
        max_length=20,
        choices=CallOffWay.choices,
        default=CallOffWay.DIRECT,
    )
    separate_agreement = models.BooleanField(_("另行签订书面框架协议"), default=False)
    settlement = models.TextField(_("资金支付方式、时间和条件"), blank=True)
    contract_text = models.TextField(_("采购合同（订单）文本"), blank=True)
    exit_rules = models.TextField(_("清退和补充规则"), blank=True)
    feedback_rules = models.TextField(_("用户反馈和评价机制"), blank=True)
    replacement_rules = models.TextField(_("服务升级和降价规则"), blank=True)
    status = models.CharField(
        _("状态"), max_length=20, choices=FrameworkStatus.choices, default=FrameworkStatus.DRAFT
    )
    author_code = models.CharField(_("编制人"), max_length=40)
    submitted_at = models.DateTimeField(_("送审时间"), null=True, blank=True)
    filing_number = models.CharField(_("采购方案备案号"), max_length=40, blank=True)
    filed_at = models.DateTimeField(_("备案时间"), null=True, blank=True)
    notice_code = models.CharField(_("征集公告编号"), max_length=40, blank=True)
    starts_on = models.DateField(_("生效日期"), null=True, blank=True)
    ends_on = models.DateField(_("期满日期"), null=True, blank=True)
    summary_code = models.CharField(_("汇总公告编号"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("框架协议")
        ordering = ["-id"]
        indexes = [models.Index(fields=["status", "ends_on"], name="framework_status_end")]
        constraints = [
            models.CheckConstraint(condition=models.Q(ceiling__gte=0), name="framework_ceiling"),
            models.CheckConstraint(
                condition=models.Q(kind="CLOSED") | models.Q(call_off_way="DIRECT"),
                name="framework_open_direct",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("frameworks:framework-detail", args=[self.code])

    @property
    def is_open(self) -> bool:
        return self.kind == FrameworkKind.OPEN

    @property
    def is_scored(self) -> bool:
        """Tell whether experts score the responses: a closed framework that quality ranks (110 art. 25)."""
        return not self.is_open and self.method == AdmissionMethod.QUALITY_FIRST

    @property
    def is_public(self) -> bool:
        return self.status in FrameworkStatus.public()
