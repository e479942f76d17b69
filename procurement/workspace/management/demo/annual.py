"""Around the plan of a year: next year's wishes before there is a budget, and changes of a plan that is public."""

from decimal import Decimal
from typing import Any

from catalogue.models import PlanItem
from catalogue.selectors import plan_of
from catalogue.services import agree_adjustment, agree_plan, request_change, return_plan, save_item
from procurement.budgeting.models import BudgetLine

from .catalogue import CATALOGUE_OFFICER
from .county import enter_line
from .data import read
from .plan import fields, hand_in, item_of, operator, targets, villages
from .stage import YEAR, Stage, Story

Row = dict[str, Any]
NEXT = YEAR + 1
# The models of next year's wishes: township by township, with what the bureau has answered by the curtain.
AGREED, RETURNED, WAITING = "chengguan-children", "daoqiao-pests", "wuluo-station"


def next_year(stage: Stage) -> Story:
    """Three townships plan next year: one is agreed to, one comes back, one waits. None holds any money."""
    rows = [row for row in read("items") if row["key"] in (AGREED, RETURNED, WAITING)]
    rows = [row for row in rows if stage.cast.has(row["organisation"])]
    yield stage.moment("2026-09-08", 10)
    wishes = {row["key"]: wish(stage, row) for row in rows}
    yield stage.moment("2026-09-10", 10)
    for row in rows:
        item = wishes[row["key"]]
        hand_in(_plan(item), [item], operator(stage, row), stage.at)
    yield stage.moment("2026-09-16", 15)
    officer = stage.cast[CATALOGUE_OFFICER]
    if AGREED in wishes:
        agree_plan(plan=_plan(wishes[AGREED]), actor=officer, at=stage.at)
    if RETURNED in wishes:
        remarks = "请在会议纪要中写明分作物的防治面积，并补上参会人员签字页。"
        return_plan(plan=_plan(wishes[RETURNED]), remarks=remarks, actor=officer, at=stage.at)


def wish(stage: Stage, row: Row) -> PlanItem:
    """Draft a project of next year: on a line that is only proposed, or on none where that is not there yet."""
    home = stage.cast.organisation(row["organisation"])
    money = Decimal(row["amount"])
    lines = [] if row["key"] == WAITING else [(_proposed(stage, row, money), money)]
    return save_item(
        item=None,
        organisation=home,
        year=NEXT,
        fields={**fields(row), "title": f"{row['title']}（{NEXT}年）", "start_month": 2, "term_months": 10},
        villages=villages(row, home),
        slices=lines,
        targets=targets(row),
        actor=operator(stage, row),
        at=stage.at,
    )


def adjusted(stage: Stage) -> Story:
    """A township asks for less of a service; the bureau agrees. Another request waits for its answer."""
    rows = {row["key"]: row for row in read("items") if stage.cast.has(row["organisation"])}
    if "wupu-mediation" in rows:
        row = rows["wupu-mediation"]
        yield stage.moment("2026-09-09", 10)
        asked = ask(stage, row, "调解员由司法所统一派驻一部分，减少购买数量。", Decimal("0.75"))
        yield stage.moment("2026-09-11", 10)
        agree_adjustment(adjustment=asked, actor=stage.cast[CATALOGUE_OFFICER], at=stage.at)
    if "daodian-counsel" in rows:
        yield stage.moment("2026-09-18", 15)
        ask(
            stage, rows["daodian-counsel"], "有三个村已由县法律援助中心服务，减少购买数量。", Decimal(10) / 13
        )


def ask(stage: Stage, row: Row, reason: str, share: Decimal) -> Any:
    """Ask for a share of an item's quantity and money, on the line that pays for it now."""
    item = item_of(row)
    part = item.fundings.select_related("line").get()
    amount = (item.amount * share).quantize(Decimal("0.01"))
    return request_change(
        item=item,
        fields={"quantity": (item.quantity * share).quantize(Decimal("0.01")), "amount": amount},
        slices=[(part.line, amount)],
        reason=reason,
        actor=operator(stage, row),
        at=stage.at,
    )


def _plan(item: PlanItem) -> Any:
    return plan_of(item.organisation_id, item.year)


def _proposed(stage: Stage, row: Row, amount: Decimal) -> BudgetLine:
    return enter_line(
        stage,
        {"owner": row["organisation"], "project": row["project"], "year": NEXT, "amount": amount},
    )
