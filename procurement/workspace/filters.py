"""Filters of the audit trail."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.core.models import AuditEntry


class TrailFilter(django_filters.FilterSet):
    """Subject, person, organisation, days."""

    subject_code = django_filters.CharFilter(label=_("对象编号"), lookup_expr="istartswith")
    actor = django_filters.CharFilter(label=_("人员"), field_name="actor_name", lookup_expr="icontains")
    organisation = django_filters.CharFilter(
        label=_("机构"), field_name="organisation_name", lookup_expr="icontains"
    )
    since = django_filters.DateFilter(
        label=_("从"),
        field_name="at",
        lookup_expr="date__gte",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = django_filters.DateFilter(
        label=_("到"),
        field_name="at",
        lookup_expr="date__lte",
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    class Meta:
        model = AuditEntry
        fields: list[str] = []
