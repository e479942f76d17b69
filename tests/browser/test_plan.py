"""A year's plan in the browser: a township, a department, the bureau and a villager, in both languages."""

from decimal import Decimal

import pytest

from catalogue.models import AnnualPlan, PlanItem
from catalogue.services import save_item
from procurement.accounts.enums import Office
from procurement.accounts.services import appoint
from procurement.workspace.management.demo.county import approve, enter_line
from procurement.workspace.management.demo.people import Arrivals
from procurement.workspace.management.demo.plan import fields, targets, villages
from procurement.workspace.management.demo.stage import Stage

from . import year_steps as steps
from .county import bring_in, later, row_of
from .walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CLERK, COLLEAGUE, DEPARTMENT = "wuluo-operator", "wuluo-operatortwo", "culture-operator"
PROPOSED = "社会工作服务（新增）"
TOILETS = "伍洛镇农村公厕管护服务"
REMARK = "请写明每日保洁和清运的次数。"


def test_a_year_is_planned_published_and_adjusted(walk: Walk) -> None:
    stage = bring_in(guests=("wuluo", "culture"), until=Stage().moment("2025-12-08", 9))
    prepare(stage)
    steps.draft_in_depth(walk, CLERK)
    steps.two_edit_at_once(walk, CLERK, COLLEAGUE)
    steps.import_north(walk, CLERK)
    steps.see_splitting(walk, CLERK)
    steps.file_ground(walk, CLERK)
    later(walk, stage, stage.moment("2025-12-09", 9))
    steps.hand_in(walk, CLERK, "伍洛镇", 4, "镇党政联席会议2025年第22次", "2025-12-08")
    later(walk, stage, stage.moment("2025-12-11", 9))
    steps.confirm_words(walk, "wuluo-reviewer", TOILETS)
    steps.return_one(walk, steps.NORTH, REMARK)
    steps.agree_plan(walk, "伍洛镇")
    steps.mend(walk, CLERK, steps.NORTH, REMARK)
    department_plans(walk, stage)
    publish(walk, stage)
    steps.adjust(walk, CLERK, TOILETS)
    steps.export(walk, CLERK)
    read(walk)


def prepare(stage: Stage) -> None:
    """A second operator; a line on file and one only proposed; two drafts of the colleague's."""
    arrivals = Arrivals(stage)
    home = stage.cast.organisation("wuluo")
    person = arrivals.person(COLLEAGUE, "许晓峰")
    head = stage.cast["wuluo-leader"]
    appoint(user=person, organisation=home, offices=[Office.OPERATOR], actor=head, at=stage.at)
    facts = {"owner": "wuluo", "year": 2026}
    approve(stage, enter_line(stage, {**facts, "project": steps.PROJECT, "amount": Decimal("2500000")}))
    enter_line(stage, {**facts, "project": PROPOSED, "amount": Decimal("90000")})
    toilets = row_of("shahe-toilets", title=TOILETS, organisation="wuluo")
    reason = "文中写明“改建期间的看护”，只看护，不含改建施工。"
    text = {"description": "镇区和各村公厕日常管护，含改建期间的看护。", "word_screen_reason": reason}
    draft(stage, toilets, steps.SPARE, **text)
    draft(stage, row_of("wuluo-station"), PROPOSED)


def draft(stage: Stage, row: dict, project: str, **changed: str) -> PlanItem:
    home = stage.cast.organisation(row["organisation"])
    return save_item(
        item=None,
        organisation=home,
        year=2026,
        fields={**fields(row), **changed},
        villages=villages(row, home),
        slices=[(steps.line(project), Decimal(row["amount"]))],
        targets=targets(row),
        actor=stage.cast[COLLEAGUE],
        at=stage.at,
    )


def department_plans(walk: Walk, stage: Stage) -> None:
    """A county department drafts its own item on a telephone, hands it in, and the bureau agrees."""
    page = walk.go(walk.person(DEPARTMENT, phone=True), "/workspace/plan/new/")
    steps.unfold(page)
    row = row_of("culture-heritage")
    steps.write(page, {"项目名称": row["title"], "年度": "2026", "预计采购月份": "5月"})
    steps.write(page, {"目录条目": row["catalogue"], "服务内容": row["description"], "受益人数": "3000"})
    steps.write(page, {"数量": "60", "计量单位": "场", "预算金额（元）": "186000"})
    steps.money(page, (row["project"], "186000"))
    steps.write(page, {"采购方式": "小额采购", "组织形式": "限额以下小额采购"})
    steps.answer_no(page)
    steps.press(walk, page, "保存")
    steps.expect(page.locator("main")).to_contain_text("草稿已保存")
    later(walk, stage, stage.moment("2025-12-12", 9))
    steps.hand_in(walk, DEPARTMENT, "县文旅局", 1, "局长办公会第31次", "2025-12-11", phone=True)
    later(walk, stage, stage.moment("2025-12-15", 9))
    steps.agree_plan(walk, "县文旅局")


def publish(walk: Walk, stage: Stage) -> None:
    """The wish without a budget waits; once its line is approved it comes in as the first adjustment."""
    later(walk, stage, stage.moment("2025-12-17", 10))
    steps.reserve(walk, missing="批准后才有资金")
    assert PlanItem.objects.get(title=row_of("wuluo-station")["title"]).status == "AGREED"
    approve(stage, steps.line(PROPOSED))
    later(walk, stage, stage.moment("2025-12-22", 10))
    steps.reserve(walk, reason="县里新批准了社会工作服务经费。")
    plan = AnnualPlan.objects.get(organisation__short_name="伍洛镇")
    assert list(plan.adjustments.values_list("number", flat=True)) == [1]


def read(walk: Walk) -> None:
    """A villager on a telephone, a stranger in English, and the clerks' pages in English."""
    steps.villager_reads(walk, walk.stranger(phone=True), "", "4月")
    steps.villager_reads(walk, walk.stranger(), "/en", "Month 4")
    plan = AnnualPlan.objects.get(organisation__short_name="伍洛镇").get_absolute_url()
    south = steps.item(steps.SOUTH).get_absolute_url()
    steps.english_pages(
        walk, CLERK, "/workspace/plan/", "/workspace/plan/new/", plan, south, f"{south}adjust/"
    )
    steps.english_pages(walk, CLERK, "/workspace/plan/import/", "/workspace/plan/intents/")
    officer = ("/workspace/plan/review/", "/workspace/plan/publish/", "/workspace/plan/years/")
    steps.english_pages(walk, steps.OFFICER, *officer)
