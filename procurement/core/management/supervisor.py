"""Keeps a few processes running: starts them, starts again what dies, stops all of them together."""

import ctypes
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

POLL_SECONDS = 0.3
FIRST_PAUSE_SECONDS = 0.5
STOP_SECONDS = 10.0
# A process that dies this often within this time will not get well by another start.
RESTARTS_ALLOWED = 5
RESTART_WINDOW_SECONDS = 60.0
PR_SET_PDEATHSIG = 1


def _die_with_parent() -> None:
    """Ask Linux to end this process when the supervisor is killed outright, so that nothing is left behind."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One supervised process."""

    name: str
    command: list[str]
    process: subprocess.Popen | None = None
    restarts: list[float] = field(default_factory=list)

    def start(self) -> None:
        # A session of its own: Ctrl-C reaches the supervisor alone, which then stops the children in order.
        self.process = subprocess.Popen(self.command, start_new_session=True, preexec_fn=_die_with_parent)

    def returncode(self) -> int | None:
        """Return the exit code, None while it runs or before it was started."""
        return self.process.poll() if self.process else None

    def signal_group(self, number: int) -> None:
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, number)

    def hopeless(self, now: float) -> bool:
        """Note one more restart and tell whether there were too many of late."""
        self.restarts = [moment for moment in self.restarts if now - moment < RESTART_WINDOW_SECONDS]
        self.restarts.append(now)
        return len(self.restarts) > RESTARTS_ALLOWED


class Supervisor:
    """Runs its children until SIGINT, SIGTERM or SIGHUP, or until one of them cannot be kept alive."""

    def __init__(
        self, children: list[Child], say: Callable[[str], None], pause: float = FIRST_PAUSE_SECONDS
    ) -> None:
        self.children = children
        self.say = say
        self.pause = pause
        self.stopping = threading.Event()

    def request_stop(self, *_: object) -> None:
        self.stopping.set()

    def start(self) -> None:
        """Take over the signals and start every child."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.request_stop)
        for child in self.children:
            child.start()

    def watch(self) -> int:
        """Restart what dies until asked to stop; return the exit code: 0 after a stop, 1 if a child gave up."""
        while not self.stopping.wait(POLL_SECONDS):
            for child in self.children:
                if child.returncode() is not None and not self._revive(child):
                    return 1
        return 0

    def _revive(self, child: Child) -> bool:
        if child.hopeless(time.monotonic()):
            self.say(f"{child.name} ended again and again: giving up")
            return False
        self.say(f"{child.name} ended with code {child.returncode()}: starting it again")
        # Ever longer pauses; a stop ends the pause at once.
        self.stopping.wait(self.pause * 2 ** (len(child.restarts) - 1))
        if not self.stopping.is_set():
            child.start()
        return True

    def stop(self) -> None:
        """Ask all to end, wait, and end by force what did not listen."""
        for child in self.children:
            child.signal_group(signal.SIGTERM)
        limit = time.monotonic() + STOP_SECONDS
        for child in self.children:
            if not child.process:
                continue
            try:
                child.process.wait(timeout=max(0.1, limit - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.say(f"{child.name} does not end: killing it")
                child.signal_group(signal.SIGKILL)
                child.process.wait()
