"""A small purchase in the browser: from the published item to the contract's draft, in a morning's clicks."""

import pytest
from playwright.sync_api import expect

from procurement.tendering.enums import SmallPurchaseStatus
from procurement.workspace.management.demo.small import purchase_of
from procurement.workspace.management.demo.stage import Stage

from . import small_steps as steps
from .county import bring_in, row_of
from .walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# The services end where the plan is public; what follows is done in the browser.
ROW = row_of("shahe-toilets", stop="published")
LITTLE = row_of("shahe-toilets", stop="published", amount="45000.00")
# Opening a page or sending a form; at ten seconds each this is five minutes.
FEW = 30


def test_three_quotes_then_straight_to_the_contract(walk: Walk) -> None:
    stage = bring_in(ROW, until=Stage().moment("2026-03-02", 9))
    steps.begins(walk, ROW)
    steps.asks(walk, stage, ROW, "hedao", until="2026-03-03")
    steps.enters_quote(walk, stage, ROW, "cunwei", "115200")
    steps.enters_quote(walk, stage, ROW, "jiti", "118400")
    steps.quotes_on_the_phone(walk, "hedao", ROW, "112000")
    steps.records_the_decision(walk, ROW, chosen=stage.cast.organisation("hedao").name)
    steps.publishes(walk, ROW)
    steps.stranger_reads_the_result(walk, ROW, "112,000.00")
    steps.drafts_the_contract(walk, ROW)
    assert purchase_of(ROW).quotes.count() == 3
    assert walk.pressed <= FEW

    page = walk.go(walk.person("shahe-leader"), purchase_of(ROW).get_absolute_url())
    expect(page.locator("a[href$='/contract/']")).to_have_count(0)


def test_a_direct_choice_needs_its_reason(walk: Walk) -> None:
    stage = bring_in(LITTLE, until=Stage().moment("2026-03-02", 9))
    steps.begins(walk, LITTLE)
    steps.enters_quote(walk, stage, LITTLE, "cunwei", "44000")
    page = steps.sends_the_decision(walk, LITTLE, chosen=stage.cast.organisation("cunwei").name)
    expect(page.locator("main")).to_contain_text("报价不足3家的，须写明直接选定的理由")
    expect(page.get_by_label("会议纪要")).to_have_value(steps.MINUTES)
    page.get_by_label("直接选定，或者未选最低价的理由").fill("本村厕所由本村村民委员会管护，就近及时。")
    steps.press(walk, page, "登记决定")
    assert purchase_of(LITTLE).status == SmallPurchaseStatus.DECIDED
    steps.publishes(walk, LITTLE)
    steps.stranger_reads_the_result(walk, LITTLE, "就近及时")
