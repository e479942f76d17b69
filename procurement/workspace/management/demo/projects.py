"""Which road a project takes: only planned, bought small, or bought by a statutory method."""

from typing import Any

from .plan import PLAN_STATES, plan
from .stage import Stage, Story


def project(stage: Stage, row: dict[str, Any]) -> Story:
    """Play one project from its draft to where its row, or the calendar, lets it stand."""
    yield from plan(stage, row)
    if row["stop"] in PLAN_STATES:
        return
