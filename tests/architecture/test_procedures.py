"""Every procedure is a whole table: known states, no dead ends by accident, each step with its article."""

import re

import pytest

from procurement.core.lifecycle import Lifecycle
from procurement.regulations.basis import CITATIONS

RULE = re.compile(r"\b(?:[A-N]-\d{2}[a-z]?|E4|E7)\b")
TABLES = sorted(Lifecycle.all(), key=lambda table: table.subject_kind)
STEPS = [(table, step) for table in TABLES for step in table.transitions.values()]


def name(value) -> str:
    return getattr(value, "subject_kind", None) or getattr(value, "name", "")


def initial(table: Lifecycle) -> str:
    return table.model._meta.get_field("status").get_default()


def states(table: Lifecycle) -> set[str]:
    return {str(value) for value, _label in table.model._meta.get_field("status").choices}


def test_every_room_with_a_procedure_is_here():
    assert len(TABLES) == len({table.subject_kind for table in TABLES})
    assert {table.model._meta.app_label for table in TABLES} == {
        "awarding",
        "budgeting",
        "catalogue",
        "complaints",
        "contracts",
        "frameworks",
        "performance",
        "suppliers",
        "tendering",
    }


@pytest.mark.parametrize("table", TABLES, ids=name)
def test_steps_lead_between_known_states(table):
    used = {initial(table)}
    for step in table.transitions.values():
        used |= {*step.source, step.target}
    assert {str(state) for state in used} == states(table)


@pytest.mark.parametrize("table", TABLES, ids=name)
def test_every_state_can_be_reached_from_the_first(table):
    reached, waiting = set(), [initial(table)]
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            waiting += [step.target for step in table.transitions.values() if state in step.source]
    assert {str(state) for state in reached} == states(table)


@pytest.mark.parametrize(("table", "step"), STEPS, ids=name)
def test_a_step_names_its_rule_and_what_the_button_says(table, step):
    rules = RULE.findall(step.basis)
    assert [rule for rule in rules if rule not in CITATIONS] == []
    assert rules != []
    assert str(step.label) != ""
