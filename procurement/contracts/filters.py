"""Filters of the lists of contracts, acceptances and invoices."""

import django_filters
from django.utils.translation import gettext_lazy as _

from procurement.core.words import WordsFilter

from .enums import AcceptanceStatus, ContractStatus, InvoiceStatus
from .models import Acceptance, Contract, Invoice


class ContractFilter(django_filters.FilterSet):
    text = WordsFilter("title", "code", "purchaser__name", "supplier__name", label=_("名称、编号或单位"))
    status = django_filters.ChoiceFilter(
        label=_("状态"), choices=ContractStatus.choices, empty_label=_("全部")
    )

    class Meta:
        model = Contract
        fields = ("text", "status")


class AcceptanceFilter(django_filters.FilterSet):
    text = WordsFilter("contract__title", "contract__code", "code", label=_("合同或编号"))
    status = django_filters.ChoiceFilter(
        label=_("状态"), choices=AcceptanceStatus.choices, empty_label=_("全部")
    )

    class Meta:
        model = Acceptance
        fields = ("text", "status")


class InvoiceFilter(django_filters.FilterSet):
    text = WordsFilter("contract__title", "contract__code", "code", "number", label=_("合同、编号或发票号码"))
    status = django_filters.ChoiceFilter(
        label=_("状态"), choices=InvoiceStatus.choices, empty_label=_("全部")
    )

    class Meta:
        model = Invoice
        fields = ("text", "status")
