"""A closed framework from the opened responses to the day it binds (110 art. 25 to 31): ranked, announced, begun."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from procurement.awarding.enums import PanelStatus
from procurement.awarding.selectors.bids import first_round_bids
from procurement.awarding.selectors.stages import panel_of
from procurement.core import lifecycle
from procurement.core.actors import SYSTEM, Actor
from procurement.core.clock import local_date
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, GuardRefused, WrongState
from procurement.core.language import in_language_of_record
from procurement.core.outbox import notify
from procurement.publications.enums import PublicationKind
from procurement.publications.models import Publication
from procurement.regulations.admission import ADMITTED
from procurement.regulations.canonical import canonical_json, sha256_hex
from procurement.tendering.enums import PackageStatus
from procurement.tendering.models import OpenedBid
from procurement.tendering.selectors import people
from procurement.tendering.services.ending import annul
from procurement.tendering.services.ending import terminate as end_tender

from ..lifecycle import FRAMEWORK
from ..lifecycle.guards import framework_in_force
from ..models import Framework, FrameworkEntry, Solicitation
from ..selectors import closed_notices
from ..selectors.solicitations import barred, is_over, named, newest, outcome_of, why_not_ranked
from .calling import MORE, note
from .planning import term_from
from .publishing import publish_about
from .telling import tell_users

_ENDED = (PackageStatus.ANNULLED, PackageStatus.TERMINATED)
TOO_FEW = "财政部令第110号第二十七条"


def _take(step: str, call: Solicitation, actor: Actor, at: datetime, reason: str = "") -> None:
    """Take the framework's step; after a supplementary call it stays in force, and is asked the same (110 art. 31)."""
    framework, found = call.framework, FRAMEWORK[step]
    if not call.is_supplement:
        lifecycle.apply(step, framework, actor=actor, at=at, reason=reason)
        return
    lifecycle.require(found, framework, actor=actor, at=at)
    note(action=step, call=call, basis=MORE, changes={"reason": reason}, actor=actor, at=at)


@transaction.atomic
def rank(*, framework: Framework, actor: Actor, at: datetime) -> Solicitation:
    """Work out who enters from the examined responses and freeze it with its bundle (110 art. 25, 27)."""
    call = _running(framework)
    panel = panel_of(call.package)
    if panel is None or panel.status != PanelStatus.CONFIRMED:
        raise GuardRefused(_("请先组成评审小组。"), rule="E-01")
    if refusal := why_not_ranked(call):
        raise GuardRefused(refusal, rule="N-15")
    bundle, result, record = outcome_of(call)
    if result["outcome"] != ADMITTED:
        text = _("%(reason)s，不能确定入围供应商（%(article)s）。请宣布本次征集失败。")
        failure: dict[str, str] = result["failure"]  # type: ignore[assignment]
        raise GuardRefused(text % {"reason": failure["reason"], "article": TOO_FEW}, rule="C-13")
    call.bundle, call.result, call.draw = bundle, result, record
    call.bundle_sha256, call.evaluated_at = sha256_hex(canonical_json(bundle)), at
    lifecycle.apply(
        "evaluate", call.package, actor=actor, at=at, changes={"bundle_sha256": call.bundle_sha256}
    )
    call.save()
    return call


@transaction.atomic
def announce(*, framework: Framework, actor: Actor, at: datetime) -> Framework:
    """Publish who entered, at which price, in which order; each gets its agreement to sign (110 art. 28, 29)."""
    call = _running(framework)
    if call.is_supplement and (refusal := framework_in_force(call.framework, at)):
        raise GuardRefused(refusal, rule="C-13")
    _take("announce", call, actor, at)
    lifecycle.apply("award", call.package, actor=actor, at=at)
    rows = named(call, call.result)
    # Who comes in later stands at the end of the order (110 art. 34).
    last = call.framework.entries.aggregate(last=Max("rank"))["last"] or 0
    entries = [_enter(framework, row, last, actor, at) for row in rows if row["admitted"]]
    call.notice_code = _publish_result(call, entries, actor, at).code
    call.save(update_fields=["notice_code"])
    FrameworkEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(notice_code=call.notice_code)
    for entry in entries:
        _tell_admitted(entry, at)
    for bid in first_round_bids(call.package):
        if bid.supplier_id not in {entry.supplier_id for entry in entries}:
            _tell_left_out(call, bid, at)
    framework.refresh_from_db()
    return framework


def _enter(
    framework: Framework, row: dict[str, Any], after: int, actor: Actor, at: datetime
) -> FrameworkEntry:
    """Write what a response offered as the entry it won; the agreement changes nothing of it (110 art. 29)."""
    bid: OpenedBid = row["bid"]
    answers = [f"{one['text']}" for one in bid.content.get("answers", []) if one["kind"] == "condition"]
    examined = bid.examination
    entry = FrameworkEntry(
        code=next_code(f"KX-{local_date(at).year}-"),
        framework=framework,
        supplier=bid.supplier,
        price=bid.offer,
        area=framework.area,
        phone=bid.supplier.contact_phone or "—",
        capacity=bid.content.get("team", "") or "—",
        statement="\n".join(answers) or "—",
        rank=after + row["rank"],
        applied_at=bid.sealed.submitted_at,
        applied_by=bid.supplier.name,
        credit_record=examined.credit_record,
    )
    changes = {"supplier": bid.supplier.name, "price": bid.offer, "rank": entry.rank, "bid": bid.code}
    lifecycle.create(entry, actor=actor, at=at, basis="C-13", changes=changes)
    updates = {"decided_at": at, "decided_by": actor.name}
    lifecycle.apply("win", entry, actor=SYSTEM, at=at, updates=updates)
    return entry


@transaction.atomic
def begin(*, framework: Framework, actor: Actor, at: datetime) -> Framework:
    """All agreements are signed: the framework binds, its users are told, finance has its copies (110 art. 29, 30)."""
    lifecycle.apply("begin", framework, actor=actor, at=at, updates=term_from(framework, at))
    tell_users(event="framework_began", framework=framework, at=at)
    return framework


@transaction.atomic
def fail(*, framework: Framework, reason: str, actor: Actor, at: datetime) -> Framework:
    """Announce that a call has failed for want of suppliers; the framework may be called for again."""
    call = _running(framework)
    if not reason.strip():
        raise DomainError(_("请写明原因。"), field="reason", rule="C-13")
    _take("fail", call, actor, at, reason.strip())
    annul(package=call.package, reason=reason, basis=TOO_FEW, actor=actor, at=at)
    framework.refresh_from_db()
    return framework


@transaction.atomic
def terminate(*, framework: Framework, ground: str, reason: str, actor: Actor, at: datetime) -> Framework:
    """End a call for a major change or a cancelled task, and the framework with it (87 art. 29, 110 art. 9).

    A supplementary call ends alone: the framework stays in force.
    """
    call = _running(framework)
    if not reason.strip():
        raise DomainError(_("请写明原因。"), field="reason", rule="N-17")
    _take("terminate", call, actor, at, reason.strip())
    end_tender(tender=call.package.tender, ground=ground, reason=reason, actor=actor, at=at)
    framework.refresh_from_db()
    return framework


def _running(framework: Framework) -> Solicitation:
    call = newest(framework)
    if call is None or (is_over(call) if call.is_supplement else call.package.status in _ENDED):
        raise WrongState(_("现在没有正在进行的征集。"), rule="C-13")
    return call


def _tell_admitted(entry: FrameworkEntry, at: datetime) -> None:
    context = {"title": entry.framework.title, "organiser": entry.framework.organiser.name, "sign": True}
    notify(
        event="framework_won",
        recipients=people.of_supplier(entry.supplier),
        context=context,
        url=entry.get_absolute_url(),
        at=at,
    )


def _tell_left_out(call: Solicitation, bid: OpenedBid, at: datetime) -> None:
    """Tell a supplier that did not enter its own rank and score, or why its response did not stand (D-23)."""
    own = next((row for row in call.result["ranking"] if row["response"] == bid.code), {})
    why = next((row["reason"] for row in call.result["invalid"] if row["response"] == bid.code), "")
    why = barred(call).get(bid.supplier_id, why)
    notify(
        event="framework_not_won",
        recipients=people.of_supplier(bid.supplier),
        context={
            "title": call.framework.title,
            "rank": own.get("rank"),
            "score": own.get("quality"),
            "reason": why or bid.failure,
        },
        url=f"/notices/{call.notice_code}/",
        at=at,
    )


@in_language_of_record
def _publish_result(
    call: Solicitation, entries: list[FrameworkEntry], actor: Actor, at: datetime
) -> Publication:
    framework = call.framework
    return publish_about(
        framework=framework,
        kind=PublicationKind.FRAMEWORK_ADMISSION,
        title=(_("%(title)s补充征集入围结果公告") if call.is_supplement else _("%(title)s入围结果公告"))
        % {"title": framework.title},
        payload=closed_notices.admission(call, entries),
        basis=MORE if call.is_supplement else FRAMEWORK["announce"].basis,
        actor=actor,
        at=at,
    )
