"""Where and when the legal medium published."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.core import clock
from procurement.core.forms import DayField, TimeOfDayField

from .enums import LegalMedium


class MediumForm(forms.Form):
    name = forms.ChoiceField(label=_("法定媒体"), choices=LegalMedium.choices)
    url = forms.URLField(label=_("公告网址"), assume_scheme="https", max_length=500)
    published_day = DayField(
        label=_("发布日期"),
        help_text=_("公告在法定媒体上首次发布的日期；公告期限从次日起算。"),
    )
    published_time = TimeOfDayField(
        label=_("发布时刻"),
        initial="09:00",
        required=False,
    )

    def published_at(self) -> datetime:
        """Return the moment in the county's time."""
        time = self.cleaned_data["published_time"]
        day = self.cleaned_data["published_day"]
        return clock.local_time(day, time.hour if time else 9, time.minute if time else 0)
