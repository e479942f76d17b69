"""Filters of the list of evaluations."""

import django_filters
from django.db import models
from django.utils.translation import gettext_lazy as _

from .enums import EvaluationStatus, Grade
from .models import PerformanceEvaluation


class EvaluationFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(label=_("项目、编号或单位"), method="search")
    status = django_filters.ChoiceFilter(
        label=_("状态"), choices=EvaluationStatus.choices, empty_label=_("全部")
    )
    grade = django_filters.ChoiceFilter(label=_("等次"), choices=Grade.choices, empty_label=_("全部"))

    class Meta:
        model = PerformanceEvaluation
        fields = ("text", "status", "grade")

    def search(self, rows: models.QuerySet, name: str, text: str) -> models.QuerySet:
        """Keep evaluations with every word in title, code or a party's name."""
        for term in text.split()[:5]:
            rows = rows.filter(
                models.Q(contract__title__icontains=term)
                | models.Q(code__icontains=term)
                | models.Q(contract__purchaser__name__icontains=term)
                | models.Q(contract__supplier__name__icontains=term)
            )
        return rows
