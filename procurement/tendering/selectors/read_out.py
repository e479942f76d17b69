"""What is read out of a bid beside name and price, where the documents name it (87 art. 41; RULES N-02)."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from procurement.core.language import labelled, listed, together
from procurement.suppliers.enums import Scale

from ..enums import BondKind, Method, ReadOut, Stance
from ..models import OpenedBid, Tender
from .bid_content import grouped

Content = Mapping[str, Any]


def chosen(tender: Tender) -> list[str]:
    """Return in words what the documents have read out beside names and prices."""
    if tender.method not in Method.with_public_opening():
        return []
    return [str(ReadOut(name).label) for name in tender.read_out if name in ReadOut.values]


def lines(bid: OpenedBid, tender: Tender) -> list[tuple[str, str]]:
    """Return the further lines of one bid, label and value, in the order of the documents.

    Who stands together is the bidder's name (采购法 art. 24): read out whether the documents ask for it or not.
    """
    found = [
        (str(ReadOut(name).label), _READERS[ReadOut(name)](bid.content) or _("无"))
        for name in tender.read_out
        if name in ReadOut.values
    ]
    partners = (bid.content.get("consortium") or {}).get("partners", [])
    if partners and ReadOut.CONSORTIUM not in tender.read_out:
        found.insert(0, (_("联合体成员"), listed(row["name"] for row in partners)))
    return found


def sentence(bid: OpenedBid, tender: Tender) -> str:
    """Return the further lines as they are published, on one line."""
    return together(labelled(label, value) for label, value in lines(bid, tender))


def _unit_prices(content: Content) -> str:
    return listed(
        _("第%(n)s项%(price)s元") % {"n": row["position"], "price": grouped(row["unit_price"])}
        for row in content.get("prices", [])
    )


def _scale(content: Content) -> str:
    return str(dict(Scale.choices).get(content.get("scale", ""), ""))


def _consortium(content: Content) -> str:
    return _shares((content.get("consortium") or {}).get("partners", []))


def _subcontracts(content: Content) -> str:
    return _shares(content.get("subcontracts", []))


def _shares(rows: Any) -> str:
    return listed(f"{row['name']} {row['share']}%" for row in rows)


def _bond(content: Content) -> str:
    bond = content.get("bond")
    if not bond:
        return ""
    kind = str(dict(BondKind.choices).get(bond["kind"], ""))
    return _("%(kind)s，%(amount)s元") % {"kind": kind, "amount": grouped(bond["amount"])}


def _deviations(content: Content) -> str:
    found = [row["position"] for row in content.get("responses", []) if row["stance"] == Stance.DEVIATES]
    return listed(_("第%(n)s项") % {"n": position} for position in found)


_READERS: dict[str, Callable[[Content], str]] = {
    ReadOut.UNIT_PRICES: _unit_prices,
    ReadOut.SCALE: _scale,
    ReadOut.CONSORTIUM: _consortium,
    ReadOut.SUBCONTRACTS: _subcontracts,
    ReadOut.BOND: _bond,
    ReadOut.DEVIATIONS: _deviations,
}
