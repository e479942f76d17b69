"""``manage.py serve``: web server and scheduler under one supervisor, for `make run`."""

import os
import socket
import sys
import threading
import urllib.error
import urllib.request
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError

from procurement.core.management.supervisor import Child, Supervisor

READY_SECONDS = 60
# Enough for gunicorn's workers to finish the requests they have; the supervisor kills after 10.
GRACEFUL_SECONDS = 7


def refuse_taken_port(host: str, port: int) -> None:
    """Raise CommandError when the address cannot be bound."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"{host}:{port} cannot be used ({error.strerror}). Choose another port: make run PORT={port + 1}"
            ) from error


def web_command(host: str, port: int, workers: int) -> list[str]:
    """Return gunicorn's command line: two processes of four threads, as measured best on two cores.

    The application is loaded once, before the processes are forked: one that dies is replaced at once, where loading
    anew takes a core some seconds of the last minute before a deadline.
    """
    return [
        *(sys.executable, "-m", "gunicorn", "procurement.config.wsgi:application"),
        *("--bind", f"{host}:{port}"),
        *("--worker-class", "gthread", "--workers", str(workers), "--threads", "4", "--preload"),
        *("--graceful-timeout", str(GRACEFUL_SECONDS)),
        *("--log-level", "warning", "--no-control-socket"),
    ]


class Command(BaseCommand):
    """Starts everything a county needs on one machine and stays in front until Ctrl-C."""

    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        parser.add_argument("--workers", type=int, default=2, help="web processes, about one for each core")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        refuse_taken_port(host, port)
        supervisor = Supervisor(
            [
                Child("web", web_command(host, port, options["workers"])),
                Child("scheduler", [sys.executable, sys.argv[0], "run_scheduler", "--give-way"]),
            ],
            say=lambda text: self.stderr.write(f"== {text}"),
        )
        supervisor.start()
        threading.Thread(target=self.greet, args=(supervisor, f"http://{host}:{port}"), daemon=True).start()
        try:
            code = supervisor.watch()
        finally:
            supervisor.stop()
        self.stdout.write("stopped")
        sys.exit(code)

    def greet(self, supervisor: Supervisor, address: str) -> None:
        """Wait until the platform answers, then say where to begin and as whom."""
        for _ in range(READY_SECONDS * 2):
            if supervisor.stopping.wait(0.5):
                return
            if answers(f"{address}/healthz"):
                break
        else:
            self.stderr.write(f"== {address}/healthz has not answered for {READY_SECONDS} s")
            return
        if "demo_accounts" in get_commands():
            call_command("demo_accounts", stdout=self.stdout)
        self.stdout.write(f"\nReady: {address}    Stop with Ctrl-C.")
        self.stdout.flush()


def answers(address: str) -> bool:
    """Tell whether a GET is answered with 200."""
    try:
        with urllib.request.urlopen(address, timeout=5) as response:  # noqa: S310 - our own http address
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False
