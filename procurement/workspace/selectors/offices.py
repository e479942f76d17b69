"""Which parts of the workspace are for whom: what menu and permissions are made of.

What one may do on a screen, its room decides.
"""

from procurement.accounts.enums import Office, OrganisationKind
from procurement.core.actors import Actor

_BUYING = (
    Office.OPERATOR,
    Office.REVIEWER,
    Office.LEADER,
    Office.FINANCE,
    Office.REPRESENTATIVE,
    Office.DISCIPLINE,
    Office.ACCEPTOR,
)


def supervises(actor: Actor) -> bool:
    return in_bureau(actor) and actor.holds(Office.BUREAU_SUPERVISOR)


def audits(actor: Actor) -> bool:
    return actor.organisation_kind == OrganisationKind.AUDIT_OFFICE and actor.holds(Office.AUDITOR)


def oversees(actor: Actor) -> bool:
    """Tell whether the actor supervises or audits the county's purchasing."""
    return supervises(actor) or audits(actor)


def in_bureau(actor: Actor) -> bool:
    return actor.organisation_kind == OrganisationKind.FINANCE_BUREAU and bool(actor.offices)


def buys(actor: Actor) -> bool:
    """Tell whether the actor works for a purchaser."""
    return actor.organisation_kind in OrganisationKind.purchasers() and actor.holds(*_BUYING)


def acts_as_agency(actor: Actor) -> bool:
    return actor.holds(Office.AGENCY_OPERATOR)


def supplies(actor: Actor) -> bool:
    """Tell whether the actor works for a supplier."""
    return actor.organisation_kind == OrganisationKind.SUPPLIER and bool(actor.offices)


def bids(actor: Actor) -> bool:
    return supplies(actor) and actor.holds(Office.SUPPLIER_ADMIN, Office.BIDDER, Office.AGENT)


def plans(actor: Actor) -> bool:
    return buys(actor) or in_bureau(actor) or audits(actor)


def reviews_plans(actor: Actor) -> bool:
    return in_bureau(actor) and actor.holds(Office.BUREAU_CATALOGUE)


def follows_budget(actor: Actor) -> bool:
    return buys(actor) or in_bureau(actor) or audits(actor)


def procures(actor: Actor) -> bool:
    return buys(actor) or acts_as_agency(actor) or oversees(actor)


def entrusts(actor: Actor) -> bool:
    """Tell whether agreements with agencies concern the actor: purchasers, agencies with their heads, overseers."""
    agency = actor.organisation_kind in (OrganisationKind.AGENCY, OrganisationKind.CENTRAL_AGENCY)
    return procures(actor) or (agency and actor.holds(Office.LEADER))


def procures_small(actor: Actor) -> bool:
    return buys(actor) or oversees(actor)


def keeps_keys(actor: Actor) -> bool:
    return actor.holds(Office.CUSTODIAN)


def evaluates_bids(actor: Actor) -> bool:
    return actor.holds(Office.EXPERT, Office.REPRESENTATIVE) or procures(actor)


def contracts(actor: Actor) -> bool:
    return buys(actor) or supplies(actor) or oversees(actor)


def pays(actor: Actor) -> bool:
    return actor.holds(Office.FINANCE) or supplies(actor)


def measures(actor: Actor) -> bool:
    """Tell whether performance concerns the actor: purchasers, suppliers, evaluators, overseers."""
    return contracts(actor) or scores_performance(actor)


def challenges(actor: Actor) -> bool:
    return bids(actor) or buys(actor) or acts_as_agency(actor) or oversees(actor)


def sits_on_panels(actor: Actor) -> bool:
    return actor.holds(Office.EXPERT)


def scores_performance(actor: Actor) -> bool:
    return actor.holds(Office.EVALUATOR)


def has_people(actor: Actor) -> bool:
    return bool(actor.organisation_code) and actor.holds(Office.LEADER, Office.SUPPLIER_ADMIN)
