"""What happens by itself: the public's time ends, and an announced catalogue comes into force."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from procurement.core import clock, due_events
from procurement.core.due_events import DueEvent

from .lifecycle import CONSULTATION, VERSION
from .models import CatalogueVersion, RequirementConsultation
from .selectors import closing, taking_effect
from .selectors.requirement import running_out
from .services import close_comments, take_effect
from .services.consultations import close_consultation

KIND = VERSION.subject_kind
ASKING = CONSULTATION.subject_kind


def due_steps(until: datetime) -> Iterator[DueEvent]:
    """Yield every catalogue whose comment period ends or that comes into force by ``until``."""
    day = clock.local_date(until)
    yield from _closings(closing(day))
    yield from _beginnings(taking_effect(day))


def steps_of(code: str, until: datetime) -> Iterator[DueEvent]:
    """Yield what is due for one catalogue."""
    day = clock.local_date(until)
    yield from _closings(closing(day).filter(code=code))
    yield from _beginnings(taking_effect(day).filter(code=code))


def register() -> None:
    """Tell the runner of due events about the catalogues."""
    due_events.register(due_steps, kinds=(KIND,), by_code=steps_of)
    due_events.register(due_consultations, kinds=(ASKING,), by_code=consultation_steps_of)


def due_consultations(until: datetime) -> Iterator[DueEvent]:
    """Yield every consultation of residents whose time ends by ``until``."""
    yield from _ends(running_out(clock.local_date(until)))


def consultation_steps_of(code: str, until: datetime) -> Iterator[DueEvent]:
    """Yield what is due for one consultation."""
    yield from _ends(running_out(clock.local_date(until)).filter(code=code))


def _ends(rows: "QuerySet[RequirementConsultation]") -> Iterator[DueEvent]:
    for row in rows:
        yield DueEvent(
            time=clock.local_time(row.until + timedelta(days=1)),
            kind=ASKING,
            code=row.code,
            label=_("%(title)s：征求群众意见截止") % {"title": row.item.title},
            run=_closer(row.pk),
        )


def _closer(pk: int) -> Callable[[datetime], object]:
    return lambda at: close_consultation(
        consultation=RequirementConsultation.objects.select_related("item__organisation").get(pk=pk), at=at
    )


def _closings(versions: "QuerySet[CatalogueVersion]") -> Iterator[DueEvent]:
    for version in versions:
        yield DueEvent(
            time=clock.local_time(version.comment_until + timedelta(days=1)),
            kind=KIND,
            code=version.code,
            label=_("%(title)s：公开征求意见截止") % {"title": version.title},
            run=_runner(close_comments, version.pk),
        )


def _beginnings(versions: "QuerySet[CatalogueVersion]") -> Iterator[DueEvent]:
    for version in versions:
        yield DueEvent(
            time=clock.local_time(version.effective_from),
            kind=KIND,
            code=version.code,
            label=_("%(title)s开始施行") % {"title": version.title},
            run=_runner(take_effect, version.pk),
        )


def _runner(step: Callable[..., object], pk: int) -> Callable[[datetime], object]:
    return lambda at: step(version=CatalogueVersion.objects.get(pk=pk), at=at)
