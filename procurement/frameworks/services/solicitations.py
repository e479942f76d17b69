"""A closed framework from its call to the day it binds (110 art. 22 to 30): called, ranked, announced, begun."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.enums import Office
from procurement.accounts.models import Organisation
from procurement.accounts.selectors import members_holding
from procurement.awarding.enums import PanelStatus
from procurement.awarding.selectors.bids import first_round_bids
from procurement.awarding.selectors.stages import panel_of
from procurement.core import audit, lifecycle
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
from procurement.regulations.draw import commitment
from procurement.tendering.enums import PackageStatus
from procurement.tendering.models import CustodianKey, OpenedBid
from procurement.tendering.selectors import people
from procurement.tendering.services.ending import annul
from procurement.tendering.services.ending import terminate as end_tender
from procurement.tendering.services.framework_calls import Call, open_call

from ..lifecycle import FRAMEWORK
from ..models import Framework, FrameworkEntry, Solicitation
from ..selectors import closed_notices
from ..selectors.solicitations import named, newest, outcome_of
from .planning import term_from
from .publishing import publish_about

TOO_FEW = "财政部令第110号第二十七条"


@transaction.atomic
def solicit(
    *,
    framework: Framework,
    documents_until: date,
    deadline: datetime,
    opening_place: str,
    validity_days: int,
    custodians: Mapping[str, CustodianKey] | None = None,
    actor: Actor,
    at: datetime,
) -> Solicitation:
    """Publish the call of a closed framework and open its sealed round, as an open tender does (110 art. 9, 22).

    ``custodians``: a key for each ``RoundCustodian.Part`` (N-03); without, the nearest enrolled ones.
    Raises DomainError beside ``documents_until``, ``deadline``, ``opening_place`` or ``custodians``.
    """
    if not opening_place.strip():
        raise DomainError(_("请填写开启地点。"), field="opening_place", rule="C-13")
    if validity_days < 1:
        text = _("响应文件有效期至少1日（财政部令第110号第二十三条）。")
        raise DomainError(text, field="validity_days", rule="C-13")
    lifecycle.apply("solicit", framework, actor=actor, at=at)
    call = call_of(framework, documents_until, deadline, opening_place.strip())
    package = open_call(call=call, organiser=framework.organiser, custodians=custodians, actor=actor, at=at)
    made = Solicitation.objects.create(
        framework=framework, package=package, validity_days=validity_days, seed=secrets.token_hex(32)
    )
    _note("commit_draw_seed", made, actor, at, {"commitment": commitment(bytes.fromhex(made.seed))})
    framework.notice_code = _publish_call(made, actor, at).code
    framework.save(update_fields=["notice_code"])
    package.tender.notice_code = framework.notice_code
    package.tender.save(update_fields=["notice_code"])
    return made


def call_of(framework: Framework, documents_until: date, deadline: datetime, opening_place: str) -> Call:
    """Return what the sealed round asks for."""
    return Call(
        title=framework.title,
        service=framework.service,
        unit=framework.unit,
        area=framework.area,
        term_months=framework.term_months,
        qualification=framework.qualification,
        industry=framework.industry,
        ceiling=framework.ceiling,
        estimate=framework.annual_estimate,
        documents_until=documents_until,
        deadline=deadline,
        opening_place=opening_place,
    )


@transaction.atomic
def rank(*, framework: Framework, actor: Actor, at: datetime) -> Solicitation:
    """Work out who enters from the examined responses and freeze it with its bundle (110 art. 25, 27)."""
    call = _running(framework)
    panel = panel_of(call.package)
    if panel is None or panel.status != PanelStatus.CONFIRMED:
        raise GuardRefused(_("请先组成评审小组。"), rule="E-01")
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
    lifecycle.apply("announce", framework, actor=actor, at=at)
    lifecycle.apply("award", call.package, actor=actor, at=at)
    rows = named(call, call.result)
    entries = [_enter(framework, row, actor, at) for row in rows if row["admitted"]]
    call.notice_code = _publish_result(call, entries, actor, at).code
    call.save(update_fields=["notice_code"])
    FrameworkEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(notice_code=call.notice_code)
    for entry in entries:
        _tell_admitted(entry, at)
    for bid in first_round_bids(call.package):
        if bid.supplier_id not in {entry.supplier_id for entry in entries}:
            _tell_left_out(call, bid, at)
    return framework


def _enter(framework: Framework, row: dict[str, Any], actor: Actor, at: datetime) -> FrameworkEntry:
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
        rank=row["rank"],
        applied_at=bid.sealed.submitted_at,
        applied_by=bid.supplier.name,
        credit_record=examined.credit_record,
    )
    changes = {"supplier": bid.supplier.name, "price": bid.offer, "rank": row["rank"], "bid": bid.code}
    lifecycle.create(entry, actor=actor, at=at, basis="C-13", changes=changes)
    updates = {"decided_at": at, "decided_by": actor.name}
    lifecycle.apply("win", entry, actor=SYSTEM, at=at, updates=updates)
    return entry


@transaction.atomic
def begin(*, framework: Framework, actor: Actor, at: datetime) -> Framework:
    """All agreements are signed: the framework binds, its users are told, finance has its copies (110 art. 29, 30)."""
    lifecycle.apply("begin", framework, actor=actor, at=at, updates=term_from(framework, at))
    users = framework.purchasers.all() if framework.purchasers.exists() else _purchasers()
    staff = people.recipients(_operators(users)) + people.of_finance()
    notify(
        event="framework_began",
        recipients=staff,
        context={"title": framework.title, "organiser": framework.organiser.name},
        url=f"/frameworks/{framework.code}/",
        at=at,
    )
    return framework


@transaction.atomic
def fail(*, framework: Framework, reason: str, actor: Actor, at: datetime) -> Framework:
    """Announce that a call has failed for want of suppliers; the framework may be called for again."""
    call = _running(framework)
    if not reason.strip():
        raise DomainError(_("请写明原因。"), field="reason", rule="C-13")
    lifecycle.apply("fail", framework, actor=actor, at=at, reason=reason.strip())
    annul(package=call.package, reason=reason, basis=TOO_FEW, actor=actor, at=at)
    return framework


@transaction.atomic
def terminate(*, framework: Framework, ground: str, reason: str, actor: Actor, at: datetime) -> Framework:
    """End a call for a major change or a cancelled task, and the framework with it (87 art. 29, 110 art. 9)."""
    call = _running(framework)
    if not reason.strip():
        raise DomainError(_("请写明原因。"), field="reason", rule="N-17")
    lifecycle.apply("terminate", framework, actor=actor, at=at, reason=reason.strip())
    end_tender(tender=call.package.tender, ground=ground, reason=reason, actor=actor, at=at)
    return framework


def _operators(organisations: Any) -> list[Any]:
    """Return the operators of several purchasers."""
    return [user for one in organisations for user in members_holding(one, Office.OPERATOR)]


def _purchasers() -> Any:
    return Organisation.objects.purchasers().active().order_by("code")


def _running(framework: Framework) -> Solicitation:
    call = newest(framework)
    over = (PackageStatus.ANNULLED, PackageStatus.TERMINATED)
    if call is None or call.package.status in over:
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
    """Tell a supplier that did not enter its own rank or why its response did not stand (D-23)."""
    rank = next((row["rank"] for row in call.result["ranking"] if row["response"] == bid.code), None)
    why = next((row["reason"] for row in call.result["invalid"] if row["response"] == bid.code), "")
    notify(
        event="framework_not_won",
        recipients=people.of_supplier(bid.supplier),
        context={"title": call.framework.title, "rank": rank, "reason": why or bid.failure},
        url=f"/notices/{call.notice_code}/",
        at=at,
    )


def _note(action: str, call: Solicitation, actor: Actor, at: datetime, changes: dict[str, Any]) -> None:
    audit.record(
        subject_kind=FRAMEWORK.subject_kind,
        subject_code=call.framework.code,
        action=action,
        actor=actor,
        at=at,
        basis="E-28 E-29",
        changes=changes,
    )


@in_language_of_record
def _publish_call(call: Solicitation, actor: Actor, at: datetime) -> Publication:
    framework = call.framework
    return publish_about(
        framework=framework,
        kind=PublicationKind.FRAMEWORK_NOTICE,
        title=_("%(title)s征集公告（封闭式）") % {"title": framework.title},
        payload=closed_notices.call(call),
        summary=framework.service,
        basis=FRAMEWORK["solicit"].basis,
        actor=actor,
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
        title=_("%(title)s入围结果公告") % {"title": framework.title},
        payload=closed_notices.admission(call, entries),
        basis=FRAMEWORK["announce"].basis,
        actor=actor,
        at=at,
    )
