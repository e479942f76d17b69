"""Filters of the list of budget lines."""

import django_filters
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Organisation

from .enums import LineStatus
from .models import BudgetLine
from .selectors import years_with_lines


def _owners(request: HttpRequest | None) -> models.QuerySet:
    return Organisation.objects.purchasers().order_by("kind", "code")


class LineFilter(django_filters.FilterSet):
    organisation = django_filters.ModelChoiceFilter(
        label=_("单位"), queryset=_owners, to_field_name="code", empty_label=_("全部单位")
    )
    year = django_filters.ChoiceFilter(label=_("年度"), choices=years_with_lines, empty_label=_("全部年度"))
    status = django_filters.ChoiceFilter(
        label=_("状态"), choices=LineStatus.choices, empty_label=_("全部状态")
    )

    class Meta:
        model = BudgetLine
        fields = ("organisation", "year", "status")
