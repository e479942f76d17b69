"""Every deadline of the law as one table, and the one function that counts it (RULES D, T-01 to T-07).

`python -m procurement.regulations.periods RULE DATE` prints where a period ends.

EARLIEST: a minimum, the first day on which something may happen; in calendar days moved to a working day.
LATEST: a maximum, the last day in time; in calendar days moved off a statutory holiday only.
FIXED: a period that simply runs; the day is its last. Counted back (`back`): never moved.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from procurement.regulations import parameters as policy
from procurement.regulations.basis import CITATIONS, cite
from procurement.regulations.calendar import WorkCalendar, official_calendar, shift
from procurement.regulations.command import run
from procurement.regulations.errors import NoDayCount, UnknownRule
from procurement.regulations.reading import parse_day, shown

EARLIEST, LATEST, FIXED = "EARLIEST", "LATEST", "FIXED"
CALENDAR, WORKING = "CALENDAR", "WORKING"


@dataclass(frozen=True)
class Period:
    """One row: so many days of a unit from an event (which is not counted) to a limit of a kind.

    `event_zh` is the day that starts the clock, `limit_zh` what the limit is for. Where policy may change
    the number of days, `parameter` names the policy parameter that decides; `days` is then today's value.
    """

    rule: str
    days: int
    unit: str
    kind: str
    event_zh: str
    limit_zh: str
    back: bool = False
    parameter: str | None = None


@dataclass(frozen=True)
class Limit:
    """A counted limit: the day, and all that is needed to explain it on a screen."""

    rule: str
    start: date
    limit: date
    kind: str
    days: int
    unit: str
    basis: str
    provisional: bool


INTENT = "intent_lead_days"

_TABLE = (
    Period("D-01", 30, CALENDAR, LATEST, "采购活动开始", "公开采购意向", back=True, parameter=INTENT),
    Period("D-02", 5, WORKING, FIXED, "首次发布招标或资格预审公告", "公告期限届满"),
    Period("D-03", 3, WORKING, EARLIEST, "首次发布谈判、磋商公告", "公告期限届满"),
    Period("D-04", 5, WORKING, EARLIEST, "发布公告或开始提供招标文件", "停止提供招标文件"),
    Period("D-05", 5, WORKING, EARLIEST, "开始发售磋商文件", "停止发售磋商文件"),
    Period("D-06", 20, CALENDAR, EARLIEST, "招标文件开始发出", "投标截止"),
    Period("D-07", 10, CALENDAR, EARLIEST, "磋商文件发出", "首次响应截止"),
    Period("D-08", 3, WORKING, EARLIEST, "谈判文件发出", "首次响应截止"),
    Period("D-09", 5, WORKING, EARLIEST, "发布资格预审公告", "提交资格预审申请截止"),
    Period("D-10", 15, CALENDAR, EARLIEST, "通知招标文件澄清或修改", "投标截止"),
    Period("D-11", 3, CALENDAR, EARLIEST, "通知资格预审文件澄清或修改", "提交资格预审申请截止"),
    Period("D-12", 5, CALENDAR, EARLIEST, "通知磋商文件澄清或修改", "首次响应截止"),
    Period("D-13", 3, WORKING, EARLIEST, "通知谈判文件澄清或修改", "首次响应截止"),
    Period("D-16", 5, WORKING, LATEST, "收到撤回投标的书面通知", "退还投标保证金"),
    Period("D-17", 5, WORKING, LATEST, "终止采购活动", "退还文件费用和保证金"),
    Period("D-18", 2, WORKING, LATEST, "评审结束", "送交评审报告"),
    Period("D-19", 5, WORKING, LATEST, "收到评审报告", "确定中标、成交供应商"),
    Period("D-21", 2, WORKING, LATEST, "确定中标、成交供应商", "公告结果并发出通知书"),
    Period("D-22", 1, WORKING, FIXED, "发布结果公告", "公告期限届满"),
    Period("D-24", 30, CALENDAR, LATEST, "发出中标、成交通知书", "签订合同"),
    Period("D-25", 2, WORKING, LATEST, "签订合同", "公告合同"),
    Period("D-26", 7, WORKING, LATEST, "签订合同", "合同副本备案"),
    Period("D-27", 2, WORKING, LATEST, "签订变更协议", "公告合同变更"),
    Period("D-29a", 5, WORKING, LATEST, "发出中标、成交通知书", "退还未中标人保证金"),
    Period("D-29b", 5, WORKING, LATEST, "签订合同", "退还中标人保证金"),
    Period("D-32a", 30, CALENDAR, LATEST, "发出入围通知书", "签订框架协议"),
    Period("D-32b", 7, WORKING, LATEST, "签订框架协议", "框架协议备案"),
    Period("D-32c", 3, WORKING, LATEST, "签订框架协议", "告知使用单位"),
    Period("D-33", 3, WORKING, LATEST, "收到询问", "答复询问"),
    Period("D-34", 7, WORKING, LATEST, "收到采购文件或公告期限届满", "对采购文件提出质疑"),
    Period("D-35", 7, WORKING, LATEST, "采购程序环节结束", "对采购过程提出质疑"),
    Period("D-36", 7, WORKING, LATEST, "结果公告期限届满", "对结果提出质疑"),
    Period("D-37", 7, WORKING, LATEST, "收到质疑函", "答复质疑"),
    Period("D-38", 15, WORKING, LATEST, "质疑答复期满", "提起投诉"),
    Period("D-39", 5, WORKING, LATEST, "收到投诉书", "完成审查或通知补正"),
    Period("D-40", 3, WORKING, LATEST, "审查完毕", "告知不予受理或不属管辖"),
    Period("D-41", 8, WORKING, LATEST, "收到投诉书", "发出答复通知书和副本"),
    Period("D-42", 5, WORKING, LATEST, "收到投诉书副本", "被投诉人书面说明"),
    Period("D-43", 30, WORKING, LATEST, "收到投诉书", "作出处理决定"),
    Period("D-44", 30, CALENDAR, LATEST, "通知暂停采购活动", "暂停届满"),
    Period("D-48", 1, WORKING, LATEST, "指定媒体收到信息", "发布信息"),
    Period("D-49", 2, WORKING, EARLIEST, "评审活动开始", "抽取评审专家", back=True),
    Period("B-12", 30, CALENDAR, LATEST, "收到发票", "支付", parameter="pay_days"),
    Period("B-13", 10, WORKING, LATEST, "收到发票", "支付（目标）", parameter="pay_working_days"),
    Period("B-14", 30, CALENDAR, LATEST, "中小企业交付服务", "支付", parameter="sme_pay_days"),
    Period("C-11", 5, WORKING, EARLIEST, "发布单一来源公示", "公示期满"),
    Period("C-11b", 5, WORKING, LATEST, "单一来源公示期满", "对异议补充论证"),
    Period("C-13a", 7, WORKING, LATEST, "收到入围申请", "审核入围申请"),
    Period("C-13b", 2, WORKING, LATEST, "审核通过", "公告入围结果"),
    Period("C-13c", 2, WORKING, LATEST, "收到退出框架协议的申请", "公告供应商退出"),
    Period("C-13d", 2, WORKING, LATEST, "二次竞价或者顺序轮候确定成交供应商", "公告单笔成交结果"),
    Period("C-13e", 10, WORKING, LATEST, "框架协议有效期满", "公告成交结果汇总"),
)
PERIODS: dict[str, Period] = {period.rule: period for period in _TABLE}
"""Every rule with a day count: all of D, and the payment and notice periods of B and C."""


def period(rule: str) -> Period:
    """The row of a rule. Raises NoDayCount where the rule counts no days, UnknownRule where there is none."""
    if rule in PERIODS:
        return PERIODS[rule]
    if rule not in CITATIONS:
        raise UnknownRule("RULE", "FORMATS 2", f"there is no rule {shown(rule)}")
    parts = [name for name in PERIODS if name[:-1] == rule]
    if parts:
        raise NoDayCount("RULE", rule, f"has several limits, ask for one of {', '.join(parts)}")
    raise NoDayCount("RULE", rule, "has no day count")


def limit(
    rule: str, start: date, calendar: WorkCalendar, parameters: policy.Overrides | None = None
) -> Limit:
    """Where the period of a rule ends that starts on a day (not counted, T-01).

    Raises NoCalendar for a year without working days, NoDayCount and UnknownRule as `period` does.
    """
    row = period(rule)
    days = policy.whole(row.parameter, start, parameters) if row.parameter else row.days
    day = _counted(row, days, start, calendar)
    calendar.require(day)
    return Limit(
        rule=rule,
        start=start,
        limit=day,
        kind=row.kind,
        days=days,
        unit=row.unit,
        basis=cite(rule).article,
        provisional=calendar.is_provisional(day) or calendar.is_provisional(start),
    )


def _counted(row: Period, days: int, start: date, calendar: WorkCalendar) -> date:
    if row.unit == WORKING:
        step = calendar.subtract_working_days if row.back else calendar.add_working_days
        return step(start, days)
    if row.back:
        return shift(start, -days)
    day = shift(start, days)
    if row.kind == EARLIEST:
        return calendar.next_working_day_on_or_after(day)
    return calendar.first_day_after_holiday(day)


def is_met(
    rule: str,
    start: date,
    done: date,
    calendar: WorkCalendar,
    parameters: policy.Overrides | None = None,
) -> bool:
    """Whether something done on a day keeps the rule: not before an EARLIEST, not after a LATEST limit."""
    counted = limit(rule, start, calendar, parameters)
    return done >= counted.limit if counted.kind == EARLIEST else done <= counted.limit


def kept_until(end: date, parameters: policy.Overrides | None = None) -> date:
    """The last day on which the files of a procurement that ended must still be kept (D-50, I-01)."""
    years = policy.whole("retention_years", end, parameters)
    try:
        return end.replace(year=end.year + years)
    except ValueError:
        return date(end.year + years, 3, 1)


def main(arguments: Sequence[str]) -> dict[str, object]:
    """The command of FORMATS 2, with official years only."""
    rule, written = arguments
    period(rule)
    found = limit(rule, parse_day(written, "DATE", rule), official_calendar())
    return {
        "rule": found.rule,
        "start": found.start.isoformat(),
        "limit": found.limit.isoformat(),
        "kind": found.kind,
        "days": found.days,
        "unit": found.unit,
        "basis": found.basis,
    }


if __name__ == "__main__":
    run(main, "periods RULE DATE", 2)
