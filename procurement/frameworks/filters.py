"""Filters of the room's lists."""

import django_filters
from django.db import models
from django.utils.translation import gettext_lazy as _

from .enums import CallOffStatus, EntryStatus, FrameworkKind, FrameworkStatus
from .models import CallOff, Framework, FrameworkEntry


def _words(rows: models.QuerySet, text: str, *fields: str) -> models.QuerySet:
    for term in text.split()[:5]:
        found = models.Q()
        for field in fields:
            found |= models.Q(**{f"{field}__icontains": term})
        rows = rows.filter(found)
    return rows


class FrameworkFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(label=_("名称或编号"), method="search")
    kind = django_filters.ChoiceFilter(
        label=_("形式"), choices=FrameworkKind.choices, empty_label=_("全部形式")
    )
    status = django_filters.ChoiceFilter(
        label=_("状态"), choices=FrameworkStatus.choices, empty_label=_("全部状态")
    )

    class Meta:
        model = Framework
        fields = ("text", "kind", "status")

    def search(self, rows: models.QuerySet, name: str, text: str) -> models.QuerySet:
        return _words(rows, text, "title", "code", "service")


class PublicFrameworkFilter(FrameworkFilter):
    status = django_filters.ChoiceFilter(
        label=_("状态"),
        choices=[(one.value, one.label) for one in FrameworkStatus if one in FrameworkStatus.public()],
        empty_label=_("全部状态"),
    )


class EntryFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(label=_("供应商、框架协议名称或编号"), method="search")
    status = django_filters.ChoiceFilter(
        label=_("状态"), choices=EntryStatus.choices, empty_label=_("全部状态")
    )

    class Meta:
        model = FrameworkEntry
        fields = ("text", "status")

    def search(self, rows: models.QuerySet, name: str, text: str) -> models.QuerySet:
        return _words(rows, text, "supplier__name", "framework__title", "code")


class CallOffFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(label=_("名称、供应商或编号"), method="search")
    status = django_filters.ChoiceFilter(
        label=_("状态"), choices=CallOffStatus.choices, empty_label=_("全部状态")
    )

    class Meta:
        model = CallOff
        fields = ("text", "status")

    def search(self, rows: models.QuerySet, name: str, text: str) -> models.QuerySet:
        return _words(rows, text, "title", "entry__supplier__name", "code")
