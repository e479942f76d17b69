"""A framework that quality ranks: its scoring table, five who score alone on a phone or at a desk, who enters."""

from playwright.sync_api import Page, expect

from procurement.workspace.management.demo.closed import EXPERTS, HOME, TITLE

from .framework_steps import ANSWERS, CROPS, PLAN, Crops
from .hands import follow, menu, press, text, tick, write
from .paper_steps import pass_it

FACTORS = (
    ("作业响应时间", "技术", "60", "接到作业通知后机具到场的时间。", "6小时内 60\n12小时内 40\n24小时内 20"),
    ("同类服务经验", "商务", "40", "近三年完成的同类服务，以合同为准。", "每份 10 最多 4"),
)
# By the order of ANSWERS: the dearest is best.
POINTS = (("20", "10"), ("40", "40"), ("60", "40"))


def writes_the_plan(play: Crops) -> None:
    """The price is guided, so quality may rank; without its table the plan goes nowhere (110 art. 25)."""
    walk = play.walk
    page = walk.go(play.at("operator"), "/workspace/")
    menu(walk, page, "框架协议")
    follow(walk, page, "新建框架协议")
    write(page, PLAN["project"])
    tick(page, "封闭式", "为本系统以外的服务对象提供服务，由服务对象自主选择", "由服务对象自主选择供应商")
    press(walk, page, "保存")
    for part, words in (("采购需求", "need"), ("单价和期限", "price")):
        follow(walk, page, part)
        write(page, PLAN[words])
        if part == "单价和期限":
            tick(page, "政府指导价")
            write(page, {"最高限制单价怎么确定的": "演示价服〔2026〕3号：每亩不超过19元。"})
        press(walk, page, "保存")
    follow(walk, page, "评审和淘汰")
    write(page, {"淘汰比例（%）": "20"})
    tick(page, "质量优先法", "直接选定")
    press(walk, page, "保存")
    follow(walk, page, "规则")
    press(walk, page, "保存")
    follow(walk, page, "风险处置方案")
    press(walk, page, "保存表格")
    expect(page.locator("main")).to_contain_text("评分表")


def writes_the_table(play: Crops) -> None:
    """What cannot be counted is refused beside its cell, and nothing typed is lost."""
    walk, page = play.walk, play.at("operator")
    follow(walk, page, "评分表")
    _fill_table(page, objective=False)
    press(walk, page, "保存表格")
    expect(page.locator(".error-summary")).to_contain_text("第二十五条")
    _fill_table(page, objective=True)
    press(walk, page, "保存表格")
    expect(page.locator("main")).to_contain_text(FACTORS[0][0])


def _fill_table(page: Page, *, objective: bool) -> None:
    rows = page.locator("[name$=-name]")
    for number in range(rows.count()):
        given = FACTORS[number] if number < len(FACTORS) else None
        prefix = (rows.nth(number).get_attribute("name") or "").removesuffix("-name")
        if given is None:
            # A row of the template that is not wanted: emptied, it is left out.
            for field in ("name", "maximum", "criteria", "intervals"):
                page.fill(f"[name={prefix}-{field}]", "")
            page.locator(f"[name={prefix}-objective]").uncheck()
            continue
        name, kind, maximum, criteria, intervals = given
        page.fill(f"[name={prefix}-name]", name)
        page.locator(f"[name={prefix}-kind]").select_option("TECHNICAL" if kind == "技术" else "COMMERCIAL")
        page.fill(f"[name={prefix}-maximum]", maximum)
        page.locator(f"[name={prefix}-objective]").set_checked(objective)
        page.fill(f"[name={prefix}-criteria]", criteria)
        page.fill(f"[name={prefix}-intervals]", intervals)


def is_filed(play: Crops) -> None:
    walk, page = play.walk, play.at("operator")
    follow(walk, page, "送内部审查")
    press(walk, page, "送内部审查")
    pass_it(play, "审查框架协议采购方案")
    page = play.take_up(f"{HOME}-operator", "报送框架协议采购方案")
    follow(walk, page, "报送备案")
    press(walk, page, "报送备案")
    assert play.framework.status == "FILED"


def is_scored(play: Crops) -> None:
    """The head begins; each scores alone, the experts on phones; who cannot wait ranks nobody."""
    walk = play.walk
    page = walk.go(play.at("operator"), play.framework.get_absolute_url())
    assert page.get_by_role("link", name="确定入围供应商").count() == 0
    page = play.take_up(EXPERTS[0], "开始评分", phone=True)
    follow(walk, page, "开始评分")
    press(walk, page, "开始评分")
    for username in _members():
        page = play.take_up(username, "独立评分", phone=username != _members()[-1])
        for _bid in ANSWERS:
            _score(play, page)
            press(walk, page, "保存，看下一份")
        follow(walk, page, "全部填完，提交")
        press(walk, page, "确认提交")


def _members() -> list[str]:
    return [*EXPERTS, f"{HOME}-representative"]


def _score(play: Crops, page: Page) -> None:
    shown = page.get_by_role("heading", level=2).first.inner_text()
    names = play.stage.cast.names
    place = next(n for n, one in enumerate(ANSWERS) if names[one[0]] in shown)
    for (name, *_rest), points in zip(FACTORS, POINTS[place], strict=True):
        page.get_by_role("group", name=name).get_by_label("得分").fill(points)


def is_reported(play: Crops) -> None:
    walk = play.walk
    page = play.take_up(EXPERTS[0], "汇总评分", phone=True)
    follow(walk, page, "汇总评分，形成报告")
    press(walk, page, "汇总")
    for username in _members():
        page = play.take_up(username, "签署评审报告", phone=True)
        follow(walk, page, "签署评审报告")
        press(walk, page, "签字")


def ranks(play: Crops) -> None:
    """The cheapest had the fewest points and goes out; the notice says the lowest points that entered."""
    walk = play.walk
    page = play.take_up(f"{HOME}-operator", "确定入围供应商")
    follow(walk, page, "确定入围供应商")
    expect(page.locator("main")).to_contain_text("100.00")
    press(walk, page, "按此确定")
    page = play.take_up(f"{HOME}-operator", "公告入围结果")
    follow(walk, page, "公告入围结果，送签框架协议")
    press(walk, page, "发布公告，送签框架协议")
    page = walk.go(walk.stranger(phone=True), f"/frameworks/{play.framework.code}/")
    follow(walk, page, f"{TITLE}入围结果公告")
    names = [play.stage.cast.names[key] for key, _price, _scale in ANSWERS]
    said = text(page)
    assert [name in said for name in names] == [False, True, True]
    assert "最低入围分值" in said


def sign(play: Crops) -> None:
    walk = play.walk
    for key in (ANSWERS[1][0], ANSWERS[2][0]):
        page = play.take_up(f"{key}-admin", "签订框架协议", phone=True)
        follow(walk, page, "签订框架协议")
        write(page, {"公布的联系电话": "0712-4330055"})
        press(walk, page, "签订")
    page = play.take_up(f"{HOME}-operator", "框架协议生效，告知采购人")
    follow(walk, page, "框架协议生效，告知采购人")
    press(walk, page, "生效并告知采购人")
    assert play.framework.status == "IN_FORCE"
    assert CROPS["unit"] in text(walk.go(walk.stranger(phone=True), f"/frameworks/{play.framework.code}/"))
