"""Filters of the list of challenges."""

import django_filters
from django.db import models
from django.utils.translation import gettext_lazy as _

from .enums import ChallengeGround, ChallengeStatus
from .models import Challenge


class ChallengeFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(label=_("项目或编号"), method="search")
    status = django_filters.ChoiceFilter(
        label=_("状态"), choices=ChallengeStatus.choices, empty_label=_("全部")
    )
    ground = django_filters.ChoiceFilter(
        label=_("质疑对象"), choices=ChallengeGround.choices, empty_label=_("全部")
    )

    class Meta:
        model = Challenge
        fields = ("text", "status", "ground")

    def search(self, rows: models.QuerySet, name: str, text: str) -> models.QuerySet:
        """Keep challenges with every word in title, tender or code."""
        for term in text.split()[:5]:
            rows = rows.filter(
                models.Q(tender__title__icontains=term)
                | models.Q(tender__code__icontains=term)
                | models.Q(code__icontains=term)
            )
        return rows
