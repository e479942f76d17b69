"""Filters of the register of suppliers."""

import django_filters
from django.utils.translation import gettext_lazy as _

from procurement.accounts.enums import SupplierKind
from procurement.core.words import WordsFilter

from .enums import SupplierStatus
from .models import Supplier


class SupplierFilter(django_filters.FilterSet):
    text = WordsFilter("organisation__name", "code", "organisation__credit_code", label=_("名称、编号或代码"))
    status = django_filters.ChoiceFilter(
        label=_("核验"), choices=SupplierStatus.choices, empty_label=_("全部")
    )
    supplier_kind = django_filters.ChoiceFilter(
        label=_("类型"), choices=SupplierKind.choices, empty_label=_("全部类型")
    )

    class Meta:
        model = Supplier
        fields = ("text", "status", "supplier_kind")
