"""Before the requirement is fixed: the survey, the villagers' say on a telephone, the answers, the result."""

from playwright.sync_api import Page, expect

from procurement.workspace.management.demo.data import read

from .consultation import Consultation
from .hands import follow, press, text, tick, write

SAYS = "打电话反映问题总没人管，能不能规定多久必须到？"


def survey(play: Consultation) -> None:
    """Two of the market are too few: said with the article; with the third the survey is completed."""
    walk, words = play.walk, read("texts")["survey"]
    facts, answers = words["facts"], words["answers"]
    play.until("2025-12-18", 16)
    page = play.take_up(f"{play.town}-operator", "开展需求调查")
    follow(walk, page, "记录需求调查")
    for label in ("座谈咨询", "实地走访", "查询历史成交信息"):
        tick(page, label)
    labels = {
        "产业发展和市场供给": "market",
        "同类项目历史成交": "history",
        "后续采购和费用": "follow_up",
        "其他情况": "others",
        "调查结论": "result",
    }
    write(page, {"谁做的调查": "伍洛镇采购经办人和环卫站"})
    write(page, {label: facts[name] for label, name in labels.items()})
    kinds = {"SUPPLIER": "企业", "ORGANISATION": "社会组织或合作社等"}
    rows = [(name, kinds[kind], said) for name, kind, said in answers[:3]]
    for number, (name, kind, said) in enumerate(rows[:2], start=1):
        _answer(page, number, name, kind, said)
    press(walk, page, "保存")
    expect(page.locator("main")).to_contain_text("一般不少于3个")
    follow(walk, page, "修改")
    _answer(page, 3, *rows[2])
    press(walk, page, "保存")
    follow(walk, page, "完成需求调查")
    press(walk, page, "完成需求调查")
    expect(page.locator("main")).to_contain_text("已完成")


def _answer(page: Page, number: int, name: str, kind: str, said: str) -> None:
    words = {"调查对象": name, "类别": kind, "日期": "2025-12-17", "反映的情况": said}
    write(page, {f"{label} {number}": value for label, value in words.items()})


def hear_villagers(play: Consultation) -> None:
    """The operator asks; a villager speaks on a telephone without a name; the answer and the result are public."""
    walk = play.walk
    page = play.take_up(f"{play.town}-operator", "征求社会公众意见")
    follow(walk, page, "发起征求意见")
    press(walk, page, "发布公告，开始征求意见")
    play.until("2025-12-20", 19)
    phone = walk.go(walk.stranger(phone=True), "/plan/consultations/")
    follow(walk, phone, play.row["title"], exact=False)
    write(phone, {"您的意见": SAYS})
    press(walk, phone, "提交意见")
    expect(phone.locator("main")).to_contain_text("已收到")
    assert SAYS not in text(phone)
    play.until("2025-12-26", 10)
    page = play.take_up(f"{play.town}-operator", "答复群众意见、公布结果")
    follow(walk, page, "答复", inside="table", exact=False)
    page.get_by_label("采纳", exact=True).check()
    write(page, {"答复": "已规定投诉24小时内处理，超时按次扣减服务费。"})
    press(walk, page, "保存答复")
    follow(walk, page, "公布征求意见结果")
    write(page, {"征求意见的结果": read("texts")["hearing_result"]})
    press(walk, page, "公布结果")
    expect(page.locator("main")).to_contain_text("结果已公布")
    walk.go(phone, "/plan/consultations/")
    follow(walk, phone, play.row["title"], exact=False)
    assert SAYS in text(phone)
    assert "投诉24小时内处理" in text(phone)
