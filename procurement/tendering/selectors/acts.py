"""Who did what in a tender, the purchaser or its agency within scope, for who runs it (RULES N-06).

Only what is no secret of the evaluation: its members and their acts stand in the trail, and later.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from procurement.core.lifecycle import Lifecycle
from procurement.core.models import AuditEntry

from ..enums import Power
from ..models import Package, Tender

_WORDS = {
    "create": _("建立采购文件"),
    "edit": _("编写采购文件"),
    "set_dates": _("确定日期"),
    "review": _("内部审查"),
    "amend": _("更正"),
}
_PACKAGE = ("publish", "close", "annul", "award", "contract", "terminate")
SHOWN, READ = 30, 300


@dataclass(frozen=True, slots=True)
class Act:
    """One act, and under which agreement and power an agency did it; both empty where it was none."""

    label: "str | Promise"
    person: str
    organisation: str
    at: datetime
    agreement: str = ""
    power: "str | Promise" = ""
    times: int = 1

    def same(self, other: "Act") -> bool:
        """Tell whether another is the same thing done once more by the same person."""
        parts = ("label", "person", "organisation", "agreement", "power")
        return all(getattr(self, part) == getattr(other, part) for part in parts)


def acts_of(tender: Tender) -> list[Act]:
    """Return the latest acts, newest first; what one person did several times over is one line (one query)."""
    steps = [*_WORDS, *Lifecycle.of(tender).transitions]
    codes = [package.code for package in tender.packages.all()]
    own = models.Q(subject_kind="tender", subject_code=tender.code, action__in=steps)
    parts = models.Q(subject_kind="package", subject_code__in=codes, action__in=_PACKAGE)
    entries = AuditEntry.objects.filter(own | parts).order_by("-at", "-pk")[:READ]
    return _gathered(_act(entry, tender) for entry in entries)[:SHOWN]


def _gathered(acts: Iterable[Act]) -> list[Act]:
    """Put what follows itself on one line, with the time of the latest."""
    lines: list[Act] = []
    for act in acts:
        if lines and lines[-1].same(act):
            lines[-1] = replace(lines[-1], times=lines[-1].times + 1)
        else:
            lines.append(act)
    return lines


def _act(entry: AuditEntry, tender: Tender) -> Act:
    table = Lifecycle.of(tender if entry.subject_kind == "tender" else Package())
    step = table.transitions.get(entry.action)
    power = str(entry.changes.get("power", ""))
    return Act(
        label=step.label if step else _WORDS.get(entry.action, entry.action),
        person=entry.actor_name,
        organisation=entry.organisation_name,
        at=entry.at,
        agreement=str(entry.changes.get("entrustment", "")),
        power=Power(power).label if power in Power.values else "",
    )
