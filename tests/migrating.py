"""One run of the migrations for all workers of a SQLite suite, begun while they do the tests without a database.

To migrate takes one processor longer than hundreds of tests; two workers side by side would do it twice.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

# Whether this worker takes its database from the common run.
SHARED = pytest.StashKey[Path | None]()
_RUN = pytest.StashKey[subprocess.Popen[bytes]]()
# The result appears under its name only when it is whole.
_MIGRATE = '"$0" manage.py migrate --verbosity 0 && mv "$1" "$2"'


def begin(config: pytest.Config) -> None:
    """Start the migrations in a process of their own, unless another worker has or this one needs none."""
    worker = getattr(config, "workerinput", {}).get("workerid")
    config.stash[SHARED] = None
    if not worker or connection.vendor != "sqlite":
        return
    own = Path(f"{connection.settings_dict['TEST']['NAME']}_{worker}")
    if own.exists() and not config.getvalue("create_db"):
        return
    folder = config.stash[SHARED] = config._tmp_path_factory.getbasetemp().parent
    try:
        lock = (folder / "migrating.lock").open("x")
    except FileExistsError:
        return
    # The process inherits the lock and holds it until it ends, however it ends.
    with lock, (folder / "migrating.log").open("w") as log:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made, done = folder / "migrated.part", folder / "migrated.sqlite3"
        config.stash[_RUN] = subprocess.Popen(
            ["sh", "-c", _MIGRATE, sys.executable, str(made), str(done)],
            stdout=log,
            stderr=log,
            env={**os.environ, "DATABASE_URL": f"sqlite:///{made}"},
            cwd=settings.BASE_DIR,
            pass_fds=[lock.fileno()],
        )


def copy(config: pytest.Config, folder: Path) -> None:
    """Wait for the migrations and take a copy of what they made; RuntimeError tells what they said instead."""
    if _RUN in config.stash:
        config.stash[_RUN].wait()
    with (folder / "migrating.lock").open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
    if not (folder / "migrated.sqlite3").exists():
        raise RuntimeError(f"the migrations failed: {(folder / 'migrating.log').read_text()}")
    own = str(connection.settings_dict["TEST"]["NAME"])
    for remains in ("-wal", "-shm"):
        Path(own + remains).unlink(missing_ok=True)
    shutil.copyfile(folder / "migrated.sqlite3", own)
