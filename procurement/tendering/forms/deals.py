"""The record of the talks with a single source, as 74 art. 42 wants it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Organisation
from procurement.core.fields import YuanField
from procurement.core.forms import DayField

from ..services.deals import Talks
from .tables import RowForm, TableForm


class MemberRow(RowForm):
    judged = ("name", "unit", "title")
    name = forms.CharField(label=_("姓名"), max_length=60)
    unit = forms.CharField(label=_("工作单位"), max_length=120)
    title = forms.CharField(label=_("职称或者职务"), max_length=60)
    dissent = forms.CharField(
        label=_("不同意见和理由"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        required=False,
    )


class DealForm(TableForm):
    """Who spoke with the supplier, of what, and the price."""

    row_form = MemberRow
    supplier = forms.ModelChoiceField(
        label=_("供应商"), queryset=Organisation.objects.none(), to_field_name="code"
    )
    held_on = DayField(label=_("协商日期"))
    place = forms.CharField(label=_("协商地点"), max_length=200)
    costs = forms.CharField(
        label=_("成本、同类项目合同价格和专利等情况"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        help_text=_("供应商提供的采购标的成本、同类项目合同价格以及相关专利、专有技术等情况说明。"),
    )
    terms = forms.CharField(
        label=_("合同主要条款"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        help_text=_("服务内容、标准、期限、验收和付款，会成为合同的开头。"),
    )
    talks = forms.CharField(
        label=_("价格商定情况"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000
    )
    amount = YuanField(label=_("成交金额（元）"))
    file = forms.FileField(
        label=_("签字的协商情况记录"),
        help_text=_("全体采购人员签字的扫描件，PDF或图片。拒绝签字又不写明不同意见的，视为同意。"),
        allow_empty_file=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supplier"].queryset = Organisation.objects.suppliers().active().order_by("name")

    def longer(self) -> "DealForm":
        typed = [{name: row[name].value() for name in row.fields} for row in self.table]
        return DealForm(rows=typed, initial={name: self[name].value() for name in self.fields})

    def record(self) -> dict[str, Any]:
        """Return what the service takes."""
        data = self.cleaned_data
        said = {name: data[name] for name in ("held_on", "place", "costs", "terms", "talks", "amount")}
        return {
            "supplier": data["supplier"],
            "talks": Talks(**said),
            "members": self.rows,
            "file": data["file"],
        }
