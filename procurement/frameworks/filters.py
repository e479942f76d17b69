"""Filters of the room's lists."""

import django_filters
from django.utils.translation import gettext_lazy as _

from procurement.core.words import WordsFilter

from .enums import CallOffStatus, EntryStatus, FrameworkKind, FrameworkStatus
from .models import CallOff, Framework, FrameworkEntry


class FrameworkFilter(django_filters.FilterSet):
    text = WordsFilter("title", "code", "service", label=_("名称或编号"))
    kind = django_filters.ChoiceFilter(
        label=_("形式"), choices=FrameworkKind.choices, empty_label=_("全部形式")
    )
    status = django_filters.ChoiceFilter(
        label=_("状态"), choices=FrameworkStatus.choices, empty_label=_("全部状态")
    )

    class Meta:
        model = Framework
        fields = ("text", "kind", "status")


class PublicFrameworkFilter(FrameworkFilter):
    status = django_filters.ChoiceFilter(
        label=_("状态"),
        choices=[(one.value, one.label) for one in FrameworkStatus if one in FrameworkStatus.public()],
        empty_label=_("全部状态"),
    )


class EntryFilter(django_filters.FilterSet):
    text = WordsFilter("supplier__name", "framework__title", "code", label=_("供应商、框架协议名称或编号"))
    status = django_filters.ChoiceFilter(
        label=_("状态"), choices=EntryStatus.choices, empty_label=_("全部状态")
    )

    class Meta:
        model = FrameworkEntry
        fields = ("text", "status")


class CallOffFilter(django_filters.FilterSet):
    text = WordsFilter("title", "entry__supplier__name", "code", label=_("名称、供应商或编号"))
    status = django_filters.ChoiceFilter(
        label=_("状态"), choices=CallOffStatus.choices, empty_label=_("全部状态")
    )

    class Meta:
        model = CallOff
        fields = ("text", "status")
