"""How a procurement fails: annulment of a package, termination of the whole (RULES E-61, N-17)."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from procurement.core import clock, due_events, lifecycle
from procurement.core.actors import Actor
from procurement.core.errors import DomainError
from procurement.core.language import aside, cited, in_language_of_record
from procurement.core.outbox import Recipient, notify
from procurement.publications.enums import PublicationKind
from procurement.publications.models import Publication
from procurement.publications.services import publish

from .. import permissions
from ..enums import Method, PackageStatus, RoundStatus, TenderStatus
from ..lifecycle import PACKAGE, TENDER
from ..models import BidRound, Package, Tender
from ..selectors import custody, people, rounds
from ..selectors.notices import follow_up_payload, long_day, row
from ..selectors.steps import AFTER_DEADLINE, TASK_CANCELLED, TERMINATIONS, grounds_behind
from .notices import bond_back
from .parts import settle

_ENDED = (PackageStatus.ANNULLED, PackageStatus.TERMINATED)


@transaction.atomic
def annul(*, package: Package, reason: str, basis: str, actor: Actor, at: datetime) -> Package:
    """Annul a package: unopened rounds stay closed for good, the reason is published and told to all bidders.

    ``basis`` is the article (``selectors.steps.ground_article``). The money stays frozen for the next attempt; where
    other packages of the tender are contracted there is none under this plan, and it goes back to the item.
    """
    reason = reason.strip()
    if not reason or not basis.strip():
        article = cited(package.tender.own_articles["few_conform"])
        raise DomainError(aside(_("须写明废标的理由和依据。"), article), field="reason", rule="E-61")
    _hold_rounds(Package.objects.filter(pk=package.pk))
    _close_what_is_due(package, at)
    grounds = grounds_behind(basis, package.tender.method)
    if package.status == PackageStatus.RECEIVING and grounds.intersection(AFTER_DEADLINE):
        text = _("截止之前不能以这个理由废标：还不知道有多少家供应商、报价多少（%(article)s）。")
        values = {"article": cited(package.tender.own_articles["too_few"])}
        raise DomainError(text % values, field="ground", rule="E-61")
    if package.status == PackageStatus.RECEIVING and TASK_CANCELLED in grounds:
        _require_head(package, actor)
    if package.status == PackageStatus.CLOSED and "TOO_FEW" in grounds:
        _require_unopenable(package)
    told = people.bidders_of([package])
    updates = {"outcome_reason": reason, "outcome_basis": basis.strip()}
    # Before the step: whoever hears of it finds the money where it belongs (it closes a finished item).
    settle(tender=package.tender, at=at, ending=package)
    lifecycle.apply("annul", package, actor=actor, at=at, reason=reason, updates=updates)
    _leave_unopened(package, actor, at)
    publication = _publish_annulment(package, actor, at)
    _tell("package_annulled", package.tender, told, reason, publication, at)
    return package


@transaction.atomic
def terminate(
    *, tender: Tender, reason: str, ground: str, actor: Actor, at: datetime, report: str = ""
) -> Tender:
    """End the whole activity for a major change or a cancelled task; told to bidders and to finance (N-17).

    ``ground`` is one of ``selectors.steps.TERMINATIONS``; ``report``: how far it had come, for finance.
    """
    reason = reason.strip()
    if ground not in TERMINATIONS:
        text = _("终止只限于两种情形：重大变故，采购任务取消（%(article)s）。请选择其中一种。")
        values = {"article": cited(tender.own_articles["called_off"])}
        raise DomainError(text % values, field="ground", rule="N-17")
    if not reason:
        text = _("终止只限于重大变故、采购任务取消，须写明原因（%(article)s）。")
        values = {"article": cited(tender.own_articles["called_off"])}
        raise DomainError(text % values, field="reason", rule="N-17")
    _hold_rounds(tender.packages.all())
    was_public = tender.status == TenderStatus.RELEASED
    told = people.concerned(tender)
    updates = {"ended_ground": ground, "ended_report": report.strip()}
    lifecycle.apply("terminate", tender, actor=actor, at=at, reason=reason, updates=updates)
    for package in tender.packages.exclude(status__in=_ENDED).order_by("number"):
        updates = {"outcome_reason": reason, "outcome_basis": TENDER["terminate"].basis_for(tender)}
        lifecycle.apply("terminate", package, actor=actor, at=at, reason=reason, updates=updates)
        _leave_unopened(package, actor, at)
    if was_public:
        publication = _publish_termination(tender, reason, actor, at)
        _tell("tender_terminated", tender, told + people.of_finance(), reason, publication, at)
    return tender


def _hold_rounds(packages: "QuerySet[Package]") -> None:
    """Take the rounds before anything else, as the close does: two that come from both ends would wait for ever."""
    list(BidRound.objects.select_for_update().filter(package__in=packages).order_by("pk"))


def _close_what_is_due(package: Package, at: datetime) -> None:
    """A deadline that has passed has passed, whether or not the scheduler came by."""
    for code in BidRound.objects.filter(package=package).values_list("code", flat=True):
        due_events.run_due_for("tendering.close_round", code, until=at)
    package.refresh_from_db()


def _require_head(package: Package, actor: Actor) -> None:
    """Before the deadline a cancelled task is a termination by another name: the head decides either (N-17)."""
    if permissions.decide(actor, package):
        return
    text = _("截止之前因采购任务取消而终止，须由采购人的负责人决定（%(article)s）。")
    values = {"article": cited(package.tender.own_articles["called_off"])}
    raise DomainError(text % values, field="ground", rule="N-17")


def _require_unopenable(package: Package) -> None:
    """Enough have bid and their bids can be opened: nobody knows yet that too few answer the documents."""
    first = rounds.round_of(package)
    if (
        first is None
        or first.status != RoundStatus.CLOSED
        or custody.is_stuck(first, custody.parts_left(first))
    ):
        return
    text = _(
        "截止时递交文件的供应商已够%(needed)s家，还没有开启和审查，不能以不足三家废标（%(article)s）。请先开启。"
    )
    values = {
        "needed": rounds.needed(package),
        "article": cited(package.tender.own_articles["too_few"]),
    }
    raise DomainError(text % values, field="ground", rule="E-61")


def _leave_unopened(package: Package, actor: Actor, at: datetime) -> None:
    waiting = (RoundStatus.RECEIVING, RoundStatus.CLOSED)
    for bid_round in BidRound.objects.filter(package=package, status__in=waiting).order_by("code"):
        lifecycle.apply("leave_unopened", bid_round, actor=actor, at=at)


def _tell(
    event: str,
    tender: Tender,
    recipients: list[Recipient],
    reason: str,
    publication: Publication,
    at: datetime,
) -> None:
    notify(
        event=event,
        recipients=recipients,
        context={
            "tender": tender.code,
            "title": tender.title,
            "reason": reason,
            **bond_back(tender, "bond_ended"),
        },
        url=f"/notices/{publication.code}/",
        at=at,
    )


@in_language_of_record
def _publish_annulment(package: Package, actor: Actor, at: datetime) -> Publication:
    tender = package.tender
    by_tender = tender.method in Method.tenders()
    title = _("%(title)s废标公告") if by_tender else _("%(title)s终止公告")
    label = _("二、废标的原因") if by_tender else _("二、项目终止的原因")
    rows = [
        row(_("采购包"), _("第%(number)s包 %(title)s") % {"number": package.number, "title": package.title}),
        row(_("原因"), package.outcome_reason),
        row(_("依据"), package.outcome_basis),
        row(_("日期"), long_day(clock.local_date(at))),
    ]
    facts = {"package": package.code, "reason": package.outcome_reason, "basis": package.outcome_basis}
    return publish(
        kind=PublicationKind.ANNULMENT,
        subject_kind=PACKAGE.subject_kind,
        subject_code=package.code,
        project_code=tender.project_code,
        title=title % {"title": tender.title},
        organisation=tender.purchaser,
        agency=tender.agency,
        payload=follow_up_payload(tender, title=label, rows=rows, facts=facts),
        basis=PACKAGE["annul"].basis_for(package),
        actor=actor,
        at=at,
    )


@in_language_of_record
def _publish_termination(tender: Tender, reason: str, actor: Actor, at: datetime) -> Publication:
    rows = [
        row(_("法定情形"), str(TERMINATIONS[tender.ended_ground][0])),
        row(_("终止原因"), reason),
        row(_("日期"), long_day(clock.local_date(at))),
    ]
    if tender.bond_percent:
        # Only order 87 counts the days and gives the interest back (art. 29).
        counted = tender.method in Method.with_public_opening()
        text = (
            _("已收取的保证金自终止之日起5个工作日内连同孳息退还。")
            if counted
            else _("已收取的保证金依法及时退还。")
        )
        rows.append(row(_("保证金"), text))
    return publish(
        kind=PublicationKind.TERMINATION,
        subject_kind=TENDER.subject_kind,
        subject_code=tender.code,
        project_code=tender.project_code,
        title=_("%(title)s终止公告") % {"title": tender.title},
        organisation=tender.purchaser,
        agency=tender.agency,
        payload=follow_up_payload(tender, title=_("二、项目终止的原因"), rows=rows, facts={"reason": reason}),
        basis=TENDER["terminate"].basis_for(tender),
        actor=actor,
        at=at,
    )
