"""The processes of `make run`: real children, killed and stopped for real."""

import os
import signal
import sys
import threading
from collections.abc import Callable

import pytest

from procurement.core.management.supervisor import RESTARTS_ALLOWED, Child, Supervisor

FOREVER = [sys.executable, "-c", "import signal; signal.pause()"]
DEAF_PROGRAM = """
import pathlib, signal, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path(sys.argv[1]).touch()
while True:
    signal.pause()
"""
DEAF = [sys.executable, "-c", DEAF_PROGRAM]
DYING = [sys.executable, "-c", "raise SystemExit(3)"]


@pytest.fixture
def supervise():
    """Start a supervisor's children here, and see to it that none outlives the test."""
    started = []

    def start(*commands: list[str]) -> tuple[Supervisor, list[str]]:
        said: list[str] = []
        children = [Child(f"child {number}", command) for number, command in enumerate(commands)]
        supervisor = Supervisor(children, said.append, pause=0.01)
        for child in children:
            child.start()
        started.append(supervisor)
        return supervisor, said

    yield start
    for supervisor in started:
        for child in supervisor.children:
            child.signal_group(signal.SIGKILL)
            child.process.wait()


def watch_until(supervisor: Supervisor, reached: Callable[[], bool]) -> int:
    """Watch in this thread; another asks to stop as soon as the state is reached."""

    def look() -> None:
        while not supervisor.stopping.wait(0.02):
            if reached():
                supervisor.request_stop()

    looker = threading.Thread(target=look)
    looker.start()
    code = supervisor.watch()
    supervisor.request_stop()
    looker.join()
    return code


def test_starts_again_what_dies(supervise):
    supervisor, said = supervise(FOREVER, FOREVER)
    first, second = supervisor.children
    killed, kept = first.process.pid, second.process.pid
    os.kill(killed, signal.SIGKILL)
    assert watch_until(supervisor, lambda: first.process.pid != killed) == 0
    assert said == ["child 0 ended with code -9: starting it again"]
    assert second.process.pid == kept


def test_gives_up_on_what_cannot_live(supervise):
    supervisor, said = supervise(FOREVER, DYING)
    assert watch_until(supervisor, lambda: False) == 1
    assert said == ["child 1 ended with code 3: starting it again"] * RESTARTS_ALLOWED + [
        "child 1 ended again and again: giving up"
    ]


def test_stop_ends_all(supervise):
    supervisor, said = supervise(FOREVER, FOREVER)
    supervisor.stop()
    assert [child.returncode() for child in supervisor.children] == [-signal.SIGTERM, -signal.SIGTERM]
    assert said == []


def test_stop_kills_what_does_not_listen(supervise, monkeypatch, tmp_path):
    monkeypatch.setattr("procurement.core.management.supervisor.STOP_SECONDS", 0.2)
    ready = tmp_path / "ready"
    supervisor, said = supervise([*DEAF, str(ready)])
    watch_until(supervisor, ready.exists)
    supervisor.stop()
    assert supervisor.children[0].returncode() == -signal.SIGKILL
    assert said == ["child 0 does not end: killing it"]
