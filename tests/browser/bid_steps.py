"""Suppliers: signing up on a phone, asking, writing the response, sealing it, being late."""

from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, expect

from procurement.regulations.credit_code import check_character, inner_check_character
from procurement.tendering.enums import RoundKind
from procurement.tendering.models import SealedBid
from procurement.workspace.management.demo.bidding import bid_form
from procurement.workspace.management.demo.papers import pdf
from procurement.workspace.management.demo.people import PASSWORD

from .consultation import LATECOMER, NEWCOMER, Consultation
from .hands import follow, menu, press, text, tick, write
from .sealing_steps import declare

SCALES = {"SMALL": "小型企业", "MEDIUM": "中型企业", "NOT_ENTERPRISE": "非企业"}


def sign_up(play: Consultation) -> None:
    """A company opens an account and registers by its credit code, all on a phone."""
    walk = play.walk
    page = walk.go(walk.stranger(phone=True), "/")
    follow(walk, page, "登录", inside="header")
    follow(walk, page, "注册账号")
    person = {"姓名": "丁一", "用户名": f"{NEWCOMER}-admin", "电子邮件": f"{NEWCOMER}-admin@demo.example"}
    write(page, {**person, "密码": PASSWORD, "密码（重复）": PASSWORD})
    press(walk, page, "注册")
    follow(walk, page, "注册为供应商")
    tick(page, "企业")
    press(walk, page, "下一步")
    code = credit_code("91420900", "31000991")
    write(page, {"统一社会信用代码": code[:-1] + ("0" if code[-1] != "0" else "1")})
    press(walk, page, "下一步")
    expect(page.locator(".has-error")).to_contain_text("校验")
    write(page, {"统一社会信用代码": code})
    press(walk, page, "下一步")
    for answers in _details(play):
        write(page, answers)
        press(walk, page, "下一步")
    tick(page, "我已阅读上述声明")
    press(walk, page, "签署声明并注册")
    expect(page.locator("main")).to_contain_text("注册成功")


def credit_code(head: str, inner: str) -> str:
    """Return a code that is right by both its check digits."""
    body = f"{head}{inner}{inner_check_character(inner)}"
    return body + check_character(body)


def _details(play: Consultation) -> tuple[dict[str, str], ...]:
    """Return what is typed, step by step."""
    return (
        {"名称": play.stage.cast.names[NEWCOMER], "法定代表人（负责人）": "丁一"},
        {
            "住所": "孝感市演示大道1号",
            "联系电话": "0712-4300001",
            "开户银行": "演示农商银行孝感支行",
            "银行账号": "8201000000000001",
        },
        {"规模（自行申报）": "小型"},
    )


def ask(play: Consultation) -> None:
    """The newcomer asks from the public page; the purchaser answers; nobody reads who asked."""
    walk, town = play.walk, play.town
    play.until(play.row["release_on"], 14)
    page = walk.go(walk.person(f"{NEWCOMER}-admin", phone=True), "/notices/")
    follow(walk, page, play.row["title"], exact=False)
    follow(walk, page, "查看项目全过程")
    follow(walk, page, "提出询问")
    write(page, {"您的问题": play.row["question"]})
    press(walk, page, "提交询问")
    expect(page.locator("main")).to_contain_text("已收到您的问题")
    play.reach(play.stage.workday(after=1, hour=10))
    page = play.take_up(f"{town}-operator", "答复询问")
    assert play.stage.cast.names[NEWCOMER] not in text(page, "body")
    write(page, {"答复": play.row["answer"]})
    press(walk, page, "答复并公开")
    reader = walk.go(walk.stranger(phone=True), f"/projects/{play.item.code}/")
    assert play.row["answer"] in text(reader)
    assert play.stage.cast.names[NEWCOMER] not in text(reader, "body")


def bid(play: Consultation, bidder: list[Any]) -> str:
    """Write, leave, come back to what was kept, attach a paper, seal; returns the receipt's number."""
    walk, username = play.walk, f"{bidder[0]}-admin"
    page = open_form(play, username)
    fill(play, page, bidder, RoundKind.FIRST)
    press(walk, page, "保存草稿")
    page = open_form(play, username)
    expect(page.get_by_label("项目团队")).to_have_value(read_team(play, bidder))
    attach(play, page)
    return seal(play, page)


def open_form(play: Consultation, username: str) -> Page:
    page = play.walk.go(play.walk.person(username, phone=True), "/workspace/")
    menu(play.walk, page, "我的投标")
    return follow(play.walk, page, play.row["title"])


def read_team(play: Consultation, bidder: list[Any]) -> str:
    return str(bid_form(play.stage, play.row, play.round(RoundKind.FIRST), bidder)["team"])


def fill(play: Consultation, page: Page, bidder: list[Any], kind: RoundKind) -> None:
    """Fill in the form: one line priced, every question answered."""
    form = bid_form(play.stage, play.row, play.round(kind), bidder)
    write(page, {"单价": form["prices"][0]["unit_price"], "总报价（元）": form["offer"]})
    if kind == RoundKind.FIRST:
        for row in form["responses"]:
            page.locator(f"#id_stance_{row['position']}").select_option(row["stance"])
        declare(page, SCALES[form["own_scale"]], form["size"])
        for answer in form["answers"]:
            page.locator(f"#id_{answer['kind']}_{answer['code']}").fill(answer["text"])
        write(page, {"项目团队": form["team"]})
    tick(page, "单位无误", "我单位符合", "本文件由我单位独立编制")


def attach(play: Consultation, page: Page) -> None:
    paper = pdf("服务实施方案.pdf", "Service plan")
    content = {"name": paper.name, "mimeType": "application/pdf", "buffer": paper.read()}
    page.get_by_label("添加附件").set_input_files(content)
    # Sent in pieces beside the page, which stays.
    page.get_by_role("button", name="上传附件").click()
    expect(page.locator("#files")).to_contain_text(paper.name)


def seal(play: Consultation, page: Page) -> str:
    """Look once more, seal, and hold the receipt."""
    press(play.walk, page, "保存并核对")
    press(play.walk, page, "确认密封递交")
    receipt = SealedBid.objects.latest("pk").receipt
    expect(page.get_by_role("heading", level=1)).to_have_text(receipt)
    return receipt


def verify(play: Consultation, receipt: str) -> None:
    """Anybody who holds a receipt's number finds it on the public page."""
    walk = play.walk
    page = walk.go(walk.stranger(), "/verify/")
    write(page, {"编号、指纹或者日期": receipt})
    press(walk, page, "核验")
    assert receipt in text(page)
    assert "没有找到" not in text(page)


def come_late(play: Consultation) -> None:
    """Everything is filled in and looked at; the deadline passes; then the seal is refused with its article."""
    walk = play.walk
    play.until("2026-01-27", 9, 20)
    page = open_form(play, f"{LATECOMER}-admin")
    fill(play, page, [LATECOMER, "80000", "78000", 1], RoundKind.FIRST)
    press(walk, page, "保存并核对")
    play.reach(play.tender.deadline + timedelta(minutes=2))
    press(walk, page, "确认密封递交")
    expect(page.get_by_role("alert")).to_contain_text("截止")
    assert SealedBid.objects.filter(supplier__name=play.stage.cast.names[LATECOMER]).count() == 0


def final_offers(play: Consultation) -> None:
    """Those who were called read what was changed, then seal their last price, from what waits for them."""
    page = play.take_up(f"{play.row['bidders'][0][0]}-admin", "密封递交", phone=True)
    follow(play.walk, page, "查看书面变动")
    assert play.row["change"] in text(page)
    for bidder in play.row["bidders"]:
        page = play.take_up(f"{bidder[0]}-admin", "密封递交", phone=True)
        fill(play, page, bidder, RoundKind.FINAL)
        seal(play, page)


def nobody_sees(play: Consultation) -> None:
    """Before the deadline neither the purchaser nor the bureau finds a name, a number or a price."""
    walk = play.walk
    for username in (f"{play.town}-operator", f"{play.town}-leader", "bureau-supervisor", "centre-custodian"):
        page = walk.person(username)
        for path in (play.tender.get_absolute_url(), f"/workspace/packages/{play.package.code}/"):
            answer = page.goto(path)
            shown = text(page, "body")
            assert answer is not None and answer.status in (200, 403, 404)
            for bidder in play.row["bidders"]:
                assert play.stage.cast.names[bidder[0]] not in shown
                assert bidder[1] not in shown.replace(",", "")
