"""``manage.py bench``: measures the platform on this machine and writes the table into README.md."""

import os
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from ..bench import machine, report

STEPS = ("lists", "pages", "sealing")


class Command(BaseCommand):
    """Runs every measurement in a database and a folder of its own, which are thrown away."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--no-write", action="store_true", help="print the table and leave README.md alone"
        )
        parser.add_argument("--step", choices=STEPS, help="internal: one measurement in the prepared folder")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["step"]:
            self.stdout.write(report.lines(machine.measure(options["step"])))
            return
        rows = self.measure_all()
        table = report.table(rows)
        self.stdout.write(table)
        if not options["no_write"]:
            report.write(settings.BASE_DIR / "README.md", table)

    def measure_all(self) -> list[tuple[str, str, str]]:
        """Prepare a county in a temporary folder and measure there, each step in a process of its own."""
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            environment = {**os.environ, "VAR_DIR": folder, "EMAIL_URL": "dummymail://"}
            # The name under which Django's own client asks.
            environment["ALLOWED_HOSTS"] = "testserver"
            environment.pop("DATABASE_URL", None)
            self._manage(environment, "migrate", "-v0")
            self._manage(environment, "collectstatic", "--noinput", "-v0")
            start = time.monotonic()
            self._manage(environment, "load_demo")
            rows = [("demo load", f"{time.monotonic() - start:.1f} s", "≤ 60 s")]
            for step in STEPS:
                done = self._manage(environment, "bench", "--step", step)
                rows += report.parse(done.stdout)
        return rows

    def _manage(self, environment: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "manage.py", *arguments]
        self.stderr.write(f"== {' '.join(arguments)}")
        return subprocess.run(  # noqa: S603 (our own command line)
            command, cwd=settings.BASE_DIR, env=environment, check=True, stdout=subprocess.PIPE, text=True
        )
