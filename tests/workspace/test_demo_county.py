"""The demonstration county: loads whole, is intact, speaks of itself, and only where it may."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from catalogue.models import CatalogueVersion, PlanItem, SplittingGround
from catalogue.selectors.comparison import compare
from catalogue.selectors.splitting import splitting_watch
from procurement.accounts.enums import Office, SupplierKind
from procurement.accounts.models import OfficeHolding, Organisation, User, Village
from procurement.budgeting.models import AllotmentBatch, BudgetLine, TownshipBudget, YearEndDecision
from procurement.budgeting.selectors import mismatches
from procurement.core import clock
from procurement.core.models import AuditCheckpoint, AuditEntry, DueFailure, PolicyParameter
from procurement.core.verification import Verification
from procurement.performance.models import Survey
from procurement.publications.models import Publication
from procurement.tendering.models import CustodianKey
from procurement.workspace.management.demo.data import read
from procurement.workspace.management.demo.judging import opening_and_examination
from procurement.workspace.management.demo.paper import package_of
from procurement.workspace.management.demo.plan import item_of
from procurement.workspace.management.demo.reset import empty
from procurement.workspace.management.demo.stage import CURTAIN, START, YEAR, Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def links(settings, tmp_path, monkeypatch):
    """Survey links go to a folder of the test."""
    path = tmp_path / "links.json"
    monkeypatch.setattr("procurement.workspace.management.demo.play.LINKS", path)
    monkeypatch.setattr("procurement.workspace.management.commands.demo_accounts.LINKS", path)
    return path


@pytest.mark.long
def test_the_county_loads_whole(links):
    said = StringIO()
    call_command("load_demo", stdout=said, verbosity=2)
    assert "demo county loaded in" in said.getvalue()
    assert abs((clock.now() - CURTAIN).total_seconds()) < 120
    _everybody_is_there()
    _every_project_stands_where_its_row_says()
    walk = Verification()
    assert [str(finding) for finding in walk.findings()] == []
    assert mismatches() == []
    assert DueFailure.objects.count() == 0
    _the_years_around_are_there()
    assert AuditCheckpoint.objects.count() == 378
    assert Publication.objects.filter(kind="PERFORMANCE").count() == 3

    said = StringIO()
    call_command("demo_accounts", stdout=said)
    for one in read("guide")["accounts"]:
        assert one["user"] in said.getvalue()
    for number in range(1, len(read("guide")["begin"]) + 1):
        assert f"\n  {number}. " in said.getvalue()
    assert Survey.objects.get(status="OPEN").tokens.filter(used_at=None).count() == 46

    _a_visitor_opens_what_waits()

    rules = PolicyParameter.objects.count()
    with pytest.raises(CommandError, match="--reset"):
        call_command("load_demo", stdout=said)
    empty()
    assert PolicyParameter.objects.count() == rules
    assert (User.objects.count(), AuditEntry.objects.count(), PlanItem.objects.count()) == (0, 0, 0)
    # A scheduler that runs while the county is loaded anew finds nothing due: it is the play's first morning.
    assert clock.local_date(clock.now()) == START.date()


def _everybody_is_there() -> None:
    towns = Organisation.objects.filter(kind="TOWNSHIP")
    assert (towns.count(), Village.objects.count()) == (12, 195)
    kinds = set(Organisation.objects.filter(kind="SUPPLIER").values_list("supplier_kind", flat=True))
    assert kinds == set(SupplierKind.values) - {SupplierKind.PUBLIC_INSTITUTION_I}
    assert OfficeHolding.objects.filter(office=Office.EXPERT, until=None).count() == 40
    names = Counter(User.objects.values_list("display_name", flat=True))
    assert [name for name, number in names.items() if number > 1] == []
    for town in towns:
        held = OfficeHolding.objects.filter(membership__organisation=town, until=None)
        assert {
            "OPERATOR",
            "REVIEWER",
            "FINANCE",
            "LEADER",
            "REPRESENTATIVE",
            "ACCEPTOR",
            "DISCIPLINE",
        } < set(held.values_list("office", flat=True))
        assert CustodianKey.objects.filter(organisation=town, revoked_at=None).count() == 2
    assert not User.objects.filter(emailaddress__verified=False).exists()


# What a row's last word means for its project.
_STANDS = {
    "": "CLOSED",
    "draft": "DRAFT",
    "submitted": "SUBMITTED",
    "returned": "RETURNED",
    "agreed": "AGREED",
}


def _every_project_stands_where_its_row_says() -> None:
    found = {row["key"]: item_of(row) for row in read("items")}
    assert {key: item.status for key, item in found.items()} == {
        row["key"]: _STANDS.get(row["stop"], "PUBLISHED") for row in read("items")
    }


def _the_years_around_are_there() -> None:
    """Last year's catalogue and budget, later years' claims, congresses, imports, a paper against splitting."""
    last, now = (CatalogueVersion.objects.get(year=year) for year in (YEAR - 1, YEAR))
    found = compare(last, now)
    kinds = (found.added, found.removed, found.moved, found.changed)
    assert [len(kind) for kind in kinds] == [1, 1, 1, 5]
    assert now.origin == last

    filed = Counter(TownshipBudget.objects.values_list("year", "status"))
    assert filed == {(YEAR, "FILED"): 9, (YEAR, "NOT_FILED"): 3, (YEAR - 1, "NOT_FILED"): 4}
    decided = Counter(YearEndDecision.objects.values_list("year_end__status", "choice"))
    assert decided == {("DONE", "RELEASE"): 4, ("DONE", "CARRY"): 1}
    assert BudgetLine.objects.get(carried_to=YEAR).committed == Decimal("30000.00")

    # Nothing of a later year is budget yet; a contract's second year has become one.
    later = BudgetLine.objects.filter(year__gt=YEAR).exclude(status="DRAFT")
    assert {(line.status, line.approved, bool(line.promised)) for line in later} == {("MIDTERM", 0, True)}
    second = BudgetLine.objects.get(project_name="城区环卫一体化", year=YEAR)
    assert (second.status, second.planned, second.committed, second.paid) == (
        "APPROVED",
        Decimal("0.00"),
        Decimal("420000.00"),
        Decimal("420000.00"),
    )

    assert Counter(AllotmentBatch.objects.values_list("status", flat=True)) == {"APPROVED": 1, "ENTERED": 1}
    ground = SplittingGround.objects.get()
    assert (ground.status, ground.items.count()) == ("CONFIRMED", 2)
    watches = splitting_watch(year=YEAR, on=CURTAIN.date())
    assert [(watch.level, watch.blocks) for watch in watches] == [("SPLIT", False)]


def _a_visitor_opens_what_waits() -> None:
    """The first thing that the guide proposes works: two custodians, then the group examines."""
    row = next(row for row in read("items") if row["stop"] == "opening")
    stage = Stage(at=CURTAIN)
    stage.enter([("opening", opening_and_examination(stage, row))])
    stage.play(until=CURTAIN + timedelta(hours=1))
    assert package_of(row).status == "EXAMINED"


def test_most_of_the_countys_items_are_small_and_everybody_has_some():
    rows = read("items")
    assert len(rows) == len({row["title"] for row in rows}) == 62
    assert 0.55 < sum(Decimal(row["amount"]) < 500_000 for row in rows) / len(rows) < 0.65
    towns = {row["key"] for row in read("towns")}
    assert towns < {row["organisation"] for row in rows}


def test_production_refuses_the_demonstration(settings):
    settings.SANDBOX_CLOCK = False
    with pytest.raises(CommandError, match="demonstrations only"):
        call_command("load_demo")
    settings.DEMO = False
    with pytest.raises(CommandError):
        call_command("demo_accounts")


def test_an_empty_platform_says_how_to_load_the_county():
    said = StringIO()
    call_command("demo_accounts", stdout=said)
    assert "load_demo" in said.getvalue()
