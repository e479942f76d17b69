"""Filters of the plan's lists."""

import django_filters
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Organisation

from .enums import AnnualStatus, ItemStatus, Priority, ServiceClass
from .models import AnnualPlan, PlanItem
from .selectors import branches_in_plan, plan_years, purchasers_in_plan


def _owners(request: HttpRequest | None) -> models.QuerySet[Organisation]:
    return purchasers_in_plan()


def _months() -> list[tuple[int, str]]:
    """Return the months in the reader's words, asked for with each form."""
    return [(month, gettext("%(month)s月") % {"month": month}) for month in range(1, 13)]


class PublicPlanFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("关键词"), method="search")
    year = django_filters.ChoiceFilter(label=_("年度"), choices=plan_years, empty_label=_("全部年度"))
    organisation = django_filters.ModelChoiceFilter(
        label=_("购买主体"), queryset=_owners, to_field_name="code", empty_label=_("全部购买主体")
    )
    service_class = django_filters.ChoiceFilter(
        label=_("类别"),
        field_name="catalogue_item__service_class",
        choices=ServiceClass.choices,
        empty_label=_("全部类别"),
    )
    branch = django_filters.ChoiceFilter(
        label=_("目录分类"),
        field_name="catalogue_item__parent__code",
        choices=branches_in_plan,
        empty_label=_("全部分类"),
    )
    month = django_filters.ChoiceFilter(
        label=_("采购月份"),
        field_name="start_month",
        choices=_months,
        empty_label=_("全部月份"),
    )

    class Meta:
        model = PlanItem
        fields = ("q", "year", "organisation", "service_class", "branch", "month")

    def search(self, rows: models.QuerySet, name: str, text: str) -> models.QuerySet:
        """Keep items that contain every word."""
        return rows.matching(text)


class PlanItemFilter(PublicPlanFilter):
    """The working list: also by state and by what comes first (A-17)."""

    status = django_filters.ChoiceFilter(
        label=_("状态"), choices=ItemStatus.choices, empty_label=_("全部状态")
    )
    priority = django_filters.ChoiceFilter(
        label=_("优先安排"), choices=Priority.choices, empty_label=_("全部")
    )
    service_class = branch = month = None

    class Meta:
        model = PlanItem
        fields = ("q", "year", "organisation", "status", "priority")


class AnnualPlanFilter(django_filters.FilterSet):
    """The plans of a year, by state."""

    year = django_filters.ChoiceFilter(label=_("年度"), choices=plan_years, empty_label=_("全部年度"))
    status = django_filters.ChoiceFilter(
        label=_("状态"), choices=AnnualStatus.choices, empty_label=_("全部状态")
    )

    class Meta:
        model = AnnualPlan
        fields = ("year", "status")
