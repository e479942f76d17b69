"""Filters of the list of challenges."""

import django_filters
from django.utils.translation import gettext_lazy as _

from procurement.core.words import WordsFilter

from .enums import ChallengeGround, ChallengeStatus
from .models import Challenge


class ChallengeFilter(django_filters.FilterSet):
    text = WordsFilter("tender__title", "tender__code", "code", label=_("项目或编号"))
    status = django_filters.ChoiceFilter(
        label=_("状态"), choices=ChallengeStatus.choices, empty_label=_("全部")
    )
    ground = django_filters.ChoiceFilter(
        label=_("质疑对象"), choices=ChallengeGround.choices, empty_label=_("全部")
    )

    class Meta:
        model = Challenge
        fields = ("text", "status", "ground")
