"""``manage.py prepare``: whatever a checkout needs before it serves, and nothing that is already there."""

import hashlib
import json
import shutil
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from procurement.core.health import migrations_pending


class Command(BaseCommand):
    """Migrations, messages, static files and, into an empty demonstration database, the demo county."""

    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-demo", action="store_true", help="leave an empty database empty")

    def handle(self, *args: Any, **options: Any) -> None:
        self.prepared = PreparedState(settings.VAR_DIR / "prepared.json")
        static = self.start_static_files()
        try:
            self.step("database", needed=migrations_pending(), work=self.migrate)
            self.step("messages", needed=messages_outdated(), work=self.compile_messages)
            if settings.DEMO and not options["no_demo"] and "load_demo" in get_commands():
                self.demo()
        finally:
            self.finish_static_files(static)

    def step(self, title: str, *, needed: bool, work: Callable[[], object]) -> bool:
        """Do the work if it is needed, telling how long it took."""
        if not needed:
            return False
        start = time.monotonic()
        self.stdout.write(f"== {title} ...")
        self.stdout.flush()
        work()
        self.stdout.write(f"== {title}: {time.monotonic() - start:.1f} s")
        return True

    def migrate(self) -> None:
        call_command("migrate", interactive=False, verbosity=0)

    def compile_messages(self) -> None:
        if not shutil.which("msgfmt"):
            self.stdout.write("== gettext is missing: the English texts stay in Chinese")
            return
        call_command("compilemessages", ignore_patterns=[".venv", "var"], verbosity=0)

    def start_static_files(self) -> "subprocess.Popen | None":
        """Begin to collect and compress in a process of its own: a machine has two cores, and migrating needs one."""
        self.static_state = static_fingerprint()
        manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
        if not self.prepared.differs("static", self.static_state) and manifest.exists():
            return None
        command = [sys.executable, sys.argv[0], "collectstatic", "--no-input", "--clear", "--verbosity", "0"]
        return subprocess.Popen(command)

    def finish_static_files(self, process: "subprocess.Popen | None") -> None:
        if process is None:
            return
        self.step("static files", needed=process.poll() is None, work=process.wait)
        if process.wait():
            raise CommandError("The static files could not be collected; what stands above says why.")
        self.prepared.set("static", self.static_state)

    def demo(self) -> None:
        """Load the demo county into an empty database, again from the start if the last attempt was cut off."""
        empty = not get_user_model()._default_manager.exists()
        key = f"demo in {connection.settings_dict['NAME']}"
        cut_off = not self.prepared.differs(key, "loading")
        if not (empty or cut_off):
            return
        self.prepared.set(key, "loading")
        arguments = [] if empty else ["--reset"]
        self.step("demo county", needed=True, work=lambda: call_command("load_demo", *arguments))
        self.prepared.set(key, "loaded")


class PreparedState:
    """What was prepared with which input, in a small file beside the database."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.values: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}

    def differs(self, key: str, value: str) -> bool:
        return self.values.get(key) != value

    def set(self, key: str, value: str) -> None:
        self.values[key] = value
        self.path.write_text(json.dumps(self.values, indent=1, sort_keys=True))


def messages_outdated() -> bool:
    """Tell whether a catalogue of texts is younger than what was compiled from it."""
    for source in (path for root in settings.LOCALE_PATHS for path in Path(root).rglob("*.po")):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            return True
    return False


def static_fingerprint() -> str:
    """Return a hash over name, size and time of every static file of every app."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            state = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
