"""Small purchases: begun, quotes or a reasoned direct choice, decided together, result public (RULES N-14)."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from catalogue.enums import ItemStatus
from catalogue.models import PlanItem
from procurement.budgeting import services as budgeting
from procurement.budgeting.selectors import Cause, holdings_of_cause
from procurement.core import clock, lifecycle, parameters
from procurement.core.actors import Actor
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.language import in_language_of_record
from procurement.publications.enums import PublicationKind
from procurement.publications.models import Publication
from procurement.publications.services import publish
from procurement.regulations import parameters as policy
from procurement.regulations import thresholds

from .. import permissions
from ..enums import Method, SmallPurchaseStatus
from ..lifecycle import SMALL_PURCHASE
from ..models import Quote, SmallPurchase, titled
from ..selectors.notices import contact, long_day, money, row
from ..selectors.policy import article
from .parts import asked_of, lines_of, locked_item, share_of


@transaction.atomic
def start_small_purchase(
    *,
    item: PlanItem,
    requirement: str,
    actor: Actor,
    at: datetime,
    amount: Decimal | None = None,
    scope: str = "",
    lines: Mapping[str, Decimal] | None = None,
) -> SmallPurchase:
    """Begin a small purchase of a published plan item below the threshold; its share of the money is frozen.

    It takes ``amount`` yuan, without it all that is left of the item, of the ``lines`` chosen (code → yuan) or of
    the oldest money first. The limit looks at the whole item (N-20).
    """
    verdict = permissions.plan_for(actor, item)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="N-14")
    _check_item(locked_item(item=item), at)
    if not requirement.strip():
        raise DomainError(
            _("请写明要买什么服务、多少、到什么标准、何时完成。"), field="requirement", rule="N-14"
        )
    share, code = (
        share_of(item=item, amount=asked_of(amount, lines), scope=scope),
        next_code(f"XE-{item.year}-"),
    )
    chosen = {line.code: value for line, value in lines_of(item=item, share=share, lines=lines)}
    purchase = SmallPurchase(
        code=code,
        item=item,
        purchaser=item.organisation,
        title=titled(item, scope.strip()),
        ceiling=share,
        scope=scope.strip(),
        part_code=code,
        requirement=requirement.strip(),
        author_code=actor.code,
    )
    lifecycle.create(purchase, actor=actor, at=at, basis="N-14")
    budgeting.freeze_cause(cause=Cause(item.code, code), amount=share, lines=chosen, actor=actor, at=at)
    return purchase


def _check_item(item: PlanItem, at: datetime) -> None:
    if item.status != ItemStatus.PUBLISHED:
        text = _("年度购买服务计划公布后才能采购（先有预算、后购买服务，财预〔2017〕87号）。")
        raise WrongState(text, rule="B-01")
    on = clock.local_date(at)
    place = thresholds.position(item.amount, on=on, parameters=parameters.changed(on))
    if not place.below_split or item.method != Method.SMALL_PURCHASE:
        text = _(
            "项目总额%(amount)s元，限额标准%(limit)s元：只有计划方式为小额采购、总额低于限额的项目可以走这条路，拆成几次也不行（%(article)s）。"
        )
        values = {
            "amount": f"{item.amount:,.2f}",
            "limit": f"{place.split_limit:,.2f}",
            "article": article("C-14"),
        }
        raise WrongState(text % values, rule="C-14")


@transaction.atomic
def decide_small(
    *,
    purchase: SmallPurchase,
    quote: Quote,
    minutes: str,
    present: str,
    direct_reason: str = "",
    publish_now: bool = False,
    actor: Actor,
    at: datetime,
) -> SmallPurchase:
    """Record the collective decision: who was there, what was said, whom was chosen and why.

    ``publish_now``: publish the result in the same stroke, or record nothing at all.
    """
    locked = SmallPurchase.objects.select_for_update().get(pk=purchase.pk)
    if quote.purchase_id != locked.pk:
        raise DomainError(_("请从本项目的报价中选择。"), field="quote", rule="N-14")
    _check_minutes(minutes, present)
    _check_choice(locked, quote, direct_reason, at)
    lifecycle.apply(
        "decide",
        purchase,
        actor=actor,
        at=at,
        reason=minutes.strip(),
        updates={
            "chosen": quote,
            "minutes": minutes.strip(),
            "present": present.strip(),
            "direct_reason": direct_reason.strip(),
            "decided_at": at,
        },
    )
    return publish_small(purchase=purchase, actor=actor, at=at) if publish_now else purchase


def _check_minutes(minutes: str, present: str) -> None:
    people = [name for name in present.replace("，", "、").replace(",", "、").split("、") if name.strip()]
    if len(people) < 3:
        text = _("小额采购须集体决定，参加人员不少于3人，姓名用顿号分开（102号令第十九条）。")
        raise DomainError(text, field="present", rule="N-14")
    if len(minutes.strip()) < 10:
        text = _("请写明会议纪要：比较了什么、为什么选这一家（102号令第十九条）。")
        raise DomainError(text, field="minutes", rule="N-14")


def _check_choice(purchase: SmallPurchase, quote: Quote, direct_reason: str, at: datetime) -> None:
    on = clock.local_date(at)
    given = parameters.changed(on)
    least = policy.whole("small_purchase_quotes_min", on, given)
    direct_max = policy.number("small_purchase_direct_max", on, given)
    count = purchase.quotes.count()
    reason = bool(direct_reason.strip())
    if count < least and quote.amount > direct_max:
        text = _(
            "超过%(limit)s元的小额采购须有%(least)s家以上报价，现有%(count)s家（102号令第十九条）。请补充询价。"
        )
        values = {"limit": f"{direct_max:,.0f}", "least": least, "count": count}
        raise DomainError(text % values, field="quote", rule="N-14")
    if count < least and not reason:
        text = _("报价不足%(least)s家的，须写明直接选定的理由（102号令第十九条）。")
        raise DomainError(text % {"least": least}, field="direct_reason", rule="N-14")
    lowest = purchase.quotes.order_by("amount").first()
    if quote.amount > lowest.amount and not reason:
        raise DomainError(
            _("选定的不是最低报价，须写明理由（102号令第十九条）。"), field="direct_reason", rule="N-14"
        )


@transaction.atomic
def publish_small(*, purchase: SmallPurchase, actor: Actor, at: datetime) -> SmallPurchase:
    """Publish the result: what, from whom, for how much, which money (财预〔2017〕87号 五)."""
    lifecycle.apply("publish", purchase, actor=actor, at=at)
    publication = _publish_result(purchase, actor, at)
    purchase.publication_code = publication.code
    purchase.save(update_fields=["publication_code"])
    return purchase


def _result(purchase: SmallPurchase, at: datetime) -> dict[str, object]:
    chosen, item = purchase.chosen, purchase.item
    quotes = purchase.quotes.count()
    held = holdings_of_cause(item.code).filter(part_code=purchase.part_code, frozen__gt=0)
    years = [f"{row.line.year}: {row.frozen:,.2f}" for row in held]
    rows = [
        row(_("购买主体"), purchase.purchaser.name),
        row(_("采购范围"), purchase.scope),
        row(_("购买内容"), purchase.requirement),
        row(_("购买方式"), _("限额以下小额采购（%(quotes)s家报价）") % {"quotes": quotes}),
        row(_("承接主体"), chosen.supplier.name),
        row(_("成交金额"), money(chosen.amount)),
        row(_("预算金额"), money(purchase.ceiling)),
        row(_("分年资金安排（元）"), "; ".join(years)),
        row(_("服务期限"), _("%(months)s个月") % {"months": item.term_months}),
        row(_("直接选定或者未选最低价的理由"), purchase.direct_reason),
        row(_("集体决定日期"), long_day(clock.local_date(purchase.decided_at))),
    ]
    return {
        "format": "small-result/1",
        "facts": {
            "purchase": purchase.code,
            "project": item.code,
            "supplier": chosen.supplier.code,
            "supplier_name": chosen.supplier.name,
            "amount": chosen.amount,
            "budget": purchase.ceiling,
            "quotes": quotes,
            "published_on": clock.local_date(at),
        },
        "sections": [
            {"title": _("一、结果"), "rows": [entry for entry in rows if entry["value"]]},
            {"title": _("二、联系方式"), "rows": [row(_("购买主体"), contact(purchase.purchaser))]},
        ],
    }


@transaction.atomic
def cancel_small(*, purchase: SmallPurchase, reason: str, actor: Actor, at: datetime) -> SmallPurchase:
    """Give a small purchase up; what it froze goes back to its item's remainder."""
    if not reason.strip():
        raise DomainError(_("请写明取消的原因。"), field="reason", rule="N-14")
    locked_item(item=purchase.item)
    locked = SmallPurchase.objects.select_for_update().get(pk=purchase.pk)
    if locked.status in SmallPurchaseStatus.undecided():
        # Before the step: whoever hears of it finds the money where it belongs (it closes a finished item).
        budgeting.unfreeze_cause(cause=Cause(purchase.item.code, locked.part_code), actor=actor, at=at)
    lifecycle.apply("cancel", purchase, actor=actor, at=at, reason=reason.strip())
    return purchase


@in_language_of_record
def _publish_result(purchase: SmallPurchase, actor: Actor, at: datetime) -> Publication:
    return publish(
        kind=PublicationKind.SMALL_PURCHASE_RESULT,
        subject_kind=SMALL_PURCHASE.subject_kind,
        subject_code=purchase.code,
        project_code=purchase.item.code,
        title=_("%(title)s小额采购结果公开") % {"title": purchase.title},
        organisation=purchase.purchaser,
        payload=_result(purchase, at),
        summary=purchase.requirement,
        basis=SMALL_PURCHASE["publish"].basis,
        actor=actor,
        at=at,
    )
