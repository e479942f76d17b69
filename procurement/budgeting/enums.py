"""Words of the budget."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# The kind of document that a month's execution report is.
MONTH_REPORT = "budget-month-report"


class FundSource(models.TextChoices):
    """Where the money comes from: purchase never raises a budget (RULES B-03)."""

    DEPARTMENT_BUDGET = "DEPARTMENT_BUDGET", _("部门预算")
    SPECIAL_FUND = "SPECIAL_FUND", _("专项资金")
    HIGHER_TRANSFER = "HIGHER_TRANSFER", _("上级转移支付")
    GOVERNMENT_FUND = "GOVERNMENT_FUND", _("政府性基金预算")
    STATE_CAPITAL = "STATE_CAPITAL", _("国有资本经营预算")
    UNIT_INCOME = "UNIT_INCOME", _("单位资金")


class LineStatus(models.TextChoices):
    DRAFT = "DRAFT", _("待批准")
    # A later year's money on the mid-term fiscal plan: it can be promised, not paid (RULES B-06).
    MIDTERM = "MIDTERM", _("中期规划")
    APPROVED = "APPROVED", _("已批准")
    # What a year's end carries over stays approved; closed is a line with nothing left on it.
    CLOSED = "CLOSED", _("已关闭")

    @classmethod
    def promising(cls) -> tuple[str, ...]:
        """Statuses of lines whose money may be promised."""
        return (cls.APPROVED.value, cls.MIDTERM.value)


class AdjustmentKind(models.TextChoices):
    INCREASE = "INCREASE", _("调增")
    DECREASE = "DECREASE", _("调减")
    REALLOCATE = "REALLOCATE", _("调剂")


class AdjustmentStatus(models.TextChoices):
    REQUESTED = "REQUESTED", _("待审批")
    APPROVED = "APPROVED", _("已批准")
    REFUSED = "REFUSED", _("未批准")
    WITHDRAWN = "WITHDRAWN", _("已撤回")


class Ground(models.TextChoices):
    """Where the money of an increase comes from. That something is to be purchased is none (RULES B-03)."""

    CONGRESS = "CONGRESS", _("人大批准的预算调整方案")
    TRANSFER = "TRANSFER", _("上级下达的转移支付")
    CONTINGENCY = "CONTINGENCY", _("动用预备费")
    CARRIED = "CARRIED", _("上年结转资金下达")


class BatchStatus(models.TextChoices):
    ENTERED = "ENTERED", _("待批准")
    APPROVED = "APPROVED", _("已批准")


class YearEndStatus(models.TextChoices):
    PREPARED = "PREPARED", _("待执行")
    DONE = "DONE", _("已执行")
    CANCELLED = "CANCELLED", _("已取消")


class YearEndChoice(models.TextChoices):
    """What becomes of a line's money that nobody was promised (预算法 art. 42)."""

    RELEASE = "RELEASE", _("释放并收回")
    CARRY = "CARRY", _("结转下年使用")


class FilingStatus(models.TextChoices):
    NOT_FILED = "NOT_FILED", _("未备案")
    FILED = "FILED", _("已备案")


class Place(models.TextChoices):
    """Where money that is not free stands: the names of the balances of a line and of a holding."""

    RESERVED = "reserved", _("预留")
    FROZEN = "frozen", _("冻结")
    COMMITTED = "committed", _("合同承诺")
    PAID = "paid", _("已支付")


class EntryKind(models.TextChoices):
    """Kinds of ledger entry; ``places`` says where each takes the money from and where it puts it."""

    PLAN = "PLAN", _("列入中期规划")
    UNPLAN = "UNPLAN", _("中期规划转为年度预算")
    APPROVE = "APPROVE", _("批准预算")
    ADJUST = "ADJUST", _("预算调整")
    RESERVE = "RESERVE", _("预留")
    RELEASE_RESERVED = "RELEASE_RESERVED", _("释放预留")
    FREEZE = "FREEZE", _("冻结")
    UNFREEZE = "UNFREEZE", _("解除冻结")
    COMMIT = "COMMIT", _("合同承诺")
    FREE_SAVING = "FREE_SAVING", _("释放节约资金")
    RELEASE_COMMITTED = "RELEASE_COMMITTED", _("释放合同余额")
    PAY = "PAY", _("支付")
    REFUND = "REFUND", _("供应商退款")
    LAPSE = "LAPSE", _("年终收回")
    # What is carried over stays where it is: the amount tells how much goes on into the next year.
    CARRY = "CARRY", _("结转下年")

    @property
    def places(self) -> tuple[str | None, str | None]:
        """Return the balance the money leaves and the one it enters; None is free money."""
        return _MOVES.get(self.value, (None, None))


_MOVES = {
    "RESERVE": (None, Place.RESERVED.value),
    "RELEASE_RESERVED": (Place.RESERVED.value, None),
    "FREEZE": (Place.RESERVED.value, Place.FROZEN.value),
    "UNFREEZE": (Place.FROZEN.value, Place.RESERVED.value),
    "COMMIT": (Place.FROZEN.value, Place.COMMITTED.value),
    "FREE_SAVING": (Place.FROZEN.value, None),
    "RELEASE_COMMITTED": (Place.COMMITTED.value, None),
    "PAY": (Place.COMMITTED.value, Place.PAID.value),
    "REFUND": (Place.PAID.value, Place.COMMITTED.value),
}
