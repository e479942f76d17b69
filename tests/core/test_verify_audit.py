"""`manage.py verify_audit`: whoever goes round the triggers is found, with the place."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from procurement.core import audit, checkpoints, clock, triggers
from procurement.core.actors import SYSTEM
from procurement.core.models import AuditCheckpoint, AuditEntry

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 21)


@pytest.fixture
def history(at):
    """Two days: chains A (3 entries), B (1, then 1 more), C (1 on the second day)."""
    for code in ("A", "A", "A", "B"):
        write(code, at)
    checkpoints.make(day=DAY, at=clock.local_time(DAY + timedelta(days=1)))
    for code in ("B", "C"):
        write(code, at + timedelta(days=1))
    checkpoints.make(day=DAY + timedelta(days=1), at=clock.local_time(DAY + timedelta(days=2)))


def write(code, at):
    return audit.record(
        subject_kind="thing", subject_code=code, action="note", actor=SYSTEM, at=at, changes={"编号": code}
    )


def tamper(sql, *parameters):
    """Do what somebody with the database's password could do."""
    with connection.constraint_checks_disabled():
        tables = triggers.release(connection)
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            assert cursor.rowcount > 0
        triggers.protect(connection, tables)


def verify(capsys):
    try:
        call_command("verify_audit")
        code = 0
    except SystemExit as stop:
        code = stop.code
    return code, capsys.readouterr().out.splitlines()


def short(hashed):
    return f"{hashed[:16]}…"


def entry(code, seq):
    return AuditEntry.objects.get(subject_code=code, seq=seq)


def test_counts_what_is_intact(history, capsys):
    assert verify(capsys) == (0, ["6 entries in 3 chains, 2 checkpoints: INTACT"])


def test_an_empty_database_is_intact(capsys):
    assert verify(capsys) == (0, ["0 entries in 0 chains, 0 checkpoints: INTACT"])


def test_an_edited_entry(history, capsys):
    tamper("UPDATE core_auditentry SET reason = 'x' WHERE subject_code = 'A' AND seq = 2")
    stated, computed = entry("A", 2).hash, entry("A", 2).computed_hash()
    assert verify(capsys) == (
        1,
        [
            f"BROKEN thing A #2: its hash says {short(stated)}, its fields give {short(computed)}",
            "6 entries in 3 chains, 2 checkpoints: 1 BROKEN",
        ],
    )


@pytest.mark.parametrize("column", ["at", "recorded_at"])
def test_an_edited_time(history, capsys, column):
    tamper(f"UPDATE core_auditentry SET {column} = '2026-01-01 00:00:00' WHERE subject_code = 'C'")
    code, lines = verify(capsys)
    assert (code, lines[0].split(",")[0][:33]) == (1, "BROKEN thing C #1: its hash says ")


def test_edited_facts(history, capsys):
    tamper("UPDATE core_auditentry SET changes = %s WHERE subject_code = 'C'", '{"编号": "D"}')
    code, lines = verify(capsys)
    assert (code, lines[0][:33]) == (1, "BROKEN thing C #1: its hash says ")


def test_an_entry_edited_together_with_its_hash(history, capsys):
    forged = entry("A", 2)
    old = forged.hash
    forged.reason = "x"
    new = forged.computed_hash()
    tamper("UPDATE core_auditentry SET reason = 'x', hash = %s WHERE subject_code = 'A' AND seq = 2", new)
    code, lines = verify(capsys)
    expected = f"BROKEN thing A #3: it follows {short(old)}, the entry before it is {short(new)}"
    assert (code, lines[0]) == (1, expected)


def test_a_chain_rewritten_to_its_head(history, capsys):
    """The last entry forged with hash and head: only the checkpoint knows better."""
    forged = entry("A", 3)
    old = forged.hash
    forged.reason = "x"
    new = forged.computed_hash()
    tamper("UPDATE core_auditentry SET reason = 'x', hash = %s WHERE subject_code = 'A' AND seq = 3", new)
    tamper("UPDATE core_audithead SET hash = %s WHERE subject_code = 'A'", new)
    code, lines = verify(capsys)
    expected = f"BROKEN checkpoint 2026-09-21: leaf {short(old)}: the entry thing A #3 is now {short(new)}"
    assert (code, lines[0]) == (1, expected)


def test_a_missing_entry(history, capsys):
    tamper("DELETE FROM core_auditentry WHERE subject_code = 'A' AND seq = 2")
    code, lines = verify(capsys)
    assert (code, lines[0]) == (1, "BROKEN thing A #3: missing before it: #2")


def test_missing_first_entries(history, capsys):
    tamper("DELETE FROM core_auditentry WHERE subject_code = 'A' AND seq < 3")
    assert verify(capsys)[1][0] == "BROKEN thing A #3: missing before it: #1 to #2"


def test_reordered_entries(history, capsys):
    for old, new in ((1, 99), (2, 1), (99, 2)):
        tamper("UPDATE core_auditentry SET seq = %s WHERE subject_code = 'A' AND seq = %s", new, old)
    code, lines = verify(capsys)
    assert code == 1
    assert [line.split(":")[0] for line in lines[:-1]] == [
        *("BROKEN thing A #1", "BROKEN thing A #1", "BROKEN thing A #2", "BROKEN thing A #2"),
        "BROKEN thing A #3",
    ]


def test_a_tail_cut_off(history, capsys):
    first = entry("B", 1)
    gone = entry("B", 2)
    tamper("DELETE FROM core_auditentry WHERE subject_code = 'B' AND seq = 2")
    code, lines = verify(capsys)
    assert code == 1
    assert lines[:2] == [
        "BROKEN thing B: its head says #2, its last entry is #1",
        f"BROKEN checkpoint 2026-09-22: leaf {short(gone.hash)}: its entry is gone",
    ]
    tamper("UPDATE core_audithead SET seq = 1, hash = %s WHERE subject_code = 'B'", first.hash)
    assert verify(capsys) == (
        1,
        [
            f"BROKEN checkpoint 2026-09-22: leaf {short(gone.hash)}: its entry is gone",
            "5 entries in 3 chains, 2 checkpoints: 1 BROKEN",
        ],
    )
    # Restored, so that the test database's own constraints hold again.
    AuditEntry.objects.bulk_create([gone])


def test_an_edited_head(history, capsys):
    tamper("UPDATE core_audithead SET hash = %s WHERE subject_code = 'C'", "0" * 64)
    code, lines = verify(capsys)
    assert code == 1
    expected = f"its head says 0000000000000000…, its last entry is {short(entry('C', 1).hash)}"
    assert lines[0] == f"BROKEN thing C: {expected}"


def test_a_missing_head(history, capsys):
    tamper("DELETE FROM core_audithead WHERE subject_code = 'C'")
    assert verify(capsys)[1][0] == "BROKEN thing C: it has entries and no head"


def test_an_edited_root(history, capsys):
    real = checkpoints.checkpoint_of(DAY + timedelta(days=1)).root
    tamper("UPDATE core_auditcheckpoint SET root = %s WHERE date = '2026-09-22'", "0" * 64)
    expected = f"its root says 0000000000000000…, its leaves give {short(real)}"
    assert verify(capsys)[1][0] == f"BROKEN checkpoint 2026-09-22: {expected}"


def test_an_earlier_root_binds_the_later_ones(history, capsys):
    tamper("UPDATE core_auditcheckpoint SET root = %s WHERE date = '2026-09-21'", "0" * 64)
    code, lines = verify(capsys)
    assert [line.split(":")[0] for line in lines[:-1]] == [
        "BROKEN checkpoint 2026-09-21",
        "BROKEN checkpoint 2026-09-22",
    ]


def test_an_edited_leaf(history, capsys):
    tamper("UPDATE core_checkpointleaf SET hash = %s WHERE hash = %s", "0" * 64, entry("C", 1).hash)
    code, lines = verify(capsys)
    assert code == 1
    assert lines[0] == (
        "BROKEN checkpoint 2026-09-22: leaf 0000000000000000…: "
        f"the entry thing C #1 is now {short(entry('C', 1).hash)}"
    )


def test_a_missing_checkpoint(history, at, capsys):
    checkpoints.make(day=DAY + timedelta(days=4), at=at)
    assert (
        verify(capsys)[1][0]
        == "BROKEN checkpoint 2026-09-25: no checkpoint between 2026-09-22 and 2026-09-25"
    )


def test_the_newest_checkpoint_that_is_gone(history, capsys):
    """No later one is there to miss it; its leaves are."""
    newest = AuditCheckpoint.objects.get(date=DAY + timedelta(days=1))
    tamper("DELETE FROM core_auditcheckpoint WHERE id = %s", newest.pk)
    assert verify(capsys) == (
        1,
        [
            f"BROKEN checkpoint row {newest.pk}: its leaves are there, it is gone",
            "6 entries in 3 chains, 1 checkpoints: 1 BROKEN",
        ],
    )
    # The row is put back for the test's own end: a reference into nothing is refused there.
    newest.save(force_insert=True)


def test_what_nobody_can_hash(history, capsys):
    """A fraction is no canonical JSON, letters beyond f are no hash: both are named, and the walk goes on."""
    stated = entry("C", 1).hash
    tamper("UPDATE core_auditentry SET changes = %s WHERE subject_code = 'C'", '{"编号": 1.5}')
    tamper("UPDATE core_checkpointleaf SET hash = 'zz' WHERE hash = %s", stated)
    code, lines = verify(capsys)
    assert code == 1
    assert lines[0] == f"BROKEN thing C #1: its hash says {short(stated)}, its fields give nothing"
    day = f"BROKEN checkpoint {DAY + timedelta(days=1)}: "
    assert lines[1] == f"{day}leaf zz…: the entry thing C #1 is now {short(stated)}"
    assert lines[2].startswith(f"{day}its root says ")
    assert lines[3:] == ["6 entries in 3 chains, 2 checkpoints: 3 BROKEN"]
