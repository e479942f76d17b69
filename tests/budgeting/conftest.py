"""A database that other processes can read: what a test writes is committed, and taken back afterwards.

pytest-django's ``transaction=True`` flushes every table: append-only triggers refuse that, and what the
migrations seeded would be lost for the tests that follow.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model

from procurement.core import triggers


@pytest.fixture
def committed_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Yield the name of the test database; every row that a test adds is removed again."""
    with django_db_blocker.unblock():
        tables = set(connection.introspection.table_names())
        models = [m for m in apps.get_models(include_auto_created=True) if m._meta.db_table in tables]
        before = {model: set(model._base_manager.values_list("pk", flat=True)) for model in models}
        try:
            yield str(connection.settings_dict["NAME"])
        finally:
            with _unprotected():
                for model, kept in before.items():
                    _remove_others(model, kept)
            connection.close()


def _remove_others(model: type[Model], kept: set) -> None:
    rows = model._base_manager.exclude(pk__in=kept) if kept else model._base_manager.all()
    rows._raw_delete(rows.db)


@contextmanager
def _unprotected() -> Iterator[None]:
    tables = triggers.release(connection)
    try:
        with connection.constraint_checks_disabled(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET session_replication_role = replica")
            yield
            if connection.vendor == "postgresql":
                cursor.execute("SET session_replication_role = DEFAULT")
    finally:
        triggers.protect(connection, tables)
