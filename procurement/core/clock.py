"""The rules' time. Views, tasks and commands read it once and pass ``at`` down; nothing below reads it.

In a demonstration the rules' time is real time plus a stored offset that only grows. Sessions, tokens,
leases and retries always use real time.
"""

import math
from calendar import monthrange
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .errors import DomainError
from .models import SandboxClock

SHANGHAI = ZoneInfo("Asia/Shanghai")


def real_now() -> datetime:
    """Return the machine's time (aware)."""
    return timezone.now()


def now() -> datetime:
    """Return the rules' time (aware): real time, in a demonstration moved forward by the stored offset."""
    if not settings.SANDBOX_CLOCK:
        return real_now()
    return moved(SandboxClock.objects.first())


def now_for(request: HttpRequest) -> datetime:
    """Return the rules' time for a request: however many ask, the sandbox clock is read once."""
    return moved(sandbox_row(request)) if settings.SANDBOX_CLOCK else real_now()


def sandbox_row(request: HttpRequest) -> SandboxClock | None:
    """Return the sandbox clock as it stood when this request first asked."""
    kept = vars(request)
    if "sandbox_row" not in kept:
        kept["sandbox_row"] = SandboxClock.objects.first()
    return kept["sandbox_row"]


def moved(row: SandboxClock | None) -> datetime:
    """Return the rules' time by a clock that has been read already; None: it has not been moved yet."""
    return real_now() + timedelta(seconds=_starting_offset() if row is None else row.offset_seconds)


def local_date(at: datetime) -> date:
    """Return the calendar day of ``at`` in Shanghai: the day that deadlines are counted from."""
    return at.astimezone(SHANGHAI).date()


def local_time(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """Return an aware moment of ``day`` in Shanghai."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


def _starting_offset() -> int:
    start = datetime.fromisoformat(settings.SANDBOX_CLOCK_START)
    return int((start - real_now()).total_seconds())


@transaction.atomic
def start_at(moment: datetime) -> None:
    """Set the sandbox clock's first offset; used once, when the demonstration is loaded."""
    _require_sandbox()
    offset = int((moment - real_now()).total_seconds())
    SandboxClock.objects.update_or_create(pk=1, defaults={"offset_seconds": offset})


@transaction.atomic
def move_to(moment: datetime) -> None:
    """Move the sandbox clock forward to ``moment``; never back (DomainError)."""
    _require_sandbox()
    SandboxClock.objects.get_or_create(pk=1, defaults={"offset_seconds": _starting_offset()})
    row = SandboxClock.objects.select_for_update().get(pk=1)
    # Upwards: the clock then stands at the moment or just behind it, never before what is due at it.
    offset = math.ceil((moment - real_now()).total_seconds())
    if offset < row.offset_seconds:
        raise DomainError(_("演示时钟只能向前走。请选择一个更晚的时间。"), field="moment")
    row.offset_seconds = offset
    row.save(update_fields=["offset_seconds"])


def _require_sandbox() -> None:
    if not settings.SANDBOX_CLOCK:
        raise DomainError(_("正式系统的时间不能调整。"))


def months_after(day: date, count: int) -> date:
    """Return the same day so many months later (or earlier), or the month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
