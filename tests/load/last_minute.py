"""The last minute before a deadline, in earnest: many suppliers seal at once while things break.

    python -m tests.load.last_minute --suppliers 500 --megabytes 2 --seconds 60 --workers 2
    python -m tests.load.last_minute --database sqlite --suppliers 50

A database of its own (a PostgreSQL server in a temporary folder, or an SQLite file), the platform as `make run`
starts it, suppliers with sessions and drafts who upload an attachment in pieces and seal, over HTTP. In the middle a
worker is killed with -9 and the database restarted; then a burst all at once, then some who come too late. Two
custodians open, and every receipt is held against what was sent. Prints figures; each line says whether it passed,
and the exit code says whether all did.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.load import ground
from tests.load.clients import Bidder, Browser, token_of

ROOT = Path(__file__).resolve().parents[2]

# What the platform promises.
SEALING_P99 = 2.0
BURST_SECONDS = 10.0
WORKER_MEGABYTES = 400
# Around a restart of the database nobody is quick: these seconds are left out of the figures, not of the proof.
DISTURBED = 10.0
GRACE = timedelta(seconds=60)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--suppliers", type=int, default=500)
    parser.add_argument("--megabytes", type=float, default=2.0)
    parser.add_argument("--seconds", type=float, default=60.0, help="over which the suppliers begin")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--burst", type=int, default=None, help="who all seal at once (2/5 of the suppliers)")
    parser.add_argument(
        "--late", type=int, default=None, help="who begin around the deadline (1/20, at least 6)"
    )
    parser.add_argument("--database", choices=("postgres", "sqlite"), default="postgres")
    parser.add_argument(
        "--server", default="", help="postgres://… to make the database on, instead of an own server"
    )
    parser.add_argument("--no-kill", action="store_true", help="let the worker live")
    parser.add_argument("--no-restart", action="store_true", help="let the database run")
    parser.add_argument("--keep", action="store_true", help="leave the temporary folder behind")
    chosen = parser.parse_args()
    chosen.burst = chosen.suppliers * 2 // 5 if chosen.burst is None else chosen.burst
    chosen.late = max(6, chosen.suppliers // 20) if chosen.late is None else chosen.late
    return chosen


@dataclass
class Report:
    """What was measured and whether it is good enough."""

    failed: int = 0

    def line(self, what: str, told: str, passed: bool | None = None) -> None:
        mark = {True: "PASS", False: "FAIL", None: "    "}[passed]
        self.failed += passed is False
        print(f"{mark}  {what}: {told}", flush=True)


@dataclass
class Load:
    """One run."""

    chosen: argparse.Namespace
    folder: Path
    database: ground.Database
    report: Report = field(default_factory=Report)
    state: dict[str, Any] = field(default_factory=dict)
    disturbances: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        (self.folder / "tmp").mkdir()
        self.environment = {
            **{
                name: value for name, value in os.environ.items() if name not in ("REDIS_URL", "PRIVATE_ROOT")
            },
            "DJANGO_SETTINGS_MODULE": "procurement.config.settings.demo",
            "DATABASE_URL": self.database.url,
            "VAR_DIR": str(self.folder / "var"),
            "TMPDIR": str(self.folder / "tmp"),
        }

    def step(self, name: str, **facts: Any) -> None:
        """Let the county do something, in a process of its own."""
        place = self.folder / "state.json"
        place.write_text(json.dumps(self.state | facts, ensure_ascii=False))
        command = [sys.executable, "-m", "tests.load.county", name, str(place)]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True)
        self.state = json.loads(place.read_text())

    def clock_to(self, moment: datetime) -> None:
        self.step("move", moment=moment.isoformat())

    @property
    def deadline(self) -> datetime:
        return datetime.fromisoformat(self.state["deadline"])

    def run(self) -> None:
        chosen = self.chosen
        ground.manage(self.environment, "migrate", "--verbosity", "0")
        ground.manage(self.environment, "collectstatic", "--no-input", "--verbosity", "0")
        began = time.monotonic()
        self.step("prepare", bidders=chosen.suppliers + chosen.burst + chosen.late)
        self.report.line(
            "prepared", f"{len(self.state['bidders'])} suppliers, {time.monotonic() - began:.0f} s"
        )
        size = int(chosen.megabytes * ground.MEGABYTE)
        everybody = [
            Bidder(number, row["name"], self.state["round"], row["cookies"], size)
            for number, row in enumerate(self.state["bidders"])
        ]
        minute, rest = everybody[: chosen.suppliers], everybody[chosen.suppliers :]
        burst, late = rest[: chosen.burst], rest[chosen.burst :]
        with ground.server(self.environment, chosen.workers, self.folder) as server:
            self.have_pages_open(server, everybody)
            self.clock_to(self.deadline - timedelta(minutes=10))
            self.last_minute(server, minute)
            self.burst(server, burst)
            self.around_the_deadline(server, late)
            self.open(server)
            self.memory(server)
            record = self.public_record(server)
        self.prove(everybody)
        self.verify(record)

    def have_pages_open(self, server: ground.Server, bidders: list[Bidder]) -> None:
        """Each has opened the form a while ago."""
        at_once(
            [lambda bidder=bidder: bidder.steps(server.address, "open_form") for bidder in bidders], most=8
        )
        failed = [bidder.error or bidder.refusal for bidder in bidders if bidder.error or bidder.refusal]
        if failed:
            raise SystemExit(f"{len(failed)} suppliers do not get their page: {failed[0]}")

    def last_minute(self, server: ground.Server, bidders: list[Bidder]) -> None:
        """Everybody begins at a moment of their own; a worker dies after a third, the database after two."""
        seconds, chance = self.chosen.seconds, random.Random(7)
        moments = sorted(chance.uniform(0, seconds) for _bidder in bidders)
        begin = time.monotonic()
        threads = [
            threading.Thread(
                target=at, args=(begin + moment, lambda bidder=bidder: bidder.bid(server.address))
            )
            for bidder, moment in zip(bidders, moments, strict=True)
        ]
        if not self.chosen.no_kill:
            threads.append(threading.Thread(target=at, args=(begin + seconds / 3, lambda: self.kill(server))))
        if self.database.restarts and not self.chosen.no_restart:
            threads.append(threading.Thread(target=at, args=(begin + seconds * 2 / 3, self.restart)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.told(f"{len(bidders)} suppliers over {seconds:.0f} s", bidders, begin)
        calm = [bidder for bidder in bidders if bidder.receipt and not self.disturbed(bidder)]
        p50, p99 = quantile([b.sealing for b in calm], 0.5), quantile([b.sealing for b in calm], 0.99)
        self.report.line(
            "sealing, button to receipt, outside the restart",
            f"p50 {p50:.2f} s, p99 {p99:.2f} s of {len(calm)} (< {SEALING_P99:.0f} s)",
            bool(calm) and p99 < SEALING_P99,
        )
        p50, p99 = quantile([b.uploading for b in calm], 0.5), quantile([b.uploading for b in calm], 0.99)
        self.report.line("uploading with the page anew", f"p50 {p50:.2f} s, p99 {p99:.2f} s")

    def kill(self, server: ground.Server) -> None:
        self.report.line("worker killed with -9", str(server.kill_worker()))

    def restart(self) -> None:
        began = time.monotonic()
        done = self.database.restart()
        self.disturbances += [began, time.monotonic()]
        self.report.line("database", f"{done}, {self.disturbances[-1] - began:.1f} s")

    def disturbed(self, bidder: Bidder) -> bool:
        """Tell whether a bidder was at it while the database was away, or shortly after."""
        if not self.disturbances:
            return False
        return bidder.ended > self.disturbances[0] and bidder.began < self.disturbances[-1] + DISTURBED

    def told(self, what: str, bidders: list[Bidder], begin: float) -> None:
        """Every one of these has a receipt, or the run has failed."""
        got = [bidder for bidder in bidders if bidder.receipt]
        lost = [bidder.error or bidder.refusal for bidder in bidders if not bidder.receipt]
        again = sum(bidder.again for bidder in bidders)
        took = max(bidder.ended for bidder in bidders) - begin
        self.report.line(
            what,
            f"{len(got)} receipts in {took:.1f} s, asked again {again} times{f'; {lost[0]}' if lost else ''}",
            not lost,
        )

    def burst(self, server: ground.Server, bidders: list[Bidder]) -> None:
        """All send their attachment at once; then all look at their bid once more, and press at the same moment."""
        if not bidders:
            return
        for step in ("upload", "look", "press"):
            begin = time.monotonic()
            at_once(
                [lambda bidder=bidder, step=step: bidder.steps(server.address, step) for bidder in bidders]
            )
            took = max(bidder.ended for bidder in bidders) - begin
            self.report.line(f"burst of {len(bidders)}, {step}", f"{took:.1f} s")
        self.told(f"burst of {len(bidders)}, sealed", bidders, begin)
        self.report.line(
            "burst, button to last receipt", f"{took:.1f} s (< {BURST_SECONDS:.0f} s)", took < BURST_SECONDS
        )

    def around_the_deadline(self, server: ground.Server, bidders: list[Bidder]) -> None:
        """Some begin just before the deadline, some just after: a receipt in time or a refusal, nothing between."""
        self.clock_to(self.deadline - timedelta(seconds=4))
        begin = time.monotonic()
        moments = [8 * number / max(1, len(bidders) - 1) for number in range(len(bidders))]
        at_once(
            [
                lambda bidder=bidder, moment=moment: at(begin + moment, lambda: bidder.bid(server.address))
                for bidder, moment in zip(bidders, moments, strict=True)
            ]
        )
        got, refused = [b for b in bidders if b.receipt], [b for b in bidders if b.refusal]
        self.report.line(
            "around the deadline",
            f"{len(got)} receipts, {len(refused)} refused: {refused[0].refusal if refused else '-'}",
            len(got) + len(refused) == len(bidders) and bool(refused),
        )

    def open(self, server: ground.Server) -> None:
        """Two custodians, each with their own pass phrase."""
        self.clock_to(self.deadline + GRACE)
        for part in ("PURCHASER", "INDEPENDENT"):
            began = time.monotonic()
            custodian = self.state["custodians"][part]
            browser = Browser(server.address, custodian["cookies"])
            place = f"/workspace/ceremonies/{self.state['round']}/"
            fields = {"csrfmiddlewaretoken": token_of(browser.ask("GET", place))}
            answer = browser.submit(place, fields | {"passphrase": custodian["passphrase"]})
            self.report.line(
                f"custodian {part}",
                f"{answer.status}, {time.monotonic() - began:.1f} s",
                answer.status == 302,
            )

    def memory(self, server: ground.Server) -> None:
        peaks = sorted(server.memory.values(), reverse=True)
        told = ", ".join(f"{peak:.0f}" for peak in peaks)
        passed = bool(peaks) and peaks[0] < WORKER_MEGABYTES
        self.report.line("peak memory of each worker", f"{told} MB (< {WORKER_MEGABYTES} MB)", passed)

    def public_record(self, server: ground.Server) -> Path:
        """Take the record of the opening from the public page, once the day's checkpoint is out."""
        self.clock_to(self.deadline + timedelta(days=1))
        browser, place = Browser(server.address, {}), f"/openings/{self.state['round']}/record.json"
        until = time.monotonic() + 30
        while True:
            record = browser.insist("GET", place)
            if record.status == 200 and json.loads(record.body)["checkpoint"]:
                break
            if time.monotonic() > until:
                break
            time.sleep(1)
        path = self.folder / "record.json"
        path.write_bytes(record.body)
        return path

    def prove(self, bidders: list[Bidder]) -> None:
        sent = [
            {"name": bidder.name, "receipt": bidder.receipt, "sha256": bidder.sha256}
            for bidder in bidders
            if bidder.receipt
        ]
        self.step("prove", sent=sent)
        wrong, late, left = self.state["wrong"], self.state["late"], self.state["left"]
        self.report.line(
            "every receipt opens byte for byte",
            f"{len(sent) - len(wrong)} of {len(sent)}{f': {wrong[0]}' if wrong else ''}",
            bool(sent) and not wrong,
        )
        extra = set(self.state["rows"]) - {row["receipt"] for row in sent}
        self.report.line("bids that nobody has a receipt of", str(len(extra)), not extra)
        self.report.line("without a receipt nothing stays", "; ".join(left[:3]) or "nothing left", not left)
        self.report.line("receipts later than the deadline", str(len(late)), not late)

    def verify(self, record: Path) -> None:
        self.step("verify", record=str(record))
        for name in ("receipts", "verify_audit"):
            found = self.state[name]
            self.report.line(name, found["said"], found["code"] == 0)


def at(moment: float, work: Callable[[], object]) -> None:
    time.sleep(max(0.0, moment - time.monotonic()))
    work()


def at_once(jobs: Iterable[Callable[[], object]], most: int = 0) -> None:
    """Do all jobs, each in a thread; ``most`` at a time, or all together."""
    waiting = list(jobs)
    gate = threading.Semaphore(most or len(waiting) or 1)

    def work(job: Callable[[], object]) -> None:
        with gate:
            job()

    threads = [threading.Thread(target=work, args=(job,)) for job in waiting]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def quantile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def main() -> int:
    chosen = options()
    folder = Path(tempfile.mkdtemp(prefix="last-minute-"))
    try:
        with ground.database(chosen.database, chosen.server, folder) as database:
            load = Load(chosen, folder, database)
            load.run()
    finally:
        if chosen.keep:
            print(f"kept: {folder}")
        else:
            subprocess.run(["rm", "-rf", str(folder)], check=False)
    print("all passed" if not load.report.failed else f"{load.report.failed} FAILED")
    return 1 if load.report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
