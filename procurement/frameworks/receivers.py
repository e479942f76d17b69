"""Frameworks end by themselves, on the day after their last. Wired up in ``FrameworksConfig.ready``."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from procurement.core import due_events
from procurement.core.clock import local_date, local_time
from procurement.core.due_events import DueEvent

from .enums import FrameworkStatus
from .models import Framework
from .services.planning import expire_framework

EXPIRY = "frameworks.expire"


def due_expiries(until: datetime) -> Iterator[DueEvent]:
    """Yield every framework that has to end by ``until``."""
    yield from _events(_due(until))


def expiry_of(code: str, until: datetime) -> Iterator[DueEvent]:
    """Yield the end of one framework, if it is due."""
    yield from _events(_due(until).filter(code=code))


def register() -> None:
    """Tell the runner of due events about the frameworks."""
    due_events.register(due_expiries, kinds=(EXPIRY,), by_code=expiry_of)


def _due(until: datetime) -> "QuerySet[Framework]":
    return Framework.objects.filter(status=FrameworkStatus.IN_FORCE, ends_on__lt=local_date(until))


def _events(rows: "QuerySet[Framework]") -> Iterator[DueEvent]:
    for framework in rows:
        assert framework.ends_on is not None  # what is in force has its last day
        yield DueEvent(
            time=local_time(framework.ends_on + timedelta(days=1)),
            kind=EXPIRY,
            code=framework.code,
            label=_("框架协议期满：%(title)s") % {"title": framework.title},
            run=_expire(framework.pk),
        )


def _expire(key: int) -> Callable[[datetime], object]:
    return lambda time: expire_framework(framework=Framework.objects.get(pk=key), at=time)
