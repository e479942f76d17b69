"""Vouchers: asked for, used, rated."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.core.forms import DayField

from ..models import FrameworkEntry

STARS = [
    (5, _("很满意（5分）")),
    (4, _("满意（4分）")),
    (3, _("一般（3分）")),
    (2, _("不满意（2分）")),
    (1, _("很不满意（1分）")),
]


class VoucherForm(forms.Form):
    """How many, of how much, for whom, until when."""

    count = forms.IntegerField(label=_("张数"), min_value=1, max_value=500)
    each = forms.DecimalField(label=_("每张数量"), min_value=Decimal("0.01"), max_digits=8, decimal_places=2)
    place = forms.CharField(
        label=_("发放范围"), max_length=200, help_text=_("发给哪些地方的服务对象，例如：伍洛镇西片5个村。")
    )
    need = forms.CharField(
        label=_("服务要求"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        help_text=_("不写服务对象的姓名。谁领了几号券，记在本单位的纸质登记表上。"),
    )
    valid_until = DayField(label=_("选择截止日期"))


class ChooseForm(forms.Form):
    """Which of the admitted suppliers."""

    entry = forms.ChoiceField(label=_("选哪一家"), widget=forms.RadioSelect, choices=[])

    def __init__(self, *args: Any, entries: list[FrameworkEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entries = {entry.code: entry for entry in entries}
        self.fields["entry"].choices = [
            (code, f"{entry.supplier.name}\n{entry.area}\n{entry.phone}")
            for code, entry in self.entries.items()
        ]


class StarsForm(forms.Form):
    """One to five."""

    stars = forms.TypedChoiceField(label=_("服务怎么样"), choices=STARS, coerce=int, widget=forms.RadioSelect)


class RateForm(StarsForm):
    opinion = forms.CharField(
        label=_("评价意见"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("不写个人信息。评价向采购人和服务对象公开。"),
    )
