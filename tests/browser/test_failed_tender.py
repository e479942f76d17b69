"""An open tender fails for want of bidders, each person at an own browser: nothing opens, all learn why."""

from datetime import timedelta

import pytest

from procurement.tendering.enums import RoundKind, RoundStatus
from procurement.tendering.models import OpenedBid
from procurement.workspace.management.demo.bidding import round_of
from procurement.workspace.management.demo.paper import tender_of
from procurement.workspace.management.demo.papers import pdf
from procurement.workspace.management.demo.stage import Stage

from . import failed_steps as steps
from .county import a_little_later, bring_in, later, row_of
from .sealing_steps import attach, open_form, seal, states, withdraw, write_bid
from .walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Nobody bids or asks by a service: that is done in the browser.
ROW = row_of("geputan-cleaning", bidders=[], question="")


@pytest.fixture
def stage(walk: Walk) -> Stage:
    """The morning after the release of a tender that asks for at least three bids."""
    released = Stage().moment(ROW["release_on"], 12)
    return bring_in(ROW, guests=("jiabao", "yihuan"), until=released)


def test_two_bids_are_too_few(walk: Walk, stage: Stage) -> None:
    _one_seals_at_its_desk(walk)
    _one_changes_its_mind_on_the_phone(walk, stage)
    later(walk, stage, tender_of(ROW).deadline + timedelta(minutes=2))

    for custodian in ("geputan-operator", "centre-custodian"):
        steps.finds_nothing_to_open(walk, custodian)
    assert round_of(ROW, RoundKind.FIRST).status == RoundStatus.UNOPENED
    assert OpenedBid.objects.count() == 0

    steps.annuls(walk, ROW)
    steps.stranger_reads_why(walk, ROW)
    for bidder in ("jiabao-admin", "yihuan-admin"):
        steps.bidder_learns_it(walk, bidder, ROW)
    steps.money_stays_frozen(walk, ROW)
    steps.begins_again(walk, ROW)
    steps.money_stays_frozen(walk, ROW)


def _one_seals_at_its_desk(walk: Walk) -> None:
    page = open_form(walk, walk.person("jiabao-admin"), ROW["title"])
    round = round_of(ROW, RoundKind.FIRST)
    write_bid(page, round, unit_price="121000", offer="2662000.00", scale="小型企业")
    attach(walk, page, pdf("服务实施方案.pdf", "Service plan"))
    receipt = seal(walk, page)
    assert states(walk, page) == {receipt: "有效"}


def _one_changes_its_mind_on_the_phone(walk: Walk, stage: Stage) -> None:
    """Seals, replaces, withdraws and seals again: only the last one counts."""
    phone = walk.person("yihuan-admin", phone=True)
    round = round_of(ROW, RoundKind.FIRST)
    write_bid(
        open_form(walk, phone, ROW["title"]), round, unit_price="124000", offer="2728000.00", scale="中型企业"
    )
    first = seal(walk, phone, keep_draft=True)
    a_little_later(walk, stage, hours=1)
    page = open_form(walk, phone, ROW["title"])
    steps.lowers_its_price(page, unit_price="123000", offer="2706000.00")
    second = seal(walk, page, keep_draft=True)
    a_little_later(walk, stage, hours=1)
    withdraw(walk, page, second)
    assert states(walk, page) == {first: "已被替换", second: "已撤回"}
    a_little_later(walk, stage, hours=1)
    third = seal(walk, open_form(walk, phone, ROW["title"]))
    assert states(walk, page) == {first: "已被替换", second: "已撤回", third: "有效"}
