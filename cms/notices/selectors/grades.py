"""Published performance results."""

from django.db.models import Count, QuerySet

from procurement.performance.enums import EvaluationStatus
from procurement.performance.models import PerformanceEvaluation


def published_grades() -> QuerySet[PerformanceEvaluation]:
    """Return the published evaluations with contract, purchaser and supplier, newest first."""
    return (
        PerformanceEvaluation.objects.filter(status=EvaluationStatus.PUBLISHED)
        .select_related("contract__purchaser", "contract__supplier", "contract__item", "evaluator")
        .defer("case", "result")
        .order_by("-published_at", "-pk")
    )


def by_grade(rows: QuerySet[PerformanceEvaluation]) -> dict[str, int]:
    """Return how many evaluations have each grade (one query)."""
    return dict(rows.order_by().values_list("grade").annotate(count=Count("pk")))


def with_case() -> QuerySet[PerformanceEvaluation]:
    """Return the published evaluations with the data that anybody may recompute."""
    return PerformanceEvaluation.objects.filter(status=EvaluationStatus.PUBLISHED)
