"""A challenge: raised by a loser, answered and dealt with by the purchaser, each at an own browser."""

from playwright.sync_api import Page, expect

from .delivery_steps import Row, follow, send, take_up
from .walking import Walk

WHY = "结果公告显示我单位排名第二，我单位认为“应急转运方案”一项打分与文件的分档标准不一致。"


def challenge_the_result(walk: Walk, page: Page, outcome: str) -> None:
    """From the letter with its own score and rank, a loser challenges the result."""
    walk.go(page, outcome)
    follow(walk, page, "对结果有异议，提出质疑")
    page.get_by_label("中标（成交）结果（").check()
    page.get_by_label("事实与理由").fill(WHY)
    page.get_by_label("法律依据").fill("《政府采购法》第五十二条")
    page.get_by_label("质疑请求").fill("请复核该项评分，并书面答复。")
    send(walk, page, "提交质疑")
    expect(page.locator("main")).to_contain_text("已收到，待答复")


def see_why_not(walk: Walk, page: Page, contract: str, step: str) -> None:
    """The contract's page says that the signing is held, why, and by which article."""
    walk.go(page, contract)
    refusal = page.get_by_role("listitem").filter(has_text=f"暂不能{step}")
    expect(refusal).to_contain_text("暂停签订和履行合同：供应商质疑")
    expect(refusal).to_contain_text("条例第五十四条")
    expect(page.get_by_role("link", name=step, exact=True)).to_have_count(0)


def answer(walk: Walk, page: Page, row: Row, outcome: str, text: str) -> None:
    take_up(walk, page, f"答复质疑：{row['title']}")
    follow(walk, page, "答复质疑")
    page.get_by_label(outcome, exact=True).check()
    page.get_by_label("答复内容、依据和理由").fill(text)
    send(walk, page, "答复")
    expect(page.locator("main")).to_contain_text("已答复")


def determine_another(walk: Walk, page: Page, row: Row, following: str) -> None:
    """The page names the next candidate and counts the qualified suppliers; the purchaser chooses."""
    take_up(walk, page, f"处理成立的质疑：{row['title']}")
    follow(walk, page, "处理成立的质疑")
    expect(page.locator("main")).to_contain_text(following)
    page.get_by_label("从合格的候选人中另行确定中标（成交）供应商").check()
    page.get_by_label("不是：它不符合条件，或者响应无效").check()
    page.get_by_label("理由").fill("复核认定原成交供应商提供的资格证明已经过期。")
    send(walk, page, "确认处理，解除暂停")
    expect(page.locator("main")).to_contain_text("成立，已处理")


def publish_the_new_result(walk: Walk, page: Page, row: Row) -> None:
    """The new winner is confirmed and published as the first one was."""
    take_up(walk, page, f"确定成交供应商：{row['title']}")
    follow(walk, page, "确定成交供应商")
    send(walk, page, "确定成交供应商")
    take_up(walk, page, f"发布结果公告和通知书：{row['title']}")
    follow(walk, page, "发布结果公告并发出通知书")
    send(walk, page, "发布")
    expect(page.locator("main")).to_contain_text("结果公告已发布")
