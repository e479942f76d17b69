"""Filters of the public lists. Their state lives in the address."""

from datetime import date, datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from catalogue.enums import ServiceClass
from catalogue.models import PlanItem
from procurement.core import clock
from procurement.core.templatetags.formats import written_in
from procurement.performance.enums import Grade
from procurement.performance.models import PerformanceEvaluation
from procurement.publications.enums import PublicationKind
from procurement.publications.models import Publication
from procurement.publications.services import searchable

from .selectors import projects, publications


class PlainSelect(forms.Select):
    """Draws its options itself: Django's template for each of forty options is a third of the list's time."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        widget = self.get_context(name, value, attrs)["widget"]
        options = format_html_join(
            "",
            '<option value="{}"{}{}>{}</option>',
            (
                (
                    option["value"],
                    flatatt({"selected": option["selected"]}),
                    written_in(option["label"]),
                    option["label"],
                )
                for _label, group, _index in widget["optgroups"]
                for option in group
            ),
        )
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(widget["attrs"]), options)


SHOWN_KINDS = [choice for choice in PublicationKind.choices if choice[0] != PublicationKind.CHECKPOINT]


class NoticeFilter(django_filters.FilterSet):
    """Words, kind, publisher, month; ``state`` comes from the tabs above and is only carried along."""

    q = django_filters.CharFilter(label=_("关键词"), method="by_words")
    kind = django_filters.ChoiceFilter(
        label=_("公告类型"), choices=SHOWN_KINDS, empty_label=_("全部类型"), widget=PlainSelect
    )
    organisation = django_filters.ChoiceFilter(
        label=_("乡镇和部门"),
        field_name="organisation_code",
        choices=publications.publishers,
        empty_label=_("全部单位"),
        widget=PlainSelect,
    )
    month = django_filters.CharFilter(
        label=_("发布月份"), method="by_month", widget=forms.DateInput(attrs={"type": "month"})
    )
    state = django_filters.CharFilter(method="untouched", widget=forms.HiddenInput)

    class Meta:
        model = Publication
        fields: list[str] = []

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        """Keep what contains every word; written as the index is: NFKC, lower case."""
        return rows.matching(searchable(value))

    def by_month(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Keep one month of the county's calendar, written 2026-09; anything else filters nothing."""
        span = month_span(value)
        return rows.filter(published_at__gte=span[0], published_at__lt=span[1]) if span else rows

    def untouched(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows


class ProjectFilter(django_filters.FilterSet):
    """Words, owner, year."""

    q = django_filters.CharFilter(label=_("关键词"), method="by_words")
    organisation = django_filters.ChoiceFilter(
        label=_("乡镇和部门"),
        field_name="organisation__code",
        choices=projects.owners,
        empty_label=_("全部单位"),
        widget=PlainSelect,
    )
    year = django_filters.NumberFilter(label=_("年度"))

    class Meta:
        model = PlanItem
        fields: list[str] = []

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.matching(value)


class GradeFilter(django_filters.FilterSet):
    """Grade, purchaser, supplier's name, class of service."""

    grade = django_filters.ChoiceFilter(label=_("等次"), choices=Grade.choices, empty_label=_("全部等次"))
    organisation = django_filters.ChoiceFilter(
        label=_("乡镇和部门"),
        field_name="contract__purchaser__code",
        choices=projects.owners,
        empty_label=_("全部单位"),
        widget=PlainSelect,
    )
    supplier = django_filters.CharFilter(
        label=_("供应商"), field_name="contract__supplier__name", lookup_expr="icontains"
    )
    service_class = django_filters.ChoiceFilter(
        label=_("类别"),
        field_name="contract__item__catalogue_item__service_class",
        choices=ServiceClass.choices,
        empty_label=_("全部类别"),
    )

    class Meta:
        model = PerformanceEvaluation
        fields: list[str] = []


def month_span(value: str) -> tuple[datetime, datetime] | None:
    """Return the first moment of a month and of the next, None where it is not one."""
    try:
        first = date.fromisoformat(f"{value}-01")
        following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    except ValueError:
        return None
    return clock.local_time(first), clock.local_time(following)
