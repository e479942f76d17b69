"""Amendments of released documents: told to all, the deadline moved where the law asks (RULES D-10 to D-14)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import audit, clock
from procurement.core.actors import Actor
from procurement.core.calendars import working_calendar
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.language import cited, in_language_of_record
from procurement.core.outbox import notify
from procurement.publications.enums import PublicationKind
from procurement.publications.models import Publication
from procurement.publications.services import publish
from procurement.regulations.errors import NoCalendar

from .. import permissions
from ..enums import RoundStatus, TenderStatus
from ..lifecycle import TENDER
from ..models import Amendment, BidRound, Tender
from ..selectors import people
from ..selectors.dates import amendment_limit, day_text, no_calendar, working_day_problem
from ..selectors.notices import follow_up_payload, long_day, moment, row
from ..selectors.policy import article
from .release import freeze_document
from .rounds import extend_round


@transaction.atomic
def amend(
    *,
    tender: Tender,
    text: str,
    affects_bids: bool,
    new_deadline: datetime | None = None,
    actor: Actor,
    at: datetime,
    medium_url: str = "",
) -> Amendment:
    """Change released documents: a correction notice, a new version, and the deadline moved where due.

    A change that may affect bids needs 15 (5, 3) days before the deadline; else the deadline moves by
    itself to the first lawful day (D-10, D-12, D-13). Bids handed in stand and may be replaced (N-17).
    """
    locked = _amendable(tender, actor, at)
    if not text.strip():
        raise DomainError(
            _("请写明更正的内容：原内容、更正后内容（F 更正公告）。"), field="text", rule="D-14"
        )
    deadline = _new_deadline(locked, affects_bids, new_deadline, at)
    amendment = Amendment.objects.create(
        tender=locked,
        number=locked.amendments.count() + 1,
        text=text.strip(),
        affects_bids=affects_bids,
        old_deadline=locked.deadline,
        new_deadline=deadline,
        at=at,
    )
    moved = deadline != locked.deadline
    tender.deadline = deadline
    tender.save(update_fields=["deadline"])
    if moved:
        _extend_rounds(tender, deadline, actor, at)
    document = freeze_document(tender=tender, at=at)
    publication = _publish_correction(amendment, document.sha256, actor, at, medium_url)
    amendment.publication_code = publication.code
    amendment.save(update_fields=["publication_code"])
    _record(amendment, document.sha256, actor, at)
    notify(
        event="tender_amended",
        recipients=people.concerned(tender),
        context={"tender": tender.code, "title": tender.title, "deadline": deadline, "moved": moved},
        url=f"/notices/{publication.code}/",
        at=at,
    )
    return amendment


def _amendable(tender: Tender, actor: Actor, at: datetime) -> Tender:
    locked = Tender.objects.select_for_update().get(pk=tender.pk)
    verdict = permissions.operate(actor, locked)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="D-14")
    if locked.status != TenderStatus.RELEASED:
        raise WrongState(_("采购文件发布后才有更正；未发布的请直接修改。"), rule="D-14")
    if at >= locked.deadline:
        text = _("截止时间已过，不能再更正采购文件（%(article)s）。")
        article_text = cited(locked.own_articles["correction"])
        raise WrongState(text % {"article": article_text}, rule="D-10")
    return locked


def _new_deadline(tender: Tender, affects_bids: bool, wanted: datetime | None, at: datetime) -> datetime:
    """Return the deadline after the change; refuse one that is earlier than now in force or than lawful."""
    if wanted is not None and wanted < tender.deadline:
        text = _("截止时间只能延后，不能提前（%(article)s）。请改为%(day)s或之后。")
        day = day_text(clock.local_date(tender.deadline), clock.local_date(at).year)
        values = {"day": day, "article": cited(tender.own_articles["correction"])}
        raise DomainError(text % values, field="new_deadline", rule="D-10")
    deadline = wanted or tender.deadline
    try:
        if affects_bids:
            deadline = _moved(tender, deadline, wanted, at)
        problem = working_day_problem(clock.local_date(deadline), working_calendar())
    except NoCalendar as missing:
        problem = no_calendar(missing, "new_deadline")
    if problem is not None:
        raise DomainError(problem.text, field="new_deadline", rule=problem.rule)
    return deadline


def _moved(tender: Tender, deadline: datetime, wanted: datetime | None, at: datetime) -> datetime:
    limit = amendment_limit(tender, clock.local_date(at))
    if clock.local_date(deadline) >= limit.limit:
        return deadline
    if wanted is None:
        local = deadline.astimezone(clock.SHANGHAI)
        return clock.local_time(limit.limit, local.hour, local.minute)
    text = (
        _("截止时间不得早于%(day)s：自更正通知之日起不少于%(days)s日（%(article)s）。请改为%(day)s或之后。")
        if limit.unit == "CALENDAR"
        else _(
            "截止时间不得早于%(day)s：自更正通知之日起不少于%(days)s个工作日（%(article)s）。请改为%(day)s或之后。"
        )
    )
    values = {
        "day": day_text(limit.limit, clock.local_date(at).year),
        "days": limit.days,
        "article": article(limit.rule),
    }
    raise DomainError(text % values, field="new_deadline", rule=limit.rule)


def _extend_rounds(tender: Tender, deadline: datetime, actor: Actor, at: datetime) -> None:
    open_rounds = BidRound.objects.filter(package__tender=tender, status=RoundStatus.RECEIVING)
    for bid_round in open_rounds.order_by("code"):
        extend_round(round=bid_round, deadline=deadline, actor=actor, at=at)


@in_language_of_record
def _publish_correction(
    amendment: Amendment, sha256: str, actor: Actor, at: datetime, medium_url: str
) -> Publication:
    tender = amendment.tender
    first = Publication.objects.get(code=tender.notice_code)
    rows = [
        row(_("首次公告日期"), long_day(clock.local_date(first.published_at))),
        row(_("更正事项"), _("采购文件")),
        row(_("更正内容"), amendment.text),
        row(_("原截止时间"), moment(amendment.old_deadline)),
        row(_("现截止时间"), moment(amendment.new_deadline)),
        row(_("更正日期"), long_day(clock.local_date(at))),
        row(_("更正后采购文件哈希（SHA-256）"), sha256),
    ]
    facts = {
        "amendment": amendment.number,
        "old_deadline": amendment.old_deadline,
        "new_deadline": amendment.new_deadline,
        "document_sha256": sha256,
    }
    return publish(
        kind=PublicationKind.CORRECTION,
        subject_kind=TENDER.subject_kind,
        subject_code=tender.code,
        project_code=tender.item.code,
        title=_("%(title)s更正公告（第%(number)s号）") % {"title": tender.title, "number": amendment.number},
        organisation=tender.purchaser,
        payload=follow_up_payload(tender, title=_("二、更正信息"), rows=rows, facts=facts),
        basis=f"D-10 D-12 D-13 D-14 {tender.own_articles['correction']}",
        corrects=first,
        medium_url=medium_url,
        actor=actor,
        at=at,
    )


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
            "number": amendment.number,
            "deadline": amendment.new_deadline,
            "document_sha256": sha256,
        },
    )
