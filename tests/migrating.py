"""One run of the migrations for all workers of a suite, begun while they do the tests without a database.

To migrate takes one processor longer than hundreds of tests; two workers side by side would do it twice. Each worker
takes a copy of what was made: of the file on SQLite, of the template on PostgreSQL.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg import sql

# Whether this worker takes its database from the common run.
SHARED = pytest.StashKey[Path | None]()
_RUN = pytest.StashKey[subprocess.Popen[bytes]]()
# The mark of success appears only when all is made.
_MIGRATE = '"$0" -m tests.quick_migrate && touch "$1"'


def begin(config: pytest.Config) -> None:
    """Start the migrations in a process of their own, unless another worker has or this one needs none."""
    worker = getattr(config, "workerinput", {}).get("workerid")
    config.stash[SHARED] = None
    if not worker or (_exists(_own_name(worker)) and not config.getvalue("create_db")):
        return
    folder = config.stash[SHARED] = config._tmp_path_factory.getbasetemp().parent
    try:
        lock = (folder / "migrating.lock").open("x")
    except FileExistsError:
        return
    if _postgres():
        _execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", _template())
        _execute("CREATE DATABASE {}", _template())
        url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{_template()}").geturl()
    else:
        url = f"sqlite:///{folder / 'migrated.sqlite3'}"
    # The process inherits the lock and holds it until it ends, however it ends.
    with lock, (folder / "migrating.log").open("w") as log:
        fcntl.flock(lock, fcntl.LOCK_EX)
        config.stash[_RUN] = subprocess.Popen(
            ["sh", "-c", _MIGRATE, sys.executable, str(folder / "migrated")],
            stdout=log,
            stderr=log,
            env={**os.environ, "DATABASE_URL": url},
            cwd=settings.BASE_DIR,
            pass_fds=[lock.fileno()],
        )


def copy(config: pytest.Config, folder: Path) -> None:
    """Wait for the migrations and take a copy of what they made; RuntimeError tells what they said instead."""
    if _RUN in config.stash:
        config.stash[_RUN].wait()
    with (folder / "migrating.lock").open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
    if not (folder / "migrated").exists():
        raise RuntimeError(f"the migrations failed: {(folder / 'migrating.log').read_text()}")
    own = str(connection.settings_dict["TEST"]["NAME"])
    if _postgres():
        _execute("DROP DATABASE IF EXISTS {}", own)
        _execute("CREATE DATABASE {} TEMPLATE {}", own, _template())
        return
    for remains in ("-wal", "-shm"):
        Path(own + remains).unlink(missing_ok=True)
    shutil.copyfile(folder / "migrated.sqlite3", own)


def end(config: pytest.Config) -> None:
    """Drop the template when all workers have ended: they keep their own databases for the next time."""
    if config.getoption("numprocesses", None) and _postgres():
        _execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", _template())


def _postgres() -> bool:
    return connection.vendor == "postgresql"


def _own_name(worker: str) -> str:
    """Return the database that pytest-django will give this worker."""
    name = connection.settings_dict["TEST"]["NAME"] or f"test_{connection.settings_dict['NAME']}"
    return f"{name}_{worker}"


def _template() -> str:
    return f"test_{urlsplit(os.environ['DATABASE_URL']).path[1:]}_migrated"


def _exists(name: str) -> bool:
    if not _postgres():
        return Path(name).exists()
    with _server() as server:
        return bool(server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchall())


def _execute(statement: str, *names: str) -> None:
    with _server() as server:
        server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _server() -> psycopg.Connection:
    """Connect to the server without Django, which pytest keeps from the database between tests."""
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path="/postgres").geturl()
    return psycopg.connect(url, autocommit=True)
