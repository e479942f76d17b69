"""States and choices of contract, acceptance and payment."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from procurement.accounts.enums import Office

# Who of a party reads its contracts.
STAFF = (
    Office.OPERATOR,
    Office.REVIEWER,
    Office.FINANCE,
    Office.LEADER,
    Office.ACCEPTOR,
    Office.DISCIPLINE,
    Office.REPRESENTATIVE,
)
SUPPLIER = (Office.SUPPLIER_ADMIN, Office.BIDDER, Office.DELIVERY)


# The kind of document (``core.documents``) that a signed contract is; its version is the contract's hash.
CONTRACT = "contract"


class ContractStatus(models.TextChoices):
    DRAFT = "DRAFT", _("起草")
    OFFERED = "OFFERED", _("待供应商签署")
    SIGNED = "SIGNED", _("已签署")
    PUBLISHED = "PUBLISHED", _("已公告")
    FILED = "FILED", _("已备案，履行中")
    COMPLETED = "COMPLETED", _("履行完毕")
    LAPSED = "LAPSED", _("已作废（成交结果无效）")

    @classmethod
    def in_force(cls) -> tuple[str, ...]:
        """States in which services are delivered, accepted and paid."""
        return (cls.SIGNED, cls.PUBLISHED, cls.FILED)

    @classmethod
    def public(cls) -> tuple[str, ...]:
        """States that the public pages show."""
        return (cls.PUBLISHED, cls.FILED, cls.COMPLETED)


class AcceptanceStatus(models.TextChoices):
    OPEN = "OPEN", _("验收中")
    CONCLUDED = "CONCLUDED", _("已形成意见")
    PUBLISHED = "PUBLISHED", _("结果已公告")


class AcceptanceResult(models.TextChoices):
    PASSED = "PASSED", _("合格")
    PARTLY = "PARTLY", _("部分合格")
    FAILED = "FAILED", _("不合格")


class RefundStatus(models.TextChoices):
    ENTERED = "ENTERED", _("待核对")
    CONFIRMED = "CONFIRMED", _("已退回")
    DISCARDED = "DISCARDED", _("已作废")


class InvoiceStatus(models.TextChoices):
    RECEIVED = "RECEIVED", _("已收票")
    APPROVED = "APPROVED", _("已审核")
    PAID = "PAID", _("已支付")
    REJECTED = "REJECTED", _("已退回")
