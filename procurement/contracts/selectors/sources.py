"""Where a contract comes from (award, small purchase, call-off, single source), its term, the money frozen for it."""

from decimal import Decimal

from catalogue.models import PlanItem
from procurement.awarding.models import Award
from procurement.budgeting.models import BudgetLine, Holding
from procurement.budgeting.selectors import PLAN_ITEM, Cause
from procurement.frameworks.models import CallOff
from procurement.tendering.models import SingleSourceDeal, SmallPurchase

from ..models import Contract

Source = Award | SmallPurchase | CallOff | SingleSourceDeal
# Which column of a contract names an origin of that kind.
ORIGINS = {Award: "award", SmallPurchase: "small_purchase", CallOff: "call_off", SingleSourceDeal: "deal"}


def origin_code(contract: Contract) -> str:
    """Return the code of the tender, small purchase, call-off or single source that the contract comes from."""
    source = source_of(contract)
    return source.package.tender.code if isinstance(source, Award) else source.code


def item_of(source: Source) -> PlanItem:
    return source.package.tender.item if isinstance(source, Award) else source.item


def amount_of(source: Source) -> Decimal:
    """Return what the supplier gets, in yuan."""
    return source.chosen.amount if isinstance(source, SmallPurchase) else source.amount


def supplier_of(source: Source) -> object:
    return source.chosen.supplier if isinstance(source, SmallPurchase) else source.supplier


def title_of(source: Source) -> str:
    return source.package.tender.title if isinstance(source, Award) else source.title


def term_months(contract: Contract) -> int:
    """Return how many months the documents (otherwise the plan) allow."""
    if contract.award is not None:
        return contract.award.package.tender.term_months
    return contract.item.term_months


def months_of(source: Source) -> int:
    return source.package.tender.term_months if isinstance(source, Award) else source.item.term_months


def proposed_terms(source: Source) -> str:
    """Return the text a draft begins with: the documents' own contract, or what was asked for."""
    if isinstance(source, Award):
        tender = source.package.tender
        return tender.contract_draft or tender.commercial_terms or tender.requirement
    return source.requirement


def proposed_advance(source: Source) -> Decimal:
    """Return the share of the price that the documents pay in advance, in per cent; 0 where they say nothing."""
    plan = source.package.tender.payment_plan if isinstance(source, Award) else []
    return sum(
        (Decimal(str(row["percent"])) for row in plan if row.get("advance") or "预付" in row["stage"]),
        Decimal(0),
    )


def part_of(source: Source) -> str:
    """Return under which name the budget holds what this procurement of its item has frozen."""
    return source.package.tender.plan.part_code if isinstance(source, Award) else source.part_code


def source_of(contract: Contract) -> Source:
    """Return the award, small purchase, call-off or single source that the contract comes from."""
    return contract.award or contract.small_purchase or contract.call_off or contract.deal


def cause_of(contract: Contract) -> Cause:
    """Return whose money moves with the contract: its item's, of that what its own procurement froze (N-11)."""
    return Cause(contract.item.code, part_of(source_of(contract)))


def frozen_on(source: Source) -> dict[int, Decimal]:
    """Return what this procurement has frozen, by budget line's key, in yuan."""
    return {row.line_id: row.frozen for row in _holdings(source)}


def lines_of(source: Source) -> list[tuple[BudgetLine, Decimal]]:
    """Return the lines on which this procurement has frozen money, with how much, oldest year first."""
    return [(row.line, row.frozen) for row in _holdings(source)]


def propose_slices(source: Source) -> list[tuple[BudgetLine, Decimal]]:
    """Return the amount laid on the item's lines, oldest year first, none above what is frozen there."""
    left, slices = amount_of(source), []
    for line, frozen in lines_of(source):
        amount = min(left, frozen)
        if amount > 0:
            slices.append((line, amount))
            left -= amount
    return slices


def _holdings(source: Source) -> list[Holding]:
    held = Holding.objects.filter(
        cause_kind=PLAN_ITEM, cause_code=item_of(source).code, part_code=part_of(source), frozen__gt=0
    )
    return list(held.select_related("line").order_by("line__year", "line__code"))
