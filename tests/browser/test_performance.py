"""From the paid contract to the public grade, by way of the villagers' phones."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from procurement.contracts.models import Contract
from procurement.workspace.management.demo.stage import Stage

from ..journeys.conftest import assert_audit_is_whole, row_of
from . import performance_steps as performance
from .delivery_steps import begin
from .walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROW = row_of("wuluo-cleaning")
CONTRACT_IS_DONE = "2026-09-08"


def test_from_the_paid_contract_to_the_grade(walk: Walk, county: Callable[..., Stage]) -> None:
    stage = county("wuluo-cleaning")
    begin(stage, CONTRACT_IS_DONE)
    _ask_the_villages(walk, stage)
    _judge(walk, stage)
    _everybody_reads_the_grade(walk, stage)
    assert_audit_is_whole()


def _ask_the_villages(walk: Walk, stage: Stage) -> None:
    """Two villagers answer on their phones, one of them in English; no link works twice."""
    operator = walk.person("wuluo-operator")
    firm = stage.cast.organisation("firmone").name
    performance.open_the_evaluation(walk, operator, ROW, firm, stage.cast["firmone-evaluator"].name)
    links = performance.print_the_sheets(walk, operator, "2026-09-17", 3)
    performance.answer(walk, walk.stranger(phone=True), links[0], "满意", "谢谢您！")
    performance.answer(walk, walk.stranger(phone=True), f"/en{links[1]}", "Rather satisfied", "Thank you!")
    performance.answer_in_vain(walk, walk.stranger(phone=True), links[0])
    walk.clock_to(stage.moment("2026-09-18", 9))


def _judge(walk: Walk, stage: Stage) -> None:
    """Purchaser and evaluator state what they found; the head publishes."""
    operator, evaluator = walk.person("wuluo-operator"), walk.person("firmone-evaluator")
    own = {"每日保洁覆盖率": "98", "投诉平均处理时间": "24", "月度考核平均分": "91"}
    summary = "对照绩效目标逐项自评，台账和考核记录齐全。"
    performance.state(walk, operator, f"单位自评：{ROW['title']}", "提交单位自评", own, summary)
    found = {"每日保洁覆盖率": "96.2", "投诉平均处理时间": "26", "月度考核平均分": "88"}
    summary = "查阅台账、抽查现场并访谈服务对象，数据与自评基本一致。"
    performance.state(walk, evaluator, f"第三方评分：{ROW['title']}", "提交第三方评分", found, summary)
    performance.publish_the_grade(walk, walk.person("wuluo-leader"), ROW)


def _everybody_reads_the_grade(walk: Walk, stage: Stage) -> None:
    """On the list of grades, on the supplier's page, and beside the item of the next year (N-09)."""
    stranger = walk.go(walk.stranger(), "/performance/")
    line = stranger.get_by_role("row").filter(has_text=ROW["title"])
    expect(line).to_contain_text("优")
    supplier = Contract.objects.get().supplier
    walk.go(stranger, f"/suppliers/{supplier.code}/")
    expect(stranger.get_by_role("row").filter(has_text=ROW["title"])).to_contain_text("优")
    following = performance.continue_next_year(stage, ROW)
    operator = walk.go(walk.person("wuluo-operator"), following.get_absolute_url())
    earlier = operator.get_by_role("region", name="延续的上年项目")
    expect(earlier).to_contain_text("优")
