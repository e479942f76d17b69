"""Filters of the list of budget lines."""

import django_filters
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Organisation

from .enums import AdjustmentKind, AdjustmentStatus, EntryKind, FundSource, LineStatus
from .models import Adjustment, BudgetLine, LedgerEntry
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

    fund_source = django_filters.ChoiceFilter(
        label=_("资金来源"), choices=FundSource.choices, empty_label=_("全部来源")
    )

    class Meta:
        model = BudgetLine
        fields = ("organisation", "year", "status", "fund_source")


class AdjustmentFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(
        label=_("状态"), choices=AdjustmentStatus.choices, empty_label=_("全部状态")
    )
    kind = django_filters.ChoiceFilter(
        label=_("调整方式"), choices=AdjustmentKind.choices, empty_label=_("全部方式")
    )
    year = django_filters.ChoiceFilter(
        label=_("年度"), field_name="line__year", choices=years_with_lines, empty_label=_("全部年度")
    )

    class Meta:
        model = Adjustment
        fields = ("status", "kind", "year")


class LedgerFilter(django_filters.FilterSet):
    organisation = django_filters.ModelChoiceFilter(
        label=_("单位"),
        field_name="line__organisation",
        queryset=_owners,
        to_field_name="code",
        empty_label=_("全部单位"),
    )
    year = django_filters.ChoiceFilter(
        label=_("年度"), field_name="line__year", choices=years_with_lines, empty_label=_("全部年度")
    )
    kind = django_filters.ChoiceFilter(label=_("类别"), choices=EntryKind.choices, empty_label=_("全部类别"))
    line = django_filters.CharFilter(label=_("预算指标编号"), field_name="line__code")
    cause = django_filters.CharFilter(label=_("事由编号"), field_name="cause_code")

    class Meta:
        model = LedgerEntry
        fields = ("organisation", "year", "kind", "line", "cause")
