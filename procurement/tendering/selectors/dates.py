"""The dates of a tender: what the law wants at the earliest, each with its article (RULES D-01 to D-13, T-06).

Periods come from ``regulations.periods``; here they are put together by method and said in sentences.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext as _

from catalogue.selectors import starts
from procurement.core import clock, parameters
from procurement.core.calendars import working_calendar
from procurement.core.language import aside, cited
from procurement.regulations import periods
from procurement.regulations.calendar import WorkCalendar
from procurement.regulations.errors import NoCalendar

from ..enums import Method
from ..models import Tender
from .policy import article


@dataclass(frozen=True, slots=True)
class DateRules:
    """Which rules a method's dates obey: notice, supply of documents (none: until the deadline), deadline,
    amendment."""

    notice: str
    supply: str | None
    deadline: str
    amendment: str


_TENDER = DateRules("D-02", "D-04", "D-06", "D-10")
RULES = {
    Method.OPEN_TENDER: _TENDER,
    Method.INVITED_TENDER: _TENDER,
    Method.COMPETITIVE_CONSULTATION: DateRules("D-03", "D-05", "D-07", "D-12"),
    Method.COMPETITIVE_NEGOTIATION: DateRules("D-03", None, "D-08", "D-13"),
    # A closed framework is called for as by an open tender (110 art. 9).
    Method.FRAMEWORK: _TENDER,
}


@dataclass(frozen=True, slots=True)
class ProposedDate:
    """One computed date with what explains it; ``day`` is the earliest (or, for the notice, last) day."""

    name: str
    label: str
    day: date
    rule: str
    article: str
    days: int
    unit: str
    provisional: bool


@dataclass(frozen=True, slots=True)
class DateProblem:
    """A date that may not stand: the sentence, its form field, the rule, and the earliest lawful day."""

    field: str
    text: str
    rule: str
    earliest: date | None = None


def rules_of(tender: Tender) -> DateRules:
    """Return the rules of the tender's method; KeyError for one that has no notice."""
    return RULES[Method(tender.method)]


def day_text(day: date, year: int) -> str:
    """Write a day as refusals do: 10月8日, with the year where it is another than ``year``."""
    if day.year == year:
        return _("%(month)s月%(day)s日") % {"month": day.month, "day": day.day}
    return _("%(year)s年%(month)s月%(day)s日") % {"year": day.year, "month": day.month, "day": day.day}


def earliest_start(tender: Tender, on: date, calendar: WorkCalendar) -> date:
    """Return the first working day from ``on`` on which the activity may start (D-01)."""
    lawful = starts.earliest_start(tender.item) if tender.item else None
    return calendar.next_working_day_on_or_after(max(on, lawful or on))


def propose_dates(tender: Tender, on: date) -> dict[str, ProposedDate]:
    """Return the earliest lawful dates for a release on ``on`` or as soon after it as the law allows.

    Keys: ``documents_from``, ``notice_until``, ``documents_until``, ``deadline``. Raises NoCalendar for a
    year without working days.
    """
    calendar = working_calendar()
    rules = rules_of(tender)
    start = earliest_start(tender, on, calendar)
    lead = periods.limit("D-01", start, calendar, parameters.changed(start))
    first = ProposedDate(
        "documents_from",
        _("文件发出（采购意向公开期满）"),
        start,
        "D-01",
        article("D-01"),
        lead.days,
        lead.unit,
        calendar.is_provisional(start),
    )
    supply = _proposed("documents_until", _("停止提供文件"), rules.supply or rules.deadline, start, calendar)
    closing = _proposed("deadline", deadline_label(tender), rules.deadline, start, calendar)
    if supply.day > closing.day:
        # Nobody can be given documents after the deadline: the longer supply carries it along.
        closing = replace(supply, name=closing.name, label=closing.label)
    return {
        "documents_from": first,
        "notice_until": _proposed("notice_until", _("公告期限届满"), rules.notice, start, calendar),
        "documents_until": supply,
        "deadline": closing,
    }


def deadline_label(tender: Tender) -> str:
    """Return what the deadline is called in this method."""
    return _("投标截止") if tender.method in Method.tenders() else _("响应文件提交截止")


def _proposed(name: str, label: str, rule: str, start: date, calendar: WorkCalendar) -> ProposedDate:
    found = periods.limit(rule, start, calendar, parameters.changed(start))
    return ProposedDate(
        name, label, found.limit, rule, article(rule), found.days, found.unit, found.provisional
    )


def date_problems(
    tender: Tender, *, documents_from: date, documents_until: date, deadline: datetime
) -> list[DateProblem]:
    """Return what the law has against these dates, in the order of the form; empty: they may stand."""
    try:
        calendar = working_calendar()
        found = [
            _intent_problem(tender, documents_from, calendar),
            _supply_problem(tender, documents_from, documents_until, calendar),
            _deadline_problem(tender, documents_from, deadline, calendar),
            _outlasting_problem(tender, documents_from, documents_until, deadline, calendar),
        ]
    except NoCalendar as missing:
        return [no_calendar(missing, "deadline")]
    return [problem for problem in found if problem is not None]


def release_dates(tender: Tender, today: date) -> tuple[date, date]:
    """Return from when and until when documents go out if the tender is released today.

    A release after the planned day moves both: the supply of documents is never shorter than lawful. The
    deadline moves only by the purchaser's own hand. Raises NoCalendar.
    """
    start = max(tender.documents_from, today)
    rule = rules_of(tender).supply
    if rule is None:
        return start, max(tender.documents_until, start)
    limit = periods.limit(rule, start, working_calendar(), parameters.changed(start)).limit
    return start, max(tender.documents_until, limit)


def no_calendar(missing: NoCalendar, field: str) -> DateProblem:
    """Return the sentence for a year whose working days nobody has announced (T-03)."""
    text = _("%(year)s年的工作日历尚未公布，无法计算期限。请改在已公布的年份内，或者请财政部门录入暂定日历。")
    return DateProblem(field, text % {"year": missing.year}, "T-03")


def _intent_problem(tender: Tender, start: date, calendar: WorkCalendar) -> DateProblem | None:
    if tender.item is None:
        # What a framework buys is intended with the items that call off from it.
        return None
    lawful = starts.earliest_start(tender.item)
    values = {"days": starts.lead_days(start), "article": article("D-01")}
    if lawful is None:
        text = _(
            "采购意向尚未公开，不能开始采购活动：意向至少提前%(days)s日公开（%(article)s）。请先公开采购意向。"
        )
        return DateProblem("documents_from", text % values, "D-01")
    if start >= lawful:
        return None
    earliest = calendar.next_working_day_on_or_after(lawful)
    text = _(
        "文件发出日期不得早于%(day)s：自采购意向公开之日起不少于%(days)s日（%(article)s）。请改为%(day)s或之后。"
    )
    day = day_text(earliest, start.year)
    return DateProblem("documents_from", text % {**values, "day": day}, "D-01", earliest)


def _supply_problem(tender: Tender, start: date, until: date, calendar: WorkCalendar) -> DateProblem | None:
    rule = rules_of(tender).supply
    if rule is None:
        return None
    found = periods.limit(rule, start, calendar, parameters.changed(start))
    if until >= found.limit:
        return None
    text = _(
        "停止提供文件的日期不得早于%(day)s：自文件发出之日起不少于%(days)s个工作日（%(article)s）。请改为%(day)s或之后。"
    )
    values = {"day": day_text(found.limit, start.year), "days": found.days, "article": article(rule)}
    return DateProblem("documents_until", text % values, rule, found.limit)


def _deadline_problem(
    tender: Tender, start: date, deadline: datetime, calendar: WorkCalendar
) -> DateProblem | None:
    rule = rules_of(tender).deadline
    found = periods.limit(rule, start, calendar, parameters.changed(start))
    day = clock.local_date(deadline)
    if day >= found.limit:
        return working_day_problem(tender, day, calendar)
    text = (
        _("截止时间不得早于%(day)s：自文件发出之日起不少于%(days)s日（%(article)s）。请改为%(day)s或之后。")
        if found.unit == periods.CALENDAR
        else _(
            "截止时间不得早于%(day)s：自文件发出之日起不少于%(days)s个工作日（%(article)s）。请改为%(day)s或之后。"
        )
    )
    values = {"day": day_text(found.limit, start.year), "days": found.days, "article": article(rule)}
    return DateProblem("deadline", text % values, rule, found.limit)


def _outlasting_problem(
    tender: Tender, start: date, until: date, deadline: datetime, calendar: WorkCalendar
) -> DateProblem | None:
    """Refuse a supply of documents that goes on after the deadline, when nobody can use them any more."""
    closing, rule = clock.local_date(deadline), rules_of(tender).supply
    if until <= closing:
        return None
    values = {"until": day_text(until, start.year), "closing": day_text(closing, start.year)}
    lawful = periods.limit(rule, start, calendar, parameters.changed(start)) if rule else None
    if lawful and lawful.limit > closing:
        text = _(
            "截止时间不得早于%(day)s：文件须提供到这一天（%(article)s），截止以后不能再提供。请改为%(day)s或之后。"
        )
        day = day_text(lawful.limit, start.year)
        return DateProblem(
            "deadline", text % {"day": day, "article": article(lawful.rule)}, lawful.rule, lawful.limit
        )
    text = _(
        "停止提供文件的日期%(until)s晚于截止日期%(closing)s：截止以后不能再提供文件。请改为%(closing)s或之前，或者推迟截止日期。"
    )
    return DateProblem("documents_until", text % values, rule or rules_of(tender).deadline)


def working_day_problem(tender: Tender, day: date, calendar: WorkCalendar) -> DateProblem | None:
    """Refuse a deadline on a day on which nobody works (T-06)."""
    if calendar.is_working_day(day):
        return None
    earliest = calendar.next_working_day_on_or_after(day)
    text = _("截止时间%(given)s不是工作日，须顺延到工作日。请改为%(day)s或之后。")
    values = {"given": day_text(day, day.year), "day": day_text(earliest, day.year)}
    sentence = aside(text % values, cited(tender.own_articles["days"]))
    return DateProblem("deadline", sentence, "T-06", earliest)


def amendment_limit(tender: Tender, on: date) -> periods.Limit:
    """Return the earliest deadline after an amendment of ``on`` that may affect bids (D-10, D-12, D-13)."""
    return periods.limit(rules_of(tender).amendment, on, working_calendar(), parameters.changed(on))


def asking_is_over(tender: Tender, at: datetime) -> bool:
    """Tell whether the documents can no longer be asked about: what an answer might clarify or change
    can be changed before the deadline only (87 art. 27; 74 art. 29; 214 art. 10)."""
    return tender.deadline is not None and at >= tender.deadline


def answer_due(asked_on: date) -> periods.Limit:
    """Return by when an enquiry is answered (D-33)."""
    return periods.limit("D-33", asked_on, working_calendar(), parameters.changed(asked_on))
