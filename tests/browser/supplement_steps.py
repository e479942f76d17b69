"""A second supplementary call of the framework: who came is ranked, announced and signs while the framework runs."""

from datetime import timedelta

from playwright.sync_api import expect

from procurement.frameworks.services.calling import supplement
from procurement.tendering.services.opening import unlock
from procurement.workspace.management.demo.bidding import look_at_seals
from procurement.workspace.management.demo.closed import (
    HOME,
    TITLE,
    committee,
    examine_all,
    respond,
)
from procurement.workspace.management.demo.people import pass_phrases

from .framework_steps import Crops
from .hands import follow, press, text, write

# Who answers the second call, at which price; the dearest of three is knocked out as in the first.
NEWCOMERS = (("shuiyuan", "16.90"), ("binglv", "17.30"), ("jiti", "17.90"))


def come(play: Crops) -> None:
    """Called again; three answer and are examined as in the first call, by the services."""
    stage = play.stage
    supplement(
        framework=play.framework,
        reason="只剩一家，三个乡镇无人承接。",
        documents_until=stage.workday(after=6).date(),
        deadline=stage.working(stage.at + timedelta(days=28)),
        opening_place="县公共资源交易中心二楼开标室",
        validity_days=90,
        actor=stage.cast[f"{HOME}-operator"],
        at=stage.at,
    )
    for key, price in NEWCOMERS:
        respond(stage, play.framework, key, price)
    committee(stage, play.framework)
    play.reach(play.round("FIRST").deadline + timedelta(minutes=2))
    look_at_seals(stage, play.round("FIRST"), [key for key, _price in NEWCOMERS])
    for name in (f"{HOME}-operator", "centre-custodian"):
        phrase = pass_phrases()[name]
        unlock(round=play.round("FIRST"), passphrase=phrase, actor=stage.cast[name], at=stage.at)
    examine_all(stage, play.framework)


def are_ranked(play: Crops) -> None:
    """By the same rule as the first ones; who was in stays in, and the notice is the supplement's."""
    walk = play.walk
    page = play.take_up(f"{HOME}-operator", "确定入围供应商")
    follow(walk, page, "确定入围供应商")
    expect(page.locator("main")).to_contain_text("符合要求 3 家，按 20% 淘汰、小数进位：淘汰 1 家")
    press(walk, page, "按此确定")
    page = play.take_up(f"{HOME}-operator", "公告入围结果")
    follow(walk, page, "公告入围结果")
    press(walk, page, "发布公告，送签框架协议")
    assert play.framework.status == "IN_FORCE"
    page = walk.go(walk.stranger(phone=True), f"/frameworks/{play.framework.code}/")
    follow(walk, page, f"{TITLE}补充征集入围结果公告")
    names = [play.stage.cast.names[key] for key, _price in NEWCOMERS]
    assert [name in text(page) for name in names] == [True, True, False]


def sign(play: Crops) -> None:
    """Each at its phone; from the signature on whoever buys can choose it, nothing else has to begin."""
    walk = play.walk
    for key, _price in NEWCOMERS[:2]:
        page = play.take_up(f"{key}-admin", "签订框架协议", phone=True)
        follow(walk, page, "签订框架协议")
        write(page, {"公布的联系电话": "0712-4330000"})
        press(walk, page, "签订")
    page = walk.go(walk.stranger(phone=True), f"/frameworks/{play.framework.code}/")
    for key, price in NEWCOMERS[:2]:
        expect(page.locator("main")).to_contain_text(play.stage.cast.names[key])
        expect(page.locator("main")).to_contain_text(price)
