"""How much of what one has: counts with a way to each list. One query a row, whatever their number."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalogue.selectors import visible_items
from procurement.accounts.selectors import objects_granted
from procurement.awarding.models import PanelMember
from procurement.budgeting.selectors import visible_lines
from procurement.contracts.enums import ContractStatus
from procurement.contracts.models import Contract
from procurement.core.actors import Actor
from procurement.performance.models import PerformanceEvaluation
from procurement.tendering.enums import SmallPurchaseStatus, TenderStatus
from procurement.tendering.models import SmallPurchase, Tender
from procurement.tendering.selectors import bidding
from procurement.tendering.selectors.lists import entrusted

from . import offices as may

_RUNNING = (ContractStatus.SIGNED, ContractStatus.PUBLISHED, ContractStatus.FILED)


@dataclass(frozen=True, slots=True)
class Count:
    """One figure: what, how many, where."""

    label: "str | Promise"
    value: int
    url: str


def _lines(actor: Actor) -> QuerySet:
    return visible_lines(actor)


def _plan_items(actor: Actor) -> QuerySet:
    return visible_items(actor)


def _tenders(actor: Actor) -> QuerySet:
    rows = Tender.objects.for_items().exclude(status=TenderStatus.TERMINATED)
    if may.oversees(actor):
        return rows.filter(status=TenderStatus.RELEASED)
    return (
        rows.filter(entrusted(actor, "agency", "plan__"))
        if may.acts_as_agency(actor)
        else rows.filter(purchaser=actor.organisation_id)
    )


def _small(actor: Actor) -> QuerySet:
    return SmallPurchase.objects.filter(purchaser=actor.organisation_id).exclude(
        status=SmallPurchaseStatus.CANCELLED
    )


def _contracts(actor: Actor) -> QuerySet:
    rows = Contract.objects.filter(status__in=_RUNNING)
    if may.oversees(actor):
        return rows
    side = "supplier" if may.supplies(actor) else "purchaser"
    return rows.filter(**{side: actor.organisation_id})


def _bids(actor: Actor) -> QuerySet:
    return bidding.my_bids(actor)


def _panels(actor: Actor) -> QuerySet:
    return PanelMember.objects.filter(user_id=actor.user_id)


def _evaluations(actor: Actor) -> QuerySet:
    return objects_granted(actor, "score_evaluation", PerformanceEvaluation)


ROWS: tuple[tuple[Promise, str, Callable[[Actor], bool], Callable[[Actor], QuerySet]], ...] = (
    (_("计划项目"), "catalogue:plan-item-list", may.plans, _plan_items),
    (_("预算指标"), "budgeting:line-list", may.follows_budget, _lines),
    (_("采购项目"), "tendering:tender-list", may.procures, _tenders),
    (_("小额采购"), "tendering:small-list", may.buys, _small),
    (_("投标回执"), "tendering:bid-list", may.bids, _bids),
    (_("参加的评审"), "awarding:evaluation-list", may.sits_on_panels, _panels),
    (_("履行中的合同"), "contracts:contract-list", may.contracts, _contracts),
    (_("委托我评价"), "performance:evaluation-list", may.scores_performance, _evaluations),
)


def objects(actor: Actor) -> list[Count]:
    """Return the actor's own things with their numbers; nobody else's."""
    return [
        Count(label, rows(actor).count(), _address(screen))
        for label, screen, shown, rows in ROWS
        if shown(actor)
    ]


def _address(screen: str) -> str:
    try:
        return reverse(screen)
    except NoReverseMatch:
        return ""
