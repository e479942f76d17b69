"""A closed framework at everybody's own desk: planned, called for, answered on a phone, ranked, signed, called off."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from playwright.sync_api import Page, expect

from procurement.frameworks.models import CallOff, Contest, Framework
from procurement.frameworks.selectors.solicitations import newest
from procurement.frameworks.selectors.solicitations import round_of as round_of_call
from procurement.tendering.models import BidRound, Package
from procurement.workspace.management.demo.closed import (
    CREDIT,
    CROPS,
    EXPERTS,
    HOME,
    PHONES,
    TITLE,
    TOWN,
    committee,
    respond,
)
from procurement.workspace.management.demo.people import pass_phrases
from procurement.workspace.management.demo.stage import Stage

from .consultation import Consultation
from .county import bring_in
from .hands import follow, menu, press, text, tick, write
from .paper_steps import pass_it
from .sealing_steps import open_form, seal, write_bid
from .walking import Walk

Row = dict[str, Any]
# Who answers, at which price, of which size; the dearest of three is knocked out.
ANSWERS = (("nongji", "16.80", "小型企业"), ("hedao", "17.50", ""), ("jiti", "17.90", ""))
# Who comes at the second supplementary call, beside the one who was knocked out.
LATER = ("shuiyuan", "binglv")
BUYER = TOWN["organisation"]
PLAN = {
    "project": {
        "项目名称": TITLE,
        "目录条目": "A1201",
        "预计全年采购金额（元）": "1350000",
    },
    "need": {
        "服务内容和标准": CROPS["service"],
        "服务人员和技术保障": CROPS["staffing"],
        "服务工作量的计量方式": CROPS["measuring"],
        "服务的地域范围": CROPS["area"],
        "供应商资格条件": CROPS["qualification"],
        "需求调查：采购人（家）": "5",
        "需求调查：供应商（家）": "4",
        "需求调查：专家（人）": "1",
        "需求调查记录": CROPS["survey_findings"],
        "所属行业": CROPS["industry"],
    },
    "price": {
        "计量单位": "亩",
        "最高限制单价（元）": "19.00",
        "最高限制单价怎么确定的": CROPS["pricing_note"],
        "框架协议期限（月）": "12",
    },
}


class Crops(Consultation):
    """The framework that is walked, with the desks of the consultation's group; read from the database when asked."""

    def __init__(self, walk: Walk) -> None:
        self.walk, self.town = walk, HOME
        self.row = {"bidders": [list(one[:2]) for one in ANSWERS], "title": TITLE}
        guests = (HOME, *(key for key, _price, _scale in ANSWERS), *LATER)
        item: Row = {**TOWN, "batch": "2026-02-27", "stop": "published"}
        self.stage = bring_in(item, guests=guests, until=_begins())

    @property
    def framework(self) -> Framework:
        return Framework.objects.get(title=TITLE)

    @property
    def package(self) -> Package:
        return self.round("FIRST").package

    def round(self, kind: str) -> BidRound:
        call = newest(self.framework)
        assert call is not None
        return round_of_call(call)


def _begins() -> datetime:
    return Stage().moment("2026-03-02", 9)


def files_the_plan(play: Crops) -> None:
    """Part by part; nothing goes on before five other people have passed it; filed without leave (110 art. 8)."""
    walk = play.walk
    page = walk.go(play.at("operator"), "/workspace/")
    menu(walk, page, "框架协议")
    follow(walk, page, "新建框架协议")
    write(page, PLAN["project"])
    tick(page, "封闭式", "为本系统以外的服务对象提供服务，由服务对象自主选择", "由服务对象自主选择供应商")
    press(walk, page, "保存")
    expect(page.locator("main")).to_contain_text("报送以前还要解决")
    for part, words in (("采购需求", "need"), ("单价和期限", "price")):
        follow(walk, page, part)
        write(page, PLAN[words])
        press(walk, page, "保存")
    follow(walk, page, "评审和淘汰")
    write(page, {"淘汰比例（%）": "10"})
    tick(page, "二次竞价")
    press(walk, page, "保存")
    expect(page.locator("main")).to_contain_text("第二十七条")
    follow(walk, page, "评审和淘汰")
    write(page, {"淘汰比例（%）": "20"})
    press(walk, page, "保存")
    follow(walk, page, "规则")
    press(walk, page, "保存")
    expect(page.locator("main")).to_contain_text("风险处置方案")
    follow(walk, page, "风险处置方案")
    press(walk, page, "保存表格")
    follow(walk, page, "送内部审查")
    press(walk, page, "送内部审查")
    expect(page.locator("main")).to_contain_text("还缺")
    pass_it(play, "审查框架协议采购方案")
    page = play.take_up(f"{HOME}-operator", "报送框架协议采购方案")
    follow(walk, page, "报送备案")
    press(walk, page, "报送备案")
    assert play.framework.status == "FILED"


def calls(play: Crops) -> None:
    """The dates begin at the earliest that the law allows; one day less is refused with its article."""
    walk = play.walk
    page = play.take_up(f"{HOME}-operator", "发布框架协议征集公告")
    follow(walk, page, "发布征集公告，接收响应文件")
    earliest = page.get_by_label("提交响应文件截止日期").input_value()
    write(page, {"提交响应文件截止日期": "2026-03-10", "开启地点": "县公共资源交易中心二楼开标室"})
    write(page, {"响应文件有效期（日）": "90"})
    press(walk, page, "发布并开始接收响应文件")
    expect(page.locator(".has-error")).to_contain_text("20")
    write(page, {"提交响应文件截止日期": earliest})
    press(walk, page, "发布并开始接收响应文件")
    expect(page.locator("main")).to_contain_text("征集公告已发布")


def answers_on_the_phone(play: Crops) -> None:
    """From the public page to the receipt, at 390 px; the others, and the committee, come as in the demonstration."""
    walk = play.walk
    key, price, scale = ANSWERS[0]
    page = walk.go(walk.person(f"{key}-admin", phone=True), "/frameworks/")
    follow(walk, page, TITLE)
    follow(walk, page, "我能参加吗")
    page.go_back()
    open_form(walk, page, TITLE)
    write_bid(page, play.round("FIRST"), unit_price=price, offer=price, scale=scale)
    seal(walk, page)
    for key, price, _scale in ANSWERS[1:]:
        respond(play.stage, play.framework, key, price)
    committee(play.stage, play.framework)


def opens(play: Crops) -> None:
    """A bidder holds the receipts against the sealed files; then two of three custodians; then all is public."""
    walk = play.walk
    play.reach(play.round("FIRST").deadline + timedelta(minutes=2))
    page = walk.go(walk.person(f"{ANSWERS[0][0]}-admin", phone=True), f"/frameworks/{play.framework.code}/")
    follow(walk, page, "开启情况")
    follow(walk, page, "签到参加开标")
    press(walk, page, "签到")
    follow(walk, page, "核对密封")
    press(walk, page, "我已核对，密封完好")
    for username in (f"{HOME}-operator", "centre-custodian"):
        page = play.take_up(username, "开标（开启）")
        write(page, {"您的开标口令": pass_phrases()[username]})
        press(play.walk, page, "开启")
    assert play.round("FIRST").status == "OPENED"
    page = play.walk.go(play.walk.stranger(phone=True), f"/frameworks/{play.framework.code}/")
    follow(play.walk, page, "开启情况")
    assert "16.80" in text(page)


def examines(play: Crops) -> None:
    """The organiser looks at who they are, an expert at what they offer (87 art. 44, 50)."""
    walk = play.walk
    page = play.take_up(f"{HOME}-operator", "审查投标（响应）文件")
    for code in _codes(page):
        follow(walk, page, code)
        press(walk, page, "打开查阅")
        for words in ("符合", "未列入"):
            for field in page.get_by_role("radio", name=words, exact=True).all():
                field.check()
        page.get_by_label("信用查询时间").fill(f"{play.stage.today}T00:01")
        write(page, {"信用查询记录": CREDIT})
        press(walk, page, "保存审查意见")
    page = play.take_up(EXPERTS[0], "审查投标（响应）文件", phone=True)
    for code in _codes(page):
        follow(walk, page, code)
        press(walk, page, "打开查阅")
        page.get_by_role("group", name="符合性审查").get_by_label("通过", exact=True).check()
        press(walk, page, "保存审查意见")
    page = play.take_up(f"{HOME}-operator", "审查投标（响应）文件")
    follow(walk, page, "完成审查")
    press(walk, page, "完成审查")


def _codes(page: Page) -> list[str]:
    codes = page.locator("td.cell-title a").all_inner_texts()
    assert len(codes) == len(ANSWERS)
    return codes


def ranks(play: Crops) -> None:
    """One of three goes out: 20 % of three, rounded up (110 art. 27)."""
    walk = play.walk
    page = play.take_up(f"{HOME}-operator", "确定入围供应商")
    follow(walk, page, "确定入围供应商")
    expect(page.locator("main")).to_contain_text("符合要求 3 家，按 20% 淘汰、小数进位：淘汰 1 家")
    press(walk, page, "按此确定")
    page = play.take_up(f"{HOME}-operator", "公告入围结果")
    follow(walk, page, "公告入围结果，送签框架协议")
    press(walk, page, "发布公告，送签框架协议")
    page = walk.go(walk.stranger(phone=True), f"/frameworks/{play.framework.code}/")
    follow(walk, page, f"{TITLE}入围结果公告")
    said = text(page)
    names = [play.stage.cast.names[key] for key, _price, _scale in ANSWERS]
    assert [name in said for name in names] == [True, True, False]
    assert "17.50元／亩" in said


def sign(play: Crops) -> None:
    """Each at its phone, with the number that users shall call; then it binds and the townships are told."""
    walk = play.walk
    for key, _price, _scale in ANSWERS[:2]:
        page = play.take_up(f"{key}-admin", "签订框架协议", phone=True)
        draft = page.request.get(page.url + "agreement/").text()
        assert ("待签" in draft, f"{ANSWERS[0][1]}元／亩" in draft or f"{ANSWERS[1][1]}元／亩" in draft) == (
            True,
            True,
        )
        follow(walk, page, "签订框架协议")
        write(page, {"公布的联系电话": PHONES[key]})
        press(walk, page, "签订")
    page = play.take_up(f"{HOME}-operator", "框架协议生效，告知采购人")
    follow(walk, page, "框架协议生效，告知采购人")
    press(walk, page, "生效并告知采购人")
    assert play.framework.status == "IN_FORCE"


def lowers_its_price(play: Crops) -> None:
    """The dearer of the two goes down; it can never go up again."""
    walk, (key, _price, _scale) = play.walk, ANSWERS[1]
    page = walk.go(walk.person(f"{key}-admin", phone=True), "/workspace/framework-entries/")
    follow(walk, page, TITLE)
    follow(walk, page, "降低协议价格")
    write(page, {"新的协议单价（元）": "17.60"})
    press(walk, page, "降低")
    expect(page.locator(".has-error")).to_contain_text("不能提高")
    write(page, {"新的协议单价（元）": "17.00"})
    press(walk, page, "降低")
    expect(page.locator("main")).to_contain_text("17.00")


def competes(play: Crops) -> None:
    """The township asks all who are in; below their agreed prices, sealed until the end; the lowest gets it."""
    walk = play.walk
    page = walk.go(walk.person(f"{BUYER}-operator"), "/workspace/")
    menu(walk, page, "框架协议成交")
    follow(walk, page, TOWN["title"])
    follow(walk, page, "发起二次竞价")
    write(page, {"数量（亩）": "4500", "服务地点": "沙河乡东片各村"})
    press(walk, page, "发起竞价")
    for (key, _price, _scale), offer in zip(ANSWERS, ("17.00", "16.40"), strict=False):
        page = play.take_up(f"{key}-admin", "二次竞价报价", phone=True)
        follow(walk, page, "报价")
        write(page, {"报价（元／亩）": offer})
        press(walk, page, "提交报价")
        if key == ANSWERS[0][0]:
            expect(page.locator(".has-error")).to_contain_text("不能超过协议价格16.80元")
            write(page, {"报价（元／亩）": "16.50"})
            press(walk, page, "提交报价")
    contest = Contest.objects.get()
    page = walk.go(walk.person(f"{BUYER}-operator"), contest.get_absolute_url())
    assert "16.40" not in text(page)
    play.reach(contest.until + timedelta(minutes=1))
    page = play.take_up(f"{BUYER}-operator", "开启竞价报价")
    follow(walk, page, "开启报价，确定成交供应商")
    press(walk, page, "开启报价，确定成交供应商")
    assert CallOff.objects.get().unit_price == Decimal("16.40")


def orders(play: Crops) -> None:
    """A second person confirms, the supplier accepts on its phone, everybody reads the result."""
    walk, winner = play.walk, ANSWERS[1][0]
    page = play.take_up(f"{BUYER}-leader", "确认框架协议成交")
    follow(walk, page, "确认成交")
    press(walk, page, "确认成交")
    page = play.take_up(f"{winner}-admin", "答复框架协议订单", phone=True)
    follow(walk, page, "接受")
    press(walk, page, "接受")
    page = play.take_up(f"{BUYER}-operator", "公开框架协议成交结果")
    follow(walk, page, "公开成交结果")
    press(walk, page, "公开成交结果")
    page = walk.go(walk.stranger(phone=True), f"/frameworks/{play.framework.code}/")
    follow(walk, page, CallOff.objects.get().title)
    assert "73,800.00" in text(page)


def calls_for_more(play: Crops) -> None:
    """One of two is taken out; more are called for, nobody comes, and the framework goes on (110 art. 19, 27, 31)."""
    walk, left = play.walk, ANSWERS[0][0]
    entry = play.framework.entries.get(supplier=play.stage.cast.organisation(left))
    page = walk.go(walk.person(f"{HOME}-leader"), entry.get_absolute_url())
    follow(walk, page, "清退")
    tick(page, "框架协议约定的其他情形")
    write(page, {"事实和证据": "植保设备停用，两次书面说明不能作业。"})
    press(walk, page, "清退并公告")
    page = walk.go(walk.person(f"{HOME}-operator"), play.framework.get_absolute_url())
    expect(page.locator("main")).to_contain_text("还剩 1 家")
    follow(walk, page, "补充征集")
    write(page, {"开启地点": "县公共资源交易中心二楼开标室", "响应文件有效期（日）": "90"})
    press(walk, page, "发布补充征集公告")
    expect(page.locator(".has-error").first).to_be_visible()
    write(page, {"怎样影响框架协议执行": "只剩一家，三个乡镇无人承接。"})
    press(walk, page, "发布补充征集公告")
    expect(page.locator("main")).to_contain_text("补充征集公告已发布")
    public = walk.go(walk.stranger(phone=True), f"/frameworks/{play.framework.code}/")
    assert "正在补充征集" in text(public)
    play.reach(play.round("FIRST").deadline + timedelta(minutes=2))
    page = play.take_up(f"{HOME}-operator", "供应商不足，宣布征集失败")
    follow(walk, page, "宣布征集失败")
    write(page, {"理由": "没有供应商提交响应文件。"})
    press(walk, page, "发布终止公告")
    assert play.framework.status == "IN_FORCE"


def ends(play: Crops) -> None:
    """After a year nothing is called off any more; the organiser sums up (110 art. 35)."""
    walk = play.walk
    last = play.framework.ends_on
    assert last is not None
    play.until(last + timedelta(days=1), 10)
    assert play.framework.status == "ENDED"
    page = play.take_up(f"{HOME}-operator", "发布框架协议成交汇总公告")
    follow(walk, page, "发布成交结果汇总公告")
    press(walk, page, "发布")
    page = walk.go(walk.stranger(phone=True), f"/frameworks/{play.framework.code}/")
    follow(walk, page, f"{TITLE}框架协议成交结果汇总公告")
    assert "73,800.00" in text(page)
