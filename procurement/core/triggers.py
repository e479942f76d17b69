"""Append-only tables: the database itself refuses UPDATE and DELETE, on SQLite and on PostgreSQL."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.operations.base import Operation

PREFIX = "append_only_"

_CREATE_POSTGRES = (
    """CREATE OR REPLACE FUNCTION append_only_refuse() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'append-only table: %', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END
$$ LANGUAGE plpgsql""",
    "CREATE TRIGGER {p}{t} BEFORE UPDATE OR DELETE ON {t} FOR EACH ROW EXECUTE FUNCTION append_only_refuse()",
)
_CREATE_SQLITE = (
    "CREATE TRIGGER {p}update_{t} BEFORE UPDATE ON {t} BEGIN SELECT RAISE(ABORT, 'append-only table: {t}'); END",
    "CREATE TRIGGER {p}delete_{t} BEFORE DELETE ON {t} BEGIN SELECT RAISE(ABORT, 'append-only table: {t}'); END",
)


class AppendOnly(Operation):
    """Migration operation that makes a table append-only; reversible.

    Use ``KeepAppendOnly`` around any later change of the table's columns.
    """

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


class KeepAppendOnly(AppendOnly):
    """Put the triggers back on, forwards and backwards: SQLite makes a changed table anew, without them.

    Stands before and behind the operations that change the table's columns.
    """

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Keep refusing UPDATE and DELETE on {self.table}"


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


def release(connection: BaseDatabaseWrapper, tables: list[str] | None = None) -> list[str]:
    """Drop the triggers of these tables or of all, to empty a demonstration or a test database.

    Returns what ``protect`` takes.
    """
    tables = protected_tables(connection) if tables is None else tables
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
    """Return the statements that put the triggers on, whether or not they are there."""
    create = _CREATE_POSTGRES if vendor == "postgresql" else _CREATE_SQLITE
    return [*_drop_sql(vendor, table), *(statement.format(p=PREFIX, t=table) for statement in create)]


def _drop_sql(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        return [f"DROP TRIGGER IF EXISTS {PREFIX}{table} ON {table}"]
    return [f"DROP TRIGGER IF EXISTS {PREFIX}{verb}_{table}" for verb in ("update", "delete")]
