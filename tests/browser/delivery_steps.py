"""From the award letter to the last payment, each step by the person whose step it is."""

from typing import Any

from playwright.sync_api import Page, expect

from procurement.accounts.enums import Office
from procurement.accounts.services import appoint
from procurement.core import clock
from procurement.workspace.management.demo.people import Arrivals
from procurement.workspace.management.demo.stage import Stage

from .walking import Walk

Row = dict[str, Any]


def begin(stage: Stage, day: str) -> None:
    """Play the county's stories by themselves until noon of a day; from there on people walk."""
    stage.play(until=stage.moment(day, 12))
    clock.start_at(stage.at)


def hire_for_delivery(stage: Stage, supplier: str) -> str:
    """Give a supplier somebody who keeps the service log; returns the user name."""
    username = f"{supplier}-delivery"
    appoint(
        user=Arrivals(stage).person(username),
        organisation=stage.cast.organisation(supplier),
        offices=[Office.DELIVERY],
        actor=stage.cast[f"{supplier}-admin"],
        at=stage.at,
    )
    return username


def take_up(walk: Walk, page: Page, todo: str) -> Page:
    """Open the workspace and follow the row of the to-do list that begins so."""
    walk.go(page, "/workspace/")
    return walk.press(page, lambda: page.locator(".todo-list").get_by_role("link", name=todo).click())


def follow(walk: Walk, page: Page, link: str) -> Page:
    main = page.locator("main")
    return walk.press(page, lambda: main.get_by_role("link", name=link, exact=True).click())


def send(walk: Walk, page: Page, button: str = "确认") -> Page:
    main = page.locator("main")
    return walk.press(page, lambda: main.get_by_role("button", name=button, exact=True).click())


def step(walk: Walk, page: Page, name: str) -> Page:
    """Open the page of a step and confirm it there: link and button bear the step's name."""
    follow(walk, page, name)
    return send(walk, page, name)


def open_contract(walk: Walk, page: Page, row: Row, tab: str = "") -> Page:
    """Find the contract in the person's own list, and open one of its tabs."""
    walk.go(page, "/workspace/contracts/")
    follow(walk, page, row["title"])
    return follow(walk, page, tab) if tab else page


def draft_the_contract(walk: Walk, page: Page, row: Row, amount: str) -> None:
    """Supplier and amount stand as awarded; the operator only sets the dates."""
    take_up(walk, page, f"起草合同：{row['title']}")
    expect(page.locator("main")).to_contain_text(amount)
    page.get_by_label("开始日期").fill(row["delivery"]["starts"])
    page.get_by_label("结束日期").fill(row["delivery"]["ends"])
    send(walk, page, "保存草稿")
    expect(page.locator("main")).to_contain_text("合同已起草")


def publish_and_file(walk: Walk, page: Page, row: Row) -> None:
    """Both within their days from the signature (D-25, D-26)."""
    take_up(walk, page, f"公告合同：{row['title']}")
    follow(walk, page, "公告合同")
    send(walk, page)
    take_up(walk, page, f"合同备案：{row['title']}")
    step(walk, page, "报财政部门备案")
    expect(page.locator("main")).to_contain_text("已备案，履行中")


def budget_of(walk: Walk, page: Page, row: Row) -> str:
    """Return what the page of the project's budget line says about the money."""
    walk.go(page, "/workspace/")
    walk.press(page, lambda: page.get_by_role("link", name="预算指标", exact=True).first.click())
    follow(walk, page, row["project"])
    return page.get_by_role("region", name="资金使用").inner_text()


def log_a_day(walk: Walk, page: Page, row: Row, day: str, what: str) -> None:
    open_contract(walk, page, row, "服务台账")
    follow(walk, page, "登记服务")
    page.get_by_label("服务日期").fill(day)
    page.get_by_label("做了什么").fill(what)
    page.get_by_label("数量").fill("18")
    page.get_by_label("地点").fill("兴安村")
    send(walk, page)
    expect(page.locator("main")).to_contain_text(what)


def call_the_team(walk: Walk, page: Page, row: Row, colleague: str) -> None:
    """The acceptor, a colleague and a service user who has no account."""
    open_contract(walk, page, row, "验收")
    follow(walk, page, "组织验收")
    page.get_by_label("验收阶段").fill("2026年2月下旬至8月")
    name, represents = row["delivery"]["user"]
    user = page.get_by_role("group", name="成员2")
    user.get_by_label("姓名").fill(name)
    user.get_by_label("代表的单位（村组）").fill(represents)
    page.get_by_role("group", name="成员3").get_by_label("本单位人员").select_option(label=colleague)
    send(walk, page, "成立验收组")


def give_opinion(walk: Walk, page: Page, link: str) -> None:
    follow(walk, page, link)
    page.get_by_label("同意验收").check()
    send(walk, page)


def conclude_and_publish(walk: Walk, page: Page) -> None:
    follow(walk, page, "形成验收意见")
    page.get_by_label("合格", exact=True).check()
    page.get_by_label("验收意见").fill("按采购需求和合同逐项核对，服务数量和质量符合约定，同意通过验收。")
    send(walk, page)
    step(walk, page, "公告验收结果")
    expect(page.locator("main")).to_contain_text("结果已公告")


def enter_invoice(walk: Walk, page: Page, row: Row, number: str, amount: str = "") -> None:
    """Enter what the supplier has sent; the amount is proposed from the acceptance."""
    open_contract(walk, page, row, "发票与支付")
    follow(walk, page, "登记发票")
    page.get_by_label("发票号码").fill(number)
    if amount:
        page.get_by_label("对应的验收").select_option(index=1)
        page.get_by_label("发票金额（元）").fill(amount)
    send(walk, page)


def pay_the_invoice(walk: Walk, leader: Page, finance: Page, row: Row) -> None:
    """One agrees, another pays."""
    take_up(walk, leader, f"审核发票：{row['title']}")
    step(walk, leader, "审核同意支付")
    take_up(walk, finance, f"支付发票：{row['title']}")
    follow(walk, finance, "支付")
    finance.get_by_label("国库支付凭证号").fill("演示国库2026-0902")
    send(walk, finance)
    expect(finance.locator("main")).to_contain_text("已支付")
