"""Filters of the list of organisations."""

import django_filters
from django.db import models
from django.utils.translation import gettext_lazy as _

from .enums import OrganisationKind
from .models import Organisation


class OrganisationFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(label=_("名称或编号"), method="search")
    kind = django_filters.ChoiceFilter(
        label=_("类别"), choices=OrganisationKind.choices, empty_label=_("全部类别")
    )

    class Meta:
        model = Organisation
        fields = ("text", "kind")

    def search(self, rows: models.QuerySet, name: str, text: str) -> models.QuerySet:
        """Keep organisations with every word in their name, code or credit code."""
        for term in text.split()[:5]:
            rows = rows.filter(
                models.Q(name__icontains=term)
                | models.Q(code__icontains=term)
                | models.Q(credit_code__icontains=term)
            )
        return rows
