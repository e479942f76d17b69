"""What migrations have put into the test database, kept so that a flush can put it back.

Row by row in SQL: Django's own serialisation saves objects, whose receivers (Wagtail's index of references)
write rows of their own.
"""

from typing import Any

from django.db import connection, transaction
from psycopg.types.json import Jsonb

Snapshot = dict[str, tuple[list[str], list[tuple]]]


def take() -> Snapshot:
    """Return the rows of every table that a flush empties."""
    found: Snapshot = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = [tuple(_wrapped(value) for value in row) for row in cursor.fetchall()]
            if rows:
                found[table] = ([column[0] for column in cursor.description], rows)
    return found


def restore(snapshot: Snapshot) -> None:
    """Put the rows back into the emptied tables, in one transaction: foreign keys are asked at its end."""
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        for table, (columns, rows) in snapshot.items():
            names = ", ".join(quote(column) for column in columns)
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {quote(table)} ({names}) VALUES ({places})", rows)


def _wrapped(value: Any) -> Any:
    return Jsonb(value) if isinstance(value, dict | list) else value
