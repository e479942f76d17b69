"""A supplier enters a framework, is examined, leaves or is removed (110 art. 19, 20, 39 to 41)."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.enums import Office
from procurement.accounts.models import Organisation
from procurement.accounts.selectors import members_holding
from procurement.budgeting.services import amount_of
from procurement.core import audit, documents, lifecycle
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.codes import next_code
from procurement.core.documents import Key
from procurement.core.errors import DomainError, GuardRefused, NotAllowed
from procurement.core.language import in_language_of_record
from procurement.core.outbox import notify
from procurement.publications.enums import PublicationKind
from procurement.publications.models import Publication
from procurement.tendering.selectors import people

from .. import permissions
from ..enums import AGREEMENT, EntryStatus, FrameworkStatus, Pricing, RemovalGround
from ..lifecycle import ENTRY
from ..lifecycle.guards import framework_in_force, why_not_apply
from ..models import Framework, FrameworkEntry
from ..selectors import notices
from .publishing import publish_about
from .telling import tell_users


@transaction.atomic
def apply_to_framework(
    *,
    framework: Framework,
    area: str,
    phone: str,
    capacity: str,
    statement: str,
    accepts: bool,
    actor: Actor,
    at: datetime,
) -> FrameworkEntry:
    """Ask to enter an open framework at its fee; one living application a supplier (110 art. 39)."""
    verdict = permissions.apply(actor, framework)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="C-13")
    locked = Framework.objects.select_for_update().get(pk=framework.pk)
    supplier = Organisation.objects.get(pk=actor.organisation_id)
    _check_may_apply(locked, supplier, at)
    if not accepts:
        raise DomainError(_("加入即接受征集公告的全部条件，请勾选。"), field="accepts", rule="C-13")
    for name, text in (("area", area), ("phone", phone), ("capacity", capacity), ("statement", statement)):
        if not text.strip():
            raise DomainError(_("请填写这一项。"), field=name, rule="C-13")
    entry = FrameworkEntry(
        code=next_code(f"KX-{local_date(at).year}-"),
        framework=locked,
        supplier=supplier,
        price=locked.ceiling,
        area=area.strip(),
        phone=phone.strip(),
        capacity=capacity.strip(),
        statement=statement.strip(),
        applied_at=at,
        applied_by=actor.name,
    )
    lifecycle.create(entry, actor=actor, at=at, basis="C-13", changes={"supplier": supplier.name})
    _tell_organiser("framework_applied", entry, at)
    return entry


def _check_may_apply(framework: Framework, supplier: Organisation, at: datetime) -> None:
    refusal = why_not_apply(framework, supplier, at)
    if refusal is not None:
        raise refusal


@transaction.atomic
def admit_entry(
    *, entry: FrameworkEntry, decision: str, credit_record: str, actor: Actor, at: datetime
) -> FrameworkEntry:
    """Let a supplier in and publish it at once; where a written agreement follows, it waits for the signature.

    The lists that were consulted stand in the record (H-04).
    """
    if not credit_record.strip():
        text = _("请写明查询了哪些信用名单、何时查询、结果如何（财库〔2016〕125号）。")
        raise DomainError(text, field="credit_record", rule="H-04")
    step = "offer" if entry.framework.separate_agreement else "admit"
    updates = _decided(decision, actor, at) | {"credit_record": credit_record.strip()}
    if step == "admit":
        updates |= {"signed_at": at, "signed_by": entry.applied_by}
    lifecycle.apply(step, entry, actor=actor, at=at, reason=decision.strip(), updates=updates)
    entry.notice_code = _publish_entry(entry, actor, at).code
    entry.save(update_fields=["notice_code"])
    if step == "admit":
        documents.order(Key(AGREEMENT, entry.code), at=at)
    _tell_supplier("framework_admitted", entry, at)
    return entry


@transaction.atomic
def refuse_entry(*, entry: FrameworkEntry, decision: str, actor: Actor, at: datetime) -> FrameworkEntry:
    """Refuse an application with its reason; the supplier is told in writing and may apply again."""
    if not decision.strip():
        raise DomainError(_("请写明哪一项条件不符合，供应商会收到。"), field="decision", rule="C-13")
    updates = _decided(decision, actor, at)
    lifecycle.apply("refuse", entry, actor=actor, at=at, reason=decision.strip(), updates=updates)
    _tell_supplier("framework_refused", entry, at)
    return entry


@transaction.atomic
def sign_entry(
    *, entry: FrameworkEntry, phone: str = "", area: str = "", actor: Actor, at: datetime
) -> FrameworkEntry:
    """The supplier signs the framework agreement, and says by which telephone it may be reached (110 art. 14, 30).

    What is left empty stays as it was.
    """
    told = {"phone": phone.strip(), "area": area.strip()}
    updates = {"signed_at": at, "signed_by": actor.name, **{key: text for key, text in told.items() if text}}
    lifecycle.apply("sign", entry, actor=actor, at=at, updates=updates)
    documents.order(Key(AGREEMENT, entry.code), at=at)
    if not entry.framework.is_open and entry.framework.status == FrameworkStatus.IN_FORCE:
        # It comes from a supplementary call: the users learn it one by one (110 art. 30, 31).
        tell_users(event="framework_joined", framework=entry.framework, at=at, supplier=entry.supplier.name)
    return entry


@transaction.atomic
def lower_price(*, entry: FrameworkEntry, price: Decimal, actor: Actor, at: datetime) -> FrameworkEntry:
    """Go below one's own agreed price, at once and for every order that follows; never above it again (110 art. 13)."""
    locked = FrameworkEntry.objects.select_for_update().get(pk=entry.pk)
    verdict = permissions.lower_price(actor, locked)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="N-15")
    refusal = framework_in_force(locked.framework, at)
    if refusal:
        raise GuardRefused(refusal, rule="C-13")
    if locked.framework.pricing == Pricing.FIXED:
        raise GuardRefused(_("政府定价，按定价执行，不能降低（财政部令第110号第十三条）。"), rule="N-15")
    value, before = amount_of(value=price, field="price"), locked.price
    if not 0 < value < before:
        text = _("新的单价须大于零、低于现在的协议价格%(price)s元，不能提高（财政部令第110号第十三条）。")
        raise DomainError(text % {"price": f"{before:,.2f}"}, field="price", rule="N-15")
    locked.price = value
    locked.save(update_fields=["price"])
    audit.record(
        subject_kind=ENTRY.subject_kind,
        subject_code=locked.code,
        action="lower_price",
        actor=actor,
        at=at,
        basis="N-15 财政部令第110号第十三条、第十六条",
        changes={"from": before, "to": value},
    )
    _tell_organiser("framework_lowered", locked, at)
    entry.refresh_from_db()
    return entry


@transaction.atomic
def withdraw_entry(*, entry: FrameworkEntry, actor: Actor, at: datetime) -> FrameworkEntry:
    lifecycle.apply("withdraw", entry, actor=actor, at=at, updates={"ended_at": at})
    return entry


@transaction.atomic
def leave_framework(*, entry: FrameworkEntry, reason: str, actor: Actor, at: datetime) -> FrameworkEntry:
    """Leave an open framework; the notice goes out at once (110 art. 20: within two working days)."""
    updates = {"ended_at": at, "end_reason": reason.strip()}
    lifecycle.apply("leave", entry, actor=actor, at=at, reason=reason.strip(), updates=updates)
    _publish_end(entry, actor, at)
    _tell_organiser("framework_left", entry, at)
    return entry


@transaction.atomic
def remove_entry(
    *, entry: FrameworkEntry, ground: str, reason: str, actor: Actor, at: datetime
) -> FrameworkEntry:
    """Take a supplier out on one of the six grounds of 110 art. 19, for good, with its facts."""
    if ground not in RemovalGround.values:
        text = _("清退只有六种法定情形，请选择一种（财政部令第110号第十九条）。")
        raise DomainError(text, field="ground", rule="N-15")
    if len(reason.strip()) < 10:
        text = _("请写明事实和证据：何时、哪一笔、怎么处理过（财政部令第110号第十九条）。")
        raise DomainError(text, field="reason", rule="N-15")
    updates = {"ended_at": at, "removal_ground": ground, "end_reason": reason.strip()}
    lifecycle.apply("remove", entry, actor=actor, at=at, reason=reason.strip(), updates=updates)
    _publish_end(entry, actor, at)
    _tell_supplier("framework_removed", entry, at)
    return entry


def _decided(decision: str, actor: Actor, at: datetime) -> dict[str, Any]:
    return {"decision": decision.strip(), "decided_at": at, "decided_by": actor.name}


@in_language_of_record
def _publish_entry(entry: FrameworkEntry, actor: Actor, at: datetime) -> Publication:
    framework = entry.framework
    title = _("%(title)s框架协议入围结果公告（%(supplier)s）")
    return publish_about(
        framework=framework,
        kind=PublicationKind.FRAMEWORK_ADMISSION,
        title=title % {"title": framework.title, "supplier": entry.supplier.name},
        payload=notices.admission(framework, [entry]),
        basis=ENTRY["admit"].basis,
        actor=actor,
        at=at,
    )


@in_language_of_record
def _publish_end(entry: FrameworkEntry, actor: Actor, at: datetime) -> None:
    framework = entry.framework
    left = entry.status == EntryStatus.LEFT
    text = _("%(title)s框架协议供应商退出公告") if left else _("%(title)s框架协议供应商清退公告")
    entry.end_notice_code = publish_about(
        framework=framework,
        kind=PublicationKind.FRAMEWORK_EXIT,
        title=text % {"title": framework.title},
        payload=notices.end(entry),
        basis=ENTRY["leave" if left else "remove"].basis,
        actor=actor,
        at=at,
    ).code
    entry.save(update_fields=["end_notice_code"])


def _tell_supplier(event: str, entry: FrameworkEntry, at: datetime) -> None:
    notify(
        event=event,
        recipients=people.of_supplier(entry.supplier),
        context={
            "title": entry.framework.title,
            "organiser": entry.framework.organiser.name,
            "reason": entry.end_reason or entry.decision,
            "sign": entry.framework.separate_agreement,
        },
        url=entry.get_absolute_url(),
        at=at,
    )


def _tell_organiser(event: str, entry: FrameworkEntry, at: datetime) -> None:
    staff = members_holding(entry.framework.organiser, Office.OPERATOR, Office.AGENCY_OPERATOR)
    notify(
        event=event,
        recipients=people.recipients(staff),
        context={"title": entry.framework.title, "supplier": entry.supplier.name},
        url=entry.get_absolute_url(),
        at=at,
    )
