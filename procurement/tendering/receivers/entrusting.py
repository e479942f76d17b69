"""An entrustment ends by itself with the last day of its period."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from procurement.core import due_events
from procurement.core.actors import SYSTEM
from procurement.core.clock import local_date, local_time
from procurement.core.due_events import DueEvent

from ..models import Entrustment
from ..selectors.entrustments import expiring
from ..services.entrusting import end_entrustment

ENDING = "tendering.end_entrustment"


def due_endings(until: datetime) -> Iterator[DueEvent]:
    """Yield every entrustment whose period is over by ``until``."""
    yield from _events(expiring(local_date(until) - timedelta(days=1)))


def ending_of(code: str, until: datetime) -> Iterator[DueEvent]:
    """Yield the end of one entrustment, if it is due."""
    yield from _events(expiring(local_date(until) - timedelta(days=1)).filter(code=code))


def register() -> None:
    """Tell the runner of due events about the entrustments."""
    due_events.register(due_endings, kinds=(ENDING,), by_code=ending_of)


def _events(due: "QuerySet[Entrustment]") -> Iterator[DueEvent]:
    for agreement in due.select_related("agency"):
        yield DueEvent(
            time=local_time(agreement.ends_on + timedelta(days=1), 0),
            kind=ENDING,
            code=agreement.code,
            label=_("委托代理协议%(code)s期满") % {"code": agreement.code},
            run=_ender(agreement.pk),
        )


def _ender(pk: int) -> Callable[[datetime], Entrustment]:
    # What is kept and mailed is Chinese, whoever's clock it was.
    return lambda at: end_entrustment(
        agreement=Entrustment.objects.get(pk=pk), reason="委托期限届满", actor=SYSTEM, at=at
    )
