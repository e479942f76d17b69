"""Everybody scores alone; the report; the award; what the public, the winner and a loser then read."""

import json
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Page, expect

from procurement.workspace.management.demo.judging import points_of

from .consultation import Consultation
from .hands import follow, press, text, write
from .panel_steps import members


def score(play: Consultation) -> None:
    """The head begins; every member fills a sheet of their own on the phone."""
    walk = play.walk
    page = play.take_up(members(play)[0], "开始评分", phone=True)
    follow(walk, page, "开始评分")
    press(walk, page, "开始评分")
    for number, username in enumerate(members(play)):
        page = play.take_up(username, "独立评分", phone=True)
        for _bid in play.row["bidders"]:
            _fill(play, page, number)
            press(walk, page, "保存，看下一份")
        follow(walk, page, "全部填完，提交")
        press(walk, page, "确认提交")


def _fill(play: Consultation, page: Page, number: int) -> None:
    """Give the response on this page its points."""
    names = play.stage.cast.names
    shown = page.get_by_role("heading", level=2).first.inner_text()
    level = next(one[3] for one in play.row["bidders"] if names[one[0]] in shown)
    for factor in play.package.factors.all():
        group = page.get_by_role("group", name=factor.name)
        group.get_by_label("得分").fill(f"{points_of(factor, level, number):.2f}")


def report(play: Consultation) -> None:
    """The head sums up; everybody signs."""
    walk = play.walk
    page = play.take_up(members(play)[0], "汇总评分", phone=True)
    follow(walk, page, "汇总评分，形成报告")
    press(walk, page, "汇总")
    for username in members(play):
        page = play.take_up(username, "签署评审报告", phone=True)
        follow(walk, page, "签署评审报告")
        press(walk, page, "签字")


def award(play: Consultation) -> None:
    """The head of the town decides; the operator publishes result and letters in one stroke."""
    walk = play.walk
    play.reach(play.stage.workday(after=1, hour=10))
    page = play.take_up(f"{play.town}-leader", "确定成交供应商")
    follow(walk, page, "确定成交供应商")
    press(walk, page, "确定成交供应商")
    play.reach(play.stage.workday(after=1, hour=9))
    page = play.take_up(f"{play.town}-operator", "发布结果公告和通知书")
    follow(walk, page, "发布结果公告并发出通知书")
    write(page, {"法定媒体网址": "https://example.com/ccgp-hubei/demo-result"})
    press(walk, page, "发布")
    expect(page.locator("main")).to_contain_text("结果公告已发布")


def read_result(play: Consultation) -> None:
    """A stranger reads who won and for how much, and not the others' scores."""
    walk, winner = play.walk, _winner(play)
    page = walk.go(walk.stranger(phone=True), "/notices/")
    follow(walk, page, f"{play.row['title']}成交结果公告", exact=False)
    shown = text(page)
    assert winner in shown
    assert "1,368,000.00" in shown
    assert play.package.evaluation.bundle_sha256 in shown.replace(" ", "").replace("\n", "")
    follow(walk, page, "查看项目全过程")
    assert winner in text(page)


def take_letter(play: Consultation) -> None:
    """The winner finds its letter from what it was told, as a PDF."""
    page = _told(play, play.row["bidders"][0][0])
    expect(page.locator("main")).to_contain_text("本单位成交")
    address = page.get_by_role("link", name="成交通知书（PDF）").get_attribute("href")
    play.walk.draw_documents()
    answer = page.request.get(str(address))
    assert (answer.status, answer.body()[:5]) == (200, b"%PDF-")


def read_own_score(play: Consultation) -> None:
    """A loser reads its own score and rank, nobody else's, and may not have the winner's letter."""
    loser = play.row["bidders"][1][0]
    page = _told(play, loser)
    own, best = (play.package.outcome_letters.get(rank=rank) for rank in (2, 1))
    shown = text(page)
    assert str(own.total_score) in shown
    assert str(best.total_score) not in shown
    letter = page.request.get(f"/workspace/awards/{play.package.awards.get().code}/letter.pdf")
    assert letter.status == 404


def _told(play: Consultation, supplier: str) -> Page:
    return play.take_up(f"{supplier}-admin", f"结果公告：{play.row['title']}", phone=True)


def _winner(play: Consultation) -> str:
    return play.stage.cast.names[play.row["bidders"][0][0]]


def recompute(play: Consultation, folder: Path) -> None:
    """Whoever is entitled takes the bundle, and the public command comes to the ranking on the page."""
    walk = play.walk
    page = walk.go(play.at("leader"), play.package.awards.get().get_absolute_url())
    address = page.get_by_role("link", name="评审数据包（可复算）").get_attribute("href")
    bundle = folder / "bundle.json"
    bundle.write_bytes(page.request.get(str(address)).body())
    command = [sys.executable, "-m", "procurement.regulations.recompute", str(bundle)]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=settings.BASE_DIR, check=True)
    ranking = json.loads(ran.stdout)["ranking"]
    rows = page.get_by_role("table", name="评审排序").locator("tbody tr").all()
    assert len(rows) == len(ranking) == len(play.row["bidders"])
    for row, computed in zip(rows, ranking, strict=True):
        cells = row.locator("td").all_inner_texts()
        assert cells[0].startswith(f"{computed['rank']}. ")
        assert cells[0].endswith(computed["bid"])
        assert (cells[-2], cells[2]) == (computed["total"], computed["price_score"])
