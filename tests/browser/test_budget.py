"""A year of the budget: township, department, bureau and villager, in both languages, at a desk and on a phone."""

from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import expect

from procurement.budgeting import services as budgeting
from procurement.budgeting.models import BudgetLine
from procurement.budgeting.selectors import Cause, mismatches
from procurement.core import clock
from procurement.core.actors import SYSTEM
from procurement.workspace.management.demo.plan import item_of
from procurement.workspace.management.demo.stage import Stage

from . import budget_steps as steps
from .county import bring_in, later, row_of
from .hands import follow
from .walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Bought, delivered and paid before October: the money that the walk finds on the county's lines.
PAID = row_of("shahe-toilets")
TOWN, DEPARTMENT = "xiaxindian", "civil"
SPARE = "公共服务机动项目"
NEW, LATER, IMPORTED = "农村公厕管护（续）", "农村公厕管护（两年期）", "追加道路养护"
GOOD = ["12.5", "42092326P77", 2026, "经费拨款", IMPORTED, "下辛店镇"]
BAD = ["十二万", "42092326P78", 2026, "经费拨款", "追加绿化", "下辛店镇"]
NOTICE = """国务院办公厅关于2027年部分节假日安排的通知（演示）
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月14日（周日）上班。
"""
PAGES = (
    *("lines/", "lines/new/", "county/", "exceptions/", "ledger/", "report/", "adjustments/", "midterm/"),
    *("townships/", "townships/new/", "year-end/", "lines/import/"),
)


def test_a_year_of_the_budget(walk: Walk, tmp_path: Path) -> None:
    stage = bring_in(PAID, guests={TOWN, DEPARTMENT}, until=Stage().moment("2026-10-12", 9))
    _enters_and_approves(walk)
    _brings_in(walk)
    _adjusts(walk, stage)
    _shows_the_money(walk)
    _reads_the_county(walk, tmp_path)
    steps.enters_calendar(walk, NOTICE, "2027年2月14日（周日）")
    _plans_two_years(walk)
    _department_sees_its_own(walk)
    _ends_the_year(walk, stage)
    _claim_becomes_a_commitment(walk, stage)
    assert mismatches() == []


def test_everybody_reads(walk: Walk) -> None:
    """Every page of the budget in both languages at both widths; a villager reads where the money goes."""
    bring_in(PAID, guests={TOWN}, until=Stage().moment("2026-10-12", 9))
    paid = BudgetLine.objects.filter(paid__gt=0).get().code
    for phone in (False, True):
        page = walk.person(steps.OFFICER, phone=phone)
        for start in ("", "/en"):
            for path in (*PAGES, f"lines/{paid}/", f"lines/{paid}/adjust/"):
                walk.go(page, f"{start}/workspace/budget/{path}")
    villager = walk.stranger(phone=True)
    for start, words in (("", "2026年购买服务资金"), ("/en", "Paid")):
        walk.go(villager, f"{start}/")
        steps.main(villager).to_contain_text(words)
        expect(villager.locator("main tr", has_text="沙河乡")).to_contain_text("11.52")
        walk.go(villager, f"{start}/projects/{item_of(PAID).code}/")
        steps.main(villager).to_contain_text("115,200.00")


def _enters_and_approves(walk: Walk) -> None:
    """A township's finance person enters, its congress has approved the year, the bureau approves."""
    line = steps.enters_line(walk, f"{TOWN}-finance", NEW, year=2026, amount="120000")
    page = steps.approves_line(walk, steps.OFFICER, line, "云财预〔2026〕89号")
    steps.main(page).to_contain_text("已备案 云常备〔2026〕")
    steps.main(page).to_contain_text("120,000.00")


def _brings_in(walk: Walk) -> None:
    steps.imports(walk, GOOD, BAD)
    steps.approves_batch(walk, "125,000.00")
    line = steps.line_of(IMPORTED)
    assert (line.status, line.total, line.system_number) == (
        "APPROVED",
        Decimal("125000.00"),
        "42092326P77",
    )


def _adjusts(walk: Walk, stage: Stage) -> None:
    """Raised, refused below what is promised, moved to another line: each with its paper and a second person."""
    raised, target = steps.line_of(IMPORTED), steps.line_of(NEW)
    steps.asks(walk, steps.OFFICER, raised, "调增", "10000", {"增加资金的来源": "动用预备费"})
    steps.decides(walk, "审批预算调整：下辛店镇 调增 10,000.00 元")
    used = BudgetLine.objects.filter(paid__gt=0).get()
    page = steps.asks(walk, steps.OFFICER, used, "调减", "970000", {})
    steps.main(page).to_contain_text("支付 115,200.00 元，最多可减")
    spare = BudgetLine.objects.get(project_name=SPARE, organisation=stage.cast.organisation(TOWN), year=2026)
    steps.asks(walk, f"{TOWN}-finance", spare, "调剂", "30000", {"调入指标": NEW})
    steps.decides(walk, "审批预算调整：下辛店镇 调剂 30,000.00 元")
    totals = [BudgetLine.objects.get(pk=one.pk).total for one in (raised, spare, target)]
    assert totals == [Decimal("135000.00"), Decimal("270000.00"), Decimal("150000.00")]


def _shows_the_money(walk: Walk) -> None:
    """The bar of a line, and the purchase that took the money, each a click from the other."""
    used = BudgetLine.objects.filter(paid__gt=0).get()
    page = walk.go(walk.person("shahe-finance", phone=True), used.get_absolute_url())
    rows = page.locator("section[aria-labelledby=holdings] tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("115,200.00")
    expect(page.locator("section[aria-labelledby=money]")).to_contain_text("115,200.00")
    follow(walk, page, item_of(PAID).code)
    steps.main(page).to_contain_text(PAID["title"])


def _reads_the_county(walk: Walk, folder: Path) -> None:
    """Organisations × months with their chart, exceptions, the month as table and as document, the ledger."""
    page = walk.go(walk.person(steps.OFFICER), steps.LINES)
    follow(walk, page, "执行总览")
    expect(page.locator("table.months tr", has_text="沙河乡")).to_contain_text("11.52")
    assert page.locator("svg.month-chart rect").count() == 12
    follow(walk, page, "异常提醒")
    steps.main(page).to_contain_text("用到 90% 以上的指标")
    follow(walk, page, "执行月报")
    rows = steps.exported(page, folder)
    assert [row[0] for row in rows[-1:]] == ["合计"]
    assert steps.takes_document(walk, page, "月报文件（PDF）")[:5] == b"%PDF-"
    walk.go(page, "/workspace/budget/ledger/?kind=ADJUST")
    assert len(steps.exported(page, folder)) == 1 + 3


def _plans_two_years(walk: Walk) -> None:
    """A contract of two years claims the second from the mid-term plan: apart from the budget, and not payable."""
    line = steps.enters_line(walk, f"{TOWN}-finance", LATER, year=2027, amount="90000")
    steps.plans_ahead(walk, line)
    for verb in (budgeting.reserve, budgeting.freeze, budgeting.commit):
        verb(
            line=line,
            cause=Cause(item_of(PAID).code),
            amount=Decimal("60000.00"),
            actor=SYSTEM,
            at=clock.now(),
        )
    page = walk.go(walk.person(f"{TOWN}-finance", phone=True), "/workspace/budget/midterm/")
    steps.main(page).to_contain_text("规划 90,000.00 元，项目已占用 60,000.00 元，还剩 30,000.00 元")


def _department_sees_its_own(walk: Walk) -> None:
    page = walk.go(walk.person(f"{DEPARTMENT}-finance"), steps.LINES)
    owners = page.locator("tbody td[data-label=单位]").all_inner_texts()
    assert set(owners) == {"县民政局"}
    walk.go(page, steps.line_of(NEW).get_absolute_url(), status=404)
    walk.go(page, "/workspace/budget/exceptions/", status=403)


def _ends_the_year(walk: Walk, stage: Stage) -> None:
    page = walk.go(walk.person(steps.OFFICER), "/workspace/budget/year-end/")
    steps.main(page).to_contain_text("2026年12月1日以后再来")
    later(walk, stage, stage.moment("2026-12-07", 9))
    carried, released = steps.line_of(NEW), steps.line_of(IMPORTED)
    steps.ends_year(walk, carried)
    ended = {one.pk: one for one in BudgetLine.objects.filter(pk__in=(carried.pk, released.pk))}
    assert (ended[carried.pk].carried_to, ended[carried.pk].total) == (2027, Decimal("150000.00"))
    assert (ended[released.pk].status, ended[released.pk].total) == ("CLOSED", Decimal("0.00"))


def _claim_becomes_a_commitment(walk: Walk, stage: Stage) -> None:
    """The new year's congress is registered by the township and filed by the bureau; then its lines follow."""
    later(walk, stage, stage.moment("2027-01-12", 9))
    line = steps.line_of(LATER, 2027)
    steps.registers_congress(walk, f"{TOWN}-finance", "下辛店镇第十九届人民代表大会第六次会议")
    steps.files_it(walk, "云常备〔2027〕8号")
    steps.becomes_budget(walk, f"{TOWN}-finance", line, "85000")
    line.refresh_from_db()
    assert (line.status, line.total, line.committed) == (
        "APPROVED",
        Decimal("85000.00"),
        Decimal("60000.00"),
    )
