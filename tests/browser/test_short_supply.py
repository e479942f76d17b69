"""Fewer than three took the documents: the notice is ready, one press prolongs the supply, all read the dates."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from procurement.core import clock
from procurement.core.templatetags.formats import day_only
from procurement.tendering.models import Amendment, Tender
from procurement.workspace.management.demo.paper import tender_of
from procurement.workspace.management.demo.stage import Stage

from .county import bring_in, later, row_of
from .failed_steps import open_message
from .hands import follow, press, text
from .walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROW = row_of("geputan-cleaning", bidders=[], question="")
TAKER = "jiabao"


@pytest.fixture
def stage(walk: Walk) -> Stage:
    return bring_in(ROW, guests=(TAKER, "yihuan"), until=Stage().moment(ROW["release_on"], 12))


def test_the_supply_goes_on_and_everybody_reads_it(walk: Walk, stage: Stage) -> None:
    before = tender_of(ROW)
    assert before.documents_until is not None and before.deadline is not None
    _one_takes_them_on_the_phone(walk, before)
    _nothing_is_said_while_the_supply_runs(walk)
    later(walk, stage, clock.local_time(before.documents_until + timedelta(days=1), 9))

    _the_operator_prolongs_it(walk)

    after = tender_of(ROW)
    assert after.documents_until is not None and after.deadline is not None
    assert after.documents_until > before.documents_until
    assert after.deadline >= before.deadline
    _a_stranger_reads_the_dates(walk, after)
    _who_took_them_is_told(walk)


def _one_takes_them_on_the_phone(walk: Walk, tender: Tender) -> None:
    page = walk.go(walk.person(f"{TAKER}-admin", phone=True), f"/tenders/{tender.code}/may-i-bid/")
    walk.go(page, f"/tenders/{tender.code}/documents/")
    press(walk, page, "登记获取")
    assert tender.takings.count() == 1


def _nothing_is_said_while_the_supply_runs(walk: Walk) -> None:
    page = walk.go(walk.person(f"{ROW['organisation']}-operator"), "/workspace/")
    assert "不足三家" not in text(page)


def _the_operator_prolongs_it(walk: Walk) -> None:
    page = walk.go(walk.person(f"{ROW['organisation']}-operator"), "/workspace/")
    follow(walk, page, "不足三家获取文件", exact=False)
    assert "提供期限顺延至" in page.get_by_label("更正说明").input_value()
    # A longer supply touches no bid: the page does not say that the deadline moves where it does not.
    assert "现在发布，截止时间顺延到" not in text(page)
    press(walk, page, "发布更正公告")
    expect(page.locator("main")).to_contain_text("已发布")
    walk.go(page, "/workspace/")
    assert "不足三家" not in text(page)


def _a_stranger_reads_the_dates(walk: Walk, tender: Tender) -> None:
    amendment = Amendment.objects.get(tender=tender)
    page = walk.go(walk.stranger(phone=True), f"/notices/{amendment.publication_code}/")
    assert day_only(tender.documents_until) in text(page)
    # Neither who took the documents nor how many (I-07).
    assert "不足" not in text(page) and "家" not in text(page).replace("国家", "")
    walk.go(page, f"/projects/{tender.item.code}/")
    assert day_only(tender.documents_until) in text(page)


def _who_took_them_is_told(walk: Walk) -> None:
    page = walk.go(walk.person(f"{TAKER}-admin", phone=True), "/notifications/")
    open_message(walk, page, ROW["title"])
    expect(page.locator("main")).to_contain_text("顺延")
