"""By when something of a framework is due, counted from the law's own events."""

from datetime import date

from procurement.core.calendars import working_calendar
from procurement.core.clock import local_date
from procurement.regulations import periods
from procurement.regulations.errors import RegulationError

from ..enums import CallOffWay
from ..models import CallOff, Framework, FrameworkEntry


def review_by(entry: FrameworkEntry) -> date | None:
    """Return the last day to decide about an application: seven working days (110 art. 39)."""
    return _limit("C-13a", local_date(entry.applied_at))


def sign_by(entry: FrameworkEntry) -> date | None:
    """Return the last day to sign the agreement: thirty days after the letter (110 art. 29)."""
    return None if entry.decided_at is None else _limit("D-32a", local_date(entry.decided_at))


def tell_by(framework: Framework) -> date | None:
    """Return by when its users are told: three working days after the last signature (110 art. 30)."""
    last = framework.entries.filter(signed_at__isnull=False).order_by("-signed_at").first()
    return _limit("D-32c", local_date(last.signed_at)) if last is not None and last.signed_at else None


def publish_by(call: CallOff) -> date | None:
    """Return the last day to publish a result; the order sets one where nobody chose directly (110 art. 35)."""
    if call.way not in (CallOffWay.COMPETITION, CallOffWay.ROTATION) or call.answered_at is None:
        return None
    return _limit("C-13d", local_date(call.answered_at))


def summary_by(framework: Framework) -> date | None:
    """Return the last day of the summary notice: ten working days after the end (110 art. 35)."""
    return None if framework.ends_on is None else _limit("C-13e", framework.ends_on)


def _limit(rule: str, start: date) -> date | None:
    """Return where a period ends; None in a year whose calendar nobody has entered."""
    try:
        return periods.limit(rule, start, working_calendar()).limit
    except RegulationError:
        return None
