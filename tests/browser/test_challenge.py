"""A loser challenges the result: signing is held until the answer; what is upheld leads to another winner."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from procurement.awarding.models import Award
from procurement.contracts.models import Contract
from procurement.workspace.management.demo.stage import Stage

from ..journeys.conftest import assert_audit_is_whole, assert_budget_holds, row_of
from . import challenge_steps as steps
from . import delivery_steps as delivery
from .walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROW = {**row_of("chengguan-haul"), "delivery": {"starts": "2026-10-01", "ends": "2027-09-30"}}
RESULT_IS_OUT = "2026-09-14"
FIRST, SECOND = "1,802,500.00", "1,785,000.00"
OFFER = "审核签署，送供应商"


def _until_the_hold(walk: Walk, county: Callable[..., Stage]) -> tuple[Stage, str]:
    """Draft the contract, let the second-ranked challenge, and let both sides see that signing is held."""
    stage = county("chengguan-haul")
    delivery.begin(stage, RESULT_IS_OUT)
    delivery.draft_the_contract(walk, walk.person("chengguan-operator"), ROW, FIRST)
    contract = Contract.objects.get().get_absolute_url()
    walk.clock_to(stage.moment("2026-09-17", 14))
    loser = walk.person("jiabao-admin", phone=True)
    steps.challenge_the_result(walk, loser, f"/workspace/outcomes/{Award.objects.get().package.code}/")
    steps.see_why_not(walk, walk.person("chengguan-leader"), contract, OFFER)
    walk.clock_to(stage.moment("2026-09-23", 15))
    return stage, contract


def test_a_dismissed_challenge_holds_the_signing_until_the_answer(
    walk: Walk, county: Callable[..., Stage]
) -> None:
    _stage, contract = _until_the_hold(walk, county)
    operator, leader = walk.person("chengguan-operator"), walk.person("chengguan-leader")
    steps.answer(walk, operator, ROW, "质疑不成立", "经原评审小组复核，该项评分符合分档标准。")
    walk.go(leader, contract)
    delivery.step(walk, leader, OFFER)
    winner = walk.person("yihuan-admin", phone=True)
    delivery.take_up(walk, winner, f"签署合同：{ROW['title']}")
    delivery.step(walk, winner, "签署合同")
    loser = walk.go(walk.person("jiabao-admin", phone=True), "/workspace/challenges/")
    delivery.follow(walk, loser, ROW["title"])
    expect(loser.locator("main")).to_contain_text("可投诉至")
    assert_audit_is_whole()


def test_an_upheld_challenge_leads_to_the_next_candidate(walk: Walk, county: Callable[..., Stage]) -> None:
    stage, contract = _until_the_hold(walk, county)
    operator, leader = walk.person("chengguan-operator"), walk.person("chengguan-leader")
    steps.answer(walk, operator, ROW, "质疑成立", "经复核，原成交供应商的资格证明已经过期，质疑成立。")
    steps.see_why_not(walk, leader, contract, OFFER)
    steps.determine_another(walk, leader, ROW, stage.cast.names["jiabao"])
    walk.go(leader, contract)
    expect(leader.locator("main")).to_contain_text("这份合同没有签订，已经作废")
    steps.publish_the_new_result(walk, leader, ROW)
    delivery.draft_the_contract(walk, operator, ROW, SECOND)
    delivery.take_up(walk, leader, f"审核签署合同：{ROW['title']}")
    delivery.step(walk, leader, OFFER)
    winner = walk.person("jiabao-admin", phone=True)
    delivery.take_up(walk, winner, f"签署合同：{ROW['title']}")
    delivery.step(walk, winner, "签署合同")
    _everybody_can_read_it(walk, walk.person("yihuan-admin"))
    assert_budget_holds()
    assert_audit_is_whole()


def _everybody_can_read_it(walk: Walk, fallen: Page) -> None:
    """The fallen winner reads why; a stranger reads the correction and the new result."""
    package = Award.objects.latest("pk").package
    walk.go(fallen, f"/workspace/outcomes/{package.code}/")
    expect(fallen.locator("main")).to_contain_text("资格证明已经过期")
    stranger = walk.go(walk.stranger(), "/notices/")
    walk.press(stranger, lambda: stranger.get_by_role("link", name="成交结果更正公告").click())
    expect(stranger.locator("main")).to_contain_text("原成交结果无效")
    walk.go(stranger, f"/projects/{package.tender.item.code}/")
    expect(stranger.locator("#result")).to_contain_text(SECOND)
    expect(stranger.locator("#result")).not_to_contain_text(FIRST)
