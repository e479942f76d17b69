"""The tender and its packages."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from catalogue.models import PlanItem
from procurement.accounts.models import Organisation
from procurement.core.fields import MoneyField
from procurement.regulations.procedures import own_articles, own_citations

from ..enums import AwardRule, InvitationWay, Method, PackageStatus, TenderStatus
from .plans import ImplementationPlan


class TenderQuerySet(models.QuerySet["Tender"]):
    def for_items(self) -> "TenderQuerySet":
        """Leave out the calls of closed frameworks: they have pages of their own."""
        return self.exclude(method=Method.FRAMEWORK)


class Tender(models.Model):
    """One procurement activity under one notice. The purchaser stays the buyer if an agency runs it.

    The call of a closed framework is one as well (method FRAMEWORK): who runs the framework is its purchaser, its one
    package asks for one unit price, and it has neither plan nor item, since it buys nothing yet (110 art. 9).
    """

    code = models.CharField(_("项目编号"), max_length=40, unique=True)
    plan = models.ForeignKey(
        ImplementationPlan,
        verbose_name=_("实施计划"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tenders",
    )
    item = models.ForeignKey(
        PlanItem,
        verbose_name=_("计划项目"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tenders",
    )
    purchaser = models.ForeignKey(
        Organisation, verbose_name=_("采购人"), on_delete=models.PROTECT, related_name="tenders"
    )
    agency = models.ForeignKey(
        Organisation,
        verbose_name=_("代理机构"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="run_tenders",
    )
    title = models.CharField(_("项目名称"), max_length=200)
    method = models.CharField(_("采购方式"), max_length=40, choices=Method.choices)
    award_rule = models.CharField(_("评审办法"), max_length=40, choices=AwardRule.choices)
    status = models.CharField(
        _("状态"), max_length=20, choices=TenderStatus.choices, default=TenderStatus.DRAFT
    )
    budget = MoneyField(_("预算金额（元）"))
    requirement = models.TextField(_("采购需求概况"), blank=True)
    qualification_note = models.TextField(_("资格要求说明"), blank=True)
    commercial_terms = models.TextField(_("商务条款"), blank=True)
    # The commercial terms in their parts (``selectors.takeover.COMMERCIAL``); ``commercial_terms`` says them.
    commercial = models.JSONField(_("商务条款各项"), default=dict, blank=True)
    payment_plan = models.JSONField(_("分期付款"), default=list, blank=True)
    risk_plan = models.JSONField(_("风险处置方案"), default=list, blank=True)
    payment_terms = models.TextField(_("付款安排"), blank=True)
    contract_draft = models.TextField(_("合同草案"), blank=True)
    # By notice, by draw or by recommendation (N-16), and the record of the draw.
    invitation_way = models.CharField(
        _("邀请方式"), max_length=20, choices=InvitationWay.choices, default=InvitationWay.NOTICE
    )
    invitation_record = models.JSONField(_("抽取记录"), default=dict, blank=True)
    accepts_consortium = models.BooleanField(_("接受联合体"), default=False)
    bond_percent = models.DecimalField(_("保证金比例（%）"), max_digits=4, decimal_places=2, default=0)
    term_months = models.PositiveSmallIntegerField(_("合同履行期限（月）"), default=12)
    price_weight = models.DecimalField(_("价格分权重"), max_digits=5, decimal_places=2, default=10)
    price_is_fixed = models.BooleanField(_("固定价格"), default=False)
    reserved_for_sme = models.BooleanField(_("专门面向中小企业"), default=False)
    sme_reason = models.CharField(_("不预留的理由"), max_length=300, blank=True)
    industry = models.CharField(_("所属行业"), max_length=60, blank=True)
    small_micro_deduction = models.DecimalField(
        _("小微企业价格扣除（%）"), max_digits=5, decimal_places=2, default=0
    )
    consortium_deduction = models.DecimalField(
        _("联合体（分包）价格扣除（%）"), max_digits=5, decimal_places=2, default=0
    )
    abnormal_low = models.JSONField(_("异常低价审查线"), null=True, blank=True)
    two_bidder_case = models.BooleanField(_("两家可继续"), default=False)
    consents = models.JSONField(_("财政部门同意事项"), default=list, blank=True)
    documents_from = models.DateField(_("文件发出日期"), null=True, blank=True)
    documents_until = models.DateField(_("文件提供截止日期"), null=True, blank=True)
    deadline = models.DateTimeField(_("投标（响应）截止时间"), null=True, blank=True)
    # What is read out at the opening beside names and prices (``ReadOut``; 87 art. 41).
    read_out = models.JSONField(_("开标时另外宣布的内容"), default=list, blank=True)
    opening_place = models.CharField(_("开标（开启）地点"), max_length=200, blank=True)
    author_code = models.CharField(_("编制人"), max_length=40)
    taken_from = models.CharField(_("沿用的项目编号"), max_length=40, blank=True, default="")
    submitted_at = models.DateTimeField(_("送审时间"), null=True, blank=True)
    released_at = models.DateTimeField(_("发布时间"), null=True, blank=True)
    # What finance was told when the activity was ended (87 art. 29): the lawful ground, and how far it had come.
    ended_ground = models.CharField(_("终止的法定情形"), max_length=20, blank=True, default="")
    ended_report = models.TextField(_("报告财政部门的情况"), blank=True, default="")
    notice_code = models.CharField(_("公告编号"), max_length=40, blank=True)
    search_text = models.TextField(_("检索文本"), editable=False, default="")

    objects = TenderQuerySet.as_manager()

    class Meta:
        verbose_name = _("采购项目")
        ordering = ["-id"]
        permissions = [
            ("evaluate_tender", "May evaluate this tender"),
            ("operate_tender", "May operate this tender for an agency"),
        ]
        indexes = [
            models.Index(fields=["purchaser", "-id"], name="tender_purchaser"),
            models.Index(fields=["status", "deadline"], name="tender_status_deadline"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(method="FRAMEWORK", plan__isnull=True, item__isnull=True)
                | (~models.Q(method="FRAMEWORK") & models.Q(plan__isnull=False, item__isnull=False)),
                name="tender_item_or_framework",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return self.public_url if self.is_call else reverse("tendering:tender-detail", args=[self.code])

    @property
    def is_call(self) -> bool:
        """Tell whether this is the call of a closed framework."""
        return self.method == Method.FRAMEWORK

    @property
    def is_ranked_by_price(self) -> bool:
        """Tell whether this is a framework's call that nobody scores (110 art. 25)."""
        return self.is_call and self.award_rule == AwardRule.LOWEST_EVALUATED_PRICE

    @property
    def project_code(self) -> str:
        """Return the code of the project that publications belong to; a framework's call belongs to none."""
        return self.item.code if self.item is not None else ""

    @property
    def public_url(self) -> str:
        """Return where anybody reads what is bought: the project's page, or the call's notice."""
        if self.item is not None:
            return reverse("cms:project-detail", args=[self.item.code])
        return reverse("cms:notice-detail", args=[self.notice_code])

    @property
    def own_articles(self) -> dict[str, str]:
        """The articles of this procedure's own rules, by topic (``regulations.procedures``)."""
        return own_articles(self.method)

    def own_basis(self, basis: str) -> str:
        """Return what of a basis binds this procedure (``core.lifecycle``)."""
        return own_citations(basis, self.method)


class TenderUserPermission(UserObjectPermissionBase):
    """A person's grant on one tender; deleted with it."""

    content_object = models.ForeignKey(Tender, on_delete=models.CASCADE)


class Package(models.Model):
    """A lot (包): what is bid for, opened, evaluated, awarded and contracted as one."""

    code = models.CharField(_("包编号"), max_length=50, unique=True)
    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="packages")
    number = models.CharField(_("包号"), max_length=10, default="1")
    title = models.CharField(_("包名称"), max_length=200)
    budget = MoneyField(_("预算金额（元）"))
    price_ceiling = MoneyField(_("最高限价（元）"), null=True, blank=True, default=None)
    status = models.CharField(
        _("状态"), max_length=20, choices=PackageStatus.choices, default=PackageStatus.PREPARED
    )
    # Reserved within a tender of which only a share is; a tender that is reserved as a whole needs no mark here.
    sme_package = models.BooleanField(_("本包专门面向中小企业"), default=False)
    # Of what is reserved, for small and micro enterprises alone (财库〔2020〕46号 art. 8).
    small_micro_only = models.BooleanField(_("本包只面向小型、微型企业"), default=False)
    outcome_reason = models.TextField(_("废标或终止原因"), blank=True)
    outcome_basis = models.CharField(_("废标或终止依据"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("采购包")
        ordering = ["tender", "number"]
        constraints = [
            models.UniqueConstraint(fields=["tender", "number"], name="package_number"),
            models.CheckConstraint(
                condition=models.Q(price_ceiling__isnull=True)
                | models.Q(price_ceiling__lte=models.F("budget")),
                name="package_ceiling_within_budget",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return self.tender.get_absolute_url()

    def own_basis(self, basis: str) -> str:
        """Return what of a basis binds this procedure (``core.lifecycle``)."""
        return self.tender.own_basis(basis)

    @property
    def reserved_for_sme(self) -> bool:
        """Tell whether only small and medium enterprises may have this package (E-46)."""
        return self.tender.reserved_for_sme or self.sme_package
