"""Filters of the list of evaluations."""

import django_filters
from django.utils.translation import gettext_lazy as _

from procurement.core.words import WordsFilter

from .enums import EvaluationStatus, Grade
from .models import PerformanceEvaluation


class EvaluationFilter(django_filters.FilterSet):
    text = WordsFilter(
        "contract__title",
        "code",
        "contract__purchaser__name",
        "contract__supplier__name",
        label=_("项目、编号或单位"),
    )
    status = django_filters.ChoiceFilter(
        label=_("状态"), choices=EvaluationStatus.choices, empty_label=_("全部")
    )
    grade = django_filters.ChoiceFilter(label=_("等次"), choices=Grade.choices, empty_label=_("全部"))

    class Meta:
        model = PerformanceEvaluation
        fields = ("text", "status", "grade")
