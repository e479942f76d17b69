"""What the budget's people do at their desks: enter, approve, bring in, adjust, read, end the year."""

import io
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook, load_workbook
from playwright.sync_api import LocatorAssertions, Page, expect

from procurement.budgeting.models import BudgetLine

from .hands import follow, menu, press, write
from .walking import Walk

OFFICER, SECOND = "bureau-budget", "bureau-budgettwo"
LINES = "/workspace/budget/lines/"
# The export of some other system: its own order, its own words, units of ten thousand yuan.
HEADS = ["金额合计", "编号", "哪一年", "钱从哪来", "用在哪里", "管钱的单位"]
COLUMNS = {
    "单位名称": "管钱的单位",
    "年度": "哪一年",
    "项目名称": "用在哪里",
    "指标编号": "编号",
    "资金来源": "钱从哪来",
    "金额（元）": "金额合计",
    "金额单位": "万元",
}
SCAN = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def main(page: Page) -> LocatorAssertions:
    return expect(page.locator("main"))


def line_of(project: str, year: int = 2026) -> BudgetLine:
    return BudgetLine.objects.get(project_name=project, year=year)


def enters_line(walk: Walk, username: str, project: str, *, year: int, amount: str) -> BudgetLine:
    """An amount with a digit too many is refused for what it is; the right one waits for approval."""
    page = walk.go(walk.person(username), "/workspace/")
    menu(walk, page, "预算指标")
    follow(walk, page, "录入预算指标")
    # October: the next year's budget is being drafted.
    expect(page.get_by_label("年度", exact=True)).to_have_value("2027")
    write(page, {"年度": str(year), "预算项目": project, "资金来源": "部门预算", "申报数（元）": "9" * 14})
    press(walk, page, "录入")
    main(page).to_contain_text("金额过大，请核对位数和单位（元）。")
    write(page, {"申报数（元）": amount})
    press(walk, page, "录入")
    return line_of(project, year)


def registers_congress(walk: Walk, username: str, congress: str) -> None:
    page = walk.go(walk.person(username), LINES)
    follow(walk, page, "乡镇预算备案")
    follow(walk, page, "登记批准情况")
    write(page, {"人民代表大会会议": congress, "批准日期": "2027-01-09", "决议文件": "下人发〔2027〕3号"})
    press(walk, page, "登记")
    main(page).to_contain_text("未备案")


def files_it(walk: Walk, number: str) -> None:
    page = walk.go(walk.person(OFFICER), "/workspace/budget/townships/")
    follow(walk, page, "登记备案")
    write(page, {"备案日期": "2027-01-11", "备案号": number})
    press(walk, page, "登记备案")
    main(page).to_contain_text(number)


def takes_up(walk: Walk, username: str, todo: str) -> Page:
    page = walk.go(walk.person(username), "/workspace/")
    return follow(walk, page, todo, exact=False)


def approves_line(walk: Walk, username: str, line: BudgetLine, document: str) -> Page:
    page = takes_up(walk, username, f"批准预算指标：{line.organisation.short_name} {line.project_name}")
    follow(walk, page, "批准")
    write(page, {"批准文件": document})
    press(walk, page, "批准预算指标")
    main(page).to_contain_text("已批准")
    return page


def table(*rows: list[object]) -> dict[str, object]:
    book = Workbook()
    book.active.append(["2026年追加指标"])
    for row in (HEADS, *rows):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return {"name": "追加指标.xlsx", "mimeType": XLSX, "buffer": content.getvalue()}


def uploads(walk: Walk, page: Page, *rows: list[object]) -> None:
    page.locator("main input[type=file]").set_input_files(table(*rows))
    press(walk, page, "上传并查看")


def imports(walk: Walk, good: list[object], bad: list[object]) -> None:
    """The columns are named once; a bad cell is told; the mended table is read by itself and brought in."""
    page = walk.go(walk.person(OFFICER), LINES)
    follow(walk, page, "导入")
    uploads(walk, page, good, bad)
    follow(walk, page, "指定列的对应关系")
    write(page, COLUMNS)
    press(walk, page, "记住并查看")
    main(page).to_contain_text("有 1 处要改，还没有写入任何内容")
    follow(walk, page, "重新上传")
    uploads(walk, page, good)
    press(walk, page, "确认导入 1 行")
    main(page).to_contain_text("待批准")
    main(page).to_contain_text("录入人不能批准自己录入的指标")


def approves_batch(walk: Walk, total: str) -> None:
    page = takes_up(walk, SECOND, f"批准导入的预算指标：合计 {total} 元")
    follow(walk, page, "全部批准")
    write(page, {"批准文件": "云财预〔2026〕90号"})
    press(walk, page, "全部批准")
    main(page).to_contain_text("云财预〔2026〕90号")


def asks(walk: Walk, username: str, line: BudgetLine, how: str, amount: str, more: dict[str, str]) -> Page:
    """Ask for a change of a line, with its document and a scan of it."""
    page = walk.go(walk.person(username), line.get_absolute_url())
    follow(walk, page, "调整")
    page.get_by_label(how, exact=True).check()
    write(page, {"调整金额（元）": amount, "批准文件": "云财预〔2026〕91号", "理由": "年中调整", **more})
    page.locator("main input[type=file]").set_input_files(
        {"name": "批文.pdf", "mimeType": "application/pdf", "buffer": SCAN}
    )
    return press(walk, page, "提交申请")


def decides(walk: Walk, todo: str) -> None:
    page = takes_up(walk, SECOND, todo)
    main(page).to_contain_text("批文.pdf")
    follow(walk, page, "批准调整")
    press(walk, page, "批准调整")
    main(page).to_contain_text("已批准")


def downloads(page: Page, act: Callable[[], None], folder: Path) -> Path:
    with page.expect_download() as waiting:
        act()
    kept = folder / waiting.value.suggested_filename
    waiting.value.save_as(kept)
    return kept


def exported(page: Page, folder: Path) -> list[list[object]]:
    """Return the rows of the table that the page's Excel link gives."""
    link = page.locator("main").get_by_role("link", name="导出 Excel")
    sheet = load_workbook(downloads(page, link.click, folder)).active
    return [list(row) for row in sheet.values]


def takes_document(walk: Walk, page: Page, name: str) -> bytes:
    """Ask for a PDF: it is drawn aside, and taken once it is there."""
    link = page.locator("main").get_by_role("link", name=name)
    address = link.get_attribute("href")
    walk.press(page, link.click)
    # No scheduler runs beside a test: the page says so, and the walk draws what was ordered.
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name="生成 PDF").click()
    walk.draw_documents()
    answer = page.request.get(f"{walk.base_url}{address}")
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()


def enters_calendar(walk: Walk, notice: str, added: str) -> None:
    """One officer pastes the State Council's notice; what differs is shown; another confirms it."""
    page = walk.go(walk.person(OFFICER), "/calendar/2027/")
    follow(walk, page, "登记工作日历")
    write(page, {"来源文件": "国务院办公厅关于2027年部分节假日安排的通知（演示）", "日期": notice})
    page.get_by_label("暂定", exact=False).uncheck()
    press(walk, page, "提交")
    main(page).to_contain_text("等待另一人核对")
    second = walk.go(walk.person(SECOND), "/calendar/2027/")
    follow(walk, second, "核对并确认")
    main(second).to_contain_text(added)
    press(walk, second, "核对无误，生效")
    main(second).to_contain_text(added)


def plans_ahead(walk: Walk, line: BudgetLine) -> None:
    page = walk.go(walk.person(OFFICER), line.get_absolute_url())
    follow(walk, page, "列入中期财政规划")
    press(walk, page, "列入中期财政规划")
    main(page).to_contain_text("中期财政规划，不是当年预算")


def becomes_budget(walk: Walk, username: str, line: BudgetLine, amount: str) -> None:
    """The year has come: the finance office proposes it, the bureau approves, the claim is a commitment."""
    page = walk.go(walk.person(username), line.get_absolute_url())
    follow(walk, page, "申报年度预算")
    write(page, {"年度预算数（元）": amount})
    press(walk, page, "申报年度预算")
    approves_line(walk, SECOND, line, "云财预〔2027〕1号")


def ends_year(walk: Walk, released: BudgetLine) -> None:
    """All lines with a proposal; one is released against it; another person carries it out."""
    page = walk.go(walk.person(OFFICER), "/workspace/budget/year-end/")
    follow(walk, page, "开始年终处理")
    write(page, {"年度": "2026", "依据文件": "云财预〔2026〕99号"})
    press(walk, page, "列出指标")
    follow(walk, page, "核对并决定")
    row = page.locator("tr", has_text=released.code)
    row.locator("select").select_option(label="结转下年使用")
    press(walk, page, "保存决定")
    second = takes_up(walk, SECOND, "核对并执行2026年的年终处理")
    follow(walk, second, "执行年终处理")
    press(walk, second, "执行年终处理")
    main(second).to_contain_text("已执行")
