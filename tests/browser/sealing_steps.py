"""What a bidder does at its own desk or on its phone: write, seal, replace, withdraw, read the receipt."""

from typing import Any

from playwright.sync_api import Page, expect

from procurement.tendering.models import BidRound
from procurement.tendering.services import bid_forms
from procurement.workspace.management.demo.data import read

from .hands import follow, press, text, tick, write
from .walking import Walk

STATEMENTS = (
    "我单位符合《政府采购法》第二十二条规定的条件",
    "本文件由我单位独立编制，没有与其他供应商串通",
)


def open_form(walk: Walk, page: Page, title: str) -> Page:
    """Find the tender among those that take bids."""
    walk.go(page, "/workspace/bids/")
    return follow(walk, page, title)


def write_bid(page: Page, round: BidRound, *, unit_price: str, offer: str, scale: str) -> None:
    """Fill in everything the documents ask for."""
    answers = read("texts")["answers"]
    write(page, {"单价": unit_price, "总报价（元）": offer})
    for line in round.package.requirements.all():
        page.locator(f"#id_stance_{line.position}").select_option("MEETS")
    declare(page, scale, {"employees": "46", "revenue": "620", "assets": "410"})
    for _kind, code, label in bid_forms.questions(package=round.package):
        write(page, {str(label): answers[code]})
    tick(page, *STATEMENTS)


def declare(page: Page, scale: str, size: dict[str, str]) -> None:
    """Say one's size; a small or medium enterprise signs the letter with last year's figures."""
    write(page, {"企业规模（本单位）": scale})
    for name, value in size.items():
        page.locator(f"#id_{name}").fill(value)
    if size:
        tick(page, "签署《中小企业声明函》")


def join(page: Page, lead: dict[str, str], partner: dict[str, str], size: dict[str, str]) -> None:
    """Come together with another: what each does, its share, and the partner's figures for the letter."""
    page.locator("summary", has_text="以联合体形式参加").click()
    write(page, lead)
    tick(page, "联合体各方已授权本单位牵头")
    write(page, partner, inside='fieldset:has(> legend:text-is("联合体成员1"))')
    for name, value in size.items():
        page.locator(f"#id_partners-0-{name}").fill(value)


def attach(walk: Walk, page: Page, paper: Any, purpose: str = "") -> None:
    """Put a paper beside the form; it is sealed while it arrives."""
    if purpose:
        write(page, {"这是什么文件": purpose})
    upload = {"name": paper.name, "mimeType": "application/pdf", "buffer": paper.read()}
    page.locator("main input[type=file]").set_input_files(upload)
    # Sent in pieces beside the page, which stays.
    page.get_by_role("button", name="上传附件").click()
    expect(page.locator("#files")).to_contain_text(paper.name)


def seal(walk: Walk, page: Page, *, keep_draft: bool = False) -> str:
    """Look at everything once more, confirm, and read the receipt's number."""
    press(walk, page, "保存并核对")
    if keep_draft:
        tick(page, "在平台上保留草稿，便于截止前修改")
    press(walk, page, "确认密封递交")
    return page.locator("h1").inner_text().strip()


def withdraw(walk: Walk, page: Page, receipt: str) -> None:
    """Take a sealed bid back by its receipt."""
    walk.go(page, f"/workspace/bids/receipts/{receipt}/")
    follow(walk, page, "撤回")
    press(walk, page, "确认撤回")
    assert "已撤回" in text(page)


def states(walk: Walk, page: Page) -> dict[str, str]:
    """Return what the list of one's own receipts says of each."""
    walk.go(page, "/workspace/bids/")
    rows = page.locator("main table tbody tr")
    cells = [rows.nth(n).locator("td").all_inner_texts() for n in range(rows.count())]
    return {cell[0].strip(): cell[-1].strip() for cell in cells}
