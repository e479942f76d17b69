"""When and where a closed framework is called for."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.core import clock
from procurement.core.forms import DayField, TimeOfDayField
from procurement.tendering.selectors.steps import TERMINATIONS


class TerminateForm(forms.Form):
    """The two lawful grounds (87 art. 29), and the facts."""

    ground = forms.ChoiceField(
        label=_("法定情形"),
        choices=[(code, text) for code, (text, _topic) in TERMINATIONS.items()],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("原因"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text=_("写明发生了什么，会写入终止公告，并报告财政部门。"),
    )


class SolicitForm(forms.Form):
    """The dates of an open tender (110 art. 9), the place, how long a response binds."""

    documents_until = DayField(
        label=_("停止提供征集文件日期"), help_text=_("自公告发布之日起不少于5个工作日（87号令第十八条）。")
    )
    deadline_day = DayField(
        label=_("提交响应文件截止日期"), help_text=_("自公告发布之日起不少于20日（采购法第三十五条）。")
    )
    deadline_time = TimeOfDayField(label=_("截止时刻"))
    opening_place = forms.CharField(label=_("开启地点"), max_length=200)
    validity_days = forms.IntegerField(
        label=_("响应文件有效期（日）"),
        min_value=1,
        max_value=365,
        help_text=_("自提交截止之日起算，须覆盖评审和公告入围结果（第二十三条）。"),
    )

    def values(self) -> dict[str, Any]:
        """Return what the service takes."""
        typed = self.cleaned_data
        day: date = typed["deadline_day"]
        return {
            "documents_until": typed["documents_until"],
            "deadline": datetime.combine(day, typed["deadline_time"], tzinfo=clock.SHANGHAI),
            "opening_place": typed["opening_place"],
            "validity_days": typed["validity_days"],
        }


class SupplementForm(SolicitForm):
    """And how the want of suppliers hinders the framework (110 art. 31)."""

    field_order = ("reason",)
    reason = forms.CharField(
        label=_("怎样影响框架协议执行"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text=_("例如：剩余供应商每月承接能力不足，三个乡镇无人承接。会写入补充征集公告。"),
    )

    def values(self) -> dict[str, Any]:
        """Return what the service takes."""
        return {**super().values(), "reason": self.cleaned_data["reason"]}
