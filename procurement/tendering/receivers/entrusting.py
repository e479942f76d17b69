"""An entrustment ends by itself with the last day of its period; both parties are reminded before (RULES N-06)."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from procurement.core import due_events, parameters
from procurement.core.actors import SYSTEM
from procurement.core.clock import local_date, local_time
from procurement.core.due_events import DueEvent

from ..models import Entrustment
from ..selectors.entrustments import REMINDER_DAYS, expiring
from ..services.entrusting import end_entrustment, remind_of_end

ENDING, REMIND = "tendering.end_entrustment", "tendering.remind_entrustment"
HOUR = 9


def due_endings(until: datetime) -> Iterator[DueEvent]:
    """Yield every entrustment whose period is over by ``until``."""
    yield from _events(expiring(local_date(until) - timedelta(days=1)))


def ending_of(code: str, until: datetime) -> Iterator[DueEvent]:
    """Yield the end of one entrustment, if it is due."""
    yield from _events(expiring(local_date(until) - timedelta(days=1)).filter(code=code))


def register() -> None:
    """Tell the runner of due events about the entrustments."""
    due_events.register(due_endings, kinds=(ENDING,), by_code=ending_of)
    due_events.register(due_reminders, kinds=(REMIND,))


def due_reminders(until: datetime) -> Iterator[DueEvent]:
    """Yield every entrustment in force that ends within the days of the parameter and was not spoken of yet."""
    day = local_date(until)
    ahead = timedelta(days=parameters.get(REMINDER_DAYS, day).integer)
    for agreement in expiring(day + ahead).filter(reminded_at=None):
        # Signed within those days already: the morning after.
        signed = local_date(agreement.signed_for_agency_at or until) + timedelta(days=1)
        morning = max(agreement.ends_on - ahead, signed)
        time = local_time(morning, HOUR)
        if time <= until and morning <= agreement.ends_on:
            yield DueEvent(
                time, REMIND, agreement.code, agreement.code, _reminder(agreement.pk), routine=True
            )


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


def _reminder(pk: int) -> Callable[[datetime], Entrustment]:
    return lambda at: remind_of_end(agreement=Entrustment.objects.get(pk=pk), at=at)
