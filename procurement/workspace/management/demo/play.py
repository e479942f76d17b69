"""The whole year: who arrives first, and which story each project lives through."""

import json
import time

from django.conf import settings
from django.utils import translation

from .allotments import allotments
from .annual import adjusted, next_year
from .bigger import enlarge
from .catalogue import file_off_catalogue
from .closed import closed_stories
from .county import asked_change, late_request, open_year
from .data import read
from .frameworks import framework_stories
from .last_year import last_year
from .people import Arrivals, enrol_custodians, verify_suppliers
from .plan import drafted_anew, publish_batches
from .projects import project
from .stage import Stage, Story

# The one-time links of the open survey, as they would be printed and handed out in the villages.
LINKS = settings.VAR_DIR / "demo" / "survey-links.json"


def play_year(stage: Stage | None = None, *, scale: int = 1) -> Stage:
    """Play everything up to the starting day of the demonstration; returns the stage with its timing.

    ``scale`` above one puts a county many times as big around the stories.
    """
    stage = stage or Stage()
    stage.scale = scale
    # What was published stays as written: the county writes Chinese, whoever loads it.
    with translation.override("zh-hans"):
        began = time.monotonic()
        arrivals = arrive(stage)
        stage.seconds["people"] = time.monotonic() - began
        stage.enter(stories(stage))
        stage.play()
        if scale > 1:
            began = time.monotonic()
            enlarge(stage, arrivals, scale)
            stage.seconds["bigger county"] = time.monotonic() - began
    return stage


def arrive(stage: Stage) -> Arrivals:
    """Bring in everybody, and let the custodians enrol."""
    arrivals = Arrivals(stage)
    arrivals.everybody()
    enrol_custodians(stage)
    return arrivals


def stories(stage: Stage) -> list[tuple[str, Story]]:
    """Return the stories of the year by name; those of the projects bear the project's key."""
    items = [row for row in read("items") if stage.cast.has(row["organisation"])]
    batches = sorted({row["batch"] for row in items})
    return [
        ("open year", open_year(stage)),
        *_whole_county(stage),
        ("late request", late_request(stage)),
        *([("asked change", asked_change(stage))] if stage.cast.has("geputan") else []),
        ("off catalogue", file_off_catalogue(stage)),
        ("suppliers", _verification(stage)),
        ("next year", next_year(stage)),
        ("adjusted plans", adjusted(stage)),
        ("plan batches", publish_batches(stage, batches)),
        *((row["key"], project(stage, row)) for row in items),
        *framework_stories(stage),
        *closed_stories(stage),
        *(("drafted anew", drafted_anew(stage, row)) for row in items if row["key"] == "yitang-elder"),
    ]


def _whole_county(stage: Stage) -> list[tuple[str, Story]]:
    """Stories that need nearly everybody: a small play goes without."""
    if not stage.cast.whole:
        return []
    return [("last year", last_year(stage)), ("allotments", allotments(stage))]


def _verification(stage: Stage) -> Story:
    yield stage.moment("2025-12-08", 10)
    verify_suppliers(stage)


def keep_links(stage: Stage) -> None:
    """Keep the links of open surveys in a file beside the database: no table knows them."""
    LINKS.parent.mkdir(parents=True, exist_ok=True)
    LINKS.write_text(json.dumps(stage.survey_links, ensure_ascii=False), encoding="utf-8")
