"""Calling off."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.core.fields import YuanField

from ..models import FrameworkEntry


class CallOffForm(forms.Form):
    """How much, where, why this supplier; the price stands in the agreement."""

    quantity = forms.DecimalField(label=_("数量"), min_value=Decimal("0.01"), max_digits=12, decimal_places=2)
    unit_price = YuanField(
        label=_("单价（元）"),
        required=False,
        help_text=_("不填就是协议价格；与供应商商定了更低价格的填写，由供应商接受。"),
    )
    place = forms.CharField(label=_("服务地点"), max_length=200, help_text=_("例如：义堂镇东片6个村。"))
    need = forms.CharField(
        label=_("服务要求"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        help_text=_("服务对象、内容、完成时间。服务标准以框架协议为准，不能另加实质性条件。"),
    )
    reason = forms.CharField(
        label=_("选定这家供应商的理由"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text=_("从价格、质量、服务便利和用户评价比较，会写入成交结果公告。"),
    )

    def __init__(self, *args: Any, entry: FrameworkEntry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = entry.framework.unit
        self.fields["quantity"].label = _("数量（%(unit)s）") % {"unit": unit}
        if entry.framework.is_open:
            del self.fields["unit_price"]
