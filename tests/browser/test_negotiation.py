"""A negotiation: one supplier at a time, sealed final offers, the lowest price; no scores and no onlookers."""

from datetime import timedelta

import pytest
from django.utils import translation
from playwright.sync_api import Page, expect

from procurement.core import clock
from procurement.tendering.enums import RoundKind
from procurement.workspace.management.demo.bidding import ceremony, first_bids, round_of, seal
from procurement.workspace.management.demo.cast import Cast
from procurement.workspace.management.demo.judging import form_group, opening_and_examination
from procurement.workspace.management.demo.paper import package_of, papers, tender_of
from procurement.workspace.management.demo.plan import Row, plan
from procurement.workspace.management.demo.play import arrive, stories
from procurement.workspace.management.demo.stage import Stage, Story

from .county import COUNTY, HOSTS, later, players, row_of
from .hands import follow, press, take_up, text, write
from .walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROW = row_of(
    "daoqiao-water",
    method="COMPETITIVE_NEGOTIATION",
    method_case="COMPLEX_OR_SPECIAL",
    method_reason="管网老旧、资料不全，不能事先确定详细的维护要求（采购法第三十条）。",
    stop="negotiated",
)
TOWN, HEAD = ROW["organisation"], ROW["experts"][0]
MEMBERS = (*ROW["experts"], f"{TOWN}-representative")


def _story(stage: Stage, row: Row) -> Story:
    """Play it until every response is opened and examined; the group exists before documents go out (N-16)."""
    yield from plan(stage, row)
    yield from papers(stage, row, before_notice=form_group)
    yield from first_bids(stage, row)
    yield from opening_and_examination(stage, row)


@pytest.fixture
def stage(walk: Walk) -> Stage:
    stage = Stage(Cast({*HOSTS, *players(ROW)}))
    with translation.override("zh-hans"):
        arrive(stage)
        stage.enter((name, story) for name, story in stories(stage) if name in COUNTY)
        stage.enter([(ROW["key"], _story(stage, ROW))])
        stage.play(until=stage.moment("2026-09-20", 18))
    clock.start_at(stage.moment("2026-09-20", 18))
    return stage


def test_the_lowest_final_offer_wins(walk: Walk, stage: Stage) -> None:
    _talks(walk, stage)
    _calls_for_final_offers(walk, stage)
    _final_offers_are_sealed_and_opened(walk, stage)
    _nobody_else_reads_a_name_or_a_price(walk, stage)
    _reports(walk)
    later(walk, stage, stage.workday(after=1, hour=10))
    _awards(walk)
    later(walk, stage, stage.workday(after=1, hour=9))
    _everybody_reads_the_result(walk, stage)


def _table(walk: Walk, username: str) -> Page:
    page = take_up(walk, username, ROW["title"], phone=True)
    return follow(walk, page, "进入磋商（谈判）")


def _talks(walk: Walk, stage: Stage) -> None:
    page = _table(walk, HEAD)
    follow(walk, page, "开始磋商（谈判）")
    press(walk, page, "开始")
    for bidder in ROW["bidders"]:
        follow(walk, page, "登记一次磋商")
        write(
            page, {"供应商": stage.cast.names[bidder[0]], "磋商（谈判）记录": "逐项核对管网资料和抢修时限。"}
        )
        press(walk, page, "保存记录")


def _calls_for_final_offers(walk: Walk, stage: Stage) -> None:
    page = _table(walk, HEAD)
    follow(walk, page, "要求提交最后报价")
    until = clock.now().astimezone(clock.SHANGHAI) + timedelta(hours=1)
    write(page, {"最后报价截止时间": f"{until:%Y-%m-%dT%H:%M}"})
    press(walk, page, "发出最后报价通知")
    expect(page.locator("main")).to_contain_text("已通知全部供应商")


def _final_offers_are_sealed_and_opened(walk: Walk, stage: Stage) -> None:
    stage.at = clock.now()
    for bidder in ROW["bidders"]:
        seal(stage, ROW, bidder, RoundKind.FINAL)
    later(walk, stage, round_of(ROW, RoundKind.FINAL).deadline + timedelta(minutes=2))
    for moment in ceremony(stage, ROW, RoundKind.FINAL):
        later(walk, stage, moment)


def _nobody_else_reads_a_name_or_a_price(walk: Walk, stage: Stage) -> None:
    """Opening is for the group alone (N-01)."""
    for page in (
        walk.go(walk.stranger(phone=True), f"/openings/{round_of(ROW, RoundKind.FINAL).code}/"),
        walk.go(walk.person("bureau-supervisor"), tender_of(ROW).get_absolute_url()),
        walk.go(walk.person(f"{TOWN}-operator"), tender_of(ROW).get_absolute_url()),
    ):
        shown = text(page)
        assert not [name for name in (stage.cast.names[one[0]] for one in ROW["bidders"]) if name in shown]
        assert "642,000.00" not in shown


def _reports(walk: Walk) -> None:
    """Nothing is scored: everybody confirms alone, the platform ranks by price, everybody signs."""
    head = take_up(walk, HEAD, "开始评审", phone=True)
    expect(head.locator("main")).to_contain_text("不打分")
    _settles(walk, HEAD, "开始评审", "开始评审", "开始评审", phone=True)
    for username in MEMBERS:
        _settles(walk, username, "独立评", "提交", "确认提交", phone=True)
    _settles(walk, HEAD, "汇总评分", "汇总评分，形成报告", "汇总", phone=True)
    for username in MEMBERS:
        _settles(walk, username, "签署评审报告", "签署评审报告", "签字", phone=True)


def _settles(walk: Walk, username: str, todo: str, link: str, button: str, *, phone: bool = False) -> None:
    """Let a person take up what waits for them and do it."""
    page = take_up(walk, username, todo, phone=phone)
    follow(walk, page, link)
    press(walk, page, button)


def _awards(walk: Walk) -> None:
    _settles(walk, f"{TOWN}-leader", *["确定成交供应商"] * 3)


def _everybody_reads_the_result(walk: Walk, stage: Stage) -> None:
    _settles(walk, f"{TOWN}-operator", "发布结果公告和通知书", "发布结果公告并发出通知书", "发布")
    page = walk.go(walk.stranger(phone=True), "/notices/")
    follow(walk, page, f"{ROW['title']}成交结果公告", exact=False)
    assert stage.cast.names["binglv"] in text(page)
    assert "642,000.00" in text(page)
    assert package_of(ROW).awards.get().amount == 642000
