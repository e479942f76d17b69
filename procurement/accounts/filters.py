"""Filters of the list of organisations."""

import django_filters
from django.utils.translation import gettext_lazy as _

from procurement.core.words import WordsFilter

from .enums import OrganisationKind
from .models import Organisation


class OrganisationFilter(django_filters.FilterSet):
    text = WordsFilter("name", "code", "credit_code", label=_("名称或编号"))
    kind = django_filters.ChoiceFilter(
        label=_("类别"), choices=OrganisationKind.choices, empty_label=_("全部类别")
    )

    class Meta:
        model = Organisation
        fields = ("text", "kind")
