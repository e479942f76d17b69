"""Performance: opened by the purchaser, answered by the villages, scored by a third party, public."""

from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from catalogue.models import PlanItem
from catalogue.services import save_item
from procurement.workspace.management.demo.plan import fields, item_of, operator, targets
from procurement.workspace.management.demo.stage import Stage

from .delivery_steps import Row, follow, send, step, take_up
from .walking import Walk


def open_the_evaluation(walk: Walk, page: Page, row: Row, firm: str, evaluator: str) -> None:
    """The purchaser names the firm, and the one person of it who will score."""
    take_up(walk, page, f"开展绩效评价：{row['title']}")
    page.get_by_label("第三方评价机构").select_option(label=firm)
    send(walk, page)
    for indicator in ("预算执行率", "每日保洁覆盖率", "服务对象满意度"):
        expect(page.get_by_role("row").filter(has_text=indicator)).to_be_visible()
    follow(walk, page, "委托评价人员")
    page.get_by_label("评价人员").select_option(label=evaluator)
    send(walk, page)
    expect(page.locator("main")).to_contain_text(evaluator)


def print_the_sheets(walk: Walk, page: Page, closes_on: str, sheets: int) -> list[str]:
    """Open the survey; the sheets are shown this once. Returns the paths that their codes lead to."""
    follow(walk, page, "开展满意度调查")
    page.get_by_label("截止日期").fill(closes_on)
    page.get_by_label("其他村（社区）").fill(f"兴安村 {sheets}")
    send(walk, page, "开始调查，打印二维码单")
    addresses = page.locator(".sheets .address").all_inner_texts()
    assert len(set(addresses)) == sheets
    return [urlsplit(address).path for address in addresses]


def answer(walk: Walk, page: Page, link: str, choice: str, thanks: str) -> None:
    """A villager taps one answer for each question."""
    walk.go(page, link)
    for question in page.locator("fieldset.question").all():
        question.get_by_text(choice, exact=True).click()
    walk.press(page, lambda: page.locator("main button[type=submit]").click())
    expect(page.locator("h1")).to_have_text(thanks)


def answer_in_vain(walk: Walk, page: Page, link: str) -> None:
    """A link that was used says so kindly, and whom to ask."""
    walk.go(page, link, status=410)
    expect(page.locator("main")).to_contain_text("这个二维码已经用过了，谢谢您的评价。")


def state(walk: Walk, page: Page, todo: str, link: str, values: dict[str, str], summary: str) -> None:
    """Fill in what was found of each indicator; what the record knows cannot be typed."""
    take_up(walk, page, todo)
    follow(walk, page, link)
    assert page.get_by_label("完成").count() == len(values)
    for name, value in values.items():
        section = page.locator("section.panel", has=page.get_by_role("heading", name=name, exact=True))
        section.get_by_label("完成").fill(value)
    page.locator("textarea").last.fill(summary)
    send(walk, page, "提交")


def publish_the_grade(walk: Walk, page: Page, row: Row) -> None:
    take_up(walk, page, f"公开绩效结果：{row['title']}")
    step(walk, page, "公开绩效结果")
    expect(page.locator("main")).to_contain_text("已公开")


def continue_next_year(stage: Stage, row: Row) -> PlanItem:
    """Draft the item of the next year that continues this one (the plan's own journey does it by hand)."""
    return save_item(
        item=None,
        organisation=stage.cast.organisation(row["organisation"]),
        year=item_of(row).year + 1,
        fields={**fields(row), "continues": item_of(row)},
        slices=[],
        targets=targets(row),
        actor=operator(stage, row),
        at=stage.at,
    )
