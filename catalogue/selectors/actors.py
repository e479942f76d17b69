"""Who somebody is to the catalogue and the plan: what permissions and lists are made of."""

from procurement.accounts.enums import Office, OrganisationKind
from procurement.core.actors import Actor

from ..models import PlanItem


def is_overseer(actor: Actor) -> bool:
    """Tell whether the actor's organisation sees every item of the county."""
    kinds = (OrganisationKind.FINANCE_BUREAU, OrganisationKind.AUDIT_OFFICE)
    return actor.is_system or actor.organisation_kind in kinds


def is_catalogue_officer(actor: Actor) -> bool:
    """Tell whether the actor holds the bureau's catalogue and plan office."""
    bureau = actor.organisation_kind == OrganisationKind.FINANCE_BUREAU
    return bureau and actor.holds(Office.BUREAU_CATALOGUE)


def confirms_grounds(actor: Actor) -> bool:
    """Tell whether the actor is one of those in the bureau who confirm what is on file against splitting."""
    bureau = actor.organisation_kind == OrganisationKind.FINANCE_BUREAU
    return bureau and actor.holds(Office.BUREAU_CATALOGUE, Office.REVIEWER)


def owns(actor: Actor, item: PlanItem) -> bool:
    """Tell whether the actor acts for the item's organisation."""
    return actor.organisation_id is not None and actor.organisation_id == item.organisation_id
