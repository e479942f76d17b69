"""From the catalogue to the published plan item and its purchase intent."""

from decimal import Decimal
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from procurement.budgeting.models import BudgetLine
from procurement.regulations import planning
from procurement.workspace.management.demo.papers import pdf
from procurement.workspace.management.demo.plan import targets

from .consultation import Consultation
from .hands import choose, follow, press, text, tick, unfold, write

OFFICER = "bureau-catalogue"


def publish_catalogue(play: Consultation) -> None:
    """The bureau drafts from the shipped tree, asks the town and the public, has it approved and publishes."""
    walk = play.walk
    page = walk.go(walk.person(OFFICER), "/workspace/")
    follow(walk, page, "指导性目录", inside="nav[aria-label=工作台菜单]")
    follow(walk, page, "起草目录")
    write(page, {"年度": "2026", "目录名称": "云梦县2026年政府购买服务指导性目录（演示）"})
    tick(page, "平台自带的目录树")
    press(walk, page, "建立草案")
    home = urlsplit(page.url).path
    walk.go(page, f"{home}{play.row['catalogue']}/")
    write(page, {"省级目录编码": f"演示-{play.row['catalogue']}"})
    press(walk, page, "保存")
    follow(walk, page, "征求部门意见")
    tick(page, play.stage.cast.organisation(play.town).name)
    press(walk, page, "征求部门意见")
    play.until("2025-11-17", 10)
    walk.go(page, home)
    follow(walk, page, "公开征求意见")
    press(walk, page, "公开征求意见")
    play.until("2025-11-26", 10)
    walk.go(page, home)
    follow(walk, page, "不组织论证，写明理由并登记批准")
    write(page, {"文号": "云财购〔2025〕18号（演示）", "批准机关": "云梦县人民政府（演示）"})
    write(page, {"不组织专家论证的理由": "与省级目录一致，没有新增类别。"})
    press(walk, page, "登记批准")
    follow(walk, page, "公布目录")
    press(walk, page, "下一步：核对并确认")
    press(walk, page, "确认公布")
    expect(page.locator("main")).to_contain_text("已公布")


def draft_item(play: Consultation) -> None:
    """The town's operator chooses from the catalogue and fills in the whole form."""
    walk, page = play.walk, play.at("operator")
    walk.go(page, "/workspace/")
    follow(walk, page, "购买计划", inside="nav[aria-label=工作台菜单]")
    follow(walk, page, "新建计划项目")
    unfold(page)
    _what(play, page)
    _money(play, page)
    for legend in page.locator("fieldset.yes-no").all():
        legend.get_by_label("否").check()
    _method(page)
    _targets(play, page)
    press(walk, page, "保存")
    expect(page.locator("main")).to_contain_text("草稿已保存")


def _what(play: Consultation, page: Page) -> None:
    row = play.row
    write(
        page,
        {
            "项目名称": row["title"],
            "年度": "2026",
            "预计采购月份": f"{row['start_month']}月",
            "目录条目": row["catalogue"],
            "服务内容": row["description"],
            "服务对象": row["beneficiaries"],
            "受益人数": str(row["people_served"]),
            "数量": str(row["quantity"]),
            "计量单位": row["unit"],
            "服务期（月）": str(row["term_months"]),
        },
    )


def _money(play: Consultation, page: Page) -> None:
    write(page, {"预算金额（元）": play.row["amount"]})
    row = page.locator("#section-fundings tbody tr").first
    choose(row.get_by_label("预算指标 1"), play.row["project"])
    row.get_by_label("金额（元） 1").fill(play.row["amount"])
    press(play.walk, page, "重新计算")
    unfold(page)
    expect(page.locator("main")).to_contain_text("还没有保存")
    expect(page.locator("#section-method")).to_contain_text("建议采用竞争性磋商")
    price = planning.unit_price_of(Decimal(play.row["amount"]), Decimal(play.row["quantity"]))
    expect(page.get_by_label("单价（元）")).to_have_value(str(price))
    expect(page.get_by_label("服务内容")).to_have_value(play.row["description"])


def _method(page: Page) -> None:
    write(
        page,
        {
            "采购方式": "竞争性磋商",
            "理由": "政府购买服务项目，需求明确，须比较服务方案。",
            "组织形式": "自行组织",
            "不专门面向中小企业的理由": "非企业主体采购",
        },
    )


def _targets(play: Consultation, page: Page) -> None:
    """The table comes with what every item needs; the township writes its own targets over it."""
    rows = page.locator("table.targets tbody tr")
    for number, target in enumerate(targets(play.row)):
        row = rows.nth(number)
        _cell(row, "指标").fill(target.name)
        _cell(row, "层级").select_option(target.tier)
        _cell(row, "类型").select_option(target.kind)
        _cell(row, "目标值").fill(str(target.target))
        _cell(row, "单位").fill(target.unit)
        _cell(row, "权重").fill(str(target.weight))


def _cell(row: Locator, label: str) -> Locator:
    return row.get_by_label(f"{label} ").first


def agree_on_item(play: Consultation) -> None:
    """The operator hands it in; the bureau finds it among what waits, agrees, and publishes the plan."""
    walk, title = play.walk, play.row["title"]
    # The meeting decides first: the plan is handed in the day after.
    play.until("2025-12-02", 10)
    page = play.at("operator")
    follow(walk, page, "2026年度计划")
    follow(walk, page, "提交年度计划")
    expect(page.locator("main")).to_contain_text("这次提交 1 个项目")
    write(page, {"集体决策会议": "镇党政联席会议2025年第22次", "会议日期": "2025-12-01"})
    write(page, {"参会和决策人员": "党委书记、镇长、分管副镇长、财政所所长"})
    paper = pdf("会议纪要.pdf", "Minutes")
    page.get_by_label("会议纪要").set_input_files(
        {"name": paper.name, "mimeType": "application/pdf", "buffer": paper.read()}
    )
    press(walk, page, "提交年度计划")
    play.until("2025-12-15", 10)
    page = play.take_up(OFFICER, f"审核年度计划：{play.stage.cast.organisation(play.town).short_name}")
    follow(walk, page, "同意年度计划")
    press(walk, page, "同意年度计划")
    play.until("2025-12-17", 10)
    page = play.take_up(OFFICER, "预留资金并公布")
    expect(page.get_by_label(title)).to_be_checked()
    press(walk, page, "预留并公布勾选的项目")
    expect(page.locator("main")).to_contain_text("项目资金已预留")
    line = BudgetLine.objects.get(project_name=play.row["project"])
    assert (line.reserved, line.free) == (line.approved, 0)


def publish_intent(play: Consultation) -> None:
    """The purchaser makes its intent public thirty days before (D-01); a stranger reads it."""
    walk = play.walk
    page = play.take_up(f"{play.town}-operator", "公开采购意向")
    write(page, {"预计采购时间": "2026年1月"})
    press(walk, page, "公开采购意向")
    expect(page.locator("main")).to_contain_text("已公开")
    reader = walk.go(walk.stranger(), "/notices/")
    follow(walk, reader, play.row["title"], exact=False)
    assert play.row["description"] in text(reader)
