"""Filters of the room's lists."""

import django_filters
from django.db import models
from django.utils.translation import gettext_lazy as _

from procurement.core.words import WordsFilter
from procurement.publications.services import searchable

from .enums import EntrustmentStatus, ImplementationPlanStatus, Method, SmallPurchaseStatus, TenderStatus
from .models import Entrustment, ImplementationPlan, SmallPurchase, Tender


class TenderFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(label=_("项目名称或编号"), method="search")
    status = django_filters.ChoiceFilter(
        label=_("状态"), choices=TenderStatus.choices, empty_label=_("全部状态")
    )
    method = django_filters.ChoiceFilter(
        label=_("采购方式"), choices=Method.choices, empty_label=_("全部方式")
    )

    class Meta:
        model = Tender
        fields = ("text", "status", "method")

    def search(self, rows: models.QuerySet, name: str, text: str) -> models.QuerySet:
        """Keep tenders whose title, code, purchaser or requirement contains every word."""
        for term in searchable(text).split()[:5]:
            rows = rows.filter(search_text__contains=term)
        return rows


class PlanFilter(django_filters.FilterSet):
    text = WordsFilter("item__title", "filing_number", "code", label=_("项目名称或备案号"))
    status = django_filters.ChoiceFilter(
        label=_("状态"), choices=ImplementationPlanStatus.choices, empty_label=_("全部状态")
    )

    class Meta:
        model = ImplementationPlan
        fields = ("text", "status")


class SmallFilter(django_filters.FilterSet):
    text = WordsFilter("title", "code", label=_("名称或编号"))
    status = django_filters.ChoiceFilter(
        label=_("状态"), choices=SmallPurchaseStatus.choices, empty_label=_("全部状态")
    )

    class Meta:
        model = SmallPurchase
        fields = ("text", "status")


class EntrustmentFilter(django_filters.FilterSet):
    text = WordsFilter("code", "purchaser__name", "agency__name", label=_("协议编号、采购人或代理机构"))
    status = django_filters.ChoiceFilter(
        label=_("状态"), choices=EntrustmentStatus.choices, empty_label=_("全部状态")
    )

    class Meta:
        model = Entrustment
        fields = ("text", "status")
