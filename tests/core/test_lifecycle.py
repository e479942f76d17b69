"""The one road for every change of state."""

from dataclasses import replace

import pytest

from procurement.core import lifecycle
from procurement.core.actors import ANONYMOUS, SYSTEM
from procurement.core.errors import GuardRefused, NotAllowed, WrongState
from procurement.core.models import AuditEntry, AuditHead
from procurement.core.signals import transition_applied

from .sample import Case

pytestmark = pytest.mark.django_db


def entries() -> list[tuple]:
    rows = AuditEntry.objects.order_by("seq")
    return list(rows.values_list("seq", "action", "source", "target", "actor_code", "basis"))


def test_creates_and_applies(case, writer, decider, at):
    lifecycle.apply("submit", case, actor=writer, at=at)
    lifecycle.apply("decide", case, actor=decider, at=at, reason="同意", updates={"spent": "40.00"})
    case.refresh_from_db()
    assert (case.status, str(case.spent)) == ("DECIDED", "40.00")
    assert entries() == [
        (1, "create", "", "DRAFT", "P-WRITER", ""),
        (2, "submit", "DRAFT", "SUBMITTED", "P-WRITER", "B-01"),
        (3, "decide", "SUBMITTED", "DECIDED", "P-DECIDER", "B-05"),
    ]
    last = AuditEntry.objects.get(seq=3)
    assert (last.reason, last.changes, last.at) == ("同意", {"spent": "40.00"}, at)


def test_the_chain_holds_together(case, writer, decider, at):
    lifecycle.apply("submit", case, actor=writer, at=at)
    first, second = AuditEntry.objects.order_by("seq")
    assert (first.previous_hash, second.previous_hash) == ("", first.hash)
    assert [entry.computed_hash() for entry in (first, second)] == [first.hash, second.hash]
    assert AuditHead.objects.get().hash == second.hash


def test_wrong_state_is_refused(case, writer, decider, at):
    with pytest.raises(WrongState) as refused:
        lifecycle.apply("decide", case, actor=decider, at=at)
    assert str(refused.value) == "现在的状态是“草稿”，不能决定。请刷新页面查看最新进展。"
    assert (Case.objects.get().status, AuditEntry.objects.count()) == ("DRAFT", 1)


def test_the_row_decides_not_the_copy_in_hand(case, writer, at):
    stale = Case.objects.get()
    lifecycle.apply("submit", case, actor=writer, at=at)
    with pytest.raises(WrongState):
        lifecycle.apply("submit", stale, actor=writer, at=at)


@pytest.mark.parametrize("name", ["decider", "stranger"])
def test_permission_is_asked(case, at, name, request):
    with pytest.raises(NotAllowed) as refused:
        lifecycle.apply("submit", case, actor=request.getfixturevalue(name), at=at)
    assert str(refused.value) == "只有经办人可以提交。"
    assert AuditEntry.objects.count() == 1


def test_guards_are_asked(cases, writer, at):
    case = Case(code="CASE-2", title="")
    lifecycle.create(case, actor=writer, at=at)
    with pytest.raises(GuardRefused) as refused:
        lifecycle.apply("submit", case, actor=writer, at=at)
    assert (str(refused.value), refused.value.rule) == ("请先填写名称。", "B-01")


def test_a_missing_actor_is_refused(case, at):
    for nobody in (None, ANONYMOUS):
        with pytest.raises((ValueError, AttributeError, NotAllowed)):
            lifecycle.apply("submit", case, actor=nobody, at=at)
    assert Case.objects.get().status == "DRAFT"


def test_a_receiver_that_fails_takes_everything_back(case, writer, at):
    def refuse(**kwargs):
        raise RuntimeError("the notice could not be frozen")

    transition_applied.connect(refuse)
    try:
        with pytest.raises(RuntimeError):
            lifecycle.apply("submit", case, actor=writer, at=at)
    finally:
        transition_applied.disconnect(refuse)
    assert (Case.objects.get().status, AuditEntry.objects.count()) == ("DRAFT", 1)
    assert AuditHead.objects.get().seq == 1


def test_a_receiver_hears_what_happened(case, writer, at):
    heard = []

    def listen(**kwargs):
        heard.append((kwargs["sender"], kwargs["obj"].status, kwargs["transition"].name, kwargs["entry"].seq))

    transition_applied.connect(listen)
    try:
        lifecycle.apply("submit", case, actor=writer, at=at)
    finally:
        transition_applied.disconnect(listen)
    assert heard == [(Case, "SUBMITTED", "submit", 2)]


def test_a_guard_of_several_steps_is_asked_once(case, writer, at):
    asked = []

    def guard(obj, *, actor, at):
        asked.append(actor.code)

    table = lifecycle.Lifecycle.of(case)
    kept = dict(table.transitions)
    try:
        table.transitions["submit"] = replace(kept["submit"], guards=(guard,))
        table.transitions["hurry"] = replace(kept["submit"], name="hurry", guards=(guard,))
        found = [option.name for option in lifecycle.available(case, actor=writer, at=at) if option.allowed]
    finally:
        table.transitions = kept
    assert {"submit", "hurry"} <= set(found)
    assert asked == [writer.code]


def test_available_tells_each_person_what_and_why_not(case, writer, decider, at):
    def told(actor):
        return [
            (option.name, option.allowed, str(option.reason), option.permitted, option.by_machine)
            for option in lifecycle.available(case, actor=actor, at=at)
        ]

    machine = "这一步由系统在法定时间自动完成，任何人都不能代办。"
    assert told(writer) == [("submit", True, "", True, False), ("lapse", False, machine, False, True)]
    assert told(decider)[0] == ("submit", False, "只有经办人可以提交。", False, False)
    assert told(SYSTEM)[1] == ("lapse", True, "", True, True)


def test_may_names_the_wrong_state(case, decider, at):
    option = lifecycle.may("decide", case, actor=decider, at=at)
    assert (option.allowed, option.permitted) == (False, True)
    assert str(option.reason) == "现在的状态是“草稿”，不能决定。请刷新页面查看最新进展。"
