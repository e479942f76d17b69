"""The bureau changes the numbers that policy may change: with a date, a source, and an audit entry."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from procurement.regulations import parameters as law
from procurement.regulations.errors import RegulationError

from . import audit
from .actors import Actor
from .clock import local_date
from .errors import DomainError, NotAllowed, WrongState
from .models import CalendarDay, CalendarProposal, CalendarYear, PolicyParameter
from .permissions import Verdict, allow_if

BUREAU = "FINANCE_BUREAU"
# Years that a county may plan for: a calendar sheet of the year 9999 would run over the end of time.
FIRST_YEAR, LAST_YEAR = 2000, 2100
OFFICES = ("BUREAU_CATALOGUE", "BUREAU_BUDGET", "BUREAU_SUPERVISOR")


def may_set(actor: Actor, obj: Any = None) -> Verdict:
    """Allow the finance bureau's officers."""
    allowed = actor.organisation_kind == BUREAU and actor.holds(*OFFICES)
    return allow_if(allowed, _("政策参数和工作日历由财政部门维护。"))


def _require_bureau(actor: Actor) -> None:
    if not (verdict := may_set(actor)):
        raise NotAllowed(verdict.reason)


@transaction.atomic
def set_parameter(
    *,
    key: str,
    value: Any,
    effective_from: date,
    source: str,
    actor: Actor,
    at: datetime,
    confirmed: bool = True,
    note: str = "",
) -> PolicyParameter:
    """Put a value in force from a day on, and end the one before; what was decided before stays decided.

    An unconfirmed value with the same first day is corrected in place; a confirmed one is not. A day
    before today needs a ``note`` that says why. DomainError names the field.
    """
    _require_bureau(actor)
    _check_value(key, value)
    if not source.strip():
        raise DomainError(_("请写明来源文件，例如文号。"), field="source")
    if effective_from < local_date(at) and not note.strip():
        raise DomainError(_("生效日期早于今天：请在说明中写明理由。"), field="note")
    rows = PolicyParameter.objects.select_for_update().filter(key=key)
    same = rows.filter(effective_from=effective_from).first()
    if same is not None and same.confirmed:
        raise DomainError(
            _("这一天生效的值已经确认，不能改写。请选择更晚的生效日期。"), field="effective_from"
        )
    before = _end_earlier(rows, effective_from)
    after = rows.filter(effective_from__gt=effective_from).order_by("effective_from").first()
    new = same or PolicyParameter(key=key, effective_from=effective_from)
    old = same.value if same else before.value if before else None
    new.value, new.source, new.note = value, source, note
    new.confirmed, new.entered_by = confirmed, actor.name
    new.effective_to = after.effective_from - timedelta(days=1) if after else None
    new.save()
    _record("set", new, actor, at, {"from": old, "to": value, "confirmed": confirmed})
    return new


def _end_earlier(rows: Any, effective_from: date) -> PolicyParameter | None:
    """End the value in force before the day, and return it."""
    before = (
        rows.filter(effective_from__lt=effective_from)
        .filter(Q(effective_to__isnull=True) | Q(effective_to__gte=effective_from))
        .order_by("-effective_from")
        .first()
    )
    if before is not None:
        before.effective_to = effective_from - timedelta(days=1)
        before.save(update_fields=["effective_to"])
    return before


@transaction.atomic
def confirm_parameter(
    *, key: str, effective_from: date, source: str, actor: Actor, at: datetime
) -> PolicyParameter:
    """Confirm a value against its source; refused where it is confirmed already."""
    _require_bureau(actor)
    row = PolicyParameter.objects.select_for_update().get(key=key, effective_from=effective_from)
    if row.confirmed:
        raise DomainError(_("这个值已经确认过。"))
    if not source.strip():
        raise DomainError(_("请写明来源文件，例如文号。"), field="source")
    row.confirmed, row.source, row.entered_by = True, source, actor.name
    row.save(update_fields=["confirmed", "source", "entered_by"])
    _record("confirm", row, actor, at, {"value": row.value})
    return row


@transaction.atomic
def set_calendar_year(
    *,
    year: int,
    days: Iterable[tuple[date, str, str]],
    source: str,
    provisional: bool,
    actor: Actor,
    at: datetime,
) -> CalendarYear:
    """Enter a year's days off and make-up days as (date, kind, name).

    A provisional year stands in until the State Council's notice, and is marked wherever it decides
    something; an official year replaces it and is itself never replaced.
    """
    _require_bureau(actor)
    listed = list(days)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DomainError(_("每个日期都要在这一年，类别为放假或调休上班。"), field="days")
    _check_days(year, listed)
    if not source.strip():
        raise DomainError(_("请写明来源文件，例如文号。"), field="source")
    _check_open(year, provisional)
    CalendarDay.objects.filter(date__year=year).delete()
    CalendarDay.objects.bulk_create(CalendarDay(date=day, kind=kind, name=name) for day, kind, name in listed)
    row, _created = CalendarYear.objects.update_or_create(
        year=year, defaults={"provisional": provisional, "source": source}
    )
    audit.record(
        subject_kind="calendar",
        subject_code=str(year),
        action="set",
        actor=actor,
        at=at,
        basis="T-03",
        changes={"provisional": provisional, "source": source, "days": listed},
    )
    return row


@transaction.atomic
def propose_calendar_year(
    *,
    year: int,
    days: Iterable[tuple[date, str, str]],
    source: str,
    provisional: bool,
    actor: Actor,
    at: datetime,
) -> CalendarProposal:
    """Enter a year for a second officer to confirm; a later proposal replaces an earlier one."""
    _require_bureau(actor)
    listed = list(days)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DomainError(_("每个日期都要在这一年，类别为放假或调休上班。"), field="days")
    _check_days(year, listed)
    if not source.strip():
        raise DomainError(_("请写明来源文件，例如文号。"), field="source")
    _check_open(year, provisional)
    row, _created = CalendarProposal.objects.update_or_create(
        year=year,
        defaults={
            "provisional": provisional,
            "source": source.strip(),
            "days": [[day.isoformat(), kind, name] for day, kind, name in sorted(listed)],
            "author_code": actor.code,
            "author_name": actor.name,
            "entered_at": at,
        },
    )
    changes = {"provisional": provisional, "source": source, "days": row.days}
    audit.record(
        subject_kind="calendar",
        subject_code=str(year),
        action="propose",
        actor=actor,
        at=at,
        basis="T-03",
        changes=changes,
    )
    return row


def may_confirm_calendar(actor: Actor, proposal: CalendarProposal) -> Verdict:
    """Allow the bureau's officers, but never the one who entered the days."""
    if not (verdict := may_set(actor)):
        return verdict
    return allow_if(
        actor.code != proposal.author_code, _("录入人不能核对自己录入的日历：请由另一人核对后确认。")
    )


@transaction.atomic
def confirm_calendar_year(
    *, proposal: CalendarProposal, actor: Actor, at: datetime, seen: str = ""
) -> CalendarYear:
    """Put a proposed year in force; from here on every day is counted by it.

    ``seen``: when what was shown had been entered, as ISO text; refused if it has been entered anew since.
    """
    locked = CalendarProposal.objects.select_for_update().filter(pk=proposal.pk).first()
    if (
        locked is None
        or locked.entered_at != proposal.entered_at
        or seen not in ("", locked.entered_at.isoformat())
    ):
        raise WrongState(_("这份日历已经确认过，或者刚被重新录入。请刷新页面再核对。"))
    if not (verdict := may_confirm_calendar(actor, locked)):
        raise NotAllowed(verdict.reason)
    row = set_calendar_year(
        year=locked.year,
        days=[(date.fromisoformat(day), kind, name) for day, kind, name in locked.days],
        source=locked.source,
        provisional=locked.provisional,
        actor=actor,
        at=at,
    )
    locked.delete()
    return row


def _check_open(year: int, provisional: bool) -> None:
    existing = CalendarYear.objects.filter(year=year).first()
    if existing is not None and (provisional or not existing.provisional):
        raise DomainError(_("%(year)d年的工作日历已经公布，不能改写。") % {"year": year}, field="year")


def _check_days(year: int, days: list[tuple[date, str, str]]) -> None:
    if not days:
        raise DomainError(_("请至少列出一个节假日。"), field="days")
    if any(day.year != year or kind not in CalendarDay.Kind.values for day, kind, _name in days):
        raise DomainError(_("每个日期都要在这一年，类别为放假或调休上班。"), field="days")
    if len({day for day, _kind, _name in days}) != len(days):
        raise DomainError(_("同一个日期只能列一次。"), field="days")


def _check_value(key: str, value: Any) -> None:
    units = {row.key: row.unit for row in law.defaults()}
    if key not in units:
        raise DomainError(_("没有这个政策参数。"), field="key")
    try:
        law.read_value(value, units[key], key)
    except RegulationError as error:
        raise DomainError(_("请按这个参数的单位填写：数字写成数字，词语写成列表。"), field="value") from error


def _record(action: str, row: PolicyParameter, actor: Actor, at: datetime, changes: dict[str, Any]) -> None:
    audit.record(
        subject_kind="parameter",
        subject_code=row.key,
        action=action,
        actor=actor,
        at=at,
        basis="CFG",
        reason=row.note,
        changes={**changes, "effective_from": row.effective_from, "source": row.source},
    )
