"""``manage.py bench``: measures the platform on this machine and writes the table into README.md."""

import os
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from ..bench import machine, planning, report

STEPS = ("lists", "pages", "sealing")
PLANNING = {"planning": planning.planning, "exports": planning.exports}
SCALE = "10"


class Command(BaseCommand):
    """Runs every measurement in a database and a folder of its own, which are thrown away."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--no-write", action="store_true", help="print the table and leave README.md alone"
        )
        parser.add_argument(
            "--step", choices=(*STEPS, *PLANNING), help="internal: one measurement in the prepared folder"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["step"]:
            step = options["step"]
            measured = machine.measure(step, PLANNING.get(step))
            self.stdout.write(report.lines(measured))
            return
        rows = self.measure_all()
        table = report.table(rows)
        self.stdout.write(table)
        if not options["no_write"]:
            report.write(settings.BASE_DIR / "README.md", table)

    def measure_all(self) -> list[report.Row]:
        """Measure in a county of the demonstration's size, then in one ten times as big."""
        with self._county() as environment:
            seconds = self._load(environment, "1")
            rows = [("demo load", f"{seconds:.1f} s", "≤ 60 s")]
            small = self._step(environment, "planning")
            for step in STEPS:
                rows += self._step(environment, step)
        with self._county() as environment:
            seconds = self._load(environment, SCALE)
            rows.append((f"demo load with --scale {SCALE}", f"{seconds:.0f} s", "≤ 240 s"))
            rows += planning.joined(small, self._step(environment, "planning"))
            rows += self._step(environment, "exports")
        return rows

    @contextmanager
    def _county(self) -> Iterator[dict[str, str]]:
        """Give an empty platform in a temporary folder; each step runs there in a process of its own."""
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            environment = {**os.environ, "VAR_DIR": folder, "EMAIL_URL": "dummymail://"}
            # The name under which Django's own client asks.
            environment["ALLOWED_HOSTS"] = "testserver"
            environment.pop("DATABASE_URL", None)
            self._manage(environment, "migrate", "-v0")
            self._manage(environment, "collectstatic", "--noinput", "-v0")
            yield environment

    def _load(self, environment: dict[str, str], scale: str) -> float:
        start = time.monotonic()
        self._manage(environment, "load_demo", "--scale", scale)
        return time.monotonic() - start

    def _step(self, environment: dict[str, str], step: str) -> list[report.Row]:
        return report.parse(self._manage(environment, "bench", "--step", step).stdout)

    def _manage(self, environment: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "manage.py", *arguments]
        self.stderr.write(f"== {' '.join(arguments)}")
        return subprocess.run(  # noqa: S603 (our own command line)
            command, cwd=settings.BASE_DIR, env=environment, check=True, stdout=subprocess.PIPE, text=True
        )
