"""Lists, pages and sealing, measured in a county of their own."""

import http.client
import secrets
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from decimal import ROUND_DOWN, Decimal

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from procurement.accounts.enums import Office
from procurement.accounts.models import Membership, Organisation
from procurement.accounts.selectors import actor_of
from procurement.core import clock
from procurement.tendering.enums import AwardRule, Method, RoundStatus, TenderStatus
from procurement.tendering.models import BidRound, ImplementationPlan, Tender
from procurement.tendering.services.bidding import seal_bid
from procurement.tendering.services.drafts import add_file

from .report import Row

REPEATS = 15
LOAD_SECONDS = 4
LOAD_THREADS = 8
WARM_UP = 24
SEAL_SECONDS = 6
ATTACHMENT = 2 * 1024 * 1024


def measure(step: str, run: Callable[[], list[Row]] | None = None) -> list[Row]:
    """Run one measurement, one of this module's or the given one, and return its rows."""
    settings.ALLOWED_HOSTS = ["*"]
    steps: dict[str, Callable[[], list[Row]]] = {"lists": lists, "pages": pages, "sealing": sealing}
    return (run or steps[step])()


def lists() -> list[Row]:
    """The signed-in list of tenders at 100 and at 10,000 rows: same queries, bounded Python."""
    client = _signed_in()
    rows = []
    for size in (100, 10_000):
        _grow(size)
        queries, seconds = cost(client, reverse("tendering:tender-list"))
        rows.append(
            (
                f"signed-in list of {size:,} tenders",
                f"{queries} queries, {seconds:.0f} ms of Python",
                "≤ 15, ≤ 50 ms",
            )
        )
    return rows


def pages() -> list[Row]:
    """Anonymous pages: queries, Python, and requests a second on two workers."""
    client = Client()
    rows = []
    for name, path in (("home page", "/"), ("notices", "/notices/")):
        queries, seconds = cost(client, path)
        rows.append((f"anonymous {name}", f"{queries} queries, {seconds:.1f} ms of Python", "≤ 10, ≤ 9 ms"))
        queries, seconds = cost(client, path, before=cache.clear)
        rows.append((f"anonymous {name}, drawn anew", f"{queries} queries, {seconds:.1f} ms of Python", ""))
    with _Server() as port:
        rate = _requests_per_second(port, "/")
    rows.append(("anonymous home page, 2 workers", f"{rate:.0f} requests/s", "≥ 100/s"))
    return rows


def sealing() -> list[Row]:
    """Sealing with one attachment of 2 MB, one after another: encryption, files, receipt, audit."""
    round = BidRound.objects.filter(status=RoundStatus.RECEIVING).order_by("-deadline").first()
    if round is None:
        return [("sealing", "no round is open in the demonstration", "")]
    at = min(clock.now(), round.deadline - timedelta(minutes=5))
    actors = _bidders()
    done, start = 0, time.monotonic()
    while time.monotonic() - start < SEAL_SECONDS:
        actor = actors[done % len(actors)]
        file = add_file(round=round, file=ContentFile(_pdf(), "plan.pdf"), actor=actor, at=at)
        seal_bid(round=round, form=_form(round), files=[file], actor=actor, at=at)
        done += 1
    rate = done / (time.monotonic() - start)
    return [("sealing with 2 MB attached", f"{rate:.1f} bids/s in one process", "")]


def _signed_in() -> Client:
    holding = Membership.objects.filter(
        organisation__kind="FINANCE_BUREAU", holdings__office=Office.BUREAU_SUPERVISOR, until__isnull=True
    ).first()
    client = Client()
    client.force_login(holding.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def cost(client: Client, path: str, before: Callable[[], None] = lambda: None) -> tuple[int, float]:
    """Return queries and the median milliseconds of processor time of one request, SQLite's included."""
    client.get(path)
    before()
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
    # Counted at once: the next request forgets the log.
    queries = len(captured)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answered {response.status_code}")
    times = []
    for _n in range(REPEATS):
        before()
        start = time.process_time()
        client.get(path)
        times.append((time.process_time() - start) * 1000)
    return queries, statistics.median(times)


def _grow(size: int) -> None:
    """Fill the table up to ``size`` tenders; only the list's own columns matter here."""
    plan = ImplementationPlan.objects.select_related("item__organisation").first()
    have = Tender.objects.count()
    Tender.objects.bulk_create(
        [
            Tender(
                code=f"BENCH-{number:06d}",
                plan=plan,
                item=plan.item,
                purchaser=plan.item.organisation,
                title=f"居家养老服务 {number}",
                method=Method.COMPETITIVE_CONSULTATION,
                award_rule=AwardRule.COMPREHENSIVE_SCORING,
                status=TenderStatus.DRAFT,
                budget="288000.00",
                author_code="BENCH",
            )
            for number in range(have, size)
        ],
        batch_size=1000,
    )


def _bidders() -> list:
    suppliers = Organisation.objects.suppliers().filter(active=True)[:10]
    held = [Membership.objects.filter(organisation=one, until__isnull=True).first() for one in suppliers]
    return [actor_of(row.user, row.organisation) for row in held if row is not None]


def _form(round: BidRound) -> dict:
    lines = list(round.package.requirements.all())
    quantity = sum(line.quantity for line in lines)
    price = (round.package.budget * Decimal("0.9") / quantity).quantize(Decimal("0.01"), ROUND_DOWN)
    return {
        "offer": f"{sum((price * line.quantity for line in lines), Decimal(0)):.2f}",
        "prices": [{"position": line.position, "unit_price": f"{price:f}"} for line in lines],
        "responses": [{"position": line.position, "stance": "MEETS", "text": ""} for line in lines],
        "own_scale": "SMALL",
        "size": {"employees": "46", "revenue": "620", "assets": "410"},
        "statements": {"article22": True, "no_collusion": True, "sme_letter": True},
        "answers": [
            *(
                {"kind": "condition", "code": row.code, "text": "见附件"}
                for row in round.package.conditions.all()
            ),
            *({"kind": "factor", "code": row.code, "text": "见附件"} for row in round.package.factors.all()),
        ],
        "team": "12",
    }


def _pdf() -> bytes:
    return b"%PDF-1.7\n" + secrets.token_bytes(ATTACHMENT) + b"\n%%EOF\n"


class _Server:
    """The platform on two workers at a free port, as `make run` starts it."""

    def __enter__(self) -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", "procurement.config.wsgi:application"]
        options = [
            "--bind",
            f"127.0.0.1:{self.port}",
            "--workers",
            "2",
            "--threads",
            "4",
            "--log-level",
            "error",
        ]
        self.process = subprocess.Popen([*command, "--worker-class", "gthread", *options])  # noqa: S603 (ours)
        for _attempt in range(100):
            if _answers(self.port):
                return self.port
            time.sleep(0.2)
        raise RuntimeError("the server did not start")

    def __exit__(self, *args: object) -> None:
        self.process.terminate()
        self.process.wait(timeout=15)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def _fetch(link: http.client.HTTPConnection, path: str) -> int:
    link.request("GET", path)
    return int(bool(link.getresponse().read()))


def _requests_per_second(port: int, path: str) -> float:
    """Return answered requests a second from a few threads in a bounded time, once both workers are warm."""
    for _n in range(WARM_UP):
        _fetch(http.client.HTTPConnection("127.0.0.1", port, timeout=60), path)
    counts = [0] * LOAD_THREADS
    deadline = time.monotonic() + LOAD_SECONDS

    def work(index: int) -> None:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        while time.monotonic() < deadline:
            counts[index] += _fetch(link, path)

    threads = [threading.Thread(target=work, args=(index,)) for index in range(LOAD_THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / LOAD_SECONDS
