"""The road of a supplier's bookkeeper on a phone: signing up, papers, the bureau's questions, a change that waits."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from procurement.core import clock
from procurement.workspace.management.demo.cast import Cast
from procurement.workspace.management.demo.people import PASSWORD, Arrivals
from procurement.workspace.management.demo.stage import Stage
from tests.factories import suppliers as make

from .walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Road:
    """One person on the way, with the presses of this journey."""

    def __init__(self, walk: Walk, page: Page) -> None:
        self.walk, self.page = walk, page

    def press(self, selector: str = "main form button[type=submit]:not([name])") -> None:
        self.walk.press(self.page, lambda: self.page.locator(selector).first.click())

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            self.page.fill(f"[name={name}]", value)

    def says(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)


@pytest.fixture(autouse=True)
def time_passes(transactional_db: None) -> None:
    """A clock that nobody has set stands within one second, now earlier, now later; what follows would be before."""
    clock.start_at(clock.now())


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter.pdf"
    path.write_bytes(b"%PDF-1.4\n%%EOF\n")
    return path


def account(walk: Walk, username: str) -> Road:
    """Open an account on a phone; the page that follows asks whom one stands for."""
    road = Road(walk, walk.stranger(phone=True))
    walk.go(road.page, "/accounts/signup/")
    road.fill(username=username, display_name="记账员", email=f"{username}@demo.example")
    road.fill(password1=PASSWORD, password2=PASSWORD)
    road.press()
    road.press("main a[href*='/workspace/supplier/']")
    return road


def signed_up(road: Road, kind: str, code: str, **named: str) -> None:
    road.page.check(f"input[value={kind}]")
    road.press()
    road.fill(credit_code=code)
    road.press()
    road.says("身份已核对", code)
    road.fill(**named, legal_representative="周某")
    road.press()
    road.fill(address="云梦县城关镇文化路66号", phone="0712-4311234", bank_name="云梦农商行")
    road.fill(bank_account="6222 0000 0077 7777")
    road.press()
    road.page.select_option("[name=scale]", "SMALL")
    road.press()
    road.page.check("[name=declared]")
    road.press()


def uploaded(road: Road, kind: str, file: Path, until: str = "") -> None:
    road.press(f"main a[href$='papers/new/?kind={kind}']")
    road.page.set_input_files("[name=file]", file)
    road.fill(valid_until=until)
    road.press()


def record_of(road: Road) -> str:
    return road.page.url.split("papers/")[0]


def test_who_may_not_supply_learns_at_once_why(walk: Walk) -> None:
    road = account(walk, "organ")
    road.page.check("input[value=PUBLIC_INSTITUTION_I]")
    road.press()
    road.says("公益一类事业单位不得作为承接主体", "请改选相应的类型")
    road.page.check("input[value=OTHER]")
    road.press()
    road.fill(credit_code=make.credit_code("11"))
    road.press()
    road.says("国家机关是购买主体，不能作为承接主体")


def test_a_branch_is_told_first_what_it_lacks_and_mends_it(walk: Walk, letter: Path) -> None:
    road = account(walk, "branch")
    names = {"name": "湖北测试保洁有限公司云梦分公司", "head_office": "湖北测试保洁有限公司"}
    signed_up(road, "ENTERPRISE", make.credit_code("91"), **names)
    road.says("但现在还不能参加采购", "还缺总公司（总所）的授权书")
    expect(road.page.locator("main section h2").first).to_contain_text("授权书")
    uploaded(road, "AUTHORISATION", letter, "2020-01-01")
    road.says("已上传，但这份材料已经过期", "已经过期，等于没有授权")
    uploaded(road, "AUTHORISATION", letter, "2099-12-31")
    road.says("现在就可以参加采购", "总公司（总所）的授权书要一直有效")


def test_the_bureau_asks_refuses_and_accepts_and_the_old_value_holds_meanwhile(
    walk: Walk, letter: Path
) -> None:
    Arrivals(Stage(Cast(("bureau", "centre", "pool")))).everybody()
    road, bureau = account(walk, "coop"), Road(walk, walk.person("bureau-supervisor"))
    record = asked_and_answered(walk, road, bureau, letter)
    refused_and_asked_again(walk, road, bureau, record)
    accepted(walk, bureau, record)
    changed_and_refused(walk, road, bureau, record)
    walk.go(road.page, record.replace("/workspace/", "/en/workspace/"))


def asked_and_answered(walk: Walk, road: Road, bureau: Road, letter: Path) -> str:
    """Sign up, ask for verification, be asked, answer; returns the record's address."""
    signed_up(road, "FARMERS_COOPERATIVE", make.credit_code("93"), name="云梦县测试蔬菜专业合作社")
    road.says("现在就可以参加采购")
    record = record_of(road)
    uploaded(road, "LICENCE", letter)
    walk.go(road.page, record)
    road.press("main a[href*='/request_verification/']")
    road.press()

    walk.go(bureau.page, "/workspace/")
    bureau.press("main a:has-text('核验供应商')")
    bureau.press("main a[href*='/ask/']")
    bureau.fill(reason="执照看不清，请重新拍一张。")
    bureau.press()

    walk.go(road.page, "/workspace/")
    road.press("main a:has-text('答复财政部门核验中的问题')")
    road.says("执照看不清，请重新拍一张。")
    road.press("main a[href*='/answer/']")
    road.fill(reason="已重新上传。")
    road.press()
    return record


def refused_and_asked_again(walk: Walk, road: Road, bureau: Road, record: str) -> None:
    walk.go(bureau.page, record)
    bureau.says("已重新上传。")
    bureau.press("main a[href*='/refuse_verification/']")
    bureau.fill(reason="执照已过期，请换发后再来。")
    bureau.press()
    walk.go(road.page, record)
    road.says("执照已过期，请换发后再来。")
    road.press("main a[href*='/request_verification/']")
    road.press()


def accepted(walk: Walk, bureau: Road, record: str) -> None:
    walk.go(bureau.page, record)
    bureau.press("main a[href$='/verify/']")
    bureau.press("main a[href$='/lists/consult/']")
    for radio in bureau.page.locator("input[value=clear]").all():
        radio.check()
    bureau.fill(record="未查到相关记录")
    bureau.press()
    bureau.says("都已查询并记录")
    bureau.page.locator("input[name=papers]").first.check()
    bureau.press()
    bureau.says("已核验通过")


def changed_and_refused(walk: Walk, road: Road, bureau: Road, record: str) -> None:
    walk.go(road.page, record)
    road.press("main a[href$='/change/']")
    road.fill(bank_account="6222999988887777")
    road.press()
    road.says("核验前原来的内容继续有效", "6222000000777777", "6222999988887777")
    walk.go(bureau.page, "/workspace/")
    bureau.press("main a:has-text('核验资料变更')")
    bureau.press("main a[href*='supplier-changes'][href*='/refuse/']")
    bureau.fill(reason="户名与单位名称不一致。")
    bureau.press()
    walk.go(road.page, record)
    road.says("未予变更", "户名与单位名称不一致。")
