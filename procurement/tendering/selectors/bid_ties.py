"""What ties the bids of a package to each other, beside what the register knows of their bidders (E-64 to E-66).

A consortium's member in two bids (条例 art. 22), and bonds out of one account (in a tender 87 art. 37).
The values are not told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from django.utils.translation import gettext as _

from procurement.suppliers.models import Supplier
from procurement.suppliers.selectors import Relation, relations
from procurement.suppliers.selectors.relations import Tie, plain_name, plain_number

from ..models import OpenedBid, Tender

E65 = "E-65 采购法实施条例第二十二条"
E66 = "E-66"


def related(bids: Sequence[OpenedBid], tender: Tender) -> list[Relation]:
    """Return the pairs of bidders that the register or their own bids tie to each other (three queries).

    What a signal is a signal of stands in the tender's own order (87 art. 37 binds tenders only).
    """
    found = {
        _pair(row.one.organisation_id, row.other.organisation_id): row
        for row in relations(bid.supplier for bid in bids)
    }
    rows = Supplier.objects.filter(organisation__in=[bid.supplier_id for bid in bids])
    suppliers = {row.organisation_id: row for row in rows.select_related("organisation")}
    for one, other in combinations(bids, 2):
        ties = tuple(_ties(one, other))
        pair = _pair(one.supplier_id, other.supplier_id)
        if not ties or not pair <= suppliers.keys():
            continue
        known = found.get(pair) or Relation(suppliers[one.supplier_id], suppliers[other.supplier_id], ())
        found[pair] = Relation(known.one, known.other, (*ties, *known.ties))
    own = f"{E66} {tender.own_articles['collusion']}"
    return [
        replace(row, ties=tuple(replace(tie, basis=own) if E66 in tie.basis else tie for tie in row.ties))
        for row in found.values()
    ]


def _pair(one: int, other: int) -> frozenset[int]:
    return frozenset((one, other))


def _ties(one: OpenedBid, other: OpenedBid) -> Iterator[Tie]:
    for name in _shared_members(one, other):
        text = _("“%(name)s”既在一方的联合体中，又单独或者与他人联合参加另一方的投标（响应）")
        yield Tie(text % {"name": name}, E65, True)
    if _same_account(one, other):
        yield Tie(_("两份保证金从同一个账户转出"), E66, True)
    if _same_bond(one, other):
        yield Tie(_("两份保证金凭证的出具机构和编号相同"), E66, True)


def _shared_members(one: OpenedBid, other: OpenedBid) -> list[str]:
    """Return who stands behind both bids; the bidders themselves are two, or there would be one bid."""
    behind, beyond = _members(one), _members(other)
    return [name for key, name in behind.items() if key in beyond]


def _members(bid: OpenedBid) -> dict[str, str]:
    """Return the bidder and its partners by credit code, or by name where none was given."""
    partners = (bid.content.get("consortium") or {}).get("partners", [])
    own = bid.supplier
    rows = [(own.credit_code, own.name), *((row["credit_code"], row["name"]) for row in partners)]
    return {code or plain_name(name): name for code, name in rows}


def _same_account(one: OpenedBid, other: OpenedBid) -> bool:
    return _same(one, other, "account")


def _same_bond(one: OpenedBid, other: OpenedBid) -> bool:
    return _same(one, other, "number") and _same(one, other, "institution")


def _same(one: OpenedBid, other: OpenedBid, name: str) -> bool:
    plain = plain_number if name == "account" else plain_name
    first, second = (plain((bid.content.get("bond") or {}).get(name) or "") for bid in (one, other))
    return bool(first) and first == second
