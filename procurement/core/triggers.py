"""Append-only tables: the database itself refuses UPDATE and DELETE, on SQLite and on PostgreSQL."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.operations.base import Operation

PREFIX = "append_only_"

_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION append_only_refuse() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'append-only table: %', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END
$$ LANGUAGE plpgsql
"""


class AppendOnly(Operation):
    """Migration operation that makes a table append-only; reversible."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str) -> None:
        self.table = table

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change nothing in the model state: triggers are invisible to it."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for statement in _create_sql(schema_editor.connection.vendor, self.table):
            # Without parameters: psycopg would read the percent sign in the function as a placeholder.
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for statement in _drop_sql(schema_editor.connection.vendor, self.table):
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return f"Refuse UPDATE and DELETE on {self.table}"


def protected_tables(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the tables that are append-only in this database."""
    query = {
        "sqlite": "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
        "postgresql": (
            "SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal AND t.tgname LIKE %s"
        ),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query, [PREFIX + "%"])
        return sorted(row[0] for row in cursor.fetchall())


def release(connection: BaseDatabaseWrapper) -> list[str]:
    """Drop the triggers, to empty a demonstration or a test database; returns what ``protect`` takes."""
    tables = protected_tables(connection)
    with connection.cursor() as cursor:
        for table in tables:
            for statement in _drop_sql(connection.vendor, table):
                cursor.execute(statement)
    return tables


def protect(connection: BaseDatabaseWrapper, tables: list[str]) -> None:
    """Put the triggers back."""
    with connection.cursor() as cursor:
        for table in tables:
            for statement in _create_sql(connection.vendor, table):
                cursor.execute(statement)


def _create_sql(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        return [
            _POSTGRES_FUNCTION,
            f"CREATE TRIGGER {PREFIX}{table} BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION append_only_refuse()",
        ]
    return [
        f"CREATE TRIGGER {PREFIX}{verb.lower()}_{table} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'append-only table: {table}'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def _drop_sql(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        return [f"DROP TRIGGER {PREFIX}{table} ON {table}"]
    return [f"DROP TRIGGER {PREFIX}{verb}_{table}" for verb in ("update", "delete")]
