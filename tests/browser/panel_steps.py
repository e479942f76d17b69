"""The group is drawn, declares and is confirmed; custodians open; the group examines and negotiates."""

from playwright.sync_api import Page, expect

from procurement.tendering.enums import RoundKind
from procurement.workspace.management.demo.people import pass_phrases

from .consultation import Consultation
from .hands import follow, press, text, tick, write

REPLACED, SUBSTITUTE = "expert06", "expert07"
RECORD = "围绕服务方案、人员配备和应急处置逐项磋商，供应商作出说明并承诺细化台账。"


def form_panel(play: Consultation) -> None:
    """The operator records the provincial draw and invites."""
    walk, cast = play.walk, play.stage.cast
    page = play.take_up(f"{play.town}-operator", "组建评审小组")
    follow(walk, page, "登记抽取，组建小组")
    words = {"抽取编号": "HB-ZJ-2026-000001", "抽取时间": "2026-01-26T09:00", "抽取经办人": "演示经办人"}
    write(page, {**words, "回避单位": "采购人及其下属单位", "拒绝参加的记录": "1人因故不能参加"})
    tick(page, *(cast.user(name).display_name for name in play.row["experts"]))
    write(page, {"采购人代表": cast.user(f"{play.town}-representative").display_name})
    press(walk, page, "登记并邀请成员")
    expect(page.locator("main")).to_contain_text("已登记抽取结果")


def declare(play: Consultation) -> None:
    """One must not judge and says so; another takes the place; everybody declares; the group is confirmed."""
    walk = play.walk
    page = play.take_up(REPLACED, "签署回避声明", phone=True)
    follow(walk, page, "我有应当回避的情形，申请回避")
    write(page, {"理由": "近三年内曾在其中一家供应商任职。"})
    press(walk, page, "确认回避")
    page = play.take_up(f"{play.town}-operator", "组建评审小组")
    follow(walk, page, "查看评审小组")
    follow(walk, page, "更换成员")
    names = [play.stage.cast.user(name).display_name for name in (REPLACED, SUBSTITUTE)]
    write(page, {"离开的成员": names[0], "补充的成员": names[1], "原因": "申请回避"})
    press(walk, page, "更换")
    for username in members(play):
        page = play.take_up(username, "签署回避声明", phone=True)
        tick(page, "我与参加本项目的供应商之间")
        press(walk, page, "签署声明")
    page = play.take_up(f"{play.town}-operator", "组建评审小组")
    follow(walk, page, "查看评审小组")
    follow(walk, page, "组成评审小组")
    press(walk, page, "组成评审小组")


def members(play: Consultation) -> list[str]:
    """Return the user names of the group, the head first, the purchaser's representative last."""
    experts = [name for name in play.row["experts"] if name != REPLACED]
    return [*experts, SUBSTITUTE, f"{play.town}-representative"]


def open_round(play: Consultation, kind: RoundKind) -> None:
    """Two of three type their pass phrases; one alone opens nothing."""
    for username in (f"{play.town}-operator", "centre-custodian"):
        assert play.round(kind).status == "CLOSED"
        page = play.take_up(username, "开标（开启）")
        write(page, {"您的开标口令": pass_phrases()[username]})
        press(play.walk, page, "开启")
    assert play.round(kind).status == "OPENED"


def examine(play: Consultation) -> None:
    """The head examines every response and finishes."""
    walk, head = play.walk, members(play)[0]
    page = play.take_up(head, "审查投标（响应）文件", phone=True)
    home = page.url
    codes = page.locator("td.cell-title a").all_inner_texts()
    assert len(codes) == len(play.row["bidders"])
    for code in codes:
        follow(walk, page, code)
        press(walk, page, "打开查阅")
        for field in page.get_by_role("radio", name="符合", exact=True).all():
            field.check()
        for field in page.get_by_role("radio", name="未列入", exact=True).all():
            field.check()
        page.get_by_label("信用查询时间").fill(f"{play.stage.today}T00:01")
        page.get_by_role("group", name="符合性审查").get_by_label("通过", exact=True).check()
        write(page, {"信用查询记录": f"信用中国、中国政府采购网 {play.stage.today} 查询无不良记录"})
        press(walk, page, "保存审查意见")
        if page.url != home:
            walk.go(page, home)
    follow(walk, page, "完成审查")
    press(walk, page, "完成审查")


def negotiate(play: Consultation) -> None:
    """One supplier at a time; what changes is written and told to all; then final offers are called."""
    walk = play.walk
    page = _table(play, members(play)[0])
    follow(walk, page, "开始磋商（谈判）")
    press(walk, page, "开始")
    for bidder in play.row["bidders"]:
        follow(walk, page, "登记一次磋商")
        write(page, {"供应商": play.stage.cast.names[bidder[0]], "磋商（谈判）记录": RECORD})
        press(walk, page, "保存记录")
    own = _table(play, f"{play.town}-representative")
    follow(walk, own, "作出实质性变动")
    write(own, {"变动内容": play.row["change"]})
    press(walk, own, "确认并通知全部供应商")
    assert play.row["change"] in text(own)


def call_final_offers(play: Consultation, until: str) -> None:
    page = _table(play, members(play)[0])
    follow(play.walk, page, "要求提交最后报价")
    write(page, {"最后报价截止时间": until})
    press(play.walk, page, "发出最后报价通知")
    expect(page.locator("main")).to_contain_text("已通知全部供应商")


def _table(play: Consultation, username: str) -> Page:
    page = play.take_up(username, "磋商（谈判）", phone=True)
    return follow(play.walk, page, "进入磋商（谈判）")
