"""Asking to enter a framework, deciding about it, removing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.core.fields import YuanField

from ..enums import RemovalGround


class ApplyForm(forms.Form):
    """Three texts and a yes: the price is the framework's own."""

    area = forms.CharField(
        label=_("能够服务的地域"), max_length=300, help_text=_("写乡镇或者村的名称，服务对象按地域选择。")
    )
    phone = forms.CharField(
        label=_("公布的联系电话"),
        max_length=40,
        help_text=_("写单位电话：入围以后连同名称、地址向公众公布（财政部令第110号第四十条）。"),
    )
    capacity = forms.CharField(
        label=_("服务人员和能力"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text=_("多少人、什么资质、每月能提供多少。不写个人姓名和身份证号。"),
    )
    statement = forms.CharField(
        label=_("逐项说明符合资格条件"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        help_text=_("已经登记在“证明材料”里的，写“见证明材料”即可。"),
    )
    accepts = forms.BooleanField(
        label=_("接受征集公告的全部条件和付费标准，对所填内容的真实性负责"), required=False
    )


class AdmitForm(forms.Form):
    """What was looked at, and what was found."""

    credit_record = forms.CharField(
        label=_("信用查询记录"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("查询的网站、时间和结果；截图存入采购档案。"),
    )
    decision = forms.CharField(
        label=_("审核意见"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, required=False
    )


class RefuseForm(forms.Form):
    decision = forms.CharField(
        label=_("不通过的理由"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text=_("写明哪一项条件不符合、怎样补正。供应商会收到，补正后可以再次申请。"),
    )


class SignForm(forms.Form):
    """What users read beside the agreed price (110 art. 14, 30)."""

    phone = forms.CharField(
        label=_("公布的联系电话"),
        max_length=40,
        help_text=_(
            "写单位电话：连同名称、地址和协议价格告知采购人，并向公众公布（财政部令第110号第三十条）。"
        ),
    )
    area = forms.CharField(
        label=_("能够服务的地域"), max_length=300, help_text=_("写乡镇或者村的名称，不得小于征集公告的范围。")
    )


class LowerForm(forms.Form):
    price = YuanField(
        label=_("新的协议单价（元）"),
        help_text=_("立即生效，对以后的订单适用；只能降低，不能再提高（财政部令第110号第十三条）。"),
    )


class RemoveForm(forms.Form):
    ground = forms.ChoiceField(
        label=_("清退情形（财政部令第110号第十九条）"),
        choices=RemovalGround.choices,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("事实和证据"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        help_text=_("何时、哪一笔、怎么处理过。会写入公告。"),
    )
