"""Filters of the lists of contracts, acceptances and invoices."""

import django_filters
from django.db import models
from django.utils.translation import gettext_lazy as _

from .enums import AcceptanceStatus, ContractStatus, InvoiceStatus
from .models import Acceptance, Contract, Invoice


def containing(rows: models.QuerySet, text: str, *fields: str) -> models.QuerySet:
    """Keep the rows that have every word in one of ``fields``."""
    for term in text.split()[:5]:
        found = models.Q()
        for field in fields:
            found |= models.Q(**{f"{field}__icontains": term})
        rows = rows.filter(found)
    return rows


class ContractFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(label=_("名称、编号或单位"), method="search")
    status = django_filters.ChoiceFilter(
        label=_("状态"), choices=ContractStatus.choices, empty_label=_("全部")
    )

    class Meta:
        model = Contract
        fields = ("text", "status")

    def search(self, rows: models.QuerySet, name: str, text: str) -> models.QuerySet:
        return containing(rows, text, "title", "code", "purchaser__name", "supplier__name")


class AcceptanceFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(label=_("合同或编号"), method="search")
    status = django_filters.ChoiceFilter(
        label=_("状态"), choices=AcceptanceStatus.choices, empty_label=_("全部")
    )

    class Meta:
        model = Acceptance
        fields = ("text", "status")

    def search(self, rows: models.QuerySet, name: str, text: str) -> models.QuerySet:
        return containing(rows, text, "contract__title", "contract__code", "code")


class InvoiceFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(label=_("合同、编号或发票号码"), method="search")
    status = django_filters.ChoiceFilter(
        label=_("状态"), choices=InvoiceStatus.choices, empty_label=_("全部")
    )

    class Meta:
        model = Invoice
        fields = ("text", "status")

    def search(self, rows: models.QuerySet, name: str, text: str) -> models.QuerySet:
        return containing(rows, text, "contract__title", "contract__code", "code", "number")
