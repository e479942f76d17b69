"""A department has an agency buy for it: an agreement that both sign, acts within its powers, the file handed back."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from procurement.tendering.enums import Power
from procurement.tendering.models import Entrustment, ImplementationPlan
from procurement.workspace.management.demo.data import read
from procurement.workspace.management.demo.paper import review, tender_of, write_documents
from procurement.workspace.management.demo.stage import Stage

from .county import bring_in, later, row_of
from .hands import follow, press, take_up, text, write
from .walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROW = row_of("agriculture-training", bidders=[], question="")
DEPARTMENT = ROW["organisation"]
OPERATOR, LEADER, AGENCY = f"{DEPARTMENT}-operator", f"{DEPARTMENT}-leader", "agency-operator"
NAME = "云梦县演示甲招标代理有限公司"
TERMS = read("texts")["entrustment"]
GIVEN = (Power.DOCUMENTS, Power.NOTICES)


@pytest.fixture
def stage(walk: Walk) -> Stage:
    return bring_in(ROW, guests=("agency", "agencytwo"), until=Stage().moment("2026-08-31", 8))


def test_an_agency_buys_under_an_agreement(walk: Walk, stage: Stage) -> None:
    _a_plan_names_the_agency(walk)
    _an_agreement_is_drawn_up(walk, stage)
    _both_sign(walk)
    _the_plan_is_filed(walk)
    _the_agency_writes_and_publishes(walk, stage)
    _what_it_was_not_given_stays_with_the_purchaser(walk)
    _the_file_goes_back(walk)


def _a_plan_names_the_agency(walk: Walk) -> None:
    page = take_up(walk, OPERATOR, "编制采购实施计划")
    write(
        page,
        {
            "采购方式": "竞争性磋商",
            "理由": "政府购买服务项目，需要比较服务方案。",
            "组织形式": "委托",
            "代理机构": NAME,
        },
    )
    press(walk, page, "保存草稿")
    expect(page.locator("main")).to_contain_text("先签订委托代理协议")


def _an_agreement_is_drawn_up(walk: Walk, stage: Stage) -> None:
    """What the law wants said is asked for; without a power nothing could be done."""
    page = walk.person(OPERATOR)
    follow(walk, page, "起草协议")
    today = stage.at.date()
    write(
        page,
        {
            "委托范围": TERMS["scope"],
            "委托期限自": today.isoformat(),
            "委托期限至": (today + timedelta(days=400)).isoformat(),
            "代理费用收取方式和标准": TERMS["fee_standard"],
            "代理费用（元）": TERMS["fee_amount"],
            "协议解除及终止": TERMS["ending_terms"],
            "违约责任": TERMS["liability"],
        },
    )
    for power in Power:
        page.get_by_label(str(power.label)).set_checked(power in GIVEN)
    page.get_by_role("group", name="代理费用由谁支付").get_by_label("采购人", exact=True).check()
    page.get_by_role("group", name="采购文件由谁保存").get_by_label("采购人", exact=True).check()
    press(walk, page, "保存协议")
    assert Entrustment.objects.get().power_labels == [str(power.label) for power in GIVEN]


def _both_sign(walk: Walk) -> None:
    stranger = walk.person("agencytwo-operator")
    walk.go(stranger, Entrustment.objects.get().get_absolute_url(), status=404)
    for person, step in ((LEADER, "签署并送代理机构"), (AGENCY, "签署协议")):
        page = take_up(walk, person, "签署委托代理协议", phone=person == LEADER)
        follow(walk, page, step)
        press(walk, page, step)
    walk.draw_documents()
    walk.go(page, Entrustment.objects.get().get_absolute_url())
    paper = page.get_by_role("link", name="打印协议（PDF）").get_attribute("href")
    assert page.request.get(paper).body().startswith(b"%PDF-")


def _the_plan_is_filed(walk: Walk) -> None:
    """By the purchaser: no agreement gives that away."""
    page = walk.go(walk.person(OPERATOR), Entrustment.objects.get().get_absolute_url())
    follow(walk, page, ROW["title"])
    follow(walk, page, "报送备案")
    press(walk, page, "报送备案")
    expect(page.locator("main")).to_contain_text("采购计划备案号")


def _the_agency_writes_and_publishes(walk: Walk, stage: Stage) -> None:
    """The services write the documents in its name; it hands them to review and publishes by hand."""
    later(walk, stage, stage.workday(after=1, hour=10))
    tender = write_documents(stage, ROW, ImplementationPlan.objects.get(item__title=ROW["title"]))
    page = walk.go(walk.person(AGENCY), tender.get_absolute_url())
    follow(walk, page, "送内部审查")
    press(walk, page, "送内部审查")
    later(walk, stage, stage.workday(after=1, hour=15))
    review(stage, ROW, tender)
    later(walk, stage, stage.moment(ROW["release_on"], 9))
    page = take_up(walk, AGENCY, "发布采购文件")
    write(page, {"法定媒体网址": "https://example.com/ccgp-hubei/demo"})
    press(walk, page, "发布")
    expect(page.locator("main")).to_contain_text("已发布")
    reader = walk.go(walk.stranger(phone=True), "/notices/")
    follow(walk, reader, ROW["title"], exact=False)
    assert NAME in text(reader)


def _what_it_was_not_given_stays_with_the_purchaser(walk: Walk) -> None:
    """It may correct the documents, which is a part of its powers; to call it all off is the purchaser's."""
    corrections = f"{tender_of(ROW).get_absolute_url()}amendments/new/"
    walk.go(walk.person(AGENCY), corrections)
    page = walk.go(walk.person(AGENCY), tender_of(ROW).get_absolute_url())
    assert page.get_by_role("link", name="终止采购活动").count() == 0
    page = walk.go(walk.person(LEADER), tender_of(ROW).get_absolute_url())
    assert page.get_by_role("link", name="终止采购活动").count() == 1


def _the_file_goes_back(walk: Walk) -> None:
    """The entrustment ends: it acts no more, hands the file over, and once that is received reads nothing of it."""
    agreement = Entrustment.objects.get().get_absolute_url()
    tender = tender_of(ROW).get_absolute_url()
    page = walk.go(walk.person(LEADER), agreement)
    follow(walk, page, "终止委托")
    page.locator("main textarea").fill("双方商定，后续事项由本单位自行办理。")
    press(walk, page, "终止委托")
    walk.go(walk.person(AGENCY), f"{tender}amendments/new/", status=403)
    page = take_up(walk, AGENCY, "移交采购文件")
    follow(walk, page, "移交采购文件")
    write(page, {"平台以外移交的材料": "需求论证会录音光盘1张"})
    press(walk, page, "移交")
    walk.go(page, tender)
    page = take_up(walk, OPERATOR, "签收采购文件")
    assert "需求论证会录音光盘1张" in text(page)
    follow(walk, page, "签收采购文件")
    press(walk, page, "签收采购文件")
    walk.go(walk.person(AGENCY), tender, status=404)
    assert NAME in text(walk.go(walk.person(OPERATOR), agreement))
