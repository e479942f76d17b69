"""A small county that the demonstration's services bring as far as a browser journey begins."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.utils import translation

from procurement.core import clock
from procurement.workspace.management.demo.cast import Cast
from procurement.workspace.management.demo.data import read
from procurement.workspace.management.demo.play import arrive, stories
from procurement.workspace.management.demo.projects import project
from procurement.workspace.management.demo.stage import Stage

from .walking import Walk

HOSTS = ("bureau", "centre", "pool")
COUNTY = ("open year", "plan batches")


def row_of(key: str, **changed: Any) -> dict[str, Any]:
    """Return a project of the demonstration's data, with what the journey wants otherwise."""
    return {**next(row for row in read("items") if row["key"] == key), **changed}


def bring_in(*rows: dict[str, Any], guests: Collection[str] = (), until: datetime) -> Stage:
    """Let the county's services play projects up to a moment, and set the clock to it.

    Who quotes or bids in a row is there; ``guests`` are suppliers who do so in the browser.
    """
    stage = Stage(Cast({*HOSTS, *guests, *(player for row in rows for player in players(row))}))
    with translation.override("zh-hans"):
        arrive(stage)
        stage.enter((name, story) for name, story in stories(stage) if name in COUNTY)
        stage.enter((row["key"], project(stage, row)) for row in rows)
        stage.play(until=until)
    clock.start_at(until)
    return stage


def players(row: dict[str, Any]) -> set[str]:
    """Return the keys of who takes part in a project."""
    rivals = {one[0] for one in [*row.get("bidders", []), *row.get("quotes", [])]}
    evaluators = {row["performance"]["evaluator"]} if row.get("performance") else set()
    return {row["organisation"], *rivals, *evaluators}


def later(walk: Walk, stage: Stage, moment: datetime) -> None:
    """Let the time pass on the stage and on the platform alike."""
    walk.clock_to(moment)
    stage.at = moment


def a_little_later(walk: Walk, stage: Stage, **passed: float) -> None:
    later(walk, stage, clock.now() + timedelta(**passed))
