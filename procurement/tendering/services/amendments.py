"""Amendments of released documents: told to all, the deadline moved where the law asks (RULES D-10 to D-14)."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import audit, clock, parameters
from procurement.core.actors import Actor
from procurement.core.calendars import working_calendar
from procurement.core.errors import DomainError
from procurement.core.language import aside, cited, in_language_of_record
from procurement.core.outbox import notify
from procurement.publications.enums import PublicationKind
from procurement.publications.models import Publication
from procurement.publications.services import publish
from procurement.regulations import periods
from procurement.regulations.errors import NoCalendar

from .. import permissions
from ..enums import Power, RoundStatus
from ..lifecycle import TENDER
from ..models import Amendment, BidRound, Tender
from ..selectors import people
from ..selectors.changes import Change, as_data, lines_move, published_rows, touches_bids
from ..selectors.dates import RULES, amendment_limit, day_text, no_calendar, rules_of, working_day_problem
from ..selectors.medium import medium_clocks, notice_day
from ..selectors.notices import follow_up_payload, long_day, moment, row
from ..selectors.policy import article
from .amending import amendable, take_draft, write_drafted
from .release import freeze_document
from .rounds import extend_round


@transaction.atomic
def amend(
    *,
    tender: Tender,
    text: str,
    affects_bids: bool,
    new_deadline: datetime | None = None,
    documents_until: date | None = None,
    seen: str | None = None,
    actor: Actor,
    at: datetime,
    medium_url: str = "",
) -> Amendment:
    """Change released documents: a correction notice, a new version, and the deadline moved where due.

    ``seen``: the fingerprint of the drafted changes that go out with it; None leaves a draft where it is. What
    bids are written by affects them, whatever ``affects_bids`` says.

    A change that may affect bids needs 15 (5, 3) days before the deadline; else the deadline moves by
    itself to the first lawful day (D-10, D-12, D-13). Bids handed in stand and may be replaced (N-17).
    Where the legal medium published later than our mirror, no date stays before the lawful one counted from
    there (T-07). ``documents_until`` prolongs the supply of documents (87 art. 18). The call of a closed
    framework is corrected in the same way (110 art. 9).
    """
    locked = amendable(tender=tender, actor=actor, at=at)
    after, changes = (None, []) if seen is None else take_draft(tender=locked, seen=seen, at=at)
    affects_bids = affects_bids or touches_bids(changes)
    deadline = _new_deadline(locked, affects_bids, new_deadline, at)
    supply = _supply(locked, documents_until, deadline, at)
    _require_content(text, changes)
    if after is not None:
        write_drafted(tender=locked, after=after)
        tender.refresh_from_db()
    amendment = Amendment.objects.create(
        tender=locked,
        number=locked.amendments.count() + 1,
        text=text.strip(),
        changes=as_data(changes),
        affects_bids=affects_bids,
        old_deadline=locked.deadline,
        new_deadline=deadline,
        at=at,
    )
    moved = deadline != locked.deadline
    old_supply, locked.documents_until = locked.documents_until, supply
    tender.deadline, tender.documents_until = deadline, supply
    tender.save(update_fields=["deadline", "documents_until"])
    if moved:
        _extend_rounds(tender, deadline, actor, at)
    # The call of a closed framework is its notice: there is no document beside it that would get a new version.
    sha256 = "" if tender.is_call else freeze_document(tender=tender, at=at).sha256
    publication = _publish_correction(amendment, sha256, old_supply, actor, at, medium_url)
    amendment.publication_code = publication.code
    amendment.save(update_fields=["publication_code"])
    _record(amendment, sha256, actor, at)
    _tell(tender, amendment, moved, at)
    return amendment


def _require_content(text: str, changes: list[Change]) -> None:
    if not (text.strip() or changes):
        raise DomainError(
            _("请先改要改的地方，或者写明更正的内容：原内容、更正后内容（F 更正公告）。"),
            field="text",
            rule="D-14",
        )
    if lines_move(changes) and not text.strip():
        words = _(
            "采购需求有增减的项目：请在更正说明里写明为什么采购标的没有改变（%(article)s）。改变了的，终止后重新采购。"
        )
        raise DomainError(words % {"article": article("D-14")}, field="text", rule="D-14")


def _tell(tender: Tender, amendment: Amendment, moved: bool, at: datetime) -> None:
    notify(
        event="tender_amended",
        recipients=people.concerned(tender),
        context={
            "tender": tender.code,
            "title": tender.title,
            "deadline": tender.deadline,
            "moved": moved,
            "changes": len(amendment.changes),
        },
        url=f"/notices/{amendment.publication_code}/",
        at=at,
    )


def deadline_after(*, tender: Tender, affects_bids: bool, at: datetime) -> datetime:
    """Return the deadline that an amendment of now would leave, moved by itself where the law asks.

    Raises DomainError in a year without a calendar.
    """
    return _new_deadline(tender, affects_bids, None, at)


def _new_deadline(tender: Tender, affects_bids: bool, wanted: datetime | None, at: datetime) -> datetime:
    """Return the deadline after the change; refuse one that is earlier than now in force or than lawful."""
    if wanted is not None and wanted < tender.deadline:
        text = _("截止时间只能延后，不能提前（%(article)s）。请改为%(day)s或之后。")
        day = day_text(clock.local_date(tender.deadline), clock.local_date(at).year)
        values = {"day": day, "article": cited(tender.own_articles["correction"])}
        raise DomainError(text % values, field="new_deadline", rule="D-10")
    deadline = wanted or tender.deadline
    try:
        for limit in _limits(tender, affects_bids, at):
            deadline = _moved(deadline, limit, wanted, at)
        problem = working_day_problem(tender, clock.local_date(deadline), working_calendar())
    except NoCalendar as missing:
        problem = no_calendar(missing, "new_deadline")
    if problem is not None:
        raise DomainError(problem.text, field="new_deadline", rule=problem.rule)
    return deadline


def _limits(tender: Tender, affects_bids: bool, at: datetime) -> Iterator[periods.Limit]:
    """Yield what the deadline may not come before: what counts from the legal medium, then the amendment itself.

    The supply of documents is one of them: nobody can be given documents after the deadline.
    """
    start, rules = notice_day(tender), rules_of(tender)
    for rule in (rules.deadline, rules.supply):
        if start is not None and rule is not None:
            yield periods.limit(rule, start, working_calendar(), parameters.changed(start))
    if affects_bids:
        yield amendment_limit(tender, clock.local_date(at))


def _moved(deadline: datetime, limit: periods.Limit, wanted: datetime | None, at: datetime) -> datetime:
    if clock.local_date(deadline) >= limit.limit:
        return deadline
    if wanted is None:
        local = deadline.astimezone(clock.SHANGHAI)
        return clock.local_time(limit.limit, local.hour, local.minute)
    if limit.rule not in {rules.amendment for rules in RULES.values()}:
        text = _(
            "截止时间不得早于%(day)s：期限从公告在法定媒体首次发布之日起算（%(article)s）。请改为%(day)s或之后。"
        )
    elif limit.unit == periods.CALENDAR:
        text = _(
            "截止时间不得早于%(day)s：自更正通知之日起不少于%(days)s日（%(article)s）。请改为%(day)s或之后。"
        )
    else:
        text = _(
            "截止时间不得早于%(day)s：自更正通知之日起不少于%(days)s个工作日（%(article)s）。请改为%(day)s或之后。"
        )
    values = {
        "day": day_text(limit.limit, clock.local_date(at).year),
        "days": limit.days,
        "article": article(limit.rule),
    }
    raise DomainError(text % values, field="new_deadline", rule=limit.rule)


def _supply(tender: Tender, wanted: date | None, deadline: datetime, at: datetime) -> date | None:
    """Return until when documents are supplied: prolonged as asked, never before the lawful day (D-04, D-05)."""
    given = tender.documents_until
    notice = medium_clocks(tender)
    lawful = notice.floor("documents_until") if notice else None
    earliest = max((day for day in (given, lawful) if day is not None), default=None)
    if wanted is None or earliest is None:
        return earliest
    latest = clock.local_date(deadline)
    if earliest <= wanted <= latest:
        return wanted
    text = _("停止提供文件的日期应在%(first)s至截止日%(last)s之间：提供期限只能顺延。")
    year = clock.local_date(at).year
    values = {"first": day_text(earliest, year), "last": day_text(latest, year)}
    sentence = aside(text % values, cited(tender.own_articles["supply"]))
    raise DomainError(sentence, field="documents_until", rule="D-04")


def _extend_rounds(tender: Tender, deadline: datetime, actor: Actor, at: datetime) -> None:
    open_rounds = BidRound.objects.filter(package__tender=tender, status=RoundStatus.RECEIVING)
    for bid_round in open_rounds.order_by("code"):
        extend_round(round=bid_round, deadline=deadline, actor=actor, at=at)


@in_language_of_record
def _publish_correction(
    amendment: Amendment, sha256: str, old_supply: date | None, actor: Actor, at: datetime, medium_url: str
) -> Publication:
    tender = amendment.tender
    first = Publication.objects.get(code=tender.notice_code)
    rows = [
        row(_("首次公告日期"), long_day(clock.local_date(first.published_at))),
        row(_("更正事项"), _("征集文件") if tender.is_call else _("采购文件")),
        *_change_rows(amendment),
        *([row(_("更正内容"), amendment.text)] if amendment.text else []),
        row(_("原截止时间"), moment(amendment.old_deadline)),
        row(_("现截止时间"), moment(amendment.new_deadline)),
        *_supply_rows(tender, old_supply),
        row(_("更正日期"), long_day(clock.local_date(at))),
        *([row(_("更正后采购文件哈希（SHA-256）"), sha256)] if sha256 else []),
    ]
    facts = {
        "amendment": amendment.number,
        "old_deadline": amendment.old_deadline,
        "new_deadline": amendment.new_deadline,
        **({"document_sha256": sha256} if sha256 else {}),
        "documents_until": tender.documents_until,
        "changes": amendment.changes,
    }
    return publish(
        kind=PublicationKind.CORRECTION,
        subject_kind=TENDER.subject_kind,
        subject_code=tender.code,
        project_code=tender.project_code,
        title=_("%(title)s更正公告（第%(number)s号）") % {"title": tender.title, "number": amendment.number},
        organisation=tender.purchaser,
        agency=tender.agency,
        payload=follow_up_payload(tender, title=_("二、更正信息"), rows=rows, facts=facts),
        basis=f"D-10 D-12 D-13 D-14 {tender.own_articles['correction']}",
        corrects=first,
        medium_url=medium_url,
        actor=actor,
        at=at,
    )


def _change_rows(amendment: Amendment) -> list[dict[str, str]]:
    """Return the numbered difference: place by place what stood there and what stands there now."""
    return [
        row(
            _("%(number)s. %(where)s") % change,
            _("原：%(before)s\n现：%(after)s")
            % {name: change[name] or _("（无）") for name in ("before", "after")},
        )
        for change in published_rows(amendment)
    ]


def _supply_rows(tender: Tender, before: date | None) -> list[dict[str, str]]:
    if before is None or tender.documents_until == before:
        return []
    return [
        row(_("原停止提供文件日期"), long_day(before)),
        row(_("现停止提供文件日期"), long_day(tender.documents_until)),
    ]


def _record(amendment: Amendment, sha256: str, actor: Actor, at: datetime) -> None:
    audit.record(
        subject_kind=TENDER.subject_kind,
        subject_code=amendment.tender.code,
        action="amend",
        actor=actor,
        at=at,
        basis="D-10 D-12 D-13 D-14",
        reason=amendment.text,
        changes={
            "changes": amendment.changes,
            **permissions.in_scope(actor, amendment.tender, Power.NOTICES).mark,
            "number": amendment.number,
            "deadline": amendment.new_deadline,
            "documents_until": amendment.tender.documents_until,
            **({"document_sha256": sha256} if sha256 else {}),
        },
    )
