"""The database itself refuses to change what was recorded."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from procurement.core import audit, checkpoints, triggers
from procurement.core.actors import SYSTEM
from procurement.core.models import AuditCheckpoint, AuditEntry, CheckpointLeaf

TABLES = ["core_auditcheckpoint", "core_auditentry", "core_checkpointleaf", "core_issueddocument"]


@pytest.fixture
def rows(at):
    audit.record(subject_kind="thing", subject_code="A", action="note", actor=SYSTEM, at=at)
    checkpoints.make(day=date(2026, 9, 21), at=at)


@pytest.mark.django_db
def test_the_audit_tables_are_protected():
    assert [table for table in triggers.protected_tables(connection) if table.startswith("core_")] == TABLES


@pytest.mark.django_db
@pytest.mark.parametrize("model", [AuditEntry, AuditCheckpoint, CheckpointLeaf])
def test_update_and_delete_are_refused(rows, model):
    column = {"reason": "x"} if model is AuditEntry else {"id": 99}
    for change in (
        lambda: model.objects.update(**column),
        lambda: model.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="append-only table"), transaction.atomic():
            change()
    assert model.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_a_transaction_test_cleans_up_and_leaves_the_triggers(at, time):
    assert AuditEntry.objects.count() == 0
    audit.record(subject_kind="thing", subject_code=time, action="note", actor=SYSTEM, at=at)
    with pytest.raises(DatabaseError):
        AuditEntry.objects.update(reason="x")
