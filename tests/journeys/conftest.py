"""A small county for each journey, played by the demonstration's own stories; the budget is asked every step."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation

from procurement.budgeting.models import BudgetLine
from procurement.budgeting.selectors import mismatches
from procurement.core.models import DueFailure
from procurement.core.verification import Verification
from procurement.workspace.management.demo.cast import Cast
from procurement.workspace.management.demo.data import read
from procurement.workspace.management.demo.play import arrive, stories
from procurement.workspace.management.demo.stage import Stage

COUNTY = ("bureau", "centre", "pool")


def row_of(key: str) -> dict[str, Any]:
    """Return a project of the demonstration's data."""
    return next(row for row in read("items") if row["key"] == key)


def assert_budget_holds(name: str = "") -> None:
    """B-05: nothing over-committed, and every balance is what its ledger says."""
    for line in BudgetLine.objects.all():
        assert min(line.free, line.reserved, line.frozen, line.committed, line.paid) >= 0, name
    assert mismatches() == [], name


def assert_audit_is_whole() -> None:
    walk = Verification()
    assert [str(finding) for finding in walk.findings()] == []
    assert walk.entries > 100
    assert list(DueFailure.objects.all()) == []


@pytest.fixture
def county(db: None) -> Callable[..., Stage]:
    """Return a function that brings in a small county and lets the named projects begin."""

    def bring_in(*keys: str, also: tuple[str, ...] = ()) -> Stage:
        rows = [row_of(key) for key in keys]
        players = {*COUNTY, *also, *(row["organisation"] for row in rows)}
        for row in rows:
            players |= {one[0] for one in [*row.get("bidders", []), *row.get("quotes", [])]}
            players |= {row[name] for name in ("agency",) if row.get(name)}
            if row.get("performance"):
                players.add(row["performance"]["evaluator"])
        stage = Stage(Cast(players))
        with translation.override("zh-hans"):
            arrive(stage)
            stage.after_step = assert_budget_holds
            wanted = {"open year", "plan batches", *keys}
            stage.enter((name, story) for name, story in stories(stage) if name in wanted)
        return stage

    return bring_in
