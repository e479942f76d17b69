"""Published grades, for the public pages (RULES A-24, G-07)."""

from django.db.models import QuerySet

from ..enums import EvaluationStatus
from ..models import PerformanceEvaluation


def published_evaluations() -> "QuerySet[PerformanceEvaluation]":
    """Return every published evaluation, newest first, with contract, parties, item and evaluator."""
    return (
        PerformanceEvaluation.objects.filter(status=EvaluationStatus.PUBLISHED)
        .select_related("contract__purchaser", "contract__supplier", "contract__item", "evaluator")
        .order_by("-published_at", "-pk")
    )


def grades_of_project(item_code: str) -> "QuerySet[PerformanceEvaluation]":
    """Return a project's published evaluations with their indicators (2 queries)."""
    rows = published_evaluations().filter(contract__item__code=item_code)
    return rows.prefetch_related("indicators")
