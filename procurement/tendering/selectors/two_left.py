"""The two suppliers whom an open tender left: with them alone a negotiation may follow (RULES C-07; 74 art. 27)."""

from catalogue.models import PlanItem
from procurement.accounts.models import Organisation
from procurement.regulations.methods import REASONS

from ..enums import BidState, Method, PackageStatus, RoundKind
from ..models import Package, SealedBid

AFTER_A_TENDER = "TENDER_FAILED"
TOO_FEW = "采购法第三十六条第一款第一项"
TWO = 2


def last_two(package: Package) -> list[Organisation]:
    """Return the two of an open tender's package that failed with exactly two bids; else nobody."""
    failed = package.status == PackageStatus.ANNULLED and package.outcome_basis == TOO_FEW
    if not failed or package.tender.method != Method.OPEN_TENDER:
        return []
    bids = SealedBid.objects.filter(
        round__package=package, round__kind=RoundKind.FIRST, status=BidState.VALID
    )
    left = [bid.supplier for bid in bids.select_related("supplier").order_by("supplier__code")]
    return left if len(left) == TWO else []


def cases_of(item: PlanItem, follows: Package | None) -> list[str]:
    """Return the cases that speak for another method: what the plan states, and a tender that left two."""
    stated = [item.method_case] if item.method_case in REASONS else []
    return stated if follows is None else [*stated, AFTER_A_TENDER]
