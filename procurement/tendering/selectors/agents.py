"""Reading whom a supplier authorised for one tender."""

from django.db import models

from procurement.accounts.enums import Office
from procurement.accounts.models import Organisation, User
from procurement.accounts.selectors import members_holding
from procurement.core.actors import Actor

from ..models import BidAgent, Tender


def authorisations(actor: Actor) -> "models.QuerySet[BidAgent]":
    """Return the authorisations by which this person acts for the supplier they act for now."""
    if not actor.holds(Office.AGENT):
        return BidAgent.objects.none()
    return BidAgent.objects.filter(
        supplier_id=actor.organisation_id, user_id=actor.user_id, ended_at__isnull=True
    )


def agents_of(tender: Tender, supplier: Organisation) -> "models.QuerySet[BidAgent]":
    """Return the supplier's own agents in a tender."""
    rows = BidAgent.objects.filter(tender=tender, supplier=supplier, ended_at__isnull=True)
    return rows.select_related("user")


def candidates(supplier: Organisation) -> "models.QuerySet[User]":
    """Return who may be authorised: holds the office of an agent there."""
    return members_holding(supplier, Office.AGENT)
