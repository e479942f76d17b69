"""Forms of adjusting a public item: other facts, other money, or out of the plan; always with a reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.core.fields import YuanField

from .annual import ItemFundingForm

FIELDS = (
    *("description", "beneficiaries", "people_served", "quantity", "amount", "price_reason"),
    *("start_month", "term_months"),
)


class AdjustmentForm(ItemFundingForm):
    """What is to be changed of a public item."""

    reason = forms.CharField(
        label=_("调整理由"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("会随调整公告公开。"),
    )
    description = forms.CharField(label=_("服务内容"), widget=forms.Textarea(attrs={"rows": 4}))
    beneficiaries = forms.CharField(label=_("服务对象"), max_length=200, required=False)
    people_served = forms.IntegerField(label=_("受益人数"), min_value=0)
    quantity = forms.DecimalField(label=_("数量"), min_value=0, max_digits=14, decimal_places=2)
    amount = YuanField(label=_("预算金额（元）"))
    price_reason = forms.CharField(
        label=_("单价超出价格标准的理由"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    start_month = forms.IntegerField(label=_("预计采购月份"), min_value=1, max_value=12)
    term_months = forms.IntegerField(label=_("服务期（月）"), min_value=1)

    def facts(self) -> dict[str, Any]:
        """Return the item's facts as the service takes them."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class CancelForm(forms.Form):
    """Why an item goes out of the plan."""

    reason = forms.CharField(
        label=_("撤销理由"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("会随调整公告公开。"),
    )
