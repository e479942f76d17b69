"""Lists that a person may see: one rule for the list and for the single page."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from procurement.accounts.enums import Office
from procurement.awarding.enums import AwardStatus
from procurement.awarding.models import Award
from procurement.core.actors import Actor
from procurement.frameworks.enums import CallOffStatus
from procurement.frameworks.models import CallOff
from procurement.tendering.enums import DealStatus, SmallPurchaseStatus
from procurement.tendering.models import SingleSourceDeal, SmallPurchase
from procurement.tendering.permissions import oversees

from ..enums import STAFF, SUPPLIER
from ..models import Acceptance, AcceptanceMember, Contract, Invoice
from .sources import Source


def contracts_visible(actor: Actor) -> "QuerySet[Contract]":
    """Return the contracts of the actor's organisation, all of them to the overseers.

    A supplier sees its contract from the moment it is asked to sign.
    """
    rows = Contract.objects.select_related("purchaser", "supplier", "item")
    if oversees(actor):
        return rows
    if actor.holds(*STAFF):
        return rows.filter(purchaser_id=actor.organisation_id)
    if actor.holds(*SUPPLIER):
        return rows.filter(supplier_id=actor.organisation_id).filter(offered_at__isnull=False)
    return rows.none()


def acceptances_visible(actor: Actor) -> "QuerySet[Acceptance]":
    """Return acceptances of visible contracts, and those on whose team this person sits."""
    mine = Q(contract__in=contracts_visible(actor))
    if actor.user_id is not None:
        mine |= Exists(AcceptanceMember.objects.filter(acceptance=OuterRef("pk"), user_code=actor.code))
    return Acceptance.objects.filter(mine).select_related("contract__purchaser", "contract__supplier")


def invoices_visible(actor: Actor) -> "QuerySet[Invoice]":
    return Invoice.objects.filter(contract__in=contracts_visible(actor)).select_related(
        "contract__purchaser", "contract__supplier", "acceptance"
    )


def to_contract(actor: Actor) -> list[Source]:
    """Return what waits for a contract at the actor's own organisation."""
    if not actor.holds(Office.OPERATOR) or actor.organisation_id is None:
        return []
    awards = Award.objects.filter(
        package__tender__purchaser_id=actor.organisation_id,
        status=AwardStatus.NOTIFIED,
        contract__isnull=True,
    ).select_related("package__tender__item", "supplier", "package__tender__purchaser")
    small = SmallPurchase.objects.filter(
        purchaser_id=actor.organisation_id,
        status=SmallPurchaseStatus.PUBLISHED,
        contract__isnull=True,
    ).select_related("item", "chosen__supplier", "purchaser")
    calls = CallOff.objects.filter(
        purchaser_id=actor.organisation_id, status=CallOffStatus.PUBLISHED, contract__isnull=True
    ).select_related("item", "entry__supplier", "framework", "purchaser")
    deals = SingleSourceDeal.objects.filter(
        plan__item__organisation_id=actor.organisation_id, status=DealStatus.PUBLISHED, contract__isnull=True
    ).select_related("plan__item__organisation", "supplier")
    return [*awards, *small, *calls, *deals]
