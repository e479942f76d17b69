"""Every page of catalogue, plan and budget, at one size of the county: its queries and its Python."""

import resource
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count
from django.test import Client
from django.urls import reverse

from catalogue.enums import ItemStatus
from catalogue.models import CatalogueItem, CatalogueVersion, PlanItem
from catalogue.selectors.tree import version_in_force
from catalogue.services import amend_version
from procurement.accounts.models import User
from procurement.accounts.selectors import actor_of
from procurement.budgeting.models import BudgetLine
from procurement.core import clock

from .machine import cost
from .report import Row

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
AIM = "the same, ≤ 150 ms"
EXPORTS = (("plan", "catalogue:plan"), ("ledger", "budgeting:ledger"))


@dataclass(frozen=True)
class Page:
    """One page to measure: what it is called, where it is, and who reads it (nobody signed in if empty)."""

    name: str
    path: str
    reader: str = ""


def planning() -> list[Row]:
    """Measure every page as name, number of queries, milliseconds; readers come back, strangers' cache does not."""
    rows = []
    clients: dict[str, Client] = {}
    for page in pages():
        client = clients.setdefault(page.reader, client_of(page.reader))
        queries, spent = cost(client, page.path, before=_nothing if page.reader else cache.clear)
        rows.append((page.name, str(queries), f"{spent:.0f}"))
    return rows


def exports() -> list[Row]:
    """Measure what a whole table takes: seconds, and the most memory that Python held for it."""
    client = client_of("bureau-budget")
    rows = []
    for name, address in EXPORTS:
        for kind in ("csv", "xlsx"):
            path = f"{reverse(address)}?export={kind}&year="
            start = time.monotonic()
            count = _drained(client, path)
            seconds = time.monotonic() - start
            tracemalloc.start()
            _drained(client, path)
            peak = tracemalloc.get_traced_memory()[1] / 2**20
            tracemalloc.stop()
            whole = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            said = f"{seconds:.1f} s, {count / 2**20:.1f} MB; at most {peak:.0f} MB of memory (process {whole:.0f} MB)"
            rows.append((f"{name} as .{kind}", said, "≤ 5 s" if name == "plan" else ""))
    return rows


def _drained(client: Client, path: str) -> int:
    """Take a whole download and return its bytes."""
    return sum(len(part) for part in client.get(path).streaming_content)


def client_of(username: str) -> Client:
    """Return a client on which a person is signed in; of nobody for an empty name."""
    client = Client()
    if username:
        client.force_login(User.objects.get(username=username), backend=BACKEND)
    return client


def pages() -> Iterator[Page]:
    """Yield the pages in the order of the README's table, the fullest object where there is one of many."""
    yield from _public()
    yield from _catalogue()
    yield from _plan()
    yield from _budget()


def _public() -> Iterator[Page]:
    version = _in_force()
    entry = _fullest_entry(version)
    item = PlanItem.objects.filter(status=ItemStatus.PUBLISHED).order_by("-code")[0]
    plan = reverse("catalogue:plan")
    yield Page("catalogue: tree", reverse("catalogue:tree"))
    branch = entry.parent or entry
    yield Page("catalogue: a class opened", f"{reverse('catalogue:tree')}?open={branch.code}")
    yield Page("catalogue: search", f"{reverse('catalogue:tree')}?q=服务")
    yield Page("catalogue: entry with its market", entry.get_absolute_url())
    yield Page("plan of the county", plan)
    yield Page("plan by township", f"{plan}?year=2026&organisation={item.organisation.code}")
    yield Page("plan by class and month", f"{plan}?service_class=PUBLIC&month=9")
    yield Page("plan: search", f"{plan}?q=保洁")
    yield Page("plan: last page", f"{plan}?page=9999")
    yield Page("plan: feed", reverse("catalogue:plan-atom"))
    yield Page("plan: calendar", reverse("catalogue:plan-ics"))
    yield Page("plan: consultations", reverse("catalogue:consultation-list"))
    yield Page("budget for everybody", reverse("budgeting:public"))
    yield Page("plan: a project", reverse("catalogue:plan-project", args=[item.code]))
    amended = CatalogueVersion.objects.filter(status__in=("PUBLISHED", "SUPERSEDED")).order_by("pk")
    old, new = amended.first(), amended.last()
    yield Page("comparison of versions", reverse("catalogue:version-compare", args=[old.code, new.code]))
    yield Page("comments on a draft", reverse("catalogue:version-comments", args=[version.code]))


def _in_force() -> CatalogueVersion:
    """Return the catalogue of this year: the demonstration keeps those of the years before as well."""
    version = version_in_force(clock.local_date(clock.now()))
    if version is None:
        raise LookupError("no catalogue is in force: load_demo comes first")
    return version


def _catalogue() -> Iterator[Page]:
    officer = "bureau-catalogue"
    version = CatalogueVersion.objects.filter(status="DRAFT").first() or _amendment()
    entry = version.items.filter(is_leaf=True).order_by("code")[0]
    yield Page("workspace: catalogues", reverse("catalogue:draft-list"), officer)
    for name, label in (
        ("draft-detail", "making a catalogue"),
        ("draft-words", "word screen"),
        ("draft-consult", "asking departments"),
        ("draft-opinions", "opinions"),
        ("draft-import", "import of entries"),
        ("entry-add", "new entry"),
    ):
        yield Page(f"workspace: {label}", reverse(f"catalogue:{name}", args=[version.code]), officer)
    made = reverse("catalogue:draft-detail", args=[version.code])
    for label, query in (
        ("a class opened", "open=A01"),
        ("search", "q=服务"),
        ("unsettled", "show=unconfirmed"),
    ):
        yield Page(f"workspace: making a catalogue, {label}", f"{made}?{query}", officer)
    yield Page(
        "workspace: publishing a catalogue", reverse("catalogue:draft-publish", args=[version.code]), officer
    )
    yield Page(
        "workspace: edit an entry", reverse("catalogue:entry-edit", args=[version.code, entry.code]), officer
    )
    yield Page("workspace: filings", reverse("catalogue:filing-list"), officer)
    yield Page("workspace: new filing", reverse("catalogue:filing-create"), "xiaxindian-operator")


def _amendment() -> CatalogueVersion:
    """Begin an amendment of the catalogue in force, so that the pages of the making have all its entries."""
    user = User.objects.get(username="bureau-catalogue")
    source = _in_force()
    return amend_version(source=source, actor=actor_of(user, source.organisation), at=clock.now())


def _plan() -> Iterator[Page]:
    officer, operator = "bureau-catalogue", "yitang-operator"
    waiting = PlanItem.objects.get(title="隔蒲潭镇22村法律顾问服务")
    published = PlanItem.objects.get(title="吴铺镇人民调解辅助服务")
    draft = PlanItem.objects.get(title="义堂镇20村公共空间管护服务")
    yield Page("workspace: items, bureau", reverse("catalogue:plan-item-list"), officer)
    yield Page(
        "workspace: items, searched", f"{reverse('catalogue:plan-item-list')}?q=保洁&year=2026", officer
    )
    yield Page("workspace: items, township", reverse("catalogue:plan-item-list"), operator)
    yield Page(
        "workspace: an item under review", reverse("catalogue:plan-item-detail", args=[waiting.code]), officer
    )
    yield Page(
        "workspace: a published item", reverse("catalogue:plan-item-detail", args=[published.code]), officer
    )
    yield Page("workspace: a draft's form", reverse("catalogue:plan-item-edit", args=[draft.code]), operator)
    yield Page("workspace: new item", reverse("catalogue:plan-item-create"), operator)
    yield Page("workspace: review", reverse("catalogue:plan-review"), officer)
    yield Page("workspace: review, splitting", f"{reverse('catalogue:plan-review')}?show=watches", officer)
    yield Page(
        "workspace: adjust an item", reverse("catalogue:plan-item-adjust", args=[published.code]), officer
    )
    yield Page("workspace: import of items", reverse("catalogue:plan-import"), operator)
    yield Page("workspace: intents", reverse("catalogue:intent-batch"), operator)
    yield Page("workspace: items, last page", f"{reverse('catalogue:plan-item-list')}?page=9999", officer)
    yield Page("workspace: publish", reverse("catalogue:plan-publish"), officer)
    yield Page("workspace: purchasers' plans", reverse("catalogue:annual-list"), officer)
    plan = published.organisation.annual_plans.get(year=published.year)
    yield Page("workspace: a purchaser's plan", plan.get_absolute_url(), officer)


def _budget() -> Iterator[Page]:
    officer = "bureau-budget"
    line = BudgetLine.objects.annotate(n=Count("entries")).order_by("-n", "code")[0]
    for name, label in (
        ("line-list", "lines"),
        ("county", "county at a glance"),
        ("ledger", "ledger"),
        ("month-report", "monthly report"),
        ("adjustment-list", "adjustments"),
        ("township-list", "township budgets"),
        ("midterm-list", "mid-term plan"),
        ("year-end-list", "year-ends"),
        ("line-import", "import of allotments"),
        ("line-create", "new line"),
        ("township-register", "new township budget"),
    ):
        yield Page(f"budget: {label}", reverse(f"budgeting:{name}"), officer)
    yield Page("budget: ledger, filtered", f"{reverse('budgeting:ledger')}?kind=PAY&q=2026", officer)
    yield Page("budget: ledger, last page", f"{reverse('budgeting:ledger')}?page=9999", officer)
    yield Page("budget: ledger, by amount", f"{reverse('budgeting:ledger')}?sort=amount&page=9999", officer)
    yield Page("budget: lines, last page", f"{reverse('budgeting:line-list')}?page=9999", officer)
    yield Page("budget: new year-end", reverse("budgeting:year-end-create"), officer)
    yield Page("budget: lines, township", reverse("budgeting:line-list"), "yitang-finance")
    yield Page("budget: fullest line", line.get_absolute_url(), officer)
    yield Page("budget: adjust a line", reverse("budgeting:line-adjust", args=[line.code]), officer)
    yield Page("exceptions", reverse("workspace:budget-exceptions"), officer)
    yield Page("exceptions, all items", f"{reverse('workspace:budget-exceptions')}?show=items", officer)
    yield Page("workspace: what waits for me, budget", reverse("workspace:home"), officer)
    yield Page("workspace: what waits for me, catalogue", reverse("workspace:home"), "bureau-catalogue")


def _fullest_entry(version: CatalogueVersion) -> CatalogueItem:
    return version.items.annotate(n=Count("plan_items")).order_by("-n", "code")[0]


def _nothing() -> None:
    """Leave the cache as it is."""


def joined(small: list[Row], large: list[Row]) -> list[Row]:
    """Return the rows of two sizes of the county as one table's: queries and milliseconds of both."""
    rows = []
    for (name, queries, spent), (_same, more, longer) in zip(small, large, strict=True):
        number = queries if queries == more else f"{queries} → {more}"
        rows.append((name, f"{number} queries, {spent} → {longer} ms", AIM))
    return rows
