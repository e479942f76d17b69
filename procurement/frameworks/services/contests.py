"""The two ways of a closed framework that leave nothing to choose: a second competition, and orders in turn."""

import secrets
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from catalogue.models import PlanItem
from procurement.budgeting import services as budgeting
from procurement.budgeting.selectors import Cause
from procurement.core import lifecycle, safe
from procurement.core.actors import Actor
from procurement.core.clock import SHANGHAI
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.language import in_language_of_record
from procurement.core.outbox import notify
from procurement.regulations.canonical import canonical_json, sha256_hex
from procurement.regulations.draw import commitment, draw
from procurement.regulations.errors import RegulationError
from procurement.regulations.frameworks import lowest_offers
from procurement.regulations.planning import amount_of
from procurement.tendering.models import titled
from procurement.tendering.selectors import people
from procurement.tendering.services.parts import locked_item

from .. import permissions
from ..enums import CallOffWay, ContestStatus, EntryStatus
from ..lifecycle.guards import framework_in_force
from ..models import CallOff, Contest, ContestOffer, Framework, FrameworkEntry
from ..selectors.contests import earliest_end, invited_to, least_hours, own_place
from ..selectors.turns import next_turn
from .calls import Order, check_item, place_call_off, within

BASIS = "C-13 财政部令第110号第三十三条"


@transaction.atomic
def take_turn(
    *,
    framework: Framework,
    item: PlanItem,
    quantity: Decimal,
    need: str,
    place: str,
    actor: Actor,
    at: datetime,
) -> CallOff:
    """Order from whoever is next, at its agreed price (110 art. 34); a refusal with its reason uses the turn."""
    locked = _begin(framework, item, CallOffWay.ROTATION, need, place, actor, at)
    # One order at a time: two purchasers never get the same turn.
    framework = Framework.objects.select_for_update().get(pk=framework.pk)
    entry = next_turn(framework)
    if entry is None:
        raise GuardRefused(_("没有可以轮候的入围供应商。"), rule="C-13")
    order = Order(
        CallOffWay.ROTATION, quantity, entry.price, need.strip(), place.strip(), _turn_reason(entry.rank)
    )
    return place_call_off(entry=entry, item=locked, order=order, actor=actor, at=at)


@in_language_of_record
def _turn_reason(rank: int | None) -> str:
    return _("按入围排序轮候，轮到第%(rank)s名（财政部令第110号第三十四条）。") % {"rank": rank or "—"}


@transaction.atomic
def open_contest(
    *,
    framework: Framework,
    item: PlanItem,
    quantity: Decimal,
    need: str,
    place: str,
    until: datetime,
    actor: Actor,
    at: datetime,
) -> Contest:
    """Let all who are admitted compete below their agreed prices until a moment; the money is frozen (110 art. 33)."""
    locked = _begin(framework, item, CallOffWay.COMPETITION, need, place, actor, at)
    if until < earliest_end(at):
        text = _(
            "报价时间不少于%(hours)s小时（财政部令第110号第三十三条；县定参数）。请改到%(earliest)s以后。"
        )
        values = {"hours": least_hours(at), "earliest": _moment(earliest_end(at))}
        raise DomainError(text % values, field="until_day", rule="C-13")
    entries = list(invited_to(framework))
    if not entries:
        raise GuardRefused(_("还没有供应商入围。"), rule="C-13")
    if quantity <= 0:
        raise DomainError(_("数量必须大于零。"), field="quantity", rule="C-13")
    held = within(item=locked, amount=amount_of(quantity, max(one.price for one in entries)), scope=place)
    contest = Contest(
        code=next_code(f"KE-{locked.year}-"),
        framework=framework,
        item=locked,
        purchaser=locked.organisation,
        title=titled(locked, place.strip()),
        need=need.strip(),
        place=place.strip(),
        quantity=quantity,
        held=held,
        until=until,
        author_code=actor.code,
        asked_at=at,
        seed=secrets.token_hex(32),
    )
    changes = {"held": held, "until": until, "commitment": commitment(bytes.fromhex(contest.seed))}
    lifecycle.create(contest, actor=actor, at=at, basis=BASIS, changes=changes)
    ContestOffer.objects.bulk_create(ContestOffer(contest=contest, entry=entry) for entry in entries)
    budgeting.freeze_cause(cause=Cause(locked.code, contest.code), amount=held, actor=actor, at=at)
    for entry in entries:
        _ask(contest, entry, at)
    return contest


def _ask(contest: Contest, entry: FrameworkEntry, at: datetime) -> None:
    until = _moment(contest.until)
    notify(
        event="contest_opened",
        recipients=people.of_supplier(entry.supplier),
        context={"title": contest.title, "purchaser": contest.purchaser.name, "until": until},
        url=contest.get_absolute_url(),
        at=at,
    )


def _begin(
    framework: Framework, item: PlanItem, way: str, need: str, place: str, actor: Actor, at: datetime
) -> PlanItem:
    """Lock the item for whoever may call off by this way; refuse what is left open beside its field."""
    verdict = permissions.call_off(actor, item)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="C-13")
    locked = locked_item(item=item)
    check_item(framework, locked)
    refusal = framework_in_force(framework, at)
    if refusal:
        raise GuardRefused(refusal, rule="C-13")
    if framework.call_off_way != way:
        text = _("征集文件规定的方式是%(way)s（财政部令第110号第三十二条）。")
        raise WrongState(text % {"way": framework.get_call_off_way_display()}, rule="C-13")
    if len(need.strip()) < 2:
        raise DomainError(_("请写明服务对象、内容和完成时间。"), field="need", rule="C-13")
    if len(place.strip()) < 2:
        raise DomainError(_("请写明服务地点，例如：义堂镇东片6个村。"), field="place", rule="C-13")
    return locked


@transaction.atomic
def give_offer(*, contest: Contest, price: Decimal, actor: Actor, at: datetime) -> ContestOffer:
    """Offer one's own price, at most the agreed one; it may be changed until the end and nobody reads it before."""
    locked = Contest.objects.select_for_update().get(pk=contest.pk)
    verdict = permissions.offer(actor, locked)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="C-13")
    if locked.status != ContestStatus.OPEN or at > locked.until:
        raise WrongState(_("报价截止时间%(until)s已过。") % {"until": _moment(locked.until)}, rule="C-13")
    place = own_place(locked, actor)
    assert place is not None  # the permission has looked
    value = budgeting.amount_of(value=price, field="price")
    if not 0 < value <= place.entry.price:
        text = _("报价须大于零，不能超过协议价格%(price)s元（财政部令第110号第三十三条）。")
        raise DomainError(text % {"price": f"{place.entry.price:,.2f}"}, field="price", rule="N-15")
    place.locked = safe.lock(str(value).encode(), _purpose(place))
    place.given_at, place.given_by = at, actor.name
    place.save(update_fields=["locked", "given_at", "given_by"])
    return place


@transaction.atomic
def decide_contest(*, contest: Contest, actor: Actor, at: datetime) -> Contest:
    """Open the offers; the lowest gets the order, equals are drawn (110 art. 33). A second person confirms it."""
    item = locked_item(item=contest.item)
    offers = _opened(contest, at)
    record = _lowest(contest, offers)
    prices = {code: str(place.price) for code, place in offers.items()}
    changes = {"offers": prices, "lowest": record["winner"]}
    lifecycle.apply("decide", contest, actor=actor, at=at, updates={"draw": record}, changes=changes)
    for place in offers.values():
        place.save(update_fields=["price"])
    budgeting.unfreeze_cause(cause=Cause(item.code, contest.code), actor=actor, at=at)
    winner = offers[record["winner"]]
    order = Order(
        CallOffWay.COMPETITION,
        contest.quantity,
        winner.price,
        contest.need,
        contest.place,
        _contest_reason(len(offers), record),
    )
    contest.call_off = place_call_off(entry=winner.entry, item=item, order=order, actor=actor, at=at)
    contest.save(update_fields=["call_off"])
    return contest


def _opened(contest: Contest, at: datetime) -> dict[str, ContestOffer]:
    """Return the offers by entry with their prices; before the end none is read."""
    if at <= contest.until:
        return {}
    rows = contest.offers.filter(given_at__isnull=False, entry__status=EntryStatus.ADMITTED)
    found = {place.entry.code: place for place in rows.select_related("entry__supplier", "entry__framework")}
    for place in found.values():
        place.price = Decimal(safe.unlock(place.locked, _purpose(place)).decode())
    return found


def _lowest(contest: Contest, offers: dict[str, ContestOffer]) -> dict[str, object]:
    """Return the winner's entry, with the record of a draw where several offered least."""
    prices = {code: place.price or Decimal(0) for code, place in offers.items()}
    try:
        lowest = lowest_offers(prices, {code: place.entry.price for code, place in offers.items()})
    except RegulationError:
        lowest = []
    if len(lowest) < 2:
        return {"winner": lowest[0] if lowest else ""}
    beacon = sha256_hex(canonical_json({code: str(price) for code, price in prices.items()}))
    seed = bytes.fromhex(contest.seed)
    found = draw(lowest, excluded=(), needed=1, reserves=0, seed=seed, beacon=bytes.fromhex(beacon))
    record = {"format": "draw/1", "pool": lowest, "excluded": {}, "needed": 1, "reserves": 0}
    return {
        **record,
        "commitment": commitment(seed),
        "seed": contest.seed,
        "beacon": beacon,
        "winner": found.drawn[0],
    }


@in_language_of_record
def _contest_reason(count: int, record: dict[str, object]) -> str:
    text = _("二次竞价，%(count)s家报价，报价最低（财政部令第110号第三十三条）。") % {"count": count}
    return f"{text}{_('报价相同的，抽签确定。')}" if "seed" in record else text


@transaction.atomic
def cancel_contest(*, contest: Contest, reason: str, actor: Actor, at: datetime) -> Contest:
    """Give a competition up, or end one in which nobody offered; the money goes back to the plan item."""
    if not reason.strip():
        raise DomainError(_("请写明取消的原因。"), field="reason", rule="C-13")
    item = locked_item(item=contest.item)
    lifecycle.apply("cancel", contest, actor=actor, at=at, reason=reason.strip())
    budgeting.unfreeze_cause(cause=Cause(item.code, contest.code), actor=actor, at=at)
    return contest


def _purpose(place: ContestOffer) -> str:
    """Bind a price to its place: moved to another row it does not open."""
    return f"contest-offer:{place.contest_id}:{place.entry_id}"


def _moment(moment: datetime) -> str:
    """Write a moment so that both languages read it."""
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
