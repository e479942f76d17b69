"""Lists that a person may see, and what an evaluation may begin with."""

from django.db.models import Q, QuerySet

from procurement.accounts.enums import Office
from procurement.accounts.selectors import objects_granted
from procurement.contracts.enums import STAFF, SUPPLIER, AcceptanceStatus, ContractStatus
from procurement.contracts.models import Contract
from procurement.core.actors import Actor
from procurement.tendering.permissions import oversees

from ..enums import EvaluationStatus
from ..models import PerformanceEvaluation


def evaluations_visible(actor: Actor) -> "QuerySet[PerformanceEvaluation]":
    """Return what the purchaser's staff, the appointed people and their firm, and the overseers may see.

    The supplier sees its own once it is published.
    """
    rows = PerformanceEvaluation.objects.select_related(
        "contract__purchaser", "contract__supplier", "contract__item", "evaluator"
    )
    if oversees(actor):
        return rows
    seen = Q(pk__in=objects_granted(actor, "score_evaluation", PerformanceEvaluation).values("pk"))
    if actor.organisation_id is not None and actor.holds(*STAFF):
        seen |= Q(contract__purchaser_id=actor.organisation_id)
    if actor.organisation_id is not None and actor.holds(Office.EVALUATOR):
        seen |= Q(evaluator_id=actor.organisation_id)
    if actor.organisation_id is not None and actor.holds(*SUPPLIER):
        seen |= Q(contract__supplier_id=actor.organisation_id, status=EvaluationStatus.PUBLISHED)
    return rows.filter(seen)


def to_evaluate(actor: Actor) -> "QuerySet[Contract]":
    """Return the contracts whose evaluation the actor's organisation may begin: delivered and accepted."""
    if actor.organisation_id is None or not actor.holds(Office.OPERATOR):
        return Contract.objects.none()
    return (
        Contract.objects.filter(
            purchaser_id=actor.organisation_id,
            acceptances__status=AcceptanceStatus.PUBLISHED,
            status__in=(*ContractStatus.in_force(), ContractStatus.COMPLETED),
            evaluation__isnull=True,
        )
        .distinct()
        .order_by("pk")
    )
