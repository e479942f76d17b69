"""What migrations have put into the test database, kept so that every transactional test leaves just that behind.

Only tables that a test has changed are emptied and filled again. Django's flush empties all two hundred, which on
PostgreSQL makes some thousand files anew, and then asks every app for its permissions. It would fail on SQLite's
triggers, too, and take with it what migrations have put in (parameters, calendars, Wagtail's root page).

Row by row in SQL: Django's own serialisation saves objects, whose receivers (Wagtail's index of references)
write rows of their own.
"""

from typing import Any

from django.db import connection, transaction
from psycopg.types.json import Jsonb

from procurement.core import triggers

Row = tuple[Any, ...]
Snapshot = dict[str, tuple[list[str], list[Row]]]


def take() -> Snapshot:
    """Return the columns and rows of every table but that of the migrations."""
    found: Snapshot = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = cursor.fetchall()
            found[table] = ([column[0] for column in cursor.description], rows)
    return found


def restore(snapshot: Snapshot) -> None:
    """Put back what was in each table that holds something else now, append-only ones among them.

    All in one transaction: foreign keys are asked at its end.
    """
    changed = [table for table, (columns, rows) in take().items() if rows != snapshot[table][1]]
    protected = sorted({*triggers.protected_tables(connection)}.intersection(changed))
    triggers.release(connection, protected)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for table in changed:
                _fill(cursor, table, *snapshot[table])
    finally:
        triggers.protect(connection, protected)


def _fill(cursor: Any, table: str, columns: list[str], rows: list[Row]) -> None:
    quote = connection.ops.quote_name
    cursor.execute(f"DELETE FROM {quote(table)}")
    if rows:
        names = ", ".join(map(quote, columns))
        places = ", ".join(["%s"] * len(columns))
        wrapped = [tuple(map(_wrapped, row)) for row in rows]
        cursor.executemany(f"INSERT INTO {quote(table)} ({names}) VALUES ({places})", wrapped)


def _wrapped(value: Any) -> Any:
    return Jsonb(value) if isinstance(value, dict | list) else value
