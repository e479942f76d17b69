"""After a deadline with too few bids: custodians, annulment, who learns it, the money, the next attempt."""

from typing import Any

from playwright.sync_api import Page, expect

from procurement.workspace.management.demo.paper import tender_of

from .hands import follow, press, text, write
from .walking import Walk

REASON = "截止时递交投标文件的供应商只有2家，不足三家，依法不得开标。"
ARTICLE = "采购法第三十六条第一款第一项"


def open_message(walk: Walk, page: Page, words: str) -> None:
    """Open the newest message with these words; it counts as read and leads to what it is about."""
    button = page.locator("main").get_by_role("button", name=words).first
    walk.press(page, button.click)


def lowers_its_price(page: Page, *, unit_price: str, offer: str) -> None:
    """Change two fields of the draft that was kept; the rest is still there."""
    write(page, {"单价": unit_price, "总报价（元）": offer})


def finds_nothing_to_open(walk: Walk, custodian: str) -> None:
    """A custodian comes after the deadline: no field for the pass phrase, the reason and its article instead."""
    page = walk.go(walk.person(custodian), "/workspace/ceremonies/")
    page.locator("main table a").first.click()
    walk.look(page)
    expect(page.locator("main")).to_contain_text("提交文件的供应商不足，依法不得开启")
    expect(page.locator("main")).to_contain_text("第四十一条")
    expect(page.locator("input[type=password]")).to_have_count(0)


def annuls(walk: Walk, row: dict[str, Any]) -> None:
    """The operator finds it among what waits, and says why and by which article."""
    page = walk.go(walk.person(f"{row['organisation']}-operator"), "/workspace/")
    follow(walk, page, f"宣布废标并选择下一步：{row['title']}", exact=False)
    write(page, {"具体理由": REASON})
    press(walk, page, "宣布并公告")
    assert "下一步" in text(page)


def stranger_reads_why(walk: Walk, row: dict[str, Any]) -> None:
    page = walk.go(walk.stranger(phone=True), "/notices/?kind=ANNULMENT")
    follow(walk, page, f"{row['title']}废标公告")
    for words in (REASON, ARTICLE):
        expect(page.locator("main")).to_contain_text(words)


def bidder_learns_it(walk: Walk, bidder: str, row: dict[str, Any]) -> None:
    page = walk.go(walk.person(bidder), "/notifications/")
    open_message(walk, page, row["title"])
    expect(page.locator("main")).to_contain_text(REASON)


def money_stays_frozen(walk: Walk, row: dict[str, Any]) -> None:
    """What was frozen for the three years waits for the next attempt."""
    page = walk.go(walk.person(f"{row['organisation']}-finance"), "/workspace/budget/lines/")
    follow(walk, page, row["project"], exact=False)
    assert "920,000.00" in text(page)


def begins_again(walk: Walk, row: dict[str, Any]) -> None:
    """Of the steps that the law leaves, the operator takes the first: mend the documents and begin again."""
    failed = tender_of(row)
    page = walk.go(walk.person(f"{row['organisation']}-operator"), failed.get_absolute_url())
    follow(walk, page, "下一步怎么办")
    follow(walk, page, "重新编制采购文件 · 改正后重新采购")
    write(page, {"项目名称": f"{row['title']}（第二次）", "所属行业": "其他未列明行业"})
    press(walk, page, "建立采购文件")
    again = failed.plan.tenders.exclude(code=failed.code).get()
    assert again.code in text(page)
    walk.go(page, failed.plan.get_absolute_url())
    expect(page.get_by_role("link", name="编制采购文件")).to_have_count(0)
