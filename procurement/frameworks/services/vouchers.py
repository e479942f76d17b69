"""Vouchers: issued by two people, used by whoever holds the paper, gathered into orders supplier by supplier."""

import secrets
from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from catalogue.models import PlanItem
from procurement.budgeting import services as budgeting
from procurement.budgeting.selectors import Cause
from procurement.core import audit, lifecycle
from procurement.core.actors import SYSTEM, Actor
from procurement.core.clock import local_date
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, NotVisible, WrongState
from procurement.core.language import in_language_of_record
from procurement.regulations.canonical import sha256_hex
from procurement.regulations.planning import amount_of
from procurement.tendering.models import titled
from procurement.tendering.services.parts import locked_item, share_of

from .. import permissions
from ..enums import CallOffWay, EntryStatus, VoucherBatchStatus
from ..lifecycle import VOUCHERS
from ..lifecycle.guards import framework_in_force
from ..models import CallOff, Framework, FrameworkEntry, Voucher, VoucherBatch
from .calls import Order, check_item, place_call_off

MOST = 500


@transaction.atomic
def ask_vouchers(
    *,
    framework: Framework,
    item: PlanItem,
    count: int,
    each: Decimal,
    need: str,
    place: str,
    valid_until: date,
    actor: Actor,
    at: datetime,
) -> VoucherBatch:
    """Ask for vouchers of ``each`` units; their whole money (yuan) is frozen at the framework's ceiling.

    In an open framework that is the fee. In a closed one each supplier has its own agreed price below it; the
    batch keeps what is left until it ends (110 art. 13, 32).
    """
    verdict = permissions.call_off(actor, item)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="C-13")
    locked = locked_item(item=item)
    check_item(framework, locked)
    _check(framework, count=count, each=each, need=need, place=place, valid_until=valid_until, at=at)
    code = next_code(f"KQ-{item.year}-")
    amount = share_of(item=locked, amount=amount_of(each * count, framework.ceiling), scope=place)
    batch = VoucherBatch(
        code=code,
        framework=framework,
        item=locked,
        purchaser=locked.organisation,
        title=titled(locked, place.strip()),
        need=need.strip(),
        place=place.strip(),
        count=count,
        each=each,
        unit_price=framework.ceiling,
        amount=amount,
        valid_until=valid_until,
        author_code=actor.code,
    )
    lifecycle.create(
        batch, actor=actor, at=at, basis="C-13", changes={"count": count, "each": each, "amount": amount}
    )
    budgeting.freeze_cause(cause=Cause(item.code, code), amount=amount, actor=actor, at=at)
    return batch


def _check(
    framework: Framework, *, count: int, each: Decimal, need: str, place: str, valid_until: date, at: datetime
) -> None:
    refusal = framework_in_force(framework, at)
    if refusal:
        raise GuardRefused(refusal, rule="C-13")
    if not framework.users_choose or framework.call_off_way != CallOffWay.DIRECT:
        raise WrongState(_("这个框架协议没有约定由服务对象选择供应商。"), rule="C-13")
    faults = {
        "count": not 1 <= count <= MOST and _("一次发1到%(most)s张。") % {"most": MOST},
        "each": each <= 0 and _("数量必须大于零。"),
        "need": not need.strip() and _("请写明服务对象、内容和完成时间。"),
        "place": not place.strip() and _("请写明发给哪些地方的服务对象。"),
        "valid_until": not local_date(at) <= valid_until <= framework.ends_on
        and _("选择截止日期不早于今天，不晚于框架协议期满日期%(day)s。")
        % {"day": f"{framework.ends_on:%Y-%m-%d}"},
    }
    for field, message in faults.items():
        if message:
            raise DomainError(str(message), field=field, rule="C-13")


@transaction.atomic
def issue_vouchers(
    *, batch: VoucherBatch, actor: Actor, at: datetime
) -> tuple[VoucherBatch, list[tuple[int, str]]]:
    """A second person confirms; returns number and token of each voucher: tokens exist only here, to be printed."""
    updates = {"issued_at": at, "issued_by": actor.name}
    lifecycle.apply("issue", batch, actor=actor, at=at, updates=updates)
    tokens = [(number, secrets.token_urlsafe(12)) for number in range(1, batch.count + 1)]
    Voucher.objects.bulk_create(
        Voucher(batch=batch, number=number, token_hash=sha256_hex(token.encode())) for number, token in tokens
    )
    return batch, tokens


@transaction.atomic
def choose_supplier(*, token: str, entry: FrameworkEntry, at: datetime) -> Voucher:
    """Whoever holds the paper chooses, and may change its mind until the purchaser has ordered."""
    held = usable_voucher(token, at, lock=True)
    if entry.framework_id != held.batch.framework_id or entry.status != EntryStatus.ADMITTED:
        raise DomainError(_("请选择一家现在入围的机构。"), field="entry", rule="C-13")
    if held.call_off_id is not None:
        raise WrongState(_("已经为您下单，不能再改。需要改的，请与村委会联系。"), rule="C-13")
    if local_date(at) > held.batch.valid_until:
        raise WrongState(_("选择截止日期已过，这张服务券已经失效。"), rule="C-13")
    held.entry, held.chosen_on = entry, local_date(at)
    held.save(update_fields=["entry", "chosen_on"])
    _note("choose", held.batch, SYSTEM, at, {"number": held.number, "supplier": entry.supplier.name})
    return held


@transaction.atomic
def rate_voucher(*, token: str, stars: int, at: datetime) -> Voucher:
    """Who was served says how good it was, once the service is ordered (110 art. 16)."""
    held = usable_voucher(token, at, lock=True)
    if held.call_off_id is None:
        raise WrongState(_("下单以后才能评价。"), rule="C-13")
    if not 1 <= stars <= 5:
        raise DomainError(_("请选择1到5分。"), field="stars", rule="C-13")
    held.stars = stars
    held.save(update_fields=["stars"])
    return held


def usable_voucher(token: str, at: datetime, *, lock: bool = False) -> Voucher:
    """Return the voucher of a link, or say in plain words why it does not work."""
    rows = Voucher.objects.filter(token_hash=sha256_hex(token.encode()))
    rows = rows.select_related("batch__framework", "batch__purchaser", "entry__supplier")
    held = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if held is None:
        raise NotVisible(_("这个二维码无效，请向村委会要一张新的。"))
    if held.batch.status != VoucherBatchStatus.ISSUED and held.call_off_id is None:
        raise WrongState(_("这批服务券已经结束，没有使用的已经失效。"))
    return held


@transaction.atomic
def gather_choices(*, batch: VoucherBatch, actor: Actor, at: datetime) -> list[CallOff]:
    """Turn what the holders have chosen into one order a supplier, each with its own money (110 art. 42)."""
    locked_item(item=batch.item)
    locked = VoucherBatch.objects.select_for_update().get(pk=batch.pk)
    verdict = permissions.carry(actor, locked)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="C-13")
    chosen: dict[FrameworkEntry, list[Voucher]] = defaultdict(list)
    rows = locked.vouchers.filter(entry__isnull=False, call_off__isnull=True)
    for voucher in rows.select_related("entry__framework", "entry__supplier").order_by(
        "entry__code", "number"
    ):
        chosen[voucher.entry].append(voucher)
    if locked.status != VoucherBatchStatus.ISSUED or not chosen:
        raise WrongState(_("没有新的选择可以汇总。"), rule="C-13")
    return [_order(locked, entry, vouchers, actor, at) for entry, vouchers in chosen.items()]


@in_language_of_record
def _order(
    batch: VoucherBatch, entry: FrameworkEntry, vouchers: list[Voucher], actor: Actor, at: datetime
) -> CallOff:
    quantity = batch.each * len(vouchers)
    amount = amount_of(quantity, entry.price)
    budgeting.unfreeze_cause(cause=Cause(batch.item.code, batch.code), amount=amount, actor=actor, at=at)
    order = Order(
        way=CallOffWay.USER_CHOICE,
        quantity=quantity,
        unit_price=entry.price,
        need=batch.need,
        place=batch.place,
        reason=_("服务对象持券自主选择：%(count)s张，每张%(each)s%(unit)s（批次%(batch)s）。")
        % {
            "count": len(vouchers),
            "each": f"{batch.each.normalize():f}",
            "unit": batch.framework.unit,
            "batch": batch.code,
        },
    )
    call = place_call_off(entry=entry, item=batch.item, order=order, actor=actor, at=at)
    Voucher.objects.filter(pk__in=[voucher.pk for voucher in vouchers]).update(call_off=call)
    numbers = [voucher.number for voucher in vouchers]
    _note("order", batch, actor, at, {"call_off": call.code, "numbers": numbers})
    return call


@transaction.atomic
def close_vouchers(*, batch: VoucherBatch, actor: Actor, at: datetime) -> VoucherBatch:
    """End a batch: what nobody used goes back to the plan item."""
    _unfreeze_rest(batch, actor, at, VoucherBatchStatus.ISSUED)
    lifecycle.apply("close", batch, actor=actor, at=at)
    return batch


@transaction.atomic
def cancel_vouchers(*, batch: VoucherBatch, reason: str, actor: Actor, at: datetime) -> VoucherBatch:
    if not reason.strip():
        raise DomainError(_("请写明取消的原因。"), field="reason", rule="C-13")
    _unfreeze_rest(batch, actor, at, VoucherBatchStatus.ASKED)
    lifecycle.apply("cancel", batch, actor=actor, at=at, reason=reason.strip())
    return batch


def _unfreeze_rest(batch: VoucherBatch, actor: Actor, at: datetime, state: str) -> None:
    """Before the step: whoever hears of it finds the money where it belongs."""
    locked_item(item=batch.item)
    locked = VoucherBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.status == state:
        budgeting.unfreeze_cause(cause=Cause(batch.item.code, batch.code), actor=actor, at=at)


def _note(action: str, batch: VoucherBatch, actor: Actor, at: datetime, changes: dict[str, object]) -> None:
    audit.record(
        subject_kind=VOUCHERS.subject_kind,
        subject_code=batch.code,
        action=action,
        actor=actor,
        at=at,
        basis="C-13 财政部令第110号第四十二条",
        changes=changes,
    )
