"""The law's tests need no Django: the project-wide fixtures that do are switched off here."""

import importlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from procurement.regulations.calendar import WorkCalendar, official_calendar
from procurement.regulations.command import run

ROOT = Path(__file__).resolve().parents[2]
Outcome = tuple[int, str, str]


@pytest.fixture(autouse=True)
def private_storage() -> None:
    """No settings here, so no storage to redirect."""


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """No cache here."""


@pytest.fixture(scope="session")
def calendar() -> WorkCalendar:
    return official_calendar()


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Run a command of FORMATS.md in this process: exit code, stdout, stderr."""

    def call(name: str, *arguments: str) -> Outcome:
        module = importlib.import_module(f"procurement.regulations.{name}")
        monkeypatch.setattr(sys, "argv", [name, *arguments])
        with pytest.raises(SystemExit) as exit_:
            run(module.main, f"{name} …", 2 if name == "periods" else 1)
        captured = capfd.readouterr()
        return int(exit_.value.code or 0), captured.out, captured.err

    return call


@pytest.fixture
def on_file(command: Callable[..., Outcome], tmp_path: Path) -> Callable[[str, object], Outcome]:
    """Run a command on a file of the given content: bytes and text as they are, anything else as JSON."""

    def call(name: str, content: object) -> Outcome:
        path = tmp_path / "input.json"
        if isinstance(content, str):
            content = content.encode()
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return command(name, str(path))

    return call


@pytest.fixture
def process() -> Callable[..., Outcome]:
    """Run a command as outsiders do: a bare interpreter, an ASCII locale, the checkout as its folder."""

    def call(name: str, *arguments: str) -> Outcome:
        done = subprocess.run(
            [sys.executable, "-I", "-c", _BARE, f"procurement.regulations.{name}", *arguments],
            cwd=ROOT,
            env={"LC_ALL": "C", "PYTHONUTF8": "0"},
            capture_output=True,
            timeout=30,
        )
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    return call


_BARE = (
    "import runpy, sys; sys.path.insert(0, '.'); sys.path[:] = [p for p in sys.path if 'site-packages' not in p];"
    "name = sys.argv[1]; sys.argv[:] = [name, *sys.argv[2:]]; runpy.run_module(name, run_name='__main__')"
)
