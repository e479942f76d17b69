"""Which opened bids are still in play."""

from collections.abc import Iterable

from procurement.accounts.models import Organisation
from procurement.core.outbox import Recipient
from procurement.tendering.enums import Method, RoundKind
from procurement.tendering.models import OpenedBid, Package, Tender
from procurement.tendering.selectors import people


def first_round_bids(package: Package) -> list[OpenedBid]:
    """Return every opened first bid (response), with its examination, by code."""
    return list(
        OpenedBid.objects.filter(round__package=package, round__kind=RoundKind.FIRST)
        .select_related("supplier", "examination", "round")
        .order_by("code")
    )


def examined_bids(package: Package) -> list[OpenedBid]:
    """Return the first bids that passed qualification and conformity."""
    return [
        bid
        for bid in first_round_bids(package)
        if not bid.failure and hasattr(bid, "examination") and _passed(bid)
    ]


def evaluated_bids(package: Package) -> list[OpenedBid]:
    """Return the bids that are scored: final offers after a negotiation, else the examined bids (RULES N-01)."""
    passed = examined_bids(package)
    if package.tender.method not in Method.with_final_offers():
        return passed
    suppliers = {bid.supplier_id for bid in passed}
    finals = OpenedBid.objects.filter(
        round__package=package, round__kind=RoundKind.FINAL, supplier_id__in=suppliers, failure=""
    )
    return list(finals.select_related("supplier", "round").order_by("code"))


def first_bid_of(bid: OpenedBid) -> OpenedBid:
    """Return the bid (response) that the offer which is scored stands on: itself, or the same bidder's first."""
    if bid.round.kind == RoundKind.FIRST:
        return bid
    return OpenedBid.objects.select_related("supplier", "round__package").get(
        round__package=bid.round.package_id, round__kind=RoundKind.FIRST, supplier=bid.supplier_id
    )


def answers_of(bid: OpenedBid) -> dict[str, str]:
    """Return what the bidder wrote for each scoring factor, by the factor's code."""
    rows = bid.content.get("answers", [])
    return {row["code"]: row["text"] for row in rows if row["kind"] == "factor"}


def bidder_recipients(suppliers: Iterable[Organisation], tender: Tender | None = None) -> list[Recipient]:
    """Return the people who bid for these suppliers, in a ``tender`` also whom they authorised for it."""
    found = {
        person.user_code: person for supplier in suppliers for person in people.of_supplier(supplier, tender)
    }
    return list(found.values())


def _passed(bid: OpenedBid) -> bool:
    return bid.examination.qualified and bid.examination.conforms
