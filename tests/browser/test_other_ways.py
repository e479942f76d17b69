"""Ways that are not for everybody, each person at an own browser: a single source that is objected to first."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from procurement.core import clock
from procurement.tendering.models import ImplementationPlan, SingleSourceDeal, SingleSourceNotice
from procurement.workspace.management.demo.papers import pdf
from procurement.workspace.management.demo.stage import Stage

from .county import a_little_later, bring_in, later, row_of
from .failed_steps import open_message
from .hands import follow, press, text, write
from .walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Above the open-tender threshold: everybody is asked whether there is really only one supplier (C-11).
TITLE = "隔蒲潭镇智慧环卫平台运行维护服务"
ROW = row_of(
    "geputan-cleaning",
    title=TITLE,
    method="SINGLE_SOURCE",
    method_case="ONLY_SUPPLIER",
    method_reason="平台由原开发单位独家开发，接口和源代码不开放，只能从唯一供应商处采购（条例第二十七条）。",
)
DEAL = row_of("culture-opera")["deal"]
HOME, ONLY, RIVAL = "geputan", "yihuan", "jiabao"
EXPERTS = ("程楚生", "梅映雪", "郭立文")


@pytest.fixture
def stage(walk: Walk) -> Stage:
    """The requirement is settled; nothing has been planned yet."""
    return bring_in(ROW, guests=(RIVAL,), until=Stage().moment("2026-08-04", 9))


def test_only_one_supplier_after_everybody_was_asked(walk: Walk, stage: Stage) -> None:
    _drafts_the_plan(walk)
    _shows_the_supplier(walk, stage)
    _somebody_objects_on_the_phone(walk)
    later(walk, stage, _after(SingleSourceNotice.objects.get()))
    _argues(walk)
    _the_objector_reads_the_answer(walk)
    _files_with_the_approval(walk)
    a_little_later(walk, stage, days=1)
    _talks(walk, stage)
    _the_head_confirms_and_all_read_it(walk)


def _after(notice: SingleSourceNotice) -> Any:
    return clock.local_time(notice.ends_on + timedelta(days=1), 9, 30)


def _upload(page: Page, label: str, name: str) -> None:
    paper = pdf(name, "Signed")
    page.get_by_label(label).set_input_files(
        {"name": name, "mimeType": "application/pdf", "buffer": paper.read()}
    )


def _desk(walk: Walk) -> Page:
    return walk.go(walk.person(f"{HOME}-operator"), ImplementationPlan.objects.get().get_absolute_url())


def _drafts_the_plan(walk: Walk) -> None:
    page = walk.go(walk.person(f"{HOME}-operator"), "/workspace/")
    follow(walk, page, "编制采购实施计划", exact=False)
    assert page.get_by_label("采购方式").input_value() == "SINGLE_SOURCE"
    press(walk, page, "保存草稿")
    expect(page.locator("main")).to_contain_text("请先公示")


def _shows_the_supplier(walk: Walk, stage: Stage) -> None:
    page = _desk(walk)
    follow(walk, page, "发布公示")
    only = stage.cast.organisation(ONLY)
    write(page, {"拟定供应商名称": only.name, "拟定供应商地址": "孝感市演示路8号"})
    for number, name in enumerate(EXPERTS[:2], start=1):
        _expert(page, number, name)
    press(walk, page, "发布公示")
    expect(page.locator("main")).to_contain_text("至少写明3名专业人员的论证意见")
    expect(page.get_by_label("第2行 姓名")).to_have_value(EXPERTS[1])
    _expert(page, 3, EXPERTS[2])
    press(walk, page, "发布公示")
    expect(page.locator("main")).to_contain_text("没有收到异议")


def _expert(page: Page, number: int, name: str) -> None:
    words = {"姓名": name, "工作单位": "湖北演示环境工程研究院", "职称": "研究员"}
    words["论证意见"] = "平台由原开发单位独家开发，其他单位无法维护。"
    write(page, {f"第{number}行 {label}": value for label, value in words.items()})


def _somebody_objects_on_the_phone(walk: Walk) -> None:
    page = walk.go(walk.person(f"{RIVAL}-admin", phone=True), "/notices/?kind=SINGLE_SOURCE_NOTICE")
    follow(walk, page, TITLE, exact=False)
    assert all(name in text(page) for name in EXPERTS)
    follow(walk, page, "提出异议、看答复")
    write(page, {"异议内容": "我单位取得了接口授权，也能维护。", "联系方式": "13800000000"})
    press(walk, page, "提交异议")
    expect(page.locator("main")).to_contain_text("异议已登记")


def _argues(walk: Walk) -> None:
    page = walk.go(walk.person(f"{HOME}-operator"), "/workspace/")
    follow(walk, page, "补充论证", exact=False)
    if "补充论证" not in page.locator("h1").inner_text():
        follow(walk, page, "补充论证")
    expect(page.locator("main")).to_contain_text("接口授权")
    page.get_by_label("异议不成立").check()
    write(page, {"补充论证的结论": "经核实，授权只及于旧版客户端，不含平台。"})
    press(walk, page, "登记结论并告知")
    expect(page.locator("main")).to_contain_text("异议不成立")


def _the_objector_reads_the_answer(walk: Walk) -> None:
    page = walk.go(walk.person(f"{RIVAL}-admin", phone=True), "/notifications/")
    open_message(walk, page, TITLE)
    expect(page.locator("main")).to_contain_text("旧版客户端")


def _files_with_the_approval(walk: Walk) -> None:
    page = _desk(walk)
    follow(walk, page, "登记批准文件")
    write(
        page,
        {
            "批准机关": "孝感市财政局",
            "批准文号": "孝财采批〔2026〕7号",
            "批准日期": clock.local_date(clock.now()).isoformat(),
            "主管预算单位的同意": "县住房和城乡建设局2026年8月复函",
        },
    )
    _upload(page, "批准文件", "批准文件.pdf")
    press(walk, page, "登记批准文件")
    follow(walk, page, "报送备案")
    press(walk, page, "报送备案")
    expect(page.locator("main")).to_contain_text("采购计划备案号")


def _talks(walk: Walk, stage: Stage) -> None:
    told = DEAL
    page = _desk(walk)
    follow(walk, page, "登记协商情况记录")
    assert (
        stage.cast.organisation(ONLY).name
        in page.get_by_label("供应商").locator("option:checked").inner_text()
    )
    write(
        page,
        {
            "协商日期": clock.local_date(clock.now()).isoformat(),
            "协商地点": told["place"],
            "成本、同类项目合同价格和专利等情况": told["costs"],
            "合同主要条款": told["terms"],
            "价格商定情况": told["talks"],
            "成交金额（元）": "2800000",
        },
    )
    for number, one in enumerate(told["members"], start=1):
        for label, name in (("姓名", "name"), ("工作单位", "unit"), ("职称或者职务", "title")):
            write(page, {f"第{number}行 {label}": one[name]})
    _upload(page, "签字的协商情况记录", "协商情况记录.pdf")
    press(walk, page, "登记，请负责人确认")
    expect(page.locator(".has-error")).to_contain_text("第四十三条")
    expect(page.get_by_label("协商地点")).to_have_value(told["place"])
    write(page, {"成交金额（元）": "2700000"})
    _upload(page, "签字的协商情况记录", "协商情况记录.pdf")
    press(walk, page, "登记，请负责人确认")
    expect(page.locator("main")).to_contain_text("2,700,000.00")


def _the_head_confirms_and_all_read_it(walk: Walk) -> None:
    deal = SingleSourceDeal.objects.get()
    page = walk.go(walk.person(f"{HOME}-leader"), "/workspace/")
    follow(walk, page, TITLE, exact=False)
    for step in (follow, press):
        step(walk, page, "确认成交")
    page = walk.go(walk.person(f"{HOME}-operator"), deal.get_absolute_url())
    for step in (follow, press):
        step(walk, page, "公告成交结果、发出成交通知书")
    page = walk.go(walk.stranger(phone=True), "/notices/?kind=RESULT")
    follow(walk, page, TITLE, exact=False)
    expect(page.locator("main")).to_contain_text("2,700,000.00")
