"""Taking turns where many write at once: a fair queue in front of SQLite's one write lock, and locks that exclude
no more than they must on PostgreSQL.

SQLite's writers poll for the lock, and under load some poll in vain until their timeout: of 60 processes
sealing at once 13 failed. Waiting in front of a file lock they are woken instead. On PostgreSQL row locks
queue by themselves and nothing is done here.
"""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError, connection, models, transaction


def may_be_committed(error: BaseException) -> bool:
    """Tell whether a transaction that failed like this may stand all the same: its connection broke.

    What was lost may have been the answer to COMMIT. Files that its rows would name are kept then: a receipt
    without its file is worse than a file without a row, which the sweep and the close of a round put aside.
    """
    if not isinstance(error, Exception):
        # Told to stop, at whatever moment.
        return True
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    wrapped = connection.connection
    return wrapped is None or bool(getattr(wrapped, "closed", False))


@contextmanager
def in_turn() -> Iterator[None]:
    """A transaction whose beginning waits its turn; nested in another transaction it is part of that one."""
    elsewhere = connection.vendor != "sqlite" or connection.in_atomic_block
    if elsewhere or connection.is_in_memory_db():  # type: ignore[attr-defined]  # SQLite's alone has it
        with transaction.atomic():
            yield
        return
    with open(f"{connection.settings_dict['NAME']}.turns", "a") as queue:
        fcntl.flock(queue, fcntl.LOCK_EX)
        with transaction.atomic():
            yield


def held_as_it_is(row: models.Model) -> None:
    """Let nobody change a row until this transaction ends; others may hold it likewise. Read it afterwards.

    Whoever wants to change it (``select_for_update``) waits until all who hold it are done. SQLite has one writer.
    """
    if connection.vendor == "postgresql":
        table = connection.ops.quote_name(row._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {table} WHERE id = %s FOR SHARE", [row.pk])  # noqa: S608 - our table


def one_at_a_time(what: str) -> None:
    """Go on once no other transaction is about the same thing; until this one ends the others wait."""
    if connection.vendor == "postgresql":
        number = int.from_bytes(hashlib.sha256(what.encode()).digest()[:8], signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
