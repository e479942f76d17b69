"""The procedures of the budget: a line (entered → approved → closed), an adjustment, a filing, a year's end."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.fields import LARGEST
from procurement.core.language import listed
from procurement.core.lifecycle import Lifecycle, Transition

from . import permissions
from .enums import AdjustmentKind, AdjustmentStatus, BatchStatus, FilingStatus, LineStatus, YearEndStatus
from .models import Adjustment, AllotmentBatch, BudgetLine, TownshipBudget, YearEnd
from .selectors.imports import lines_of_batch
from .selectors.townships import Congress, congress_of, congresses
from .selectors.year_end import FIRST_MONTH, differences


def has_money(line: BudgetLine, *, actor: Actor, at: datetime) -> "str | Promise | None":
    """Refuse an empty line."""
    return None if line.proposed > 0 else _("申报数为零，没有可以批准的金额。")


def congress_has_decided(line: BudgetLine, *, actor: Actor, at: datetime) -> "str | Promise | None":
    """A township is a budget level: its people's congress approves the year's budget first (N-10, B-18)."""
    congress = congress_of(line, local_date(at))
    return why_not_decided(congress) if congress else None


def congresses_have_decided(batch: AllotmentBatch, *, actor: Actor, at: datetime) -> "str | Promise | None":
    """The same for every township in a table; all that is missing is named at once."""
    missing = [one for one in congresses(lines_of_batch(batch), local_date(at)) if not one.ready]
    if len(missing) < 2:
        return why_not_decided(missing[0]) if missing else None
    names = listed(f"{one.town} {one.year}" for one in missing)
    return _(
        "这些乡镇的预算还没有登记本级人民代表大会的批准或者备案：%(names)s。"
        "请先在“乡镇预算批准与备案”里逐个登记，再批准这批指标。"
    ) % {"names": names}


def why_not_decided(congress: Congress) -> str | None:
    """Say what is still to be registered before the lines of a township's year can be approved."""
    if congress.ready:
        return None
    facts = {"town": congress.town, "year": congress.year}
    if congress.budget is None:
        return (
            _(
                "%(town)s是一级预算，%(year)s年预算还没有登记本级人民代表大会的批准。"
                "请先登记大会名称、批准日期和决议文件，再批准指标。"
            )
            % facts
        )
    return (
        _(
            "%(town)s %(year)s年的预算已经本级人民代表大会批准，还没有登记向县级备案。"
            "按本县规定，请先登记备案日期和备案号，再批准指标。"
        )
        % facts
    )


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


def too_much(line: BudgetLine, amount: Decimal) -> str | None:
    """Say why ``amount`` yuan cannot be added to a line; None where they can: no line holds more than LARGEST."""
    if line.total + amount <= LARGEST:
        return None
    return _(
        "指标%(code)s现有 %(total)s 元，再增加 %(amount)s 元就超过了一笔指标能登记的最大金额 %(most)s 元。"
        "请核对位数和单位（元）。"
    ) % {
        "code": line.code,
        "total": f"{line.total:,.2f}",
        "amount": f"{amount:,.2f}",
        "most": f"{LARGEST:,.2f}",
    }


def not_too_much(adjustment: Adjustment, *, actor: Actor, at: datetime) -> "str | Promise | None":
    """Refuse an increase beyond what a line can hold: others may have been approved meanwhile."""
    raised = adjustment.line if adjustment.kind == AdjustmentKind.INCREASE else adjustment.target
    return too_much(raised, adjustment.amount) if raised is not None else None


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
            guards=(has_money, congress_has_decided, covers_what_is_claimed),
            basis="B-02 N-10 B-18 《预算法》第十三条、第二十一条",
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
            guards=(lines_are_open, enough_is_free, not_too_much),
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
            guards=(congresses_have_decided,),
            basis="B-02 N-10 B-18 《预算法》第十三条、第二十一条",
            label=gettext_lazy("全部批准"),
        ),
    ],
)
