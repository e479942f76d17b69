"""Taking turns where many write at once: a fair queue in front of SQLite's one write lock.

SQLite's writers poll for the lock, and under load some poll in vain until their timeout: of 60 processes
sealing at once 13 failed. Waiting in front of a file lock they are woken instead. On PostgreSQL row locks
queue by themselves and nothing is done here.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


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
