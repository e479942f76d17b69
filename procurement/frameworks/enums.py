"""States and choices of framework agreements; the codes are those of ``regulations.frameworks``."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# The kind of document that an agreement with one supplier is.
AGREEMENT = "framework-agreement"


class FrameworkKind(models.TextChoices):
    OPEN = "OPEN", _("开放式")
    CLOSED = "CLOSED", _("封闭式")


class FrameworkCase(models.TextChoices):
    """What may be bought by a framework (110 art. 3)."""

    CENTRAL_LIST = "CENTRAL_LIST", _("集中采购目录以内，小额零星采购")
    ADVISORY = "ADVISORY", _("本部门、本系统行政管理所需的鉴证咨询服务，小额零星采购")
    PUBLIC_SERVICE = "PUBLIC_SERVICE", _("为本系统以外的服务对象提供服务，由服务对象自主选择")


class OpenCase(models.TextChoices):
    """In which cases a framework may be open (110 art. 10)."""

    NEARBY = "NEARBY", _("付费标准统一，为方便服务对象须接纳所有愿意加入的供应商")
    NO_KNOCK_OUT = "NO_KNOCK_OUT", _("目录以内，不宜淘汰供应商")


class Pricing(models.TextChoices):
    """Where the ceiling of the unit price comes from (110 art. 13)."""

    SURVEYED = "SURVEYED", _("通过需求调查确定")
    GUIDED = "GUIDED", _("政府指导价")
    FIXED = "FIXED", _("政府定价")


class AdmissionMethod(models.TextChoices):
    """How a closed framework ranks (110 art. 25)."""

    PRICE_FIRST = "PRICE_FIRST", _("价格优先法")
    QUALITY_FIRST = "QUALITY_FIRST", _("质量优先法")


class CallOffWay(models.TextChoices):
    """How the second stage finds its supplier (110 art. 32 to 34, 42)."""

    DIRECT = "DIRECT", _("直接选定")
    COMPETITION = "COMPETITION", _("二次竞价")
    ROTATION = "ROTATION", _("顺序轮候")
    USER_CHOICE = "USER_CHOICE", _("服务对象直接选定")


class FrameworkStatus(models.TextChoices):
    DRAFT = "DRAFT", _("编制中")
    IN_REVIEW = "IN_REVIEW", _("内部审查中")
    REVIEWED = "REVIEWED", _("内部审查通过")
    SUBMITTED = "SUBMITTED", _("报财政部门审核")
    FILED = "FILED", _("已备案")
    SOLICITING = "SOLICITING", _("征集中")
    SIGNING = "SIGNING", _("入围已公告，签订协议")
    IN_FORCE = "IN_FORCE", _("有效")
    ENDED = "ENDED", _("已期满")
    CANCELLED = "CANCELLED", _("已撤销")

    @classmethod
    def public(cls) -> tuple[str, ...]:
        """What anybody may read: from the call for suppliers on."""
        return (cls.SOLICITING, cls.SIGNING, cls.IN_FORCE, cls.ENDED)


class EntryStatus(models.TextChoices):
    APPLIED = "APPLIED", _("已申请")
    OFFERED = "OFFERED", _("入围，待签框架协议")
    ADMITTED = "ADMITTED", _("已入围")
    REFUSED = "REFUSED", _("未通过审核")
    WITHDRAWN = "WITHDRAWN", _("已撤回")
    LEFT = "LEFT", _("已退出")
    REMOVED = "REMOVED", _("已清退")

    @classmethod
    def live(cls) -> tuple[str, ...]:
        """Of these a supplier has one at a time in a framework."""
        return (cls.APPLIED, cls.OFFERED, cls.ADMITTED)


class RemovalGround(models.TextChoices):
    """The six grounds of 110 art. 19; there is no other."""

    COLLUSION = "COLLUSION", _("恶意串通谋取入围或者合同成交")
    FALSE_PAPERS = "FALSE_PAPERS", _("提供虚假材料谋取入围或者合同成交")
    REFUSED_CALL_OFF = "REFUSED_CALL_OFF", _("无正当理由拒不接受合同授予")
    NOT_PERFORMED = "NOT_PERFORMED", _("不履行合同义务或者履行不符合约定，经请求仍不改正")
    BANNED = "BANNED", _("有效期内因违法行为被禁止或限制参加政府采购活动")
    AGREED = "AGREED", _("框架协议约定的其他情形")


class CallOffStatus(models.TextChoices):
    ASKED = "ASKED", _("待确认")
    CONFIRMED = "CONFIRMED", _("待供应商接受")
    ACCEPTED = "ACCEPTED", _("供应商已接受")
    PUBLISHED = "PUBLISHED", _("结果已公开")
    CONTRACTED = "CONTRACTED", _("已签合同")
    DECLINED = "DECLINED", _("供应商不接受")
    CANCELLED = "CANCELLED", _("已取消")

    @classmethod
    def running(cls) -> tuple[str, ...]:
        """What holds frozen money."""
        return (cls.ASKED, cls.CONFIRMED, cls.ACCEPTED, cls.PUBLISHED)


class ContestStatus(models.TextChoices):
    """A second competition among the admitted (110 art. 33)."""

    OPEN = "OPEN", _("竞价中")
    DECIDED = "DECIDED", _("已确定成交供应商")
    CANCELLED = "CANCELLED", _("已取消")


class VoucherBatchStatus(models.TextChoices):
    ASKED = "ASKED", _("待确认发放")
    ISSUED = "ISSUED", _("已发放")
    CLOSED = "CLOSED", _("已结束")
    CANCELLED = "CANCELLED", _("已取消")
