"""Random walks through every procedure, lawful steps and others, held against the table itself.

The model is the table: from the state that it names, with the permission that it names, past the guards that
it names, a step leads to its target and leaves one entry; anything else is refused and leaves nothing.
"""

from typing import Any, ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from procurement.core import audit, lifecycle
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.lifecycle import Lifecycle, Transition
from procurement.core.models import AuditEntry, AuditHead

from .roles import ALL
from .test_transitions import MACHINE, TABLE, actor_of, subject, table_of
from .world import NOW, World

pytestmark = pytest.mark.django_db

# Deterministic, so that a suite that was green is green; small, since twenty procedures share one CPU.
WALKS = settings(
    max_examples=4,
    stateful_step_count=10,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
ROLES = sorted(ALL | MACHINE)


def expected(step: Transition, obj: Any, actor: Any) -> type[DomainError] | None:
    """Return what the table says of this step now: the refusal, in the order in which it is asked, or nothing."""
    if obj.status not in step.source:
        return WrongState
    if not step.permission(actor, obj):
        return NotAllowed
    if any(guard(obj, actor=actor, at=NOW) for guard in step.guards):
        return GuardRefused
    return None


class Walk(RuleBasedStateMachine):
    """Walks one procedure of the world, and leaves no trace of it."""

    world: ClassVar[World]
    kind: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.table: Lifecycle = table_of(self.kind)
        self.obj = subject(self.world, self.kind)
        self.status, self.seq = self.obj.status, self.newest()

    def newest(self) -> int:
        heads = AuditHead.objects.filter(subject_kind=self.kind, subject_code=self.obj.code)
        return heads.values_list("seq", flat=True).first() or 0

    @initialize(data=st.data())
    def stands_anywhere(self, data: Any) -> None:
        """Begin anywhere, not only where the world has brought it: the engine trusts nothing but the row."""
        model = self.table.model
        states = [value for value, _label in model._meta.get_field("status").choices]
        self.status = data.draw(st.sampled_from(states))
        model._base_manager.filter(pk=self.obj.pk).update(status=self.status)
        self.obj = subject(self.world, self.kind)

    @rule(data=st.data())
    def tries(self, data: Any) -> None:
        """Try any step as anybody; who may is drawn as often as all the others together."""
        _thing, scene, steps = TABLE[self.kind]
        step = self.table[data.draw(st.sampled_from(sorted(steps)))]
        role = data.draw(st.sampled_from(sorted(steps[step.name])) | st.sampled_from(ROLES))
        actor = actor_of(self.world, role, scene)
        refusal, entries = expected(step, self.obj, actor), AuditEntry.objects.count()
        if refusal is None:
            return self.succeeds(step, actor)
        with pytest.raises(refusal):
            lifecycle.apply(step.name, self.obj, actor=actor, at=NOW)
        assert AuditEntry.objects.count() == entries
        return None

    def succeeds(self, step: Transition, actor: Any) -> None:
        entry = lifecycle.apply(step.name, self.obj, actor=actor, at=NOW)
        self.status, self.seq = step.target, self.seq + 1
        wrote = (entry.seq, entry.action, entry.target, entry.basis, entry.actor_code)
        assert wrote == (self.seq, step.name, step.target, step.basis_for(self.obj), actor.code)

    @invariant()
    def the_row_is_where_the_walk_is(self) -> None:
        assert subject(self.world, self.kind).status == self.status == self.obj.status

    @invariant()
    def the_chain_holds(self) -> None:
        chain = audit.chain_of(self.kind, self.obj.code)
        before = ""
        for entry in chain:
            assert (entry.previous_hash, entry.hash) == (before, entry.computed_hash())
            before = entry.hash
        assert [entry.seq for entry in chain] == list(range(1, self.seq + 1))
        assert self.newest() == self.seq

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.savepoint)


@pytest.mark.parametrize("kind", sorted(TABLE))
def test_every_walk_keeps_to_the_table(world: World, kind: str):
    with transaction.atomic():
        run_state_machine_as_test(type("WalkOf", (Walk,), {"world": world, "kind": kind}), settings=WALKS)


@pytest.mark.parametrize("kind", sorted(TABLE))
def test_the_table_can_be_walked_to_each_of_its_states(kind: str):
    """Every state is where a procedure begins or where a step leads; none is left that no step names."""
    table = table_of(kind)
    field = table.model._meta.get_field("status")
    reached = {str(field.default)} | {str(step.target) for step in table.transitions.values()}
    sources = {str(state) for step in table.transitions.values() for state in step.source}
    assert {value for value, _label in field.choices} == reached
    assert sources <= reached
