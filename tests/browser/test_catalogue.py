"""A catalogue from the draft to the entry's page: bureau, department and villager, in both languages, on a phone."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from catalogue.models import CatalogueVersion
from procurement.core import clock
from procurement.workspace.management.demo.cast import Cast
from procurement.workspace.management.demo.people import Arrivals
from procurement.workspace.management.demo.stage import START, Stage

from .hands import follow, press, tick, write
from .walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TABLE = (
    "目录编码,上级编码,条目名称,计量单位,价格标准下限（元）,价格标准上限（元）,承接主体类型,省级目录编码\n"
    "A0402,A04,基本养老服务,小时,{price},55,企业、农村集体经济组织,演示-A0402\n"
)


def test_a_catalogue_is_made_and_read(walk: Walk) -> None:
    stage = Stage(Cast({"bureau", "centre", "pool", "civil", "xiaxindian"}))
    clock.start_at(START)
    Arrivals(stage).everybody()
    officer = walk.person("bureau-catalogue")
    home = draft(walk, officer)
    import_table(walk, officer, home)
    settle_words(walk, officer, home)
    consult(walk, officer, home)
    department_answers(walk)
    open_comments(walk, stage, officer, home)
    villager_comments(walk)
    approve(walk, stage, officer, home)
    villager_reads(walk)
    township_files(walk)


def draft(walk: Walk, page: Page) -> str:
    walk.go(page, "/workspace/catalogue/schemes/")
    walk.go(page, "/workspace/catalogue/")
    follow(walk, page, "起草目录")
    write(page, {"年度": "2026", "目录名称": "云梦县2026年目录"})
    tick(page, "平台自带的目录树")
    press(walk, page, "建立草案")
    return urlsplit(page.url).path


def upload(walk: Walk, page: Page, text: str) -> None:
    content = text.encode("gb18030")
    page.locator("main input[type=file]").set_input_files(
        {"name": "目录.csv", "mimeType": "text/csv", "buffer": content}
    )
    press(walk, page, "上传并查看")


def import_table(walk: Walk, page: Page, home: str) -> None:
    """A bad cell is shown with what would be right; the mended table is brought in."""
    walk.go(page, home)
    follow(walk, page, "导入表格")
    upload(walk, page, TABLE.format(price="4万"))
    expect(page.locator("main")).to_contain_text("40000.00")
    follow(walk, page, "重新上传")
    upload(walk, page, TABLE.format(price="４０"))
    press(walk, page, "确认导入 1 行")
    expect(page.locator("main")).to_contain_text("已导入：新增0条，修改1条。")


def settle_words(walk: Walk, page: Page, home: str) -> None:
    """A word of the negative list needs a reason and a second person."""
    walk.go(page, f"{home}A1101/")
    write(page, {"说明": "公共设施日常管护，不含改建"})
    press(walk, page, "保存")
    walk.go(page, home)
    expect(page.locator("main")).to_contain_text("暂不能征求部门意见")
    follow(walk, page, "负面清单词语")
    follow(walk, page, "说明 A1101")
    write(page, {"理由": "只管日常维护"})
    press(walk, page, "说明敏感词")
    second = walk.go(walk.person("bureau-reviewer"), f"{home}words/")
    follow(walk, second, "复核 A1101")
    press(walk, second, "复核敏感词")


def consult(walk: Walk, page: Page, home: str) -> None:
    walk.go(page, home)
    follow(walk, page, "征求部门意见")
    tick(page, "云梦县民政局")
    press(walk, page, "征求部门意见")


def department_answers(walk: Walk) -> None:
    """The department finds it among what waits for it, on a phone."""
    page = walk.go(walk.person("civil-operator", phone=True), "/workspace/")
    link = page.locator("main").get_by_role("link", name="答复目录征求意见").first
    walk.press(page, link.click)
    tick(page, "有修改意见")
    write(page, {"修改意见": "A0402 请写明包括上门照护"})
    press(walk, page, "提交答复")
    expect(page.locator("main")).to_contain_text("已答复")


def open_comments(walk: Walk, stage: Stage, page: Page, home: str) -> None:
    walk.clock_to(stage.moment("2025-11-18", 9))
    walk.go(page, f"{home}opinions/")
    page.locator("main").get_by_role("link", name="答复").first.click()
    walk.look(page)
    page.locator("main").get_by_label("采纳", exact=True).check()
    write(page, {"答复": "已写明"})
    press(walk, page, "保存答复")
    walk.go(page, home)
    follow(walk, page, "公开征求意见")
    press(walk, page, "公开征求意见")


def villager_comments(walk: Walk) -> None:
    """Somebody who is not signed in reads the draft in both languages and says something, on a phone."""
    version = CatalogueVersion.objects.get()
    page = walk.stranger(phone=True)
    walk.go(page, f"/catalogue/{version.code}/")
    follow(walk, page, "提意见，看答复")
    write(page, {"您的意见": "请增加公厕日常管护"})
    press(walk, page, "提交意见")
    expect(page.locator("main")).to_contain_text("已收到，谢谢您的意见")
    english = walk.go(walk.stranger(), f"/en/catalogue/{version.code}/comments/")
    expect(english.locator("main")).to_contain_text("Until")


def approve(walk: Walk, stage: Stage, page: Page, home: str) -> None:
    walk.clock_to(stage.moment("2025-11-27", 9))
    walk.go(page, f"{home}opinions/")
    page.locator("main section", has_text="公众意见").get_by_role("link").first.click()
    walk.look(page)
    page.locator("main").get_by_label("部分采纳").check()
    write(page, {"答复": "日常管护可以列入，修建属于工程"})
    press(walk, page, "保存答复")
    follow(walk, page, "登记专家意见")
    write(page, {"专家姓名": "演示专家", "工作单位": "演示大学", "论证意见": "同意"})
    page.locator("main").get_by_label("同意", exact=True).check()
    press(walk, page, "登记专家意见")
    walk.go(page, home)
    follow(walk, page, "登记批准")
    write(page, {"文号": "云财购〔2025〕18号", "批准机关": "云梦县人民政府"})
    press(walk, page, "登记批准")
    follow(walk, page, "公布目录")
    press(walk, page, "下一步：核对并确认")
    press(walk, page, "确认公布")
    walk.go(page, home)
    follow(walk, page, "起草修订")
    press(walk, page, "起草修订")
    expect(page.locator("main")).to_contain_text("第1号修订")


def villager_reads(walk: Walk) -> None:
    for page, prefix in ((walk.stranger(phone=True), ""), (walk.stranger(), "/en")):
        walk.go(page, f"{prefix}/catalogue/")
        walk.go(page, f"{prefix}/catalogue/?q=养老")
        walk.go(page, f"{prefix}/catalogue/entry/national-ab/A0402/")
        expect(page.locator("main")).to_contain_text("40.00–55.00")
        code = CatalogueVersion.objects.get(status="PUBLISHED").code
        walk.go(page, f"{prefix}/catalogue/{code}/comments/")
        expect(page.locator("main")).to_contain_text("修建属于工程")
        walk.go(page, f"{prefix}/catalogue/compare/{code}/{code}/")


def township_files(walk: Walk) -> None:
    """What the catalogue does not have is asked for by a township and filed by the bureau."""
    clerk = walk.go(walk.person("xiaxindian-operator"), "/workspace/catalogue/filings/new/")
    write(clerk, {"年度": "2026", "目录位置": "A11 "})
    write(clerk, {"服务名称": "公益墓地看护", "服务内容": "日常看护", "确需购买的理由": "群众要求"})
    write(clerk, {"估算金额（元）": "60000"})
    for legend in clerk.locator("fieldset.yes-no").all():
        legend.get_by_label("否").check()
    press(walk, clerk, "提交申请")
    officer = walk.go(walk.person("bureau-catalogue"), "/workspace/catalogue/filings/")
    follow(walk, officer, "公益墓地看护")
    follow(walk, officer, "同意备案")
    press(walk, officer, "同意备案")
    expect(officer.locator("main")).to_contain_text("已备案")
    follow(walk, officer, "列入草案")
    walk.go(walk.person("xiaxindian-operator", phone=True), "/workspace/catalogue/filings/")
