"""Calling off: asked by one person, confirmed by another, answered by the supplier, made public, contracted."""

from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from catalogue.enums import ItemStatus
from catalogue.models import PlanItem
from procurement.accounts.enums import Office
from procurement.accounts.selectors import members_holding
from procurement.budgeting import services as budgeting
from procurement.budgeting.selectors import Cause
from procurement.core import audit, lifecycle
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.language import in_language_of_record
from procurement.core.outbox import notify
from procurement.publications.enums import PublicationKind
from procurement.publications.models import Publication
from procurement.publications.services import publish
from procurement.regulations.planning import amount_of
from procurement.tendering.enums import Method
from procurement.tendering.models import titled
from procurement.tendering.selectors import people
from procurement.tendering.selectors.policy import article
from procurement.tendering.services.parts import locked_item, share_of

from .. import permissions
from ..enums import CallOffStatus, CallOffWay, VoucherBatchStatus
from ..lifecycle import CALL_OFF
from ..lifecycle.guards import supplier_is_in
from ..models import CallOff, Framework, FrameworkEntry
from ..selectors import notices
from ..selectors.lists import serves


@dataclass(frozen=True, slots=True)
class Order:
    """What is ordered and how its supplier was found; ``unit_price`` in yuan."""

    way: str
    quantity: Decimal
    unit_price: Decimal
    need: str
    place: str
    reason: str


@transaction.atomic
def call_off(
    *,
    entry: FrameworkEntry,
    item: PlanItem,
    quantity: Decimal,
    need: str,
    place: str,
    reason: str,
    unit_price: Decimal | None = None,
    actor: Actor,
    at: datetime,
) -> CallOff:
    """Choose a supplier of a framework directly (110 art. 32, 42); the money of the plan item is frozen.

    The price (yuan) is the agreed one, or a lower one that the supplier then accepts (110 art. 13).
    """
    verdict = permissions.call_off(actor, item)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="C-13")
    locked = locked_item(item=item)
    check_item(entry.framework, locked)
    if entry.framework.call_off_way != CallOffWay.DIRECT:
        text = _("征集文件规定的方式是%(way)s，不能直接选定（财政部令第110号第三十二条）。")
        values = {"way": entry.framework.get_call_off_way_display()}
        raise WrongState(text % values, rule="C-13")
    _check_texts(need=need, place=place, reason=reason)
    price = entry.price if unit_price is None else budgeting.amount_of(value=unit_price, field="unit_price")
    if not 0 < price <= entry.price:
        text = _("单价不能超过协议价格%(price)s元（财政部令第110号第十三条）。")
        raise DomainError(text % {"price": f"{entry.price:,.2f}"}, field="unit_price", rule="N-15")
    order = Order(CallOffWay.DIRECT, quantity, price, need.strip(), place.strip(), reason.strip())
    return place_call_off(entry=entry, item=locked, order=order, actor=actor, at=at)


def place_call_off(
    *, entry: FrameworkEntry, item: PlanItem, order: Order, actor: Actor, at: datetime
) -> CallOff:
    """Write a call-off of whatever way and freeze its money; the caller has asked the permission."""
    if order.quantity <= 0:
        raise DomainError(_("数量必须大于零。"), field="quantity", rule="C-13")
    amount = within(item=item, amount=amount_of(order.quantity, order.unit_price), scope=order.place)
    code = next_code(f"KC-{item.year}-")
    call = CallOff(
        code=code,
        framework=entry.framework,
        entry=entry,
        item=item,
        purchaser=item.organisation,
        title=titled(item, order.place),
        amount=amount,
        part_code=code,
        author_code=actor.code,
        asked_at=at,
        **asdict(order),
    )
    refusal = supplier_is_in(call, actor=actor, at=at)
    if refusal:
        raise GuardRefused(refusal, rule="C-13")
    lifecycle.create(
        call,
        actor=actor,
        at=at,
        basis="C-13",
        reason=call.reason,
        changes={"supplier": entry.supplier.name, "amount": amount, **asdict(order)},
    )
    budgeting.freeze_cause(cause=Cause(item.code, code), amount=amount, actor=actor, at=at)
    return call


def within(*, item: PlanItem, amount: Decimal, scope: str) -> Decimal:
    """Return the amount where the item still has so much; beside the quantity otherwise."""
    try:
        return share_of(item=item, amount=amount, scope=scope)
    except DomainError as error:
        field = "quantity" if error.field == "amount" else "place" if error.field == "scope" else error.field
        raise type(error)(error.message, field=field, rule=error.rule) from error


def check_item(framework: Framework, item: PlanItem) -> None:
    """Refuse an item that is not public, not planned as a framework purchase, or not of this framework."""
    if item.status != ItemStatus.PUBLISHED:
        text = _("年度购买服务计划公布后才能采购（%(article)s）。")
        raise WrongState(text % {"article": article("B-01")}, field="item", rule="B-01")
    if item.method != Method.FRAMEWORK or not serves(framework, item):
        text = _("这个项目的计划方式不是框架协议采购，或者不是同一类服务、不在适用范围内。请先调整年度计划。")
        raise WrongState(text, field="item", rule="C-13")


def _check_texts(*, need: str, place: str, reason: str) -> None:
    texts = {
        "need": (need, _("请写明服务对象、内容和完成时间。")),
        "place": (place, _("请写明服务地点，例如：义堂镇东片6个村。")),
        "reason": (
            reason,
            _("请从价格、质量、服务便利和用户评价说明为什么选这一家（财政部令第110号第三十二条）。"),
        ),
    }
    for name, (text, message) in texts.items():
        if len(text.strip()) < 2:
            raise DomainError(message, field=name, rule="C-13")


@transaction.atomic
def confirm_call_off(*, call: CallOff, actor: Actor, at: datetime) -> CallOff:
    """A second person confirms; the supplier is asked."""
    updates = {"confirmed_at": at, "confirmed_by": actor.name}
    lifecycle.apply("confirm", call, actor=actor, at=at, updates=updates)
    notify(
        event="call_off_confirmed",
        recipients=people.of_supplier(call.entry.supplier),
        context={"title": call.title, "purchaser": call.purchaser.name, "framework": call.framework.title},
        url=call.get_absolute_url(),
        at=at,
    )
    return call


@transaction.atomic
def accept_call_off(*, call: CallOff, actor: Actor, at: datetime) -> CallOff:
    """The supplier takes the order on the terms of its agreement."""
    lifecycle.apply("accept", call, actor=actor, at=at, updates=_answered(actor, at))
    _tell_purchaser("call_off_accepted", call, at)
    return call


@transaction.atomic
def decline_call_off(*, call: CallOff, reason: str, actor: Actor, at: datetime) -> CallOff:
    """The supplier says why it cannot; the money goes back. Without a good reason it may be removed (110 art. 19)."""
    if not reason.strip():
        text = _("请写明不能接受的理由；无正当理由不接受的，可能被清退（财政部令第110号第十九条）。")
        raise DomainError(text, field="reason", rule="N-15")
    _give_back(call, CallOffStatus.CONFIRMED, actor=actor, at=at)
    updates = _answered(actor, at) | {"answer": reason.strip()}
    lifecycle.apply("decline", call, actor=actor, at=at, reason=reason.strip(), updates=updates)
    _tell_purchaser("call_off_declined", call, at)
    return call


@transaction.atomic
def cancel_call_off(*, call: CallOff, reason: str, actor: Actor, at: datetime) -> CallOff:
    """Take an order back that the supplier has not accepted; the money goes back to the plan item."""
    if not reason.strip():
        raise DomainError(_("请写明取消的原因。"), field="reason", rule="C-13")
    _give_back(call, CallOffStatus.ASKED, CallOffStatus.CONFIRMED, actor=actor, at=at)
    lifecycle.apply("cancel", call, actor=actor, at=at, reason=reason.strip())
    return call


@transaction.atomic
def publish_call_off(*, call: CallOff, actor: Actor, at: datetime) -> CallOff:
    """Make the result public: what, how much, from whom, for how much (110 art. 16, 35; 财预〔2017〕87号)."""
    lifecycle.apply("publish", call, actor=actor, at=at)
    call.publication_code = _publish_result(call, actor, at).code
    call.save(update_fields=["publication_code"])
    return call


def _give_back(call: CallOff, *states: str, actor: Actor, at: datetime) -> None:
    """Before the step: whoever hears of it finds the money where it belongs (it closes a finished item)."""
    locked_item(item=call.item)
    locked = CallOff.objects.select_for_update().get(pk=call.pk)
    if locked.status in states:
        cause = Cause(call.item.code, locked.part_code)
        budgeting.unfreeze_cause(cause=cause, actor=actor, at=at)
        give_vouchers_back(call=locked, actor=actor, at=at)


def give_vouchers_back(*, call: CallOff, actor: Actor, at: datetime) -> None:
    """Who had chosen this supplier chooses again, and the batch holds their money as before."""
    first = call.vouchers.select_related("batch").first()
    if first is None:
        return
    call.vouchers.update(call_off=None, entry=None, chosen_on=None)
    if first.batch.status == VoucherBatchStatus.ISSUED:
        cause = Cause(call.item.code, first.batch.code)
        budgeting.freeze_cause(cause=cause, amount=call.amount, actor=actor, at=at)


@transaction.atomic
def rate_call_off(*, call: CallOff, stars: int, opinion: str = "", actor: Actor, at: datetime) -> CallOff:
    """Say how good the service was, one to five; the newest word counts and the chain keeps all (110 art. 16)."""
    locked = CallOff.objects.select_for_update().get(pk=call.pk)
    verdict = permissions.rate(actor, locked)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="C-13")
    if not 1 <= stars <= 5:
        raise DomainError(_("请选择1到5分。"), field="stars", rule="C-13")
    locked.stars, locked.opinion = stars, opinion.strip()
    locked.save(update_fields=["stars", "opinion"])
    audit.record(
        subject_kind=CALL_OFF.subject_kind,
        subject_code=locked.code,
        action="rate",
        actor=actor,
        at=at,
        basis="C-13 财政部令第110号第十六条",
        changes={"stars": stars, "opinion": locked.opinion},
    )
    call.refresh_from_db()
    return call


def _answered(actor: Actor, at: datetime) -> dict[str, object]:
    return {"answered_at": at, "answered_by": actor.name}


def _tell_purchaser(event: str, call: CallOff, at: datetime) -> None:
    notify(
        event=event,
        recipients=people.recipients(members_holding(call.purchaser, Office.OPERATOR)),
        context={"title": call.title, "supplier": call.entry.supplier.name, "reason": call.answer},
        url=call.get_absolute_url(),
        at=at,
    )


@in_language_of_record
def _publish_result(call: CallOff, actor: Actor, at: datetime) -> Publication:
    return publish(
        kind=PublicationKind.CALL_OFF_RESULT,
        subject_kind=CALL_OFF.subject_kind,
        subject_code=call.code,
        project_code=call.item.code,
        title=_("%(title)s框架协议成交结果公告") % {"title": call.title},
        organisation=call.purchaser,
        payload=notices.result(call, local_date(at)),
        summary=f"{call.framework.title} {call.entry.supplier.name}",
        basis=CALL_OFF["publish"].basis,
        actor=actor,
        at=at,
    )
