"""Forms of budget lines."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Organisation
from procurement.core.fields import YuanField

from .enums import FundSource

_MONEY = {"max_digits": 15, "decimal_places": 2}


class LineForm(forms.Form):
    """A new line: whose, for which year, from which money."""

    organisation = forms.ModelChoiceField(
        label=_("单位"), queryset=Organisation.objects.none(), to_field_name="code", empty_label=None
    )
    year = forms.TypedChoiceField(label=_("年度"), coerce=int)
    project_name = forms.CharField(
        label=_("预算项目"), max_length=200, help_text=_("与部门预算中的项目名称一致。")
    )
    fund_source = forms.ChoiceField(
        label=_("资金来源"),
        choices=FundSource.choices,
        help_text=_("购买服务的资金来自已有预算，不得作为增加支出的依据（财预〔2017〕87号）。"),
    )
    proposed = YuanField(label=_("申报数（元）"), min_value=Decimal("0.01"), **_MONEY)
    allotment_number = forms.CharField(label=_("指标文号"), max_length=60, required=False)
    functional_class = forms.CharField(
        label=_("功能分类"),
        max_length=20,
        required=False,
        help_text=_("支出功能分类科目编码，例如 2081002。"),
    )
    economic_class = forms.CharField(
        label=_("经济分类"), max_length=20, required=False, help_text=_("政府预算经济分类编码，例如 50205。")
    )

    def __init__(self, *args: Any, owners: models.QuerySet, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = owners
        self.fields["year"].choices = [(year, year) for year in years]


class ApproveForm(forms.Form):
    """On which document a line is approved."""

    document = forms.CharField(
        label=_("批准文件"),
        max_length=200,
        help_text=_("批准预算的文件名称和文号，例如：云财预〔2026〕12号。"),
    )


class AdjustForm(forms.Form):
    """How a line is raised or cut, and on which document."""

    amount = YuanField(
        label=_("调整金额（元）"), help_text=_("调增填正数，调减填负数，例如 -20000.00。"), **_MONEY
    )
    document = forms.CharField(label=_("批准文件"), max_length=200)
