"""Surveys end by themselves on their day (RULES G-13), and so does a plan item of which nothing runs any more.

Wired up in ``PerformanceConfig.ready``.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from procurement.core import due_events
from procurement.core.actors import SYSTEM, Actor
from procurement.core.due_events import DueEvent
from procurement.core.lifecycle import Transition
from procurement.core.signals import transition_applied
from procurement.frameworks.models import CallOff
from procurement.tendering.models import ImplementationPlan, Package, SmallPurchase

from .enums import SurveyStatus
from .models import Survey
from .services.evaluation import close_finished
from .services.survey import close_survey

CLOSING = "performance.close_survey"


def due_closings(until: datetime) -> Iterator[DueEvent]:
    """Yield every survey that has to end by ``until``."""
    yield from _events(_due(until))


def closing_of(code: str, until: datetime) -> Iterator[DueEvent]:
    """Yield the end of one survey, if it is due."""
    yield from _events(_due(until).filter(code=code))


def register() -> None:
    """Tell the runner of due events about the surveys; listen to procurements that are given up."""
    due_events.register(due_closings, kinds=(CLOSING,), by_code=closing_of)
    for procurement in (ImplementationPlan, SmallPurchase, Package, CallOff):
        transition_applied.connect(
            close_with_the_last, sender=procurement, dispatch_uid=f"performance.{procurement.__name__}"
        )


def close_with_the_last(
    sender: type,
    *,
    obj: ImplementationPlan | SmallPurchase | Package | CallOff,
    transition: Transition,
    actor: Actor,
    at: datetime,
    **_more: Any,
) -> None:
    """An item waits with its result for what still runs; where that is given up or fails, the wait is over."""
    if transition.name in ("cancel", "annul", "decline"):
        item = obj.tender.item if isinstance(obj, Package) else obj.item
        if item is not None:
            close_finished(item=item, actor=actor, at=at)


def _due(until: datetime) -> "QuerySet[Survey]":
    return Survey.objects.filter(status=SurveyStatus.OPEN, closes_at__lte=until)


def _events(rows: "QuerySet[Survey]") -> Iterator[DueEvent]:
    for survey in rows:
        yield DueEvent(
            time=survey.closes_at,
            kind=CLOSING,
            code=survey.code,
            label=_("满意度调查截止：%(title)s") % {"title": survey.title},
            run=_closing(survey.pk),
        )


def _closing(key: int) -> Callable[[datetime], object]:
    def run(time: datetime) -> None:
        close_survey(survey=Survey.objects.get(pk=key), actor=SYSTEM, at=time)

    return run
