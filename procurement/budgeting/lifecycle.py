"""The procedures of the budget: a line (entered → approved → closed), an adjustment, a filing, a year's end."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.language import listed
from procurement.core.lifecycle import Lifecycle, Transition

from . import permissions
from .enums import AdjustmentKind, AdjustmentStatus, BatchStatus, FilingStatus, LineStatus, YearEndStatus
from .models import Adjustment, AllotmentBatch, BudgetLine, TownshipBudget, YearEnd
from .selectors.year_end import FIRST_MONTH, differences


def has_money(line: BudgetLine, *, actor: Actor, at: datetime) -> "str | Promise | None":
    """Refuse an empty line."""
    return None if line.proposed > 0 else _("申报数为零，没有可以批准的金额。")


def nothing_promised(line: BudgetLine, *, actor: Actor, at: datetime) -> "str | Promise | None":
    """Refuse to close a line that still owes money to a project."""
    open_money = line.reserved + line.frozen + line.committed
    if not open_money:
        return None
    return _("还有 %(amount)s 元被项目占用，办结或释放后才能关闭。") % {"amount": f"{open_money:,.2f}"}


def nothing_is_left(line: BudgetLine, *, actor: Actor, at: datetime) -> "str | Promise | None":
    """Refuse to close a line with money on it: two people decide on that at the year's end (预算法 art. 42)."""
    if not line.free:
        return None
    return _("还有 %(amount)s 元没有用：在年终处理里决定收回或者结转，一个人不能直接关闭。") % {
        "amount": f"{line.free:,.2f}"
    }


def too_little_free(line: BudgetLine, amount: Decimal) -> str | None:
    """Say, with the numbers, why ``amount`` yuan cannot be taken off a line; None where it can (B-05)."""
    if line.free >= amount:
        return None
    figures = {
        name: f"{getattr(line, name):,.2f}"
        for name in ("total", "reserved", "frozen", "committed", "paid", "free")
    }
    return _(
        "指标%(code)s不能减少 %(amount)s 元：预算数 %(total)s 元，已预留 %(reserved)s 元、冻结 %(frozen)s 元、"
        "合同承诺 %(committed)s 元、支付 %(paid)s 元，最多可减 %(free)s 元。"
        "请减少金额，或先释放项目占用的资金。"
    ) % {"code": line.code, "amount": f"{amount:,.2f}", **figures}


def lines_are_open(adjustment: Adjustment, *, actor: Actor, at: datetime) -> "str | Promise | None":
    """Refuse where a line is not approved, or closed meanwhile."""
    for line in (adjustment.line, adjustment.target):
        if line is not None and line.status != LineStatus.APPROVED:
            return _("指标%(code)s的状态是“%(state)s”，不能调整。") % {
                "code": line.code,
                "state": line.get_status_display(),
            }
    return None


def enough_is_free(adjustment: Adjustment, *, actor: Actor, at: datetime) -> "str | Promise | None":
    """Refuse a cut below what is reserved, frozen, committed or paid (B-05)."""
    if adjustment.kind == AdjustmentKind.INCREASE:
        return None
    return too_little_free(adjustment.line, adjustment.amount)


def of_a_later_year(line: BudgetLine, *, actor: Actor, at: datetime) -> "str | Promise | None":
    """Only a year whose budget cannot be approved yet is held on the mid-term plan."""
    if line.year > local_date(at).year:
        return None
    return _("%(year)s年的预算应当直接批准，不再列入中期财政规划。") % {"year": line.year}


def covers_what_is_claimed(line: BudgetLine, *, actor: Actor, at: datetime) -> "str | Promise | None":
    """The year's budget must hold what contracts already claim of it (B-06)."""
    if line.proposed >= line.promised:
        return None
    return _(
        "年度预算 %(proposed)s 元不够：跨年度项目已占用 %(promised)s 元"
        "（预留 %(reserved)s、冻结 %(frozen)s、合同承诺 %(committed)s）。请先足额安排已签合同的资金。"
    ) % {
        name: f"{getattr(line, name):,.2f}"
        for name in ("proposed", "promised", "reserved", "frozen", "committed")
    }


def december_has_come(year_end: YearEnd, *, actor: Actor, at: datetime) -> "str | Promise | None":
    """Refuse before December: the year's money is still being used."""
    if local_date(at) >= date(year_end.year, FIRST_MONTH, 1):
        return None
    return _("年终处理从%(year)s年12月1日起办理。") % {"year": year_end.year}


def nothing_has_moved(year_end: YearEnd, *, actor: Actor, at: datetime) -> "str | Promise | None":
    """Refuse where a line is no longer as it was when it was decided on."""
    changed = differences(year_end)
    if not changed:
        return None
    return _("核对以后，这些指标又有变动：%(lines)s。请重新核对后再执行，尚未写入任何内容。") % {
        "lines": listed(changed[:8])
    }


LINE = Lifecycle(
    BudgetLine,
    "budget-line",
    [
        Transition(
            name="approve",
            source=(LineStatus.DRAFT, LineStatus.MIDTERM),
            target=LineStatus.APPROVED,
            permission=permissions.approve_line,
            guards=(has_money, covers_what_is_claimed),
            basis="B-02 《预算法》第十三条",
            label=gettext_lazy("批准"),
        ),
        Transition(
            name="plan_ahead",
            source=(LineStatus.DRAFT,),
            target=LineStatus.MIDTERM,
            permission=permissions.approve_line,
            guards=(of_a_later_year, has_money),
            basis="B-06 财预〔2017〕87号",
            label=gettext_lazy("列入中期财政规划"),
        ),
        Transition(
            name="close",
            source=(LineStatus.APPROVED,),
            target=LineStatus.CLOSED,
            permission=permissions.close_line,
            guards=(nothing_promised, nothing_is_left),
            basis="B-05",
            label=gettext_lazy("关闭用完的指标"),
        ),
    ],
)

ADJUSTMENT = Lifecycle(
    Adjustment,
    "budget-adjustment",
    [
        Transition(
            name="approve",
            source=(AdjustmentStatus.REQUESTED,),
            target=AdjustmentStatus.APPROVED,
            permission=permissions.decide_adjustment,
            guards=(lines_are_open, enough_is_free),
            basis="B-05 《预算法》第七十二条",
            label=gettext_lazy("批准调整"),
        ),
        Transition(
            name="refuse",
            source=(AdjustmentStatus.REQUESTED,),
            target=AdjustmentStatus.REFUSED,
            permission=permissions.decide_adjustment,
            basis="B-05",
            label=gettext_lazy("不予批准"),
        ),
        Transition(
            name="withdraw",
            source=(AdjustmentStatus.REQUESTED,),
            target=AdjustmentStatus.WITHDRAWN,
            permission=permissions.withdraw_adjustment,
            basis="B-05",
            label=gettext_lazy("撤回申请"),
        ),
    ],
)

TOWNSHIP = Lifecycle(
    TownshipBudget,
    "township-budget",
    [
        Transition(
            name="file",
            source=(FilingStatus.NOT_FILED,),
            target=FilingStatus.FILED,
            permission=permissions.file_township,
            basis="B-18",
            label=gettext_lazy("登记备案"),
        ),
    ],
)

YEAR_END = Lifecycle(
    YearEnd,
    "year-end",
    [
        Transition(
            name="carry_out",
            source=(YearEndStatus.PREPARED,),
            target=YearEndStatus.DONE,
            permission=permissions.carry_out_year_end,
            guards=(december_has_come, nothing_has_moved),
            basis="B-05 《预算法》第四十二条",
            label=gettext_lazy("执行年终处理"),
        ),
        Transition(
            name="cancel",
            source=(YearEndStatus.PREPARED,),
            target=YearEndStatus.CANCELLED,
            permission=permissions.prepare_year_end,
            basis="B-05",
            label=gettext_lazy("取消这次年终处理"),
        ),
    ],
)

BATCH = Lifecycle(
    AllotmentBatch,
    "allotment-batch",
    [
        Transition(
            name="approve",
            source=(BatchStatus.ENTERED,),
            target=BatchStatus.APPROVED,
            permission=permissions.approve_batch,
            basis="B-02 《预算法》第十三条",
            label=gettext_lazy("全部批准"),
        ),
    ],
)
