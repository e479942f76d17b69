"""Sessions with one supplier at a time, written changes, and the call for final offers (RULES N-01)."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from procurement.core import audit, lifecycle, outbox
from procurement.core.actors import Actor
from procurement.core.errors import DomainError, NotAllowed
from procurement.core.language import cited, listed
from procurement.tendering.enums import PackageStatus, RoundKind
from procurement.tendering.models import BidRound, CustodianKey, OpenedBid, Package
from procurement.tendering.services.rounds import open_round

from .. import permissions
from ..models import NegotiationSession, WrittenChange
from ..selectors import bidder_recipients, examined_bids


@transaction.atomic
def start_negotiation(*, package: Package, actor: Actor, at: datetime) -> None:
    """Begin the sessions with those whose response passed the examination (214 art. 19)."""
    lifecycle.apply("start_negotiation", package, actor=actor, at=at)


@transaction.atomic
def hold_session(
    *, package: Package, bid: OpenedBid, record: str, actor: Actor, at: datetime
) -> NegotiationSession:
    """Keep the record of one session; all members meet one supplier at a time (214 art. 19)."""
    _require(package, actor, PackageStatus.NEGOTIATING)
    articles = package.tender.own_articles
    if not record.strip():
        raise DomainError(_("请填写磋商记录。"), field="record")
    if bid not in examined_bids(package):
        text = _("这份响应文件没有通过审查，不参加磋商（谈判）（%(article)s）。")
        raise DomainError(text % {"article": cited(articles["failed_papers"])}, field="bid")
    session = NegotiationSession.objects.create(
        package=package,
        bid=bid,
        number=package.sessions.count() + 1,
        record=record.strip(),
        held_at=at,
        recorded_by=actor.name,
    )
    changes = {"bid": bid.code, "number": session.number}
    _note(package, "hold_session", changes, actor, at, f"N-01 {articles['group']}")
    return session


@transaction.atomic
def issue_change(*, package: Package, text: str, actor: Actor, at: datetime) -> WrittenChange:
    """Change what the documents left open; confirmed by the representative, told to all at once (214 art. 20)."""
    verdict = permissions.represent(actor, package)
    if not verdict:
        raise NotAllowed(verdict.reason)
    if package.status != PackageStatus.NEGOTIATING:
        raise DomainError(_("只能在磋商（谈判）期间作实质性变动。"))
    if not text.strip():
        raise DomainError(_("请写明变动的内容。"), field="text")
    change = WrittenChange.objects.create(
        package=package,
        number=package.written_changes.count() + 1,
        text=text.strip(),
        confirmed_by=actor.name,
        at=at,
    )
    _note(
        package,
        "issue_change",
        {"number": change.number, "text": change.text},
        actor,
        at,
        f"N-01 {package.tender.own_articles['change_confirmed']}",
    )
    outbox.notify(
        event="written_change",
        recipients=bidder_recipients([bid.supplier for bid in examined_bids(package)], package.tender),
        context={"tender": package.tender.title, "number": change.number, "text": change.text},
        url=reverse("awarding:changes", args=[package.code]),
        at=at,
    )
    return change


@transaction.atomic
def call_final_offers(
    *,
    package: Package,
    deadline: datetime,
    custodians: dict[str, CustodianKey],
    actor: Actor,
    at: datetime,
) -> BidRound:
    """Ask all who still take part for a sealed final offer within a set time (214 art. 21)."""
    if deadline <= at:
        raise DomainError(_("最后报价的截止时间必须晚于现在。"), field="deadline")
    bids = examined_bids(package)
    met = set(package.sessions.values_list("bid_id", flat=True))
    waiting = [bid.code for bid in bids if bid.pk not in met]
    if waiting:
        raise DomainError(
            _("还没有与%(bids)s磋商（谈判）；须给予所有供应商平等的机会（%(article)s）。")
            % {"bids": listed(waiting), "article": cited(package.tender.own_articles["group"])}
        )
    lifecycle.apply("call_final_offers", package, actor=actor, at=at)
    final = open_round(
        package=package, kind=RoundKind.FINAL, deadline=deadline, custodians=custodians, actor=actor, at=at
    )
    outbox.notify(
        event="final_offers",
        recipients=bidder_recipients([bid.supplier for bid in bids], package.tender),
        context={"tender": package.tender.title, "deadline": deadline},
        url=reverse("tendering:bid-list"),
        at=at,
    )
    return final


def _require(package: Package, actor: Actor, status: PackageStatus) -> None:
    verdict = permissions.evaluate(actor, package)
    if not verdict:
        raise NotAllowed(verdict.reason)
    if package.status != status:
        raise DomainError(_("现在不在磋商（谈判）阶段。"))


def _note(package: Package, action: str, changes: dict, actor: Actor, at: datetime, basis: str) -> None:
    audit.record(
        subject_kind="package",
        subject_code=package.code,
        action=action,
        actor=actor,
        at=at,
        basis=basis,
        changes=changes,
    )
