"""What waits for whom, from the draw to the notice."""

from procurement.awarding.selectors import todos
from procurement.awarding.services import declare, start_scoring
from tests.factories import accounts as people
from tests.factories import seals
from tests.factories.awarding import later


def titles(actor) -> list[str]:
    return [str(todo.title).split("：")[0] for todo in todos(actor, seals.AT)]


def test_the_operator_forms_the_panel_and_the_members_declare(stage):
    assert titles(stage.operator) == ["组建评审小组"]
    stage.form()
    member = stage.panel.members.get(user_id=stage.experts[0].user_id)
    assert titles(stage.experts[0]) == ["签署回避声明"]
    declare(member=member, actor=stage.experts[0], at=seals.AT)
    assert titles(stage.experts[0]) == []


def test_the_group_negotiates_then_scores_then_signs(stage):
    made = stage.examined()
    assert titles(made.experts[0]) == ["磋商（谈判）"]
    assert titles(made.operator) == []


def test_after_the_final_offers_the_group_begins_to_score(stage):
    made = stage.final_round()
    assert titles(made.experts[1]) == ["开始评分"]
    start_scoring(package=made.package, actor=made.experts[0], at=later(3))
    assert titles(made.experts[1]) == ["独立评分"]


def test_a_report_waits_for_the_group_once_every_sheet_is_in(stage):
    made = stage.scored()
    assert [titles(actor) for actor in made.members] == [["汇总评分，形成评审报告"]] * len(made.members)
    assert titles(made.operator) == []


def test_a_stranger_has_nothing_to_do(stage):
    stage.form()
    assert titles(people.stranger()) == []
