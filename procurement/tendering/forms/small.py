"""Forms of the small purchase: three short pages."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Organisation
from procurement.core import clock
from procurement.core.fields import YuanField
from procurement.core.forms import DayField, TimeOfDayField

from ..models import Quote, SmallPurchase
from .plans import PartForm


class SmallStartForm(PartForm):
    requirement = forms.CharField(
        label=_("服务要求"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        help_text=_("买什么、多少、到什么标准、何时完成。"),
    )


# A quote of each of three suppliers on one page: what is asked of most purchases (N-14).
ROWS = ("", "_2", "_3")
_NUMBERS = {"_2": _("第二家"), "_3": _("第三家")}


def _of_row(suffix: str, label: Any) -> Any:
    return format_lazy("{} {}", _NUMBERS[suffix], label) if suffix else label


def _suppliers(purchase: SmallPurchase) -> "QuerySet[Organisation]":
    """Return whom may still be asked: who gave a price or was asked is left out."""
    known = [*purchase.quotes.values_list("supplier", flat=True)]
    known += purchase.requests.values_list("supplier", flat=True)
    return Organisation.objects.suppliers().active().exclude(pk__in=known).order_by("name")


class QuoteForm(forms.Form):
    """Up to three quotes at once, each with its paper; the first is needed."""

    def __init__(self, *args: Any, purchase: SmallPurchase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = _suppliers(purchase)
        for suffix in ROWS:
            self.fields.update(self._row(suffix, offered))

    def _row(self, suffix: str, offered: "QuerySet[Organisation]") -> dict[str, forms.Field]:
        first = not suffix
        return {
            f"supplier{suffix}": forms.ModelChoiceField(
                label=_of_row(suffix, _("供应商")),
                queryset=offered,
                to_field_name="code",
                required=first,
                empty_label=_("请选择"),
            ),
            f"amount{suffix}": YuanField(label=_of_row(suffix, _("报价（元）")), required=first),
            f"note{suffix}": forms.CharField(
                label=_of_row(suffix, _("说明")),
                max_length=300,
                required=False,
                help_text=_("怎么询的价：电话、书面、微信截图编号等。") if first else "",
            ),
            f"file{suffix}": forms.FileField(
                label=_of_row(suffix, _("报价单")),
                required=False,
                allow_empty_file=True,
                help_text=_("盖章的报价单、聊天截图等，PDF或图片。") if first else "",
            ),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for suffix in ROWS[1:]:
            supplier, amount = data.get(f"supplier{suffix}"), data.get(f"amount{suffix}")
            if supplier and amount is None and f"amount{suffix}" not in self.errors:
                self.add_error(f"amount{suffix}", _("请填写这一家的报价。"))
            if not supplier and (amount is not None or data.get(f"file{suffix}")):
                self.add_error(f"supplier{suffix}", _("请选择这是哪一家的报价。"))
        return data

    def rows(self) -> list[dict[str, Any]]:
        """Return each supplier's fields under its heading, for the page."""
        names = ("supplier", "amount", "note", "file")
        return [
            {
                "legend": _NUMBERS.get(suffix, _("第一家")),
                "fields": [self[f"{name}{suffix}"] for name in names],
            }
            for suffix in ROWS
        ]

    def quotes(self) -> list[dict[str, Any]]:
        """Return the rows that name a supplier, each with the suffix of its fields."""
        data = self.cleaned_data
        return [
            {
                "suffix": suffix,
                **{name: data.get(f"{name}{suffix}") for name in ("supplier", "amount", "note", "file")},
            }
            for suffix in ROWS
            if data.get(f"supplier{suffix}")
        ]


class AskQuoteForm(forms.Form):
    """Ask up to three suppliers by the same moment."""

    until_day = DayField(label=_("报价截止日期"))
    until_time = TimeOfDayField(
        label=_("报价截止时刻"),
        initial="17:00",
    )

    def __init__(self, *args: Any, purchase: SmallPurchase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = _suppliers(purchase)
        for suffix in ROWS:
            self.fields[f"supplier{suffix}"] = forms.ModelChoiceField(
                label=_of_row(suffix, _("供应商")),
                queryset=offered,
                to_field_name="code",
                required=not suffix,
                empty_label=_("请选择"),
            )
        self.order_fields([f"supplier{suffix}" for suffix in ROWS])

    def asked(self) -> list[tuple[str, Organisation]]:
        """Return the suppliers chosen, each with the suffix of its field."""
        rows = [(suffix, self.cleaned_data.get(f"supplier{suffix}")) for suffix in ROWS]
        return [(suffix, supplier) for suffix, supplier in rows if supplier]

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
        self.begun = minutes_begun(list(self.quotes.values()))
        self.initial.setdefault("minutes", self.begun)
        self.fields["quote"].choices = [
            (key, f"{quote.supplier}　{quote.amount:,.2f}") for key, quote in self.quotes.items()
        ]

    def clean_minutes(self) -> str:
        """Return the minutes; what the platform began is no decision yet."""
        text = self.cleaned_data["minutes"].strip()
        if text == self.begun.strip():
            raise forms.ValidationError(_("请在纪要里补上会议怎样讨论、决定选哪一家。"))
        return text


def minutes_begun(quotes: list[Quote]) -> str:
    """Return how minutes begin: the prices that were compared. Minutes stay Chinese in every language."""
    if not quotes:
        return ""
    prices = "；".join(f"{quote.supplier}{quote.amount:,.2f}元" for quote in quotes)
    return f"会议比较了{len(quotes)}家报价：{prices}。讨论情况和决定："
