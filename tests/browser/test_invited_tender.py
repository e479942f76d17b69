"""An invited tender: who passed the prequalification is listed, three are drawn, and nobody else comes in.

One of the three writes and seals its bid on a phone; the others, and the opening, are as in any tender.
"""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from procurement.tendering.enums import RoundKind
from procurement.workspace.management.demo.bidding import round_of
from procurement.workspace.management.demo.paper import tender_of
from procurement.workspace.management.demo.papers import pdf
from procurement.workspace.management.demo.stage import Stage

from .county import bring_in, later, row_of
from .failed_steps import open_message
from .hands import follow, press, text, write
from .sealing_steps import attach, open_form, seal, states, write_bid
from .walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DRAWN, LEFT = ("binglv", "jiabao", "nongji"), "yihuan"
_ROW = row_of("chengguan-upkeep")
ROW = {
    **_ROW,
    "method": "INVITED_TENDER",
    "method_case": "LIMITED_SUPPLIERS",
    "method_reason": "管护对象含历史街巷，能承接的供应商范围有限（采购法第二十九条）。",
    "bidders": [one for one in _ROW["bidders"] if one[0] in DRAWN],
    "absent": [],
}
RECORD = {
    "资格预审公告": "资格预审2026-31号 ccgp-hubei.gov.cn",
    "资格预审公告发布日期": "2026-07-27",
    "提交资格预审申请截止日期": "2026-08-05",
    "抽取编号": "CQ-2026-8",
    "抽取时间": "2026年8月6日10时",
    "抽取地点": "县公共资源交易中心",
    "抽取人": "李明",
}


@pytest.fixture
def stage(walk: Walk) -> Stage:
    """The evening on which the documents are written; nobody is invited yet."""
    return bring_in(ROW, guests=(LEFT,), until=Stage().moment("2026-08-13", 18))


def test_only_who_was_drawn_comes_in(walk: Walk, stage: Stage) -> None:
    page = _invites(walk, stage)
    _a_second_window_is_not_saved_over_it(walk, page)
    stage.play(until=stage.moment(ROW["release_on"], 12))
    later(walk, stage, stage.at)
    page = _who_was_drawn_is_invited(walk)
    _and_seals_on_the_phone(walk, page)
    _who_was_not_learns_why(walk)
    _the_notice_names_nobody(walk, stage)


def _invites(walk: Walk, stage: Stage) -> Page:
    page = walk.go(walk.person(f"{ROW['organisation']}-operator"), tender_of(ROW).get_absolute_url())
    follow(walk, page, "文件", inside="nav[aria-label=采购项目的各部分]", exact=False)
    follow(walk, page, "修改邀请方式", exact=False)
    page.get_by_label("发布资格预审公告征集").check()
    write(page, RECORD)
    for number, key in enumerate((*DRAWN, LEFT), start=1):
        if number == 4:
            press(walk, page, "增加行")
        _row(page, number, stage.cast.organisation(key), drawn=key in DRAWN)
    press(walk, page, "保存邀请方式")
    # 87 art. 14: at least two of the purchaser's staff are there.
    expect(page.locator(".has-error")).to_contain_text("不少于两名采购人工作人员")
    expect(page.locator(_group(4)).get_by_label("供应商名称")).to_have_value(
        stage.cast.organisation(LEFT).name
    )
    write(page, {"在场监督的采购人工作人员": "王芳 赵勇"})
    press(walk, page, "保存邀请方式")
    assert stage.cast.organisation(LEFT).name in text(page)
    return page


def _row(page: Page, number: int, supplier: Any, *, drawn: bool) -> None:
    words = {"供应商名称": supplier.name, "统一社会信用代码": supplier.credit_code, "来源": "资格预审"}
    write(page, words, inside=_group(number))
    page.locator(_group(number)).get_by_label("受邀请").set_checked(drawn)


def _group(number: int) -> str:
    return f'fieldset:has(> legend:text-is("供应商 {number}"))'


def _a_second_window_is_not_saved_over_it(walk: Walk, page: Page) -> None:
    address = f"/workspace/tenders/{tender_of(ROW).code}/documents/invitation/"
    walk.go(page, address)
    other = page.context.new_page()
    walk.go(other, address)
    write(other, {"抽取地点": "县财政局三楼"})
    press(walk, other, "保存邀请方式")
    write(page, {"抽取地点": "镇政府会议室"})
    press(walk, page, "保存邀请方式")
    expect(page.locator("main")).to_contain_text("这一页在您打开以后已由别人保存过")
    expect(page.locator("main")).to_contain_text("现在保存的是：县财政局三楼")
    expect(page.get_by_label("抽取地点")).to_have_value("镇政府会议室")
    assert tender_of(ROW).invitation_record["place"] == "县财政局三楼"


def _who_was_drawn_is_invited(walk: Walk) -> Page:
    page = walk.go(walk.person("jiabao-admin", phone=True), "/notifications/")
    open_message(walk, page, ROW["title"])
    expect(page.locator("main")).to_contain_text("您单位已收到邀请")
    return page


def _and_seals_on_the_phone(walk: Walk, page: Page) -> None:
    """From one's own list to the receipt; before everything is there nothing can be sealed."""
    open_form(walk, page, ROW["title"])
    press(walk, page, "保存并核对")
    expect(page.locator("main")).to_contain_text("还不能密封")
    expect(page.get_by_role("button", name="确认密封递交")).to_have_count(0)
    follow(walk, page, "返回填写")
    write_bid(page, round_of(ROW, RoundKind.FIRST), unit_price="28200", offer="1297200.00", scale="小型企业")
    attach(walk, page, pdf("管护方案.pdf", "Upkeep plan"))
    receipt = seal(walk, page)
    assert list(states(walk, page)) == [receipt]


def _who_was_not_learns_why(walk: Walk) -> None:
    page = walk.go(walk.person(f"{LEFT}-admin", phone=True), f"/tenders/{tender_of(ROW).code}/may-i-bid/")
    expect(page.locator("main")).to_contain_text("没有被邀请")
    walk.go(page, "/notifications/")
    assert ROW["title"] not in text(page)
    walk.go(page, "/workspace/bids/")
    assert ROW["title"] not in text(page)
    answer = page.goto(f"/workspace/bids/{round_of(ROW, RoundKind.FIRST).code}/")
    assert answer is not None and answer.status == 403
    expect(page.locator("main")).to_contain_text("只有收到邀请的供应商可以参加")


def _the_notice_names_nobody(walk: Walk, stage: Stage) -> None:
    page = walk.go(walk.stranger(phone=True), f"/notices/{tender_of(ROW).notice_code}/")
    expect(page.locator("main")).to_contain_text("资格预审")
    for key in (*DRAWN, LEFT):
        assert stage.cast.organisation(key).name not in text(page)
