"""The notice on the legal medium, and the periods that count from there (RULES F-1, T-07, D-02 to D-05, D-34)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from procurement.core import clock
from procurement.core.calendars import working_calendar
from procurement.core.language import in_language_of_record, listed
from procurement.publications.models import Publication
from procurement.publications.selectors import Medium, counted_from, medium_of
from procurement.regulations import periods
from procurement.regulations.errors import NoCalendar

from ..models import ImplementationPlan, Tender
from .dates import ProposedDate, deadline_label, rules_of
from .policy import article

# From the kinds of subject that notices of this room name, the way from a plan to the subject's code.
_PLANS = {
    "implementation-plan": "code",
    "tender": "tenders__code",
    "package": "tenders__packages__code",
    "enquiry": "tenders__enquiries__code",
    "single-source-deal": "deals__code",
}
SUBJECTS = tuple(_PLANS)


@dataclass(frozen=True, slots=True)
class MediumClocks:
    """Where the notice stands, what counts from there, and whether the dates set are too short by it."""

    publication: Publication
    medium: Medium
    lines: list[ProposedDate]
    short: list[ProposedDate]

    @property
    def code(self) -> str:
        return self.publication.code

    def floor(self, name: str) -> date | None:
        """Return the lawful day of a date that was set before it; None where that date may stand."""
        return next((line.day for line in self.short if line.name == name), None)


def plan_behind(publication: Publication) -> ImplementationPlan | None:
    """Return the plan under which what a notice is about was bought; None for subjects of other rooms."""
    path = _PLANS.get(publication.subject_kind)
    if path is None:
        return None
    found = ImplementationPlan.objects.select_related("agreement", "item")
    return found.filter(**{path: publication.subject_code}).first()


def notice_day(tender: Tender) -> date | None:
    """Return the day from which the notice's periods count: the legal medium's, once it is entered."""
    if tender.released_at is None:
        return None
    return counted_from(tender.notice_code) or clock.local_date(tender.released_at)


def medium_clocks(tender: Tender) -> MediumClocks | None:
    """Return the periods of a released tender's notice; nothing before its release."""
    notice = Publication.objects.filter(code=tender.notice_code).first() if tender.notice_code else None
    if notice is None:
        return None
    medium = medium_of(notice)
    try:
        lines = _lines(tender, medium.day)
    except (NoCalendar, KeyError):
        lines = []
    return MediumClocks(notice, medium, lines, _too_short(tender, lines))


@in_language_of_record
def lawful_extension(tender: Tender) -> dict[str, Any]:
    """Return how an amendment that brings every date to the lawful one begins; empty where none is short."""
    notice = medium_clocks(tender)
    if notice is None or not notice.short:
        return {}
    text = _("公告于%(day)s在%(medium)s首次发布，按此顺延：%(dates)s。其他内容不变。")
    latest = max(line.day for line in notice.short)
    moved = tender.deadline is not None and latest > clock.local_date(tender.deadline)
    dates = listed(f"{line.label} {line.day:%Y-%m-%d}" for line in notice.short)
    day = f"{notice.medium.day:%Y-%m-%d}"
    return {
        "text": text % {"day": day, "medium": notice.medium.name, "dates": dates},
        "affects_bids": False,
        # Documents are supplied until the deadline at the latest: the later of the two days.
        "new_day": latest if moved else None,
        "new_time": tender.deadline.astimezone(clock.SHANGHAI).time() if tender.deadline else None,
        "documents_until": notice.floor("documents_until"),
    }


def _lines(tender: Tender, start: date) -> list[ProposedDate]:
    rules = rules_of(tender)
    until = _line("notice_until", _("公告期限届满"), rules.notice, start)
    found = [until]
    if rules.supply:
        found.append(_line("documents_until", _("最早停止提供文件"), rules.supply, start))
    found.append(
        _line("deadline", _("最早%(what)s") % {"what": deadline_label(tender)}, rules.deadline, start)
    )
    found.append(_line("challenge", _("对采购文件提出质疑的最后一天"), "D-34", until.day))
    return found


def _line(name: str, label: str, rule: str, start: date) -> ProposedDate:
    found = periods.limit(rule, start, working_calendar())
    return ProposedDate(
        name, label, found.limit, rule, article(rule), found.days, found.unit, found.provisional
    )


def _too_short(tender: Tender, lines: list[ProposedDate]) -> list[ProposedDate]:
    """Return the lawful dates, counted from the legal medium, that what was set falls before."""
    given = {"documents_until": tender.documents_until}
    if tender.deadline is not None:
        given["deadline"] = clock.local_date(tender.deadline)
    return [line for line in lines if line.name in given and given[line.name] < line.day]
