"""The challenges that a person may see."""

from django.db.models import Q, QuerySet

from procurement.accounts.enums import Office
from procurement.awarding.models import Award
from procurement.core.actors import Actor
from procurement.tendering.permissions import oversees
from procurement.tendering.selectors.lists import entrusted

from ..enums import ChallengeStatus
from ..models import Challenge


def challenges_visible(actor: Actor) -> "QuerySet[Challenge]":
    """Return a supplier's own challenges, those that a purchaser or agency answers, all to the overseers."""
    rows = Challenge.objects.select_related("tender__purchaser", "challenger", "hold")
    if oversees(actor):
        return rows
    if actor.organisation_id is None:
        return rows.none()
    seen = Q(pk__in=())
    if actor.holds(Office.SUPPLIER_ADMIN, Office.BIDDER):
        seen |= Q(challenger_id=actor.organisation_id)
        awarded = Award.objects.filter(supplier_id=actor.organisation_id, notified_at__isnull=False)
        seen |= Q(status__in=ChallengeStatus.answered(), tender__in=awarded.values("package__tender"))
    if actor.holds(Office.OPERATOR, Office.LEADER):
        seen |= Q(tender__purchaser_id=actor.organisation_id)
    if actor.holds(Office.AGENCY_OPERATOR):
        seen |= entrusted(actor, "tender__agency", "tender__plan__")
    return rows.filter(seen)
