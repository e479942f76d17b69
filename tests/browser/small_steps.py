"""A small purchase at the desks of a township and on a supplier's phone."""

from typing import Any

from playwright.sync_api import Page, expect

from procurement.workspace.management.demo.small import purchase_of
from procurement.workspace.management.demo.stage import Stage

from .failed_steps import open_message
from .hands import follow, press, write
from .walking import Walk

Row = dict[str, Any]
MINUTES = "会议比较了各家报价和服务承诺，一致同意选定报价最低、能按期到位的一家。"
PRESENT = "乡长、经办人、财务人员、纪检人员"


def desk(walk: Walk, row: Row, office: str = "operator") -> Page:
    return walk.person(f"{row['organisation']}-{office}")


def begins(walk: Walk, row: Row) -> None:
    """It waits on the operator's desk; the requirement is there from the plan."""
    page = walk.go(desk(walk, row), "/workspace/")
    follow(walk, page, f"开始小额采购：{row['title']}", exact=False)
    press(walk, page, "开始")
    expect(page.locator("main")).to_contain_text("资金已冻结")


def asks(walk: Walk, stage: Stage, row: Row, supplier: str, *, until: str) -> None:
    page = walk.go(desk(walk, row), purchase_of(row).get_absolute_url())
    follow(walk, page, "向供应商询价")
    write(page, {"供应商": stage.cast.organisation(supplier).name, "报价截止日期": until})
    press(walk, page, "发出询价")
    expect(page.locator("main")).to_contain_text("还没有报价")


def enters_quote(walk: Walk, stage: Stage, row: Row, supplier: str, amount: str) -> None:
    page = walk.go(desk(walk, row), purchase_of(row).get_absolute_url())
    follow(walk, page, "登记报价")
    name = stage.cast.organisation(supplier).name
    write(page, {"供应商": name, "报价（元）": amount, "说明": "书面报价，盖章件存档"})
    press(walk, page, "登记")
    expect(page.locator("main table")).to_contain_text(name)


def quotes_on_the_phone(walk: Walk, supplier: str, row: Row, amount: str) -> None:
    """The supplier is told, opens it from there, sends its price, and cannot send a second one."""
    page = walk.go(walk.person(f"{supplier}-admin", phone=True), "/notifications/")
    open_message(walk, page, row["title"])
    write(page, {"总报价（元）": amount})
    press(walk, page, "送出报价")
    expect(page.locator("main")).to_contain_text("贵单位的报价")
    expect(page.get_by_role("button", name="送出报价")).to_have_count(0)


def sends_the_decision(walk: Walk, row: Row, *, chosen: str) -> Page:
    page = walk.go(desk(walk, row), purchase_of(row).get_absolute_url())
    follow(walk, page, "登记集体决定")
    page.get_by_label(chosen).check()
    write(page, {"参加人员": PRESENT, "会议纪要": MINUTES})
    return press(walk, page, "登记决定")


def records_the_decision(walk: Walk, row: Row, *, chosen: str) -> None:
    page = sends_the_decision(walk, row, chosen=chosen)
    expect(page.locator("main")).to_contain_text("集体决定已登记")


def publishes(walk: Walk, row: Row) -> None:
    page = walk.go(desk(walk, row), "/workspace/")
    follow(walk, page, row["title"], exact=False)
    follow(walk, page, "公开结果")
    press(walk, page, "公开结果")
    expect(page.locator("main")).to_contain_text("结果已公开")


def stranger_reads_the_result(walk: Walk, row: Row, words: str) -> None:
    page = walk.go(walk.stranger(phone=True), "/notices/?kind=SMALL_PURCHASE_RESULT")
    follow(walk, page, row["title"], exact=False)
    expect(page.locator("main")).to_contain_text(words)


def drafts_the_contract(walk: Walk, row: Row) -> None:
    """From the purchase's own page; asked a second time, the same address leads to the draft."""
    page = walk.go(desk(walk, row), purchase_of(row).get_absolute_url())
    follow(walk, page, "起草合同")
    form = page.url
    press(walk, page, "保存草稿")
    drafted = page.url
    page.goto(form)
    assert page.url == drafted != form
