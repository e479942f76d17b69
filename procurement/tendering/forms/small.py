"""Forms of the small purchase: three short pages."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Organisation
from procurement.core import clock
from procurement.core.fields import YuanField
from procurement.core.forms import DayField

from ..models import SmallPurchase
from .plans import PartForm


class SmallStartForm(PartForm):
    requirement = forms.CharField(
        label=_("服务要求"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        help_text=_("买什么、多少、到什么标准、何时完成。"),
    )


class QuoteForm(forms.Form):
    supplier = forms.ModelChoiceField(
        label=_("供应商"), queryset=Organisation.objects.none(), to_field_name="code"
    )
    amount = YuanField(label=_("报价（元）"))
    note = forms.CharField(
        label=_("说明"),
        max_length=300,
        required=False,
        help_text=_("怎么询的价：电话、书面、微信截图编号等。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supplier"].queryset = Organisation.objects.suppliers().active().order_by("name")


class AskQuoteForm(forms.Form):
    supplier = forms.ModelChoiceField(
        label=_("供应商"), queryset=Organisation.objects.none(), to_field_name="code"
    )
    until_day = DayField(label=_("报价截止日期"))
    until_time = forms.TimeField(
        label=_("报价截止时刻"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        initial="17:00",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supplier"].queryset = Organisation.objects.suppliers().active().order_by("name")

    def until(self) -> datetime:
        """Return the last moment for an answer."""
        time = self.cleaned_data["until_time"]
        return clock.local_time(self.cleaned_data["until_day"], time.hour, time.minute)


class GiveQuoteForm(forms.Form):
    amount = YuanField(label=_("总报价（元）"))
    note = forms.CharField(
        label=_("说明"), max_length=300, required=False, help_text=_("服务方案要点、可开始的日期等。")
    )


class DecideForm(forms.Form):
    quote = forms.ChoiceField(label=_("选定"), choices=[], widget=forms.RadioSelect)
    present = forms.CharField(label=_("参加人员"), max_length=300, help_text=_("不少于3人，用顿号分开。"))
    minutes = forms.CharField(label=_("会议纪要"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)
    direct_reason = forms.CharField(
        label=_("直接选定，或者未选最低价的理由"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        required=False,
    )

    def __init__(self, *args: Any, purchase: SmallPurchase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.quotes = {str(quote.pk): quote for quote in purchase.quotes.select_related("supplier")}
        self.fields["quote"].choices = [
            (key, f"{quote.supplier}　{quote.amount:,.2f}") for key, quote in self.quotes.items()
        ]
