"""The contract, the service ledger, acceptance, invoices and payments."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalogue.models import PlanItem
from procurement.accounts.models import Organisation
from procurement.awarding.models import Award
from procurement.budgeting.models import BudgetLine
from procurement.core.fields import MoneyField
from procurement.frameworks.models import CallOff
from procurement.tendering.models import SingleSourceDeal, SmallPurchase

from .enums import AcceptanceResult, AcceptanceStatus, ContractStatus, InvoiceStatus, RefundStatus

_ORIGINS = ("award", "small_purchase", "call_off", "deal")


def _only(name: str) -> Q:
    """Return the condition that a contract comes from this and from nothing else."""
    return Q(**{f"{one}__isnull": one != name for one in _ORIGINS})


class Contract(models.Model):
    """A contract equal to its award (采购法 art. 46): of a tender, a small purchase, a call-off or a single source."""

    code = models.CharField(_("合同编号"), max_length=40, unique=True)
    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="contracts")
    award = models.OneToOneField(
        Award, on_delete=models.PROTECT, null=True, blank=True, related_name="contract"
    )
    small_purchase = models.OneToOneField(
        SmallPurchase, on_delete=models.PROTECT, null=True, blank=True, related_name="contract"
    )
    call_off = models.OneToOneField(
        CallOff, on_delete=models.PROTECT, null=True, blank=True, related_name="contract"
    )
    deal = models.OneToOneField(
        SingleSourceDeal, on_delete=models.PROTECT, null=True, blank=True, related_name="contract"
    )
    purchaser = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="purchase_contracts")
    supplier = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="supply_contracts")
    title = models.CharField(_("合同名称"), max_length=200)
    method = models.CharField(_("采购方式"), max_length=40)
    amount = MoneyField(_("合同金额（元）"))
    accepted = MoneyField(_("已验收金额（元）"))
    paid = MoneyField(_("已支付（元）"))
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"))
    terms = models.TextField(_("主要条款"))
    # RULES N-19: what is paid before acceptance, and how much of each accepted amount offsets it.
    advance_percent = models.DecimalField(
        _("预付款比例（%）"), max_digits=5, decimal_places=2, default=Decimal(0)
    )
    offset_percent = models.DecimalField(
        _("每次抵扣比例（%）"), max_digits=5, decimal_places=2, default=Decimal(100)
    )
    sme_reserved = models.BooleanField(_("中小企业预留合同"), default=False)
    status = models.CharField(
        _("状态"), max_length=20, choices=ContractStatus.choices, default=ContractStatus.DRAFT
    )
    author_code = models.CharField(_("起草人"), max_length=40)
    signed_at = models.DateTimeField(_("签订时间"), null=True, blank=True)
    offered_at = models.DateTimeField(_("甲方签署时间"), null=True, blank=True)
    signed_purchaser = models.CharField(_("甲方签署人"), max_length=100, blank=True)
    signed_supplier = models.CharField(_("乙方签署人"), max_length=100, blank=True)
    published_at = models.DateTimeField(_("公告时间"), null=True, blank=True)
    publication_code = models.CharField(_("公告编号"), max_length=40, blank=True)
    filed_at = models.DateTimeField(_("备案时间"), null=True, blank=True)
    filing_number = models.CharField(_("合同备案号"), max_length=40, blank=True)
    # Of what both signed (documents.content_of): printed on the contract, answered by the verify page.
    sha256 = models.CharField(_("合同内容哈希"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("合同")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["purchaser", "-id"], name="contract_purchaser"),
            models.Index(fields=["supplier", "-id"], name="contract_supplier"),
            models.Index(fields=["sha256"], name="contract_sha256"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=_only("award") | _only("small_purchase") | _only("call_off") | _only("deal"),
                name="contract_one_origin",
            ),
            models.CheckConstraint(
                condition=Q(paid__gte=0) & Q(paid__lte=F("amount")), name="contract_paid_within_amount"
            ),
            models.CheckConstraint(
                condition=Q(accepted__gte=0) & Q(accepted__lte=F("amount")),
                name="contract_accepted_within_amount",
            ),
            models.CheckConstraint(
                condition=Q(advance_percent__gte=0)
                & Q(advance_percent__lt=100)
                & Q(offset_percent__gte=F("advance_percent"))
                & Q(offset_percent__lte=100),
                name="contract_advance_is_offset",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("contracts:contract-detail", args=[self.code])


class ContractSlice(models.Model):
    """The part of a contract that one budget line carries; the slices sum to the amount (RULES B-06)."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="slices")
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="contract_slices")
    amount = MoneyField(_("金额（元）"))
    paid = MoneyField(_("已支付（元）"))

    class Meta:
        verbose_name = _("分年资金")
        constraints = [
            models.UniqueConstraint(fields=["contract", "line"], name="contract_slice_once"),
            models.CheckConstraint(
                condition=Q(paid__gte=0) & Q(paid__lte=F("amount")), name="slice_paid_within_amount"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.amount}"


class ServiceLogEntry(models.Model):
    """One entry of the project ledger (项目台账, RULES A-21), written by the supplier's delivery people."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="log")
    day = models.DateField(_("服务日期"))
    what = models.CharField(_("服务内容"), max_length=300)
    quantity = models.DecimalField(_("数量"), max_digits=12, decimal_places=2)
    unit = models.CharField(_("单位"), max_length=20)
    place = models.CharField(_("地点"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("登记时间"))
    recorded_by = models.CharField(_("登记人"), max_length=100)

    class Meta:
        verbose_name = _("服务台账")
        ordering = ["-day", "-id"]

    def __str__(self) -> str:
        return f"{self.day} {self.what}"

    def in_words(self) -> str:
        """Return day, service, quantity and place in one line."""
        return " · ".join(
            part
            for part in (str(self.day), self.what, f"{self.quantity.normalize():,f} {self.unit}", self.place)
            if part
        )


class ServiceLogAnswer(models.Model):
    """What the purchaser says to an entry of the ledger: confirmed, or not and why; acceptance counts the confirmed.

    Given once. Who delivered mends an entry that was objected to by a further one (RULES A-21).
    """

    entry = models.OneToOneField(ServiceLogEntry, on_delete=models.PROTECT, related_name="answer")
    confirms = models.BooleanField(_("确认"))
    reason = models.CharField(_("异议理由"), max_length=300, blank=True)
    at = models.DateTimeField(_("答复时间"))
    by = models.CharField(_("答复人"), max_length=100)

    class Meta:
        verbose_name = _("台账答复")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirms=True) | ~models.Q(reason=""), name="objection_has_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.confirms}"


class Acceptance(models.Model):
    """An acceptance by a team; for public services with a service user, result published (RULES G-09)."""

    code = models.CharField(_("验收编号"), max_length=40, unique=True)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="acceptances")
    period = models.CharField(_("验收阶段"), max_length=100)
    status = models.CharField(
        _("状态"), max_length=20, choices=AcceptanceStatus.choices, default=AcceptanceStatus.OPEN
    )
    claimed = MoneyField(_("申请验收金额（元）"))
    accepted = MoneyField(_("验收金额（元）"))
    result = models.CharField(_("结论"), max_length=20, choices=AcceptanceResult.choices, blank=True)
    opinion = models.TextField(_("验收意见"), blank=True)
    author_code = models.CharField(_("组织人"), max_length=40)
    concluded_at = models.DateTimeField(_("验收日期"), null=True, blank=True)
    publication_code = models.CharField(_("公告编号"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("履约验收")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("contracts:acceptance-detail", args=[self.code])


class AcceptanceMember(models.Model):
    """One member of the acceptance team, and what they say."""

    acceptance = models.ForeignKey(Acceptance, on_delete=models.PROTECT, related_name="members")
    name = models.CharField(_("姓名"), max_length=60)
    represents = models.CharField(_("代表单位"), max_length=120)
    is_service_user = models.BooleanField(_("服务对象"), default=False)
    user_code = models.CharField(_("人员编号"), max_length=40, blank=True)
    agrees = models.BooleanField(_("同意"), null=True)
    remark = models.CharField(_("意见"), max_length=300, blank=True)
    signed_at = models.DateTimeField(_("签字时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("验收组成员")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["acceptance", "name"], name="acceptance_member_once")]

    def __str__(self) -> str:
        return self.name


class Invoice(models.Model):
    """An invoice against accepted work; the payment periods of B-12 to B-14 run from its receipt.

    Without an acceptance it is one for the advance that the contract names (RULES N-19).
    """

    code = models.CharField(_("发票登记号"), max_length=40, unique=True)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="invoices")
    acceptance = models.ForeignKey(
        Acceptance, on_delete=models.PROTECT, related_name="invoices", null=True, blank=True
    )
    number = models.CharField(_("发票号码"), max_length=40)
    amount = MoneyField(_("发票金额（元）"))
    status = models.CharField(
        _("状态"), max_length=20, choices=InvoiceStatus.choices, default=InvoiceStatus.RECEIVED
    )
    received_at = models.DateTimeField(_("收票时间"))
    due_on = models.DateField(_("最迟支付日期"))
    due_rule = models.CharField(_("支付期限依据"), max_length=10)
    target_on = models.DateField(_("力争支付日期"))
    entered_by = models.CharField(_("登记人编号"), max_length=40)
    approved_by = models.CharField(_("审核人编号"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("发票")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "number"], condition=~Q(status="REJECTED"), name="invoice_number_once"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="invoice_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("contracts:invoice-detail", args=[self.code])


class Payment(models.Model):
    """Money paid for an invoice from one slice."""

    code = models.CharField(_("支付编号"), max_length=40, unique=True)
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="payments")
    slice = models.ForeignKey(ContractSlice, on_delete=models.PROTECT, related_name="payments")
    amount = MoneyField(_("支付金额（元）"))
    paid_at = models.DateTimeField(_("支付时间"))
    paid_by = models.CharField(_("支付人"), max_length=100)
    voucher = models.CharField(_("国库支付凭证号"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("支付")
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="payment_positive")]

    def __str__(self) -> str:
        return self.code


class Refund(models.Model):
    """What the supplier paid back of an advance that accepted work did not use up (RULES N-19)."""

    code = models.CharField(_("退款登记号"), max_length=40, unique=True)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="refunds")
    amount = MoneyField(_("退款金额（元）"))
    received_on = models.DateField(_("到账日期"))
    voucher = models.CharField(_("退款凭证号"), max_length=60)
    status = models.CharField(
        _("状态"), max_length=20, choices=RefundStatus.choices, default=RefundStatus.ENTERED
    )
    # Who entered it may not confirm it.
    entered_by = models.CharField(_("登记人编号"), max_length=40)
    entered_name = models.CharField(_("登记人"), max_length=100)
    entered_at = models.DateTimeField(_("登记时间"))
    confirmed_by = models.CharField(_("核对人"), max_length=100, blank=True)
    confirmed_at = models.DateTimeField(_("核对时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("供应商退款")
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="refund_positive")]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("contracts:refund-detail", args=[self.code])


class ReserveStatement(models.Model):
    """Why a unit kept less for small and medium enterprises than the law asks for (财库〔2020〕46号 art. 18).

    ``organisation`` is the supervising budget unit. Earlier wordings stay in its audit chain.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="reserve_statements"
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    text = models.TextField(_("未达到预留比例的说明"))
    said_name = models.CharField(_("填写人"), max_length=100)
    said_at = models.DateTimeField(_("填写时间"))

    class Meta:
        verbose_name = _("预留份额说明")
        ordering = ["-year", "organisation"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year"], name="reserve_statement_once")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.year}"
