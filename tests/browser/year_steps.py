"""A plan of the year, step by step: drafted by two, decided, reviewed, reserved, adjusted; read by a villager."""

from decimal import Decimal

from playwright.sync_api import Page, expect

from catalogue.models import PlanItem
from procurement.budgeting.models import BudgetLine
from procurement.regulations import thresholds
from procurement.workspace.management.demo.papers import pdf

from .hands import choose, follow, press, text, tick, unfold, write
from .walking import Walk

OFFICER, SECOND, REVIEWER = "bureau-catalogue", "bureau-cataloguetwo", "bureau-reviewer"
PROJECT, SPARE = "乡村公共空间管护", "公共服务机动项目"
SOUTH, NORTH = "伍洛镇南片农村保洁服务", "伍洛镇北片农村保洁服务"
PEOPLE_BEFORE, PEOPLE_AFTER = "9600", "9850"
FACTS = {
    "项目名称": SOUTH,
    "年度": "2026",
    "预计采购月份": "4月",
    "目录条目": "A0607",
    "服务内容": "南片八个村主干道每日清扫，垃圾日产日清，公厕每日清洁两次。",
    "服务对象": "南片村民",
    "受益人数": PEOPLE_BEFORE,
    "数量": "8",
    "服务期（月）": "12",
}
OPEN_TO_ALL = thresholds.NOT_RESERVED_REASONS["DESIGNATED_SUPPLIERS"]
HEADS = (
    *("年度", "项目名称", "目录编码", "服务内容", "受益人数", "数量", "计量单位", "单价（元）"),
    *("资金安排", "预计采购月份", "服务期（月）", "采购方式", "理由", "不专门面向中小企业的理由"),
)


def item(title: str) -> PlanItem:
    return PlanItem.objects.get(title=title)


def line(project: str) -> BudgetLine:
    return BudgetLine.objects.get(project_name=project, organisation__short_name="伍洛镇")


def todo(walk: Walk, username: str, words: str, *, phone: bool = False) -> Page:
    """Let a person find something among what waits, and go there."""
    page = walk.go(walk.person(username, phone=phone), "/workspace/")
    return follow(walk, page, words, exact=False)


def at_item(walk: Walk, username: str, title: str) -> Page:
    return walk.go(walk.person(username), item(title).get_absolute_url())


def paper(page: Page, label: str, name: str) -> None:
    """Attach a scan."""
    scan = pdf(name, "Scan")
    page.get_by_label(label).set_input_files(
        {"name": scan.name, "mimeType": "application/pdf", "buffer": scan.read()}
    )


def answer_no(page: Page) -> None:
    for legend in page.locator("fieldset.yes-no").all():
        legend.get_by_label("否").check()


def draft_in_depth(walk: Walk, username: str) -> None:
    """Villages, quantity and price against the standard, two lines, the method proposed, the reserve, targets."""
    page = walk.go(walk.person(username), "/workspace/plan/")
    follow(walk, page, "新建计划项目")
    unfold(page)
    write(page, FACTS)
    press_first(walk, page, "套用条目的单位和默认指标")
    unfold(page)
    expect(page.get_by_label("计量单位")).to_have_value("村")
    expect(page.get_by_label("指标 1", exact=True)).to_have_value("预算执行率")
    villages = page.locator("#section-villages")
    villages.locator("summary").first.click()
    boxes = villages.locator(".village-boxes input").all()[:8]
    for box in boxes:
        box.check()
    write(page, {"单价（元）": "100000"})
    money(page, (PROJECT, "700000"), (SPARE, "90000"))
    press_first(walk, page, "重新计算")
    unfold(page)
    main = page.locator("main")
    expect(main).to_contain_text("还没有保存")
    expect(page.get_by_label("预算金额（元）")).to_have_value("800000.00")
    expect(page.locator("#section-amount")).to_contain_text("高于目录价格标准")
    expect(page.locator("#section-amount")).to_contain_text("相差 10,000.00 元")
    expect(page.locator("#section-method")).to_contain_text("建议采用竞争性磋商")
    money(page, (PROJECT, "700000"), (SPARE, "100000"))
    write(page, {"单价超出价格标准的理由": "南片有三处集镇，清运次数比一般村多一倍。"})
    write(page, {"采购方式": "竞争性磋商", "理由": "需求明确，须比较服务方案。", "组织形式": "自行组织"})
    tick(page, "专门面向中小企业采购")
    answer_no(page)
    press(walk, page, "保存")
    expect(main).to_contain_text("草稿已保存")
    expect(main).to_contain_text("受益村（社区）8 个")
    assert item(SOUTH).fundings.count() == 2
    assert item(SOUTH).indicators.exists()


def press_first(walk: Walk, page: Page, name: str) -> None:
    """Press the visible button of a name that the form's hidden default button may bear too."""
    button = page.locator("main .with-button").get_by_role("button", name=name, exact=True)
    walk.press(page, button.click)


def money(page: Page, *rows: tuple[str, str]) -> None:
    for number, (project, amount) in enumerate(rows, start=1):
        choose(page.get_by_label(f"预算指标 {number}", exact=True), project)
        page.get_by_label(f"金额（元） {number}", exact=True).fill(amount)


def two_edit_at_once(walk: Walk, first: str, second: str) -> None:
    """Both have the form open; the second to save learns who changed what, and what was typed is still there."""
    one = at_item(walk, first, SOUTH)
    follow(walk, one, "修改")
    two = at_item(walk, second, SOUTH)
    follow(walk, two, "修改")
    write(one, {"受益人数": PEOPLE_AFTER})
    press(walk, one, "保存")
    longer = FACTS["服务内容"] + "节假日加派人手。"
    write(two, {"服务内容": longer})
    press(walk, two, "保存")
    said = text(two)
    assert "已经保存过这个项目" in said
    assert "受益人数" in said
    assert item(SOUTH).people_served == int(PEOPLE_AFTER)
    expect(two.get_by_label("服务内容")).to_have_value(longer)
    expect(two.get_by_label("受益人数")).to_have_value(PEOPLE_AFTER)
    press(walk, two, "保存")
    kept = item(SOUTH)
    assert (kept.people_served, kept.description) == (int(PEOPLE_AFTER), longer)


def import_north(walk: Walk, username: str) -> None:
    """A wrong cell is shown with what would be right; the mended table becomes a draft."""
    page = walk.go(walk.person(username), "/workspace/plan/")
    follow(walk, page, "导入表格")
    upload(walk, page, price="9.4万")
    expect(page.locator("main")).to_contain_text("94000.00")
    follow(walk, page, "重新上传")
    upload(walk, page, price="94000")
    assert "确认导入 1 行" in text(page), text(page)
    press(walk, page, "确认导入 1 行")
    expect(page.locator("main")).to_contain_text("已导入：新增1个草稿")
    assert item(NORTH).amount == Decimal("1222000.00")
    follow(walk, page, NORTH)
    follow(walk, page, "修改")
    answer_no(page)
    press(walk, page, "保存")


def upload(walk: Walk, page: Page, *, price: str) -> None:
    funds = f"{line(PROJECT).code}=1222000.00"
    cells = ("2026", NORTH, "A0607", "北片十三个村每日保洁。", "14000", "13", "村", price, funds)
    cells += ("5", "12", "竞争性磋商", "需求明确，须比较服务方案。", OPEN_TO_ALL)
    content = f"{','.join(HEADS)}\n{','.join(cells)}\n".encode("gb18030")
    page.locator("main input[type=file]").set_input_files(
        {"name": "计划.csv", "mimeType": "text/csv", "buffer": content}
    )
    press(walk, page, "上传并查看")


def see_splitting(walk: Walk, username: str) -> Page:
    """Both halves of the cleaning stay behind: together they pass the open-tender threshold."""
    page = walk.go(walk.person(username), "/workspace/plan/years/")
    follow(walk, page, "伍洛镇")
    follow(walk, page, "提交年度计划")
    unready = page.locator("section[aria-labelledby=unready]")
    for title in (SOUTH, NORTH):
        expect(unready).to_contain_text(title)
    expect(unready).to_contain_text("化整为零")
    return page


def file_ground(walk: Walk, username: str) -> None:
    """What was approved is put on file for one half, and a second person of the bureau confirms it."""
    page = at_item(walk, username, SOUTH)
    follow(walk, page, "登记批准文件或预算调整")
    page.locator("main input[type=radio]").first.check()
    write(page, {"文件名称和文号": "孝财采批〔2025〕7号", "文件日期": "2025-12-05"})
    paper(page, "文件扫描件", "批复.pdf")
    page.locator("main").get_by_label(NORTH, exact=False).check()
    press(walk, page, "登记批准文件或预算调整")
    page = todo(walk, REVIEWER, "复核批准文件：伍洛镇")
    follow(walk, page, "复核通过")
    press(walk, page, "复核通过")
    expect(page.locator("main")).to_contain_text("复核通过后，这些项目不再计入")


def hand_in(
    walk: Walk, username: str, owner: str, ready: int, meeting: str, day: str, *, phone: bool = False
) -> None:
    """The decision with its minutes; the page says what goes."""
    page = walk.go(walk.person(username, phone=phone), "/workspace/plan/years/")
    follow(walk, page, owner)
    follow(walk, page, "提交年度计划")
    expect(page.locator("main")).to_contain_text(f"这次提交 {ready} 个项目")
    write(
        page,
        {"集体决策会议": meeting, "会议日期": day, "参会和决策人员": "主要负责人、分管负责人、财务负责人"},
    )
    paper(page, "会议纪要", "会议纪要.pdf")
    press(walk, page, "提交年度计划")
    expect(page.locator("main")).to_contain_text("会议纪要.pdf")


def confirm_words(walk: Walk, username: str, title: str) -> None:
    """A second person reads why the listed word does no harm."""
    page = todo(walk, username, f"复核敏感词说明：{title}")
    expect(page.locator("main")).to_contain_text("改建")
    press(walk, page, "复核敏感词说明")


def return_one(walk: Walk, title: str, remark: str) -> None:
    page = todo(walk, OFFICER, "审核年度计划：伍洛镇")
    follow(walk, page, title)
    follow(walk, page, "退回修改")
    write(page, {"退回原因和修改要求": remark})
    press(walk, page, "退回修改")


def agree_plan(walk: Walk, owner: str) -> None:
    page = todo(walk, OFFICER, f"审核年度计划：{owner}")
    follow(walk, page, "同意年度计划")
    press(walk, page, "同意年度计划")
    expect(page.locator("main")).to_contain_text("年度计划已同意")


def mend(walk: Walk, username: str, title: str, remark: str) -> None:
    """The township reads the remark, mends, and hands the one item in again; the bureau agrees."""
    page = todo(walk, username, f"修改被退回的项目：{title}")
    expect(page.locator("main")).to_contain_text(remark)
    follow(walk, page, "修改")
    write(page, {"服务内容": "北片十三个村每日保洁，垃圾每日清运一次，公厕每日清洁两次。"})
    press(walk, page, "保存")
    follow(walk, page, "提交审核")
    press(walk, page, "提交审核")
    page = todo(walk, OFFICER, f"审核计划项目：伍洛镇 {title}")
    follow(walk, page, "审核同意")
    press(walk, page, "审核同意")


def reserve(walk: Walk, *, missing: str = "", reason: str = "") -> None:
    """What the budget covers is reserved and published at once; what it does not says by how much."""
    page = todo(walk, OFFICER, "预留资金并公布")
    if missing:
        expect(page.locator("section[aria-labelledby=missing]")).to_contain_text(missing)
    expect(page.get_by_label("调整理由")).to_have_count(1 if reason else 0)
    if reason:
        press(walk, page, "预留并公布勾选的项目")
        expect(page.locator("main")).to_contain_text("请写明调整的理由")
        write(page, {"调整理由": reason})
    press(walk, page, "预留并公布勾选的项目")
    expect(page.locator("main")).to_contain_text("项目资金已预留")


def adjust(walk: Walk, username: str, title: str) -> None:
    """The township asks for less, the bureau's officer agrees: the plan gets its next number."""
    page = at_item(walk, username, title)
    follow(walk, page, "申请调整计划")
    page.locator("main").get_by_role("heading", name="资金", exact=True).click()
    facts = {"调整理由": "两座公厕移交县城管部门。", "数量": "14", "预算金额（元）": "105000"}
    write(page, facts)
    page.get_by_label("金额（元） 1", exact=True).fill("105000")
    press(walk, page, "提交调整申请")
    expect(page.locator("main")).to_contain_text("120,000.00")
    page = todo(walk, SECOND, "复核计划调整：伍洛镇")
    follow(walk, page, "同意调整")
    press(walk, page, "同意调整")
    expect(page.locator("main")).to_contain_text("第2次调整")
    assert item(title).amount == Decimal("105000.00")


def export(walk: Walk, username: str) -> None:
    page = walk.go(walk.person(username), "/workspace/plan/years/")
    follow(walk, page, "伍洛镇")
    with page.expect_download() as waiting:
        page.locator("main").get_by_role("link", name="导出 Excel").click()
    assert waiting.value.suggested_filename.endswith(".xlsx")


def villager_reads(walk: Walk, page: Page, prefix: str, months: str) -> None:
    """By township, by class, by month, each from the sums; one project; the plan to follow as feed and calendar."""
    for number, group in enumerate(("伍洛镇", "生态保护", months)):
        walk.go(page, f"{prefix}/plan/")
        sums = page.locator("main details.explanation").nth(number)
        sums.locator("summary").click()
        row = sums.get_by_role("link", name=group, exact=False).first
        walk.press(page, row.click)
        expect(page.locator("main")).to_contain_text(SOUTH)
    follow(walk, page, SOUTH)
    expect(page.locator("main")).to_contain_text(FACTS["服务对象"])
    walk.go(page, f"{prefix}/plan/")
    for link, sign in zip(
        page.locator("main p.list-tools a").all(), ("<feed", "BEGIN:VCALENDAR"), strict=True
    ):
        answer = page.request.get(str(link.get_attribute("href")))
        assert (answer.status, sign in answer.text(), SOUTH in answer.text()) == (200, True, True)


def english_pages(walk: Walk, username: str, *addresses: str) -> None:
    """The same pages in English: no label is left untranslated."""
    for address in addresses:
        walk.go(walk.person(username), f"/en{address}")
