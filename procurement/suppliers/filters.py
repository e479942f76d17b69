"""Filters of the register of suppliers."""

import django_filters
from django.db import models
from django.utils.translation import gettext_lazy as _

from procurement.accounts.enums import SupplierKind

from .enums import SupplierStatus
from .models import Supplier


class SupplierFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(label=_("名称、编号或代码"), method="search")
    status = django_filters.ChoiceFilter(
        label=_("核验"), choices=SupplierStatus.choices, empty_label=_("全部")
    )
    supplier_kind = django_filters.ChoiceFilter(
        label=_("类型"), choices=SupplierKind.choices, empty_label=_("全部类型")
    )

    class Meta:
        model = Supplier
        fields = ("text", "status", "supplier_kind")

    def search(self, rows: models.QuerySet, name: str, text: str) -> models.QuerySet:
        """Keep suppliers with every word in their name, code or credit code."""
        for term in text.split()[:5]:
            rows = rows.filter(
                models.Q(organisation__name__icontains=term)
                | models.Q(code__icontains=term)
                | models.Q(organisation__credit_code__icontains=term)
            )
        return rows
