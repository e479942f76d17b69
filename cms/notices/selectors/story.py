"""A project's story: what was, what is now, what will be, each with its date and its article."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.contracts.models import Refund
from procurement.core.calendars import working_calendar
from procurement.core.clock import local_date
from procurement.core.templatetags import formats
from procurement.publications.enums import PublicationKind as Kind
from procurement.publications.models import Publication
from procurement.publications.selectors import medium_of
from procurement.regulations import periods
from procurement.regulations.basis import cite
from procurement.regulations.calendar import WorkCalendar, shift
from procurement.regulations.errors import RegulationError
from procurement.regulations.procedures import own_citations
from procurement.tendering.enums import Method

from .projects import ProjectFacts

PAST, PRESENT, FUTURE = "past", "present", "future"
CALLS = (Kind.TENDER_NOTICE, Kind.CONSULTATION_NOTICE, Kind.NEGOTIATION_NOTICE, Kind.SINGLE_SOURCE_NOTICE)
ENDS = (Kind.ANNULMENT, Kind.TERMINATION)
RESULTS = (Kind.RESULT, Kind.SMALL_PURCHASE_RESULT, Kind.CALL_OFF_RESULT)
# Bought without a call of its own: small, or called off from a framework.
SHORT = (Method.SMALL_PURCHASE, Method.FRAMEWORK)


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment of the story. ``date`` is None where the law counts from something that has not happened."""

    label: str
    date: date | datetime | None
    state: str
    note: str = ""
    url: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the way, for the line above the story."""

    label: "str | Promise"
    state: str
    date: datetime | None = None


# Marks in the order of a project's life. What a small purchase skips is left out of its line.
STAGES: tuple[tuple[Promise, tuple[str, ...], bool], ...] = (
    (gettext_lazy("计划"), (Kind.PURCHASE_PLAN,), True),
    (gettext_lazy("意向"), (Kind.INTENT,), False),
    (gettext_lazy("公告"), CALLS, False),
    (gettext_lazy("开启"), (Kind.OPENING_RECORD,), False),
    (gettext_lazy("结果"), RESULTS, True),
    (gettext_lazy("合同"), (Kind.CONTRACT,), True),
    (gettext_lazy("验收"), (Kind.ACCEPTANCE,), True),
    (gettext_lazy("绩效"), (Kind.PERFORMANCE,), True),
)


def stages(facts: ProjectFacts) -> list[Stage]:
    """Return the project's way on one line: what was published, where it is, what is to come."""
    short = facts.item.method in SHORT
    way = [(label, kinds) for label, kinds, always in STAGES if always or not short]
    published = _since_the_last_end(facts)
    firsts = [next((row for row in published if row.kind in kinds), None) for _label, kinds in way]
    reached = max((place for place, row in enumerate(firsts) if row), default=0)
    found = []
    for place, ((label, _kinds), first) in enumerate(zip(way, firsts, strict=True)):
        state = PAST if place <= reached else PRESENT if place == reached + 1 else FUTURE
        found.append(Stage(label, state, first.published_at if first else None))
    return found


def story(facts: ProjectFacts, at: datetime) -> list[Moment]:
    """Return the whole story; the first step to come is the present one."""
    calendar = working_calendar()
    method = facts.tender.method if facts.tender else facts.item.method
    coming = [
        replace(one, basis=own_citations(one.basis, method)) if method else one
        for one in _coming(facts, at, calendar)
    ]
    if coming:
        coming[0] = replace(coming[0], state=PRESENT)
    return [*_past(facts), *coming]


def _past(facts: ProjectFacts) -> list[Moment]:
    told = [
        Moment(row.get_kind_display(), row.published_at, PAST, row.title, _address(row))
        for row in facts.publications
    ]
    paid = [
        Moment(_("支付"), row["last"], PAST, _("支付 %(amount)s 元") % {"amount": f"{row['sum']:,.2f}"})
        for row in facts.payments
    ]
    returned = [
        Moment(_("供应商退款"), row.confirmed_at, PAST, _returned(row), basis="N-19") for row in facts.refunds
    ]
    return sorted([*told, *paid, *returned], key=lambda moment: moment.date)


def _returned(row: Refund) -> str:
    values = {"amount": f"{row.amount:,.2f}", "day": formats.day_only(row.received_on)}
    return _("退回没有用完的预付款 %(amount)s 元，%(day)s到账") % values


def _address(row: Publication) -> str:
    return reverse("cms:notice-detail", args=[row.code])


def _since_the_last_end(facts: ProjectFacts) -> list[Publication]:
    """Return the publications that still count: after an annulment a procurement begins again."""
    ends = [place for place, row in enumerate(facts.publications) if row.kind in ENDS]
    if not ends:
        return facts.publications
    before = [row for row in facts.publications if row.kind in (Kind.PURCHASE_PLAN, Kind.INTENT)]
    return [*before, *facts.publications[ends[-1] + 1 :]]


# What is to come ------------------------------------------------------------------------------------------------


def _coming(facts: ProjectFacts, at: datetime, calendar: WorkCalendar) -> Iterator[Moment]:
    """Yield the steps to come from where the project is; a later stage implies the earlier ones."""
    newest = _newest(facts)
    if Kind.PERFORMANCE in newest:
        return
    steps: list[Callable[[ProjectFacts, Mapping[str, Publication], datetime, WorkCalendar], Iterator[Moment]]]
    if Kind.CONTRACT in newest:
        steps = [_delivery, _performance]
    elif any(kind in newest for kind in RESULTS):
        steps = [_signing, _performance]
    elif any(kind in newest for kind in (*CALLS, Kind.OPENING_RECORD)):
        steps = [_answering, _evaluation, _performance]
    else:
        steps = [_beginning, _performance]
    for step in steps:
        yield from step(facts, newest, at, calendar)


def _newest(facts: ProjectFacts) -> dict[str, Publication]:
    return {row.kind: row for row in _since_the_last_end(facts)}


def _beginning(
    facts: ProjectFacts, newest: Mapping[str, Publication], at: datetime, calendar: WorkCalendar
) -> Iterator[Moment]:
    item = facts.item
    if item.method == Method.SMALL_PURCHASE:
        month = date(item.year, item.start_month, 1)
        yield Moment(
            _("小额采购"), month, FUTURE, _("预计当月开始，集体决定，结果公开"), basis=_article("N-14")
        )
        return
    if item.method == Method.FRAMEWORK:
        note = _("在框架协议的入围供应商中选定，结果公开")
        month = date(item.year, item.start_month, 1)
        yield Moment(_("框架协议成交"), month, FUTURE, note, basis=_article("C-13"))
        return
    intents = facts.of_kind(Kind.INTENT)
    if intents:
        start = shift(local_date(intents[0].published_at), periods.period("D-01").days)
        note = _("意向公开满30日后才能开始采购")
        yield Moment(_("最早可以发布采购公告"), start, FUTURE, note, basis=_article("D-01"))
        return
    due = _limit("D-01", date(item.year, item.start_month, 1), calendar)
    yield Moment(_("公开采购意向"), due, FUTURE, _("采购开始前至少30日"), basis=_article("D-01"))
    yield Moment(_("发布采购公告"), date(item.year, item.start_month, 1), FUTURE, _("计划的采购月份"))


def _answering(
    facts: ProjectFacts, newest: Mapping[str, Publication], at: datetime, calendar: WorkCalendar
) -> Iterator[Moment]:
    tender = facts.tender
    if tender is None or tender.deadline is None or tender.deadline <= at:
        return
    rule = "D-06" if tender.method in Method.tenders() else "D-07"
    until = tender.documents_until
    if until and until >= local_date(at):
        yield Moment(
            _("停止提供采购文件"), until, FUTURE, basis=_article("D-04" if rule == "D-06" else "D-05")
        )
    yield Moment(_("提交截止和开启"), tender.deadline, FUTURE, tender.opening_place, basis=_article(rule))


def _evaluation(
    facts: ProjectFacts, newest: Mapping[str, Publication], at: datetime, calendar: WorkCalendar
) -> Iterator[Moment]:
    yield Moment(_("评审"), None, FUTURE, _("专家独立评分，结果公布前名单和报价保密"))
    note = _("收到评审报告后5个工作日内确定，2个工作日内公告")
    yield Moment(_("结果公告"), None, FUTURE, note, basis=_article("D-21"))
    yield Moment(_("签订合同"), None, FUTURE, _("通知书发出后30日内"), basis=_article("D-24"))


def _signing(
    facts: ProjectFacts, newest: Mapping[str, Publication], at: datetime, calendar: WorkCalendar
) -> Iterator[Moment]:
    result = newest.get(Kind.RESULT)
    if result is None:
        yield Moment(_("签订合同"), None, FUTURE, _("与公开的结果一致"))
        return
    published = local_date(result.published_at)
    # The notice counts from the legal medium (F-1), the award letter from when it was sent.
    period_ends = _limit("D-22", medium_of(result).day, calendar)
    challenge = _limit("D-36", period_ends, calendar) if period_ends else None
    if challenge and challenge >= local_date(at):
        note = _("参加采购的供应商可以提出质疑")
        yield Moment(_("对结果的质疑截止"), challenge, FUTURE, note, basis=_article("D-36"))
    sign_by = _limit("D-24", published, calendar)
    yield Moment(_("签订合同"), sign_by, FUTURE, _("最迟日期"), basis=_article("D-24"))


def _delivery(
    facts: ProjectFacts, newest: Mapping[str, Publication], at: datetime, calendar: WorkCalendar
) -> Iterator[Moment]:
    contract = facts.contract
    if contract is None:
        return
    if contract.paid < contract.amount:
        note = _("验收合格并收到发票后按期支付")
        yield Moment(_("验收和支付"), None, FUTURE, note, basis=_article("B-12"))
    if contract.ends_on >= local_date(at):
        yield Moment(_("服务期满"), contract.ends_on, FUTURE)


def _performance(
    facts: ProjectFacts, newest: Mapping[str, Publication], at: datetime, calendar: WorkCalendar
) -> Iterator[Moment]:
    note = _("自评、第三方评价和群众满意度")
    yield Moment(_("绩效结果公开"), None, FUTURE, note, basis=_article("A-24"))


def _limit(rule: str, start: date, calendar: WorkCalendar) -> date | None:
    """Return where a period ends; None in a year whose calendar nobody has entered."""
    try:
        return periods.limit(rule, start, calendar).limit
    except RegulationError:
        return None


def _article(rule: str) -> str:
    return cite(rule).article
