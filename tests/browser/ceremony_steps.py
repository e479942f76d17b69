"""Around a public opening: keys, practice, a successor, who comes, the seals, two pass phrases, doubts, the record."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

from procurement.tendering.enums import RoundKind
from procurement.tendering.models import BidRound
from procurement.workspace.management.demo.bidding import round_of
from procurement.workspace.management.demo.paper import tender_of
from procurement.workspace.management.demo.papers import pdf
from procurement.workspace.management.demo.people import pass_phrases
from procurement.workspace.management.demo.stage import Stage

from .bid_steps import credit_code
from .hands import follow, press, text, tick, write
from .sealing_steps import attach, join, open_form, seal, write_bid
from .walking import Walk

PHRASE = "接任的人自己记住的一句话"
LEAD, PARTNER = "yihuan", "云梦县演示辛园林养护有限公司"
# The page of an opening asks for news every five seconds.
LIVE = 15_000


@dataclass
class Play:
    """One open tender, its people, and the time there."""

    walk: Walk
    stage: Stage
    row: dict[str, Any]

    @property
    def round(self) -> BidRound:
        return round_of(self.row, RoundKind.FIRST)

    @property
    def town(self) -> str:
        return str(self.row["organisation"])

    def at(self, office: str) -> Page:
        return self.walk.person(f"{self.town}-{office}")

    def bidder(self, key: str) -> Page:
        return self.walk.person(f"{key}-admin", phone=True)

    def name(self, username: str) -> str:
        return str(self.stage.cast.user(username).display_name)

    def ceremony(self, page: Page) -> Page:
        return self.walk.go(page, f"/workspace/ceremonies/{self.round.code}/")

    def opening(self, page: Page, prefix: str = "") -> Page:
        return self.walk.go(page, f"{prefix}/openings/{self.round.code}/")


def choose_what_is_read_out(play: Play) -> None:
    """Two boxes of the terms: unit prices and the size of the enterprise; and consortia are welcome."""
    walk, page = play.walk, play.at("operator")
    walk.go(page, tender_of(play.row).get_absolute_url())
    follow(walk, page, "文件", inside="nav[aria-label=采购项目的各部分]", exact=False)
    follow(walk, page, "修改条款")
    tick(page, "分项单价", "企业规模声明", "接受联合体")
    press(walk, page, "保存条款")
    walk.go(page, f"{tender_of(play.row).get_absolute_url()}documents/")
    expect(page.locator("main")).to_contain_text("分项单价")
    assert tender_of(play.row).read_out == ["UNIT_PRICES", "SCALE"]


def seal_as_consortium(play: Play) -> None:
    """Two stand together: without their agreement nothing is sealed, and the page says which paper is missing."""
    walk, page = play.walk, open_form(play.walk, play.bidder(LEAD), play.row["title"])
    write_bid(page, play.round, unit_price="28900", offer="1329400.00", scale="中型企业")
    join(
        page,
        {"本单位（牵头人）承担的工作": "巡查和水体周边管护", "本单位承担的份额（%）": "60"},
        {
            "单位名称": PARTNER,
            "统一社会信用代码": credit_code("91420923", "31000772"),
            "承担的工作": "公共绿地养护",
            "份额（%）": "40",
            "企业规模": "小型企业",
        },
        {"employees": "38", "revenue": "540", "assets": "300"},
    )
    press(walk, page, "保存并核对")
    expect(page.locator("main")).to_contain_text("须提交联合协议")
    follow(walk, page, "返回填写")
    # The package is kept for small and medium enterprises: no price is deducted there (46 art. 9).
    assert "小微企业承担的合同份额：40%。" in text(page)
    attach(walk, page, pdf("联合协议.pdf", "Agreement of two"), purpose="联合协议")
    seal(walk, page)


def enrols(play: Play, username: str) -> None:
    """A weak phrase is refused beside its field; then the key is made, and its sheet is shown this once."""
    walk, page = play.walk, play.walk.person(username)
    walk.go(page, "/workspace/custody/")
    write(page, {"口令": "短", "再输入一次": "短"})
    press(walk, page, "登记")
    expect(page.locator(".has-error")).to_contain_text("口令太短")
    write(page, {"口令": PHRASE, "再输入一次": PHRASE})
    press(walk, page, "登记")
    expect(page.get_by_role("heading", level=1)).to_have_text("恢复页：只显示这一次")
    follow(walk, page, "已打印或抄好，做一次演练")


def practises(play: Play, username: str) -> None:
    """Alone, the platform plays the two others."""
    walk, page = play.walk, play.walk.person(username)
    press(walk, page, "开始演练")
    write(page, {"您的开标口令": PHRASE})
    press(walk, page, "开启（演练）")
    expect(page.locator("main")).to_contain_text("演练成功")
    expect(page.locator("main")).to_contain_text("虚构")


def replace(play: Play, gone: str, successor: str) -> None:
    """The two others replace the third: one begins, the second agrees; each with a pass phrase of their own."""
    walk, page = play.walk, play.ceremony(play.at("operator"))
    follow(walk, page, "有人不能到场？由在任的两位更换第三位")
    tick(page, play.name(gone))
    phrases = pass_phrases()
    words = {"由谁接任": play.name(successor), "更换原因": "出差，开标当日不能到场"}
    write(page, {**words, "您的开标口令": phrases[f"{play.town}-operator"]})
    press(walk, page, "同意更换")
    page = walk.go(walk.person("centre-custodian"), "/workspace/")
    follow(walk, page, "确认更换开标密钥保管人", exact=False)
    expect(page.locator("main")).to_contain_text(play.name(successor))
    write(page, {"您的开标口令": phrases["centre-custodian"]})
    press(walk, page, "确认更换")
    assert f"由{play.name(gone)}更换为{play.name(successor)}" in text(page)


def onlookers(play: Play) -> tuple[Page, Page]:
    """Two people without an account wait at their phones, one reads Chinese, one English."""
    walk = play.walk
    first, second = walk.stranger(phone=True), walk.stranger(phone=True)
    play.opening(first)
    play.opening(second, "/en")
    for page in (first, second):
        expect(page.locator("main")).not_to_contain_text("1,297,200.00")
    return first, second


def come(play: Play, online: str, in_the_room: str) -> None:
    """One bidder signs in on the phone; the host enters who came to the room. Their receipts are looked at."""
    walk, phone = play.walk, play.opening(play.bidder(online))
    follow(walk, phone, "签到参加开标")
    press(walk, phone, "签到")
    desk = play.ceremony(play.at("operator"))
    assert "您的开标口令" not in text(desk)
    follow(walk, desk, "登记到场代表")
    write(desk, {"投标人": play.stage.cast.names[in_the_room], "到场代表姓名": "彭志远"})
    press(walk, desk, "签到")
    expect(desk.locator("main")).to_contain_text("彭志远")
    follow(walk, phone, "核对密封")
    expect(phone.locator("main")).to_contain_text("全部相符")
    expect(phone.locator("main")).to_contain_text("本单位的")
    press(walk, phone, "我已核对，密封完好")


def unlock(play: Play, username: str, phrase: str) -> None:
    page = play.walk.go(play.walk.person(username), "/workspace/")
    follow(play.walk, page, "开标（开启）", exact=False)
    write(page, {"您的开标口令": phrase})
    press(play.walk, page, "开启")


def hear(pages: tuple[Page, Page]) -> None:
    """Names, prices and what the documents name appear by themselves, in both languages."""
    for page, scale in zip(pages, ("企业规模声明：小型企业", "第1项28,200.00元"), strict=True):
        main = page.locator("main")
        expect(main).to_contain_text("1,297,200.00", timeout=LIVE)
        for words in ("云梦县演示甲家政保洁服务有限公司", "壹佰贰拾玖万柒仟贰佰元整", scale, PARTNER):
            expect(main).to_contain_text(words)


def object_and_answer(play: Play, key: str) -> None:
    """A bidder asks on the spot; the host answers; both read it on their pages."""
    walk, page = play.walk, play.opening(play.bidder(key))
    follow(walk, page, "当场提出", exact=True)
    tick(page, "对开标过程或者开标记录有疑义")
    write(page, {"内容": play.row["objects"]["text"]})
    press(walk, page, "提出")
    desk = play.ceremony(play.at("operator"))
    follow(walk, desk, "答复")
    write(desk, {"处理意见": play.row["objects"]["answer"]})
    press(walk, desk, "答复")
    expect(play.opening(page).locator("main")).to_contain_text(play.row["objects"]["answer"])


def confirm(play: Play, key: str) -> None:
    page = play.opening(play.bidder(key))
    follow(play.walk, page, "确认开标记录")
    press(play.walk, page, "签字确认")
    expect(page.locator("main")).to_contain_text("已确认")


def read_the_record(play: Play, key: str) -> None:
    """When the window is over the record is there as a page and as a PDF, for who may read the names in it."""
    page = play.opening(play.bidder(key))
    address = str(page.get_by_role("link", name="开标记录（PDF）").get_attribute("href"))
    play.walk.draw_documents()
    answer = page.request.get(address)
    assert (answer.status, answer.body()[:5]) == (200, b"%PDF-")
    stranger = play.opening(play.walk.stranger())
    expect(stranger.get_by_role("link", name="开标记录（PDF）")).to_have_count(0)
    assert "/accounts/login/" in stranger.request.get(address).url


def register_recording(play: Play) -> None:
    """The operator is asked for sound and picture; a hash copied in part is refused; onlookers read what is kept."""
    walk = play.walk
    page = walk.go(play.at("operator"), "/workspace/")
    follow(walk, page, "登记开标录音录像", exact=False)
    write(page, {"录制内容": "开标室全景", "存放位置": "录像服务器2号柜", "文件指纹（SHA-256）": "9f2c"})
    press(walk, page, "登记")
    expect(page.locator(".has-error")).to_contain_text("64位")
    write(page, {"文件指纹（SHA-256）": "9f2c" * 16})
    press(walk, page, "登记")
    expect(page.locator("main")).to_contain_text("这个环节的时间都已登记")
    expect(play.opening(walk.stranger(phone=True)).locator("main")).to_contain_text("9f2c")


def in_english(play: Play) -> None:
    """The host's and the custodians' pages speak English too, at a desk and on a phone."""
    package = play.round.package.code
    pages = (
        f"/en/workspace/ceremonies/{play.round.code}/",
        f"/en/workspace/openings/{play.round.code}/",
        f"/en/workspace/tenders/packages/{package}/recordings/",
        f"/en/openings/{play.round.code}/",
        "/en/workspace/custody/",
        "/en/workspace/custody/rehearsals/",
    )
    for address in pages:
        play.walk.go(play.at("operator"), address)


def examine(play: Play) -> None:
    """The host looks at each bidder condition by condition and list by list; one does not meet the first."""
    walk, told = play.walk, play.row["fails"]
    page = walk.go(play.at("operator"), "/workspace/")
    follow(walk, page, "审查投标（响应）文件", exact=False)
    home, fails = page.url, play.stage.cast.names[told["who"]]
    assert f"联合体成员：{PARTNER}" in text(page)
    for letter in page.locator("td.cell-title a").all_inner_texts():
        walk.go(page, f"{home}{letter}/")
        press(walk, page, "打开查阅")
        assert (PARTNER in text(page)) == (play.stage.cast.names[LEAD] in text(page, "h1"))
        for group in page.get_by_role("radio", name="符合", exact=True).all():
            group.check()
        for group in page.get_by_role("radio", name="未列入", exact=True).all():
            group.check()
        if fails in text(page, "h1"):
            page.locator("#id_condition_Q1 input[value=no]").check()
            press(walk, page, "保存审查意见")
            expect(page.locator(".has-error").first).to_be_visible()
            page.locator("#id_note_Q1").fill(told["why"])
        page.get_by_label("信用查询时间").fill(f"{play.stage.today}T09:00")
        write(page, {"信用查询记录": "信用中国、中国政府采购网，截图存档"})
        press(walk, page, "保存审查意见")
    walk.go(page, home)


def finish(play: Play) -> None:
    page = play.walk.go(play.at("operator"), f"/workspace/openings/{play.round.code}/")
    follow(play.walk, page, "完成审查")
    press(play.walk, page, "完成审查")


def learns_why(play: Play) -> None:
    """Who failed reads the reason, on the phone."""
    page = play.walk.go(play.bidder(play.row["fails"]["who"]), "/notifications/")
    button = page.locator("main").get_by_role("button", name="审查未通过").first
    play.walk.press(page, button.click)
    expect(page.locator("main")).to_contain_text(play.row["fails"]["why"])
