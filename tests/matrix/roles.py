"""The roles of the matrices, and the groups that the tables are written in."""

Who = frozenset[str]


def who(names: str) -> Who:
    """Return the roles named in ``names``, one space between two."""
    found = frozenset(names.split())
    assert found <= ALL, f"unknown roles: {found - ALL}"
    return found


# The township's own people, one office each.
STAFF: Who = frozenset(
    {"operator", "leader", "reviewer", "finance", "acceptor", "discipline", "representative"}
)
# The bureau's three offices, and those two who oversee (RULES N-03).
BUREAU: Who = frozenset({"supervisor", "catalogue", "budget"})
OVERSEERS: Who = frozenset({"supervisor", "auditor"})
# Who bids in a scene, who bids against it, who does not bid; and who delivers for the first.
SUPPLIERS: Who = frozenset({"supplier", "rival", "other_supplier"})
PROVIDER: Who = frozenset({"supplier", "delivery"})
# Another township's operator, an agency that nobody entrusted, somebody of no office, a superuser of none.
OUTSIDERS: Who = frozenset({"neighbour", "agency", "stranger", "superuser"})
# Drawn for the scene's panel, or not; appointed to the scene's contract, or not; keeps the scene's key.
DRAWN: Who = frozenset({"expert", "other_expert", "evaluator", "other_evaluator", "custodian"})
SIGNED_IN: Who = STAFF | BUREAU | OVERSEERS | SUPPLIERS | PROVIDER | OUTSIDERS | DRAWN
ALL: Who = SIGNED_IN | {"anonymous"}
