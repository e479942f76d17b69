"""``manage.py run_scheduler``: the one process that does what is due, every few seconds, without a broker."""

import contextlib
import logging
import os
import signal
import threading
import time
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from procurement.core import scheduler

log = logging.getLogger(__name__)

GLANCE_SECONDS = 1.0
# Of 19: some tenth of what a process of ordinary niceness gets beside it.
LATER = 10


def give_way() -> None:
    """Somebody waits for the web; documents and mails take the time that is left.

    Linux shares a core between sessions first (``sched_autogroup``), and a nice value counts inside its session
    only: without the second line a rush of bids had to share its cores with the drawing of its own receipts.
    """
    os.nice(LATER)
    with contextlib.suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(LATER), encoding="ascii")


class Command(BaseCommand):
    """Runs until SIGTERM. A job that fails is logged and tried again in the next round."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--every", type=float, default=5.0, help="seconds between two rounds")
        parser.add_argument("--once", action="store_true", help="one round, then end")
        parser.add_argument(
            "--give-way", action="store_true", help="let other processes of the machine go first"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["give_way"]:
            give_way()
        stopping = threading.Event()
        if not options["once"]:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda *_: stopping.set())
        while not stopping.is_set():
            self.round(scheduler.JOBS)
            if options["once"]:
                return
            self.rest(stopping, options["every"])

    def rest(self, stopping: threading.Event, seconds: float) -> None:
        """Wait for the next round; what somebody is looking at is done meanwhile."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            # A connection that the database has dropped is replaced, the next round finds a good one.
            close_old_connections()
            if stopping.wait(min(GLANCE_SECONDS, left)):
                return
            self.round(scheduler.IMPATIENT)

    def round(self, names: Iterable[str]) -> None:
        """Do these jobs once; one job's failure does not keep the others from their turn."""
        for name in names:
            try:
                scheduler.JOBS[name]()
            except Exception:
                log.exception("scheduler: %s failed", name)
