"""What a load stands on: a database of its own, the platform's own processes, and a look at their memory."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 1024 * 1024
READY_SECONDS = 90


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Database(ABC):
    """Where the platform keeps its rows; ``restart`` says what was done to it."""

    url = ""
    # Whether it can be restarted at all: SQLite is no server.
    restarts = False

    @abstractmethod
    def restart(self) -> str: ...


class SqliteFile(Database):
    def __init__(self, folder: Path) -> None:
        self.url = f"sqlite:///{folder / 'platform.sqlite3'}"

    def restart(self) -> str:
        return "a file is no server: nothing to restart"


class OwnCluster(Database):
    """A PostgreSQL server of our own below the temporary folder, so that a restart disturbs nobody else."""

    restarts = True

    def __init__(self, programs: Path) -> None:
        self.programs, self.port = programs, free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="last-minute-pg-"))
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        # PostgreSQL refuses to run as root.
        self.user = "postgres" if os.getuid() == 0 else ""
        if self.user:
            shutil.chown(self.folder, self.user)
        self._run("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8")
        self._control("start")

    def restart(self) -> str:
        # "immediate" is a crash: no connection is asked, what was not committed is gone, recovery follows.
        self._control("restart", "--mode=immediate")
        return "PostgreSQL was killed (immediate) and started again"

    def drop(self) -> None:
        self._control("stop", "--mode=immediate", check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _control(self, verb: str, *more: str, check: bool = True) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        self._run(
            "pg_ctl", verb, "--wait", "--log", str(self.folder / "log"), "-o", options, *more, check=check
        )

    def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        as_user = ["runuser", "-u", self.user, "--"] if self.user else []
        command = [*as_user, str(self.programs / program), "-D", str(self.folder / "data"), *arguments]
        # Output to nowhere: the server it leaves behind would hold a pipe open for ever.
        subprocess.run(command, check=check, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")


class ServersDatabase(Database):
    """A database of our own on a server that others use too: its sessions are ended, the server stays."""

    restarts = True

    def __init__(self, server: str) -> None:
        self.server, self.name = server.rstrip("/"), f"last_minute_{os.getpid()}"
        self.url = f"{self.server}/{self.name}"
        self._execute(f"CREATE DATABASE {self.name}")

    def restart(self) -> str:
        ended = self._execute(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{self.name}'"
        )
        return f"the server is not ours to restart: {ended} sessions were ended (pg_terminate_backend)"

    def drop(self) -> None:
        self._execute(f"DROP DATABASE {self.name} WITH (FORCE)")

    def _execute(self, statement: str) -> int:
        import psycopg

        with psycopg.connect(f"{self.server}/postgres", autocommit=True) as connection:
            return connection.execute(statement).rowcount


@contextmanager
def database(kind: str, server: str, folder: Path) -> Iterator[Database]:
    """Give an empty database that is gone afterwards."""
    if kind == "sqlite":
        yield SqliteFile(folder)
        return
    programs = postgres_programs()
    made = ServersDatabase(server) if server else OwnCluster(programs) if programs else None
    if made is None:
        raise SystemExit("no PostgreSQL programs (initdb) here: name a server with --server postgres://…")
    try:
        yield made
    finally:
        made.drop()


def postgres_programs() -> Path | None:
    """Return the folder of the newest initdb, where the user that it needs exists too."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    known = any(entry.pw_name == "postgres" for entry in pwd.getpwall())
    if not found or (os.getuid() == 0 and not known):
        return None
    return found[-1].parent


@dataclass
class Server:
    """The platform as `make run` starts it: supervisor, gunicorn with its workers, scheduler."""

    process: "subprocess.Popen[bytes]"
    address: str
    log: Path
    # The most memory (MB) that each worker ever had, by process id.
    memory: dict[int, float] = field(default_factory=dict)
    _stopping: threading.Event = field(default_factory=threading.Event)

    def workers(self) -> list[int]:
        """Return gunicorn's workers as they are now."""
        for child in _children(self.process.pid):
            if b"gunicorn" in _command(child):
                return _children(child)
        return []

    def kill_worker(self) -> int:
        """End one worker as a machine short of memory would; gunicorn starts another."""
        victim = self.workers()[0]
        os.kill(victim, signal.SIGKILL)
        return victim

    def watch_memory(self) -> None:
        while not self._stopping.wait(0.25):
            for worker in self.workers():
                if peak := _peak_megabytes(worker):
                    self.memory[worker] = max(peak, self.memory.get(worker, 0.0))

    def stop(self) -> None:
        self._stopping.set()
        self.process.terminate()
        self.process.wait(timeout=60)


@contextmanager
def server(environment: dict[str, str], workers: int, folder: Path) -> Iterator[Server]:
    """Start everything and wait until it answers."""
    port = free_port()
    command = [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", str(workers)]
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    running = Server(process, f"http://127.0.0.1:{port}", log)
    try:
        _await(running)
        threading.Thread(target=running.watch_memory, daemon=True).start()
        yield running
    finally:
        running.stop()


def manage(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True)


def _await(running: Server) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        if running.process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{running.address}/healthz", timeout=5) as response:
                if response.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise SystemExit(f"the platform does not answer:\n{running.log.read_text()[-3000:]}")


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _peak_megabytes(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)
