"""The daily checkpoint binds every chain and shows nothing but its root."""

from datetime import date, timedelta

import pytest

from procurement.core import audit, checkpoints, clock, due_events
from procurement.core.actors import SYSTEM
from procurement.core.errors import WrongState
from procurement.core.models import AuditCheckpoint, AuditEntry, CheckpointLeaf
from procurement.core.verification import Verification
from procurement.regulations.canonical import carry, merkle_root

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 21)


def write(code, at, anchored=False, kind="thing"):
    return audit.record(
        subject_kind=kind, subject_code=code, action="note", actor=SYSTEM, at=at, anchored=anchored
    )


def midnight(day):
    return clock.local_time(day + timedelta(days=1))


def test_binds_heads_and_anchored_entries(at):
    inner = write("A", at)
    closing = write("A", at, anchored=True)
    head = write("A", at)
    other = write("B", at)
    made = checkpoints.make(day=DAY, at=midnight(DAY))
    assert set(made.leaves.values_list("hash", flat=True)) == {closing.hash, head.hash, other.hash}
    for entry in (closing, head, other):
        proof = checkpoints.proof_for(entry)
        assert (proof["date"], proof["root"]) == ("2026-09-21", made.root)
        assert carry(entry.hash, proof["proof"]) == made.root
    assert checkpoints.proof_for(inner) is None


def test_pending_until_the_day_is_over(at):
    entry = write("A", at)
    assert checkpoints.proof_for(entry) is None
    assert checkpoints.checkpoint_of(DAY) is None


def test_only_what_moved_becomes_a_leaf_again(at):
    write("A", at)
    write("B", at)
    checkpoints.make(day=DAY, at=midnight(DAY))
    moved = write("B", at + timedelta(days=1))
    second = checkpoints.make(day=DAY + timedelta(days=1), at=midnight(DAY + timedelta(days=1)))
    assert list(second.leaves.values_list("hash", flat=True)) == [moved.hash]


def test_a_quiet_day_has_a_checkpoint_that_does_not_tell(at):
    write("A", at)
    roots = []
    for offset in range(3):
        day = DAY + timedelta(days=offset)
        roots.append(checkpoints.make(day=day, at=midnight(day)).root)
    assert len(set(roots)) == 3
    assert CheckpointLeaf.objects.count() == 1
    # Whoever knows the date and the root before cannot tell that nothing happened: the salt is unknown.
    quiet = AuditCheckpoint.objects.get(date=DAY + timedelta(days=1))
    assert checkpoints.day_leaf(quiet.date, roots[0], quiet.salt) in checkpoints.leaves_of(quiet)
    assert len(quiet.salt) == 64


def test_the_root_is_the_tree_over_the_sorted_leaves(at):
    entries = [write(code, at) for code in "ABCDE"]
    made = checkpoints.make(day=DAY, at=midnight(DAY))
    leaves = checkpoints.leaves_of(made)
    assert leaves == sorted(leaves) and made.root == merkle_root(leaves)
    assert {*(entry.hash for entry in entries), checkpoints.day_leaf(DAY, "", made.salt)} < {*leaves}


@pytest.mark.parametrize(("moved", "steps"), [(1, 6), (3, 6), (63, 6), (64, 7), (100, 7)])
def test_a_proof_is_as_long_on_a_quiet_day_as_on_a_busy_one(at, moved, steps):
    """With the day's own leaf: 63 chains fill the smallest tree."""
    entries = [write(f"T{number}", at) for number in range(moved)]
    made = checkpoints.make(day=DAY, at=midnight(DAY))
    proofs = [checkpoints.proof_for(entry) for entry in entries]
    assert {len(proof["proof"]) for proof in proofs} == {steps}
    assert {carry(entry.hash, proof["proof"]) for entry, proof in zip(entries, proofs, strict=True)} == {
        made.root
    }
    assert [*Verification().findings()] == []


def test_a_checkpoint_from_before_trees_were_filled_still_holds(at):
    entries = [write(code, at) for code in "AB"]
    salt = "5a" * 32
    plain = sorted([*(entry.hash for entry in entries), checkpoints.day_leaf(DAY, "", salt)])
    made = AuditCheckpoint.objects.create(date=DAY, root=merkle_root(plain), made_at=midnight(DAY), salt=salt)
    for entry in entries:
        CheckpointLeaf.objects.create(checkpoint=made, entry_id=entry.pk, hash=entry.hash)
    assert checkpoints.leaves_of(made) == plain
    assert carry(entries[0].hash, checkpoints.proof_for(entries[0])["proof"]) == made.root
    assert [*Verification().findings()] == []


def test_a_day_has_one_checkpoint(at):
    write("A", at)
    checkpoints.make(day=DAY, at=midnight(DAY))
    with pytest.raises(WrongState):
        checkpoints.make(day=DAY, at=midnight(DAY))


def test_one_per_day_passed(at):
    assert list(checkpoints.due_checkpoints(at + timedelta(days=9))) == []
    write("A", at)
    events = list(checkpoints.due_checkpoints(midnight(DAY + timedelta(days=2))))
    assert [event.code for event in events] == ["2026-09-21", "2026-09-22", "2026-09-23"]
    assert due_events.run_due(until=midnight(DAY + timedelta(days=2))) == 3
    assert due_events.run_due(until=midnight(DAY + timedelta(days=2))) == 0
    days = AuditCheckpoint.objects.order_by("date").values_list("date", "made_at")
    expected = [DAY + timedelta(days=n) for n in range(3)]
    assert list(days) == [(day, midnight(day)) for day in expected]


def test_the_day_ends_in_shanghai(at):
    write("A", at)
    just_before = midnight(DAY) - timedelta(seconds=1)
    assert list(checkpoints.due_checkpoints(just_before)) == []
    [event] = checkpoints.due_checkpoints(midnight(DAY))
    assert (event.time.isoformat(), event.routine) == ("2026-09-22T00:00:00+08:00", True)


def test_entries_are_listed_oldest_first(at):
    written = [write("A", at), write("A", at)]
    assert list(audit.chain_of("thing", "A")) == written
    assert AuditEntry.objects.count() == 2
