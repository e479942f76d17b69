"""How far a catalogue in the making has come, for the line of stages above its pages."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from ..enums import VersionStatus as Status
from ..models import CatalogueVersion

_ORDER = (
    Status.DRAFT,
    Status.CONSULTING,
    Status.COMMENTING,
    Status.REVIEWING,
    Status.APPROVED,
    Status.ANNOUNCED,
    Status.PUBLISHED,
)


def stages_of_making(version: CatalogueVersion) -> list[dict[str, Any]]:
    """Return the stages with their days; what an amendment left out is not shown."""
    reached = Status.PUBLISHED if version.status == Status.SUPERSEDED else Status(version.status)
    here = _ORDER.index(reached) if reached in _ORDER else -1
    days: dict[str, date | None] = {
        Status.CONSULTING: version.consult_until,
        Status.COMMENTING: version.comment_until,
        Status.APPROVED: version.approved_on,
        Status.PUBLISHED: version.effective_from,
    }
    labels = {
        Status.DRAFT: _("起草"),
        Status.CONSULTING: _("部门意见"),
        Status.COMMENTING: _("公开征求意见"),
        Status.REVIEWING: _("论证"),
        Status.APPROVED: _("批准"),
        Status.ANNOUNCED: _("公布"),
        Status.PUBLISHED: _("施行"),
    }
    shown = [step for step in _ORDER if step != Status.COMMENTING or _has_comments(version)]
    return [
        {"label": labels[step], "state": _state(_ORDER.index(step), here, reached), "date": days.get(step)}
        for step in shown
    ]


def _has_comments(version: CatalogueVersion) -> bool:
    return version.amends_id is None or version.comment_until is not None


def _state(place: int, here: int, reached: str) -> str:
    if place < here or (place == here and reached == Status.PUBLISHED):
        return "past"
    return "present" if place == here else "future"
