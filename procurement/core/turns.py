"""Taking turns where many write at once: a fair queue in front of SQLite's one write lock.

SQLite's writers poll for the lock, and under load some poll in vain until their timeout: of 60 processes
sealing at once 13 failed. Waiting in front of a file lock they are woken instead. On PostgreSQL row locks
queue by themselves and nothing is done here.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError, connection, transaction


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
