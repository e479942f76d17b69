"""From the implementation plan to the public notice: documents, dates, reviews, release."""

from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, expect

from procurement.core.clock import local_date
from procurement.workspace.management.demo.data import read
from procurement.workspace.management.demo.paper import requirement

from .consultation import Consultation
from .hands import choose, follow, press, text, write

# Who gives which opinion, in an order in which everybody finds something left to do.
REVIEWERS = (
    ("finance", "FINANCE"),
    ("discipline", "SUPERVISION"),
    ("representative", "BUSINESS"),
    ("reviewer", "PROCUREMENT"),
    ("reviewer", "KEY"),
    ("leader", "LEGAL"),
)
KINDS = {
    "FINANCE": "财务",
    "SUPERVISION": "监督",
    "BUSINESS": "业务",
    "PROCUREMENT": "采购",
    "KEY": "重点",
    "LEGAL": "法律",
}


def file_plan(play: Consultation) -> None:
    """Draft the implementation plan and file it: it gets its number, the money is frozen."""
    walk = play.walk
    page = play.take_up(f"{play.town}-operator", "编制采购实施计划")
    write(page, {"采购方式": "竞争性磋商", "理由": "政府购买服务项目，需要比较服务方案。"})
    press(walk, page, "保存草稿")
    follow(walk, page, "报送备案")
    press(walk, page, "报送备案")
    expect(page.locator("main")).to_contain_text("采购计划备案号")


def open_file(play: Consultation) -> None:
    """Open the tender's file and fix its terms."""
    walk = play.walk
    page = play.take_up(f"{play.town}-operator", "开始编制采购文件")
    follow(walk, page, "编制采购文件")
    write(
        page,
        {
            "项目名称": play.row["title"],
            "评审办法": "综合评分法",
            "所属行业": "其他未列明行业",
            "采购需求概况": play.row["description"],
        },
    )
    press(walk, page, "建立采购文件")
    tab(play, page, "文件")
    follow(walk, page, "修改条款")
    write(
        page,
        {
            "价格分权重": read("texts")["price_weight"],
            "合同履行期限（月）": str(play.row["term_months"]),
            "不预留的理由": play.row["sme_words"],
        },
    )
    press(walk, page, "保存条款")
    expect(page.locator("main")).to_contain_text("条款已保存")


def tab(play: Consultation, page: Page, name: str) -> None:
    """Go to one of the parts of the tender."""
    follow(play.walk, page, name, inside="nav[aria-label=采购项目的各部分]", exact=False)


def write_requirements(play: Consultation) -> None:
    page = play.at("operator")
    tab(play, page, "文件")
    follow(play.walk, page, "填写商务条款")
    expect(page.get_by_label("服务期")).to_have_value(f"自合同签订之日起{play.row['term_months']}个月")
    write(page, {"考核": read("texts")["commercial"]["assessment"], "违约责任": ""})
    press(play.walk, page, "保存商务条款")
    expect(page.locator(".has-error")).to_have_count(1)
    expect(page.get_by_label("考核")).to_have_value(read("texts")["commercial"]["assessment"])
    write(page, {"违约责任": "未达到服务标准的，限期整改并扣减当月价款；采购人迟延付款的，支付逾期利息。"})
    press(play.walk, page, "保存商务条款")
    tab(play, page, "需求")
    follow(play.walk, page, "填写采购需求")
    expect(page.get_by_label("第1行 服务内容")).to_have_value(play.row["title"])
    line = requirement(play.stage, play.row)
    words = {"服务内容": "what", "数量": "quantity", "单位": "unit", "地点": "place"}
    words |= {"服务标准": "standard", "服务时间": "by_when"}
    write(page, {f"第1行 {label}": str(line[name]) for label, name in words.items()})
    press(play.walk, page, "保存表格")
    expect(page.locator("main")).to_contain_text("已保存")


def write_scoring(play: Consultation) -> None:
    """The first table makes 95: told beside it, with every word still there; then it makes 100."""
    walk, page = play.walk, play.at("operator")
    factors: list[dict[str, Any]] = read("texts")["factors"]
    tab(play, page, "评分表")
    follow(walk, page, "从模板开始")
    expect(page.get_by_label("保洁、管护和物业服务")).to_be_checked()
    press(walk, page, "用这个模板")
    expect(page.locator("main")).to_contain_text("评分表已按模板填好")
    expect(page.locator("tfoot")).to_contain_text("合计 100")
    page.get_by_label("第1行 分值").fill("1")
    expect(page.locator("tfoot")).not_to_contain_text("合计 100")
    for row in page.locator("table tbody tr").all():
        for cell in row.locator("textarea, input[type=text], input[type=number]").all():
            cell.fill("")
    for number, factor in enumerate(factors[:3], start=1):
        _factor(page, number, factor)
    press(walk, page, "保存表格")
    expect(page.get_by_role("alert")).to_contain_text("100")
    expect(page.get_by_label("第2行 评分因素")).to_have_value(factors[1]["name"])
    expect(page.get_by_label("第3行 评分标准（看什么）")).to_have_value(factors[2]["criteria"])
    press(walk, page, "增加行")
    expect(page.get_by_label("第3行 分档和分值")).to_have_value(factors[2]["intervals"])
    _factor(page, 4, factors[3])
    press(walk, page, "保存表格")
    expect(page.locator("main")).to_contain_text("已保存")


def _factor(page: Page, number: int, factor: dict[str, Any]) -> None:
    kinds = {"TECHNICAL": "技术", "COMMERCIAL": "商务"}
    write(page, {f"第{number}行 评分因素": factor["name"], f"第{number}行 分值": factor["maximum"]})
    choose(page.get_by_label(f"第{number}行 类别"), kinds[factor["kind"]])
    page.get_by_label(f"第{number}行 评分标准（看什么）").fill(factor["criteria"])
    page.get_by_label(f"第{number}行 分档和分值").fill(factor["intervals"])
    page.get_by_label(f"第{number}行 客观分").set_checked(bool(factor.get("objective")))


def write_payments(play: Consultation) -> None:
    """Payment plan, and the contract draft that is built from all of it."""
    walk, page = play.walk, play.at("operator")
    tab(play, page, "文件")
    follow(walk, page, "修改付款安排")
    for number, row in enumerate(read("texts")["payments"], start=1):
        words = {"期次": row["stage"], "比例（%）": row["percent"], "付款条件": row["condition"]}
        write(page, {f"第{number}行 {label}": value for label, value in words.items()})
    press(walk, page, "保存表格")
    follow(walk, page, "编写风险处置方案")
    press(walk, page, "保存表格")
    expect(page.locator("main")).to_contain_text("因质疑投诉影响采购进度")
    follow(walk, page, "按需求生成")
    press(walk, page, "生成，替换现有草案")
    expect(page.locator("main")).to_contain_text("合同草案已按需求")


def set_dates(play: Consultation) -> None:
    """Too short a time is refused with its article and the earliest lawful day; the lawful one is kept."""
    walk, page = play.walk, play.at("operator")
    start = play.stage.moment(play.row["release_on"]).date()
    tab(play, page, "日期")
    early = start + timedelta(days=5)
    write(
        page,
        {
            "文件发出日期": start.isoformat(),
            "停止提供文件日期": "2026-01-23",
            "截止日期": early.isoformat(),
            "截止时刻": "09:30",
            "开标（开启）地点": "云梦县公共资源交易中心二楼开标室",
        },
    )
    press(walk, page, "保存日期")
    expect(page.locator(".has-error")).to_contain_text("第十条")
    expect(page.get_by_label("开标（开启）地点")).to_have_value("云梦县公共资源交易中心二楼开标室")
    write(page, {"截止日期": "2026-01-27"})
    press(walk, page, "保存日期")
    expect(page.locator("main")).to_contain_text("日期已保存")


def review(play: Consultation) -> None:
    """The author hands it over; five other people pass it in six reviews, one after the other."""
    walk, page = play.walk, play.at("operator")
    tab(play, page, "概况")
    follow(walk, page, "送内部审查")
    press(walk, page, "送内部审查")
    play.reach(play.stage.workday(after=1, hour=15))
    pass_it(play, "审查采购文件")


def pass_it(play: Consultation, waits: str) -> None:
    """Each takes up what ``waits`` and passes it."""
    walk = play.walk
    for office, kind in REVIEWERS:
        page = play.take_up(f"{play.town}-{office}", waits)
        follow(walk, page, "填写审查意见")
        write(page, {"审查类别": KINDS[kind], "审查意见": read("texts")["opinions"][kind]})
        if kind == "KEY":
            for question in page.locator("fieldset", has=page.get_by_label("没有问题")).all():
                question.get_by_label("没有问题").check()
        if kind == "LEGAL":
            write(page, {"法律顾问姓名和单位": read("texts")["adviser"]})
        page.get_by_label("通过", exact=True).check()
        press(walk, page, "提交审查意见")
        expect(page.locator("main")).to_contain_text("审查意见已记录")


def release(play: Consultation) -> None:
    """The notice goes out with the three custodians; a stranger reads it and the documents."""
    walk = play.walk
    play.until(play.row["release_on"], 9)
    page = play.take_up(f"{play.town}-operator", "发布采购文件")
    write(page, {"法定媒体网址": "https://example.com/ccgp-hubei/demo"})
    press(walk, page, "发布")
    expect(page.locator("main")).to_contain_text("已发布")
    reader = walk.go(walk.stranger(phone=True), "/notices/")
    follow(walk, reader, play.row["title"], exact=False)
    assert "云梦县公共资源交易中心二楼开标室" in text(reader)
    assert local_date(play.tender.deadline).isoformat() == "2026-01-27"
