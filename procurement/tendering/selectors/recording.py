"""Reading what was recorded of openings and evaluations, and what is missing from beginning to end (87 art. 39)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from procurement.accounts.enums import Office
from procurement.core import clock, parameters
from procurement.core.actors import Actor
from procurement.core.models import AuditEntry
from procurement.core.parameters import Parameter
from procurement.core.todo import Todo

from ..enums import Method, PackageStatus, RoundKind, RoundStatus, SceneStage
from ..models import BidRound, Entrustment, Package, SceneRecording
from .lists import entrusted

BASIS = "E-11 87号令第三十九条"
# The order on tenders asks it of tenders; the rules on agencies of whatever an agency holds.
AGENCY_BASIS = "E-11 财库〔2018〕2号第十四条"
YEARS = "retention_years"

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Scene:
    """A stage of a package: when it was held, what is registered of it, and of which times nothing is."""

    stage: SceneStage
    held: Span
    rows: list[SceneRecording]
    gaps: list[Span]


def basis_of(package: Package) -> str:
    """Return the article by which this package's scenes are recorded."""
    return BASIS if package.tender.method in Method.tenders() else AGENCY_BASIS


def years(at: datetime) -> Parameter:
    """Return how many years files are kept at the least."""
    return parameters.get(YEARS, clock.local_date(at))


def scenes(package: Package) -> list[Scene]:
    """Return the stages of a package that are over and had to be recorded."""
    return _scenes([package])


def public_rows(package: Package) -> list[SceneRecording]:
    """Return what is registered of the opening, without what was struck."""
    return list(package.recordings.filter(stage=SceneStage.OPENING, struck_at=None))


def missing_of(agreement: Entrustment) -> list[tuple[Package, Scene]]:
    """Return what is not registered of the tenders under an agreement: it is missing in the file that goes back."""
    packages = list(Package.objects.filter(tender__plan__agreement=agreement).select_related("tender"))
    by_key = {package.pk: package for package in packages}
    return [(by_key[pk], scene) for pk, scene in _by_package(packages) if scene.gaps]


def incomplete(actor: Actor) -> list[Todo]:
    """Return the packages that this person runs, of whose opening or evaluation some time is not registered."""
    if not actor.holds(Office.OPERATOR, Office.AGENCY_OPERATOR):
        return []
    mine = Package.objects.filter(tender__purchaser_id=actor.organisation_id)
    mine |= Package.objects.filter(entrusted(actor, "tender__agency", "tender__plan__"))
    held = mine.filter(status__in=_HELD).select_related("tender").distinct().order_by("pk")
    titles = {package.pk: package for package in held}
    return [
        Todo(
            title=_("登记%(stage)s录音录像：%(title)s")
            % {"stage": scene.stage.label, "title": titles[pk].tender.title},
            due=clock.local_date(scene.held[1]),
            url=reverse("tendering:recording-list", args=[titles[pk].code]),
            rule="E-11",
            subject_code=titles[pk].tender.code,
        )
        for pk, scene in ((pk, scene) for pk, scene in _by_package(list(held)) if scene.gaps)
    ]


_ROAD = PackageStatus.road()
_HELD = _ROAD[_ROAD.index(PackageStatus.OPENED) : _ROAD.index(PackageStatus.CONTRACTED)]


def _scenes(packages: list[Package]) -> list[Scene]:
    return [scene for _pk, scene in _by_package(packages)]


def _by_package(packages: list[Package]) -> list[tuple[int, Scene]]:
    """Return each package's scenes; three queries, however many packages."""
    wanted = [one for one in packages if one.tender.method in Method.tenders() or one.tender.agency_id]
    opened = {
        round.package_id: (round.deadline, round.opened_at)
        for round in BidRound.objects.filter(
            package__in=wanted,
            kind=RoundKind.FIRST,
            status=RoundStatus.OPENED,
            package__tender__method__in=Method.with_public_opening(),
        )
    }
    reported = dict(
        AuditEntry.objects.filter(
            subject_kind="package", subject_code__in=[one.code for one in wanted], action="evaluate"
        )
        .order_by("seq")
        .values_list("subject_code", "at")
    )
    rows: dict[tuple[int, str], list[SceneRecording]] = {}
    for row in SceneRecording.objects.filter(package__in=wanted):
        rows.setdefault((row.package_id, row.stage), []).append(row)
    found = []
    for one in wanted:
        at = reported.get(one.code)
        held = {SceneStage.OPENING: opened.get(one.pk), SceneStage.EVALUATION: (at, at) if at else None}
        found += [
            (one.pk, _scene(stage, span, rows.get((one.pk, stage), [])))
            for stage, span in held.items()
            if span is not None
        ]
    return found


def _scene(stage: SceneStage, held: Span, rows: list[SceneRecording]) -> Scene:
    begin, end = (moment.replace(second=0, microsecond=0) for moment in held)
    standing = [(row.begins, row.ends) for row in rows if row.struck_at is None]
    return Scene(stage, held, rows, gaps(begin, end, standing))


def gaps(begin: datetime, end: datetime, spans: Iterable[Span]) -> list[Span]:
    """Return the times between ``begin`` and ``end`` that no span covers; a moment where both are the same."""
    found, reached = [], begin
    covered = False
    for first, last in sorted(spans):
        if last < begin or first > end:
            continue
        covered = True
        if first > reached:
            found.append((reached, first))
        reached = max(reached, last)
    if not covered or reached < end:
        found.append((reached, end))
    return found


def recordings() -> "models.QuerySet[SceneRecording]":
    return SceneRecording.objects.select_related("package__tender__purchaser", "package__tender__agency")
