"""From the award letter to the last payment: contract, delivery, acceptance, money."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from procurement.awarding.models import Award
from procurement.contracts.models import Contract
from procurement.workspace.management.demo.stage import Stage

from ..journeys.conftest import assert_audit_is_whole, assert_budget_holds, row_of
from . import delivery_steps as delivery
from .walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROW = row_of("wuluo-cleaning")
RESULT_IS_OUT = "2026-01-28"
AMOUNT = "1,368,000.00"


def test_from_the_award_letter_to_the_last_payment(walk: Walk, county: Callable[..., Stage]) -> None:
    stage = county("wuluo-cleaning")
    delivery.begin(stage, RESULT_IS_OUT)
    helper = delivery.hire_for_delivery(stage, "jiti")
    _sign(walk, stage)
    _deliver(walk, stage, helper)
    _pay(walk)
    assert_budget_holds()
    assert_audit_is_whole()


def _sign(walk: Walk, stage: Stage) -> None:
    """B1: the contract equals the award, both sign, the money is committed, everybody can read it."""
    operator, leader = walk.person("wuluo-operator"), walk.person("wuluo-leader")
    delivery.draft_the_contract(walk, operator, ROW, AMOUNT)
    walk.clock_to(stage.moment("2026-01-29", 9))
    delivery.take_up(walk, leader, f"审核签署合同：{ROW['title']}")
    delivery.step(walk, leader, "审核签署，送供应商")
    supplier = walk.person("jiti-admin", phone=True)
    delivery.take_up(walk, supplier, f"签署合同：{ROW['title']}")
    delivery.step(walk, supplier, "签署合同")
    assert Contract.objects.get().amount == Award.objects.get().amount
    money = delivery.budget_of(walk, walk.person("wuluo-finance"), ROW)
    assert AMOUNT in money
    walk.clock_to(stage.moment("2026-01-30", 9))
    delivery.publish_and_file(walk, operator, ROW)
    stranger = walk.go(walk.stranger(phone=True), "/notices/")
    walk.press(stranger, lambda: stranger.get_by_role("link", name=f"{ROW['title']}合同公告").click())
    expect(stranger.locator("main")).to_contain_text(AMOUNT)


def _deliver(walk: Walk, stage: Stage, helper: str) -> None:
    """B2: the log on a phone; a team with a service user; the result is public."""
    walk.clock_to(stage.moment("2026-03-02", 17))
    delivery.log_a_day(walk, walk.person(helper, phone=True), ROW, "2026-03-02", "18村清扫，垃圾转运6车")
    walk.clock_to(stage.moment("2026-09-01", 9))
    acceptor, colleague = walk.person("wuluo-reviewer"), walk.person("wuluo-representative")
    delivery.open_contract(walk, acceptor, ROW, "服务台账")
    expect(acceptor.locator("main")).to_contain_text("垃圾转运6车")
    delivery.call_the_team(walk, acceptor, ROW, stage.cast["wuluo-representative"].name)
    delivery.give_opinion(walk, acceptor, "登记意见")
    delivery.give_opinion(walk, acceptor, "签署意见")
    delivery.take_up(walk, colleague, f"签署验收意见：{ROW['title']}")
    delivery.give_opinion(walk, colleague, "签署意见")
    delivery.take_up(walk, acceptor, f"形成验收意见：{ROW['title']}")
    delivery.conclude_and_publish(walk, acceptor)


def _pay(walk: Walk) -> None:
    """B2: paid by three people; over the contract not a fen more."""
    operator, finance = walk.person("wuluo-operator"), walk.person("wuluo-finance")
    delivery.enter_invoice(walk, operator, ROW, "26422000000001")
    delivery.pay_the_invoice(walk, walk.person("wuluo-leader"), finance, ROW)
    money = delivery.budget_of(walk, finance, ROW)
    assert "已支付" in money and AMOUNT in money
    delivery.enter_invoice(walk, operator, ROW, "26422000000002", "1000.00")
    field = operator.locator(".field", has=operator.get_by_label("发票金额（元）"))
    expect(field).to_contain_text("不超过0.00元")
