"""Forms around an agreement with an agency."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.core.fields import YuanField
from procurement.core.forms import DayField

from ..enums import FeePayer, FileKeeper, Power
from ..models import Entrustment, ImplementationPlan
from ..selectors.entrustments import usable


class EntrustmentForm(forms.Form):
    """What the law wants an agreement to say, with the usual words to begin with."""

    scope = forms.CharField(
        label=_("委托范围"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("委托办理哪些采购事宜。实施计划备案、确定中标（成交）供应商、签订合同始终由采购人办理。"),
    )
    powers = forms.MultipleChoiceField(
        label=_("委托权限"),
        choices=Power.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("没有勾选的，代理机构在平台上办不了，由采购人自己办理。"),
    )
    starts_on = DayField(label=_("委托期限自"))
    ends_on = DayField(
        label=_("委托期限至"),
        help_text=_("到期自动终止。一般到合同签订、文件移交以后。"),
    )
    fee_payer = forms.ChoiceField(
        label=_("代理费用由谁支付"), choices=FeePayer.choices, widget=forms.RadioSelect
    )
    fee_standard = forms.CharField(
        label=_("代理费用收取方式和标准"),
        max_length=300,
        help_text=_("写进采购文件，随结果公开。例如：按中标金额的1%，不低于3000元，领取通知书时一次支付。"),
    )
    fee_amount = YuanField(
        label=_("代理费用（元）"), required=False, min_value=0, help_text=_("定额的填写；按比例的可以不填。")
    )
    fee_reason = forms.CharField(
        label=_("由采购人支付的理由"),
        max_length=300,
        required=False,
        help_text=_("费用超过分散采购限额标准、仍由采购人支付的必填。"),
    )
    file_keeper = forms.ChoiceField(
        label=_("采购文件由谁保存"),
        choices=FileKeeper.choices,
        widget=forms.RadioSelect,
        help_text=_("从采购结束之日起至少保存十五年。"),
    )
    ending_terms = forms.CharField(
        label=_("协议解除及终止"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
    liability = forms.CharField(
        label=_("违约责任"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )


class UseAgreementForm(forms.Form):
    """Which of the agreements in force with the same agency a plan runs under."""

    agreement = forms.ModelChoiceField(
        label=_("已经签订的委托代理协议"), queryset=Entrustment.objects.none(), to_field_name="code"
    )

    def __init__(self, *args: Any, plan: ImplementationPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreement"].queryset = usable(plan)


class HandOverForm(forms.Form):
    """What goes to the purchaser beside what the platform keeps."""

    brought = forms.CharField(
        label=_("平台以外移交的材料"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=20000,
        help_text=_("一行写一件，写明份数和载体。平台里的文件不用写，自动列入清单；没有的写“无”。"),
    )


class CapacityForm(forms.Form):
    """With whom and where a purchaser runs a tender itself."""

    capacity_people = forms.CharField(
        label=_("自行招标的专业人员"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("姓名、岗位，懂哪方面的业务，受过什么采购培训。"),
    )
    capacity_place = forms.CharField(
        label=_("自行招标的场所和设备"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("在哪里开标、评审，有没有录音录像设备；借用公共资源交易中心的写明。"),
    )
