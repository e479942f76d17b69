"""Forms of suppliers: the four steps of signing up, details, papers, lists."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.accounts.enums import SupplierKind

from . import selectors
from .enums import ListKind, PaperKind, Scale

YES_NO = (("no", _("否")), ("yes", _("是")))


class KindForm(forms.Form):
    """Step 1: what are you?"""

    supplier_kind = forms.ChoiceField(
        label=_("您代表哪一类承接主体？"),
        choices=SupplierKind.choices,
        widget=forms.RadioSelect,
        help_text=_("以营业执照或登记证书上的类型为准（《政府购买服务管理办法》第六条）。"),
    )


class CodeForm(forms.Form):
    """Step 2: prove who you are."""

    credit_code = forms.CharField(
        label=_("统一社会信用代码"),
        max_length=40,
        error_messages={"required": _("请填写统一社会信用代码，共18位，在营业执照或登记证书上。")},
        help_text=_("18位，在营业执照或登记证书右上角。没有字母I、O、S、V、Z。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    identity_number = forms.CharField(
        label=_("身份证号"),
        max_length=20,
        help_text=_("只用于证明身份，不公开；只有您本人、采购监督岗和审计人员能看到。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    publicly_funded = forms.ChoiceField(
        label=_("是否使用事业编制且由财政拨款保障？"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("从代码看不出贵单位能否承接。请回答：是否使用事业编制且由财政拨款保障？")
        },
        help_text=_("这样的群团组织不得作为承接主体（《政府购买服务管理办法》第八条）。"),
    )

    def __init__(self, *args: Any, supplier_kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["credit_code" if supplier_kind == SupplierKind.INDIVIDUAL else "identity_number"]
        if supplier_kind != SupplierKind.OTHER:
            del self.fields["publicly_funded"]

    def clean_publicly_funded(self) -> bool:
        """Return the answer."""
        return self.cleaned_data["publicly_funded"] == "yes"


class OfferFields(forms.Form):
    """Fields of service and townships, as far as the catalogue and the county's townships are there."""

    fields_of_service = forms.MultipleChoiceField(
        label=_("服务领域"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("按指导性目录选择，用于通知您新的采购项目，不限制您参加其他项目。"),
    )
    towns = forms.MultipleChoiceField(
        label=_("服务乡镇"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("fields_of_service", selectors.service_classes())
        self.offer("towns", selectors.townships())

    def offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Offer choices, or leave the question out where there are none."""
        if choices:
            self.fields[name].choices = choices
        else:
            del self.fields[name]


class DetailsForm(OfferFields):
    """What is changed later, too."""

    legal_representative = forms.CharField(label=_("法定代表人（负责人）"), max_length=60)
    controller = forms.CharField(
        label=_("控股股东或实际控制人"),
        max_length=200,
        required=False,
        help_text=_("负责人为同一人或有控股、管理关系的供应商，不得参加同一合同项下的采购。"),
    )
    scale = forms.ChoiceField(
        label=_("规模"),
        choices=[("", _("请选择")), *Scale.choices],
        help_text=_("按《中小企业划型标准规定》自行申报；非企业选“非企业”。"),
    )
    phone = forms.CharField(
        label=_("联系电话"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    address = forms.CharField(label=_("住所"), max_length=200)
    bank_name = forms.CharField(label=_("开户银行"), max_length=100)
    bank_account = forms.CharField(
        label=_("银行账号"),
        max_length=40,
        help_text=_("收款账户，户名须与供应商名称一致。不公开。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    field_order = (
        "name",
        "legal_representative",
        "controller",
        "scale",
        "phone",
        "address",
        "bank_name",
        "bank_account",
        "fields_of_service",
        "towns",
    )

    def clean_bank_account(self) -> str:
        """Return the account without blanks; letters cannot be part of one."""
        account = "".join(self.cleaned_data["bank_account"].split()).replace("-", "")
        if not account.isdecimal() or len(account) < 8:
            raise forms.ValidationError(_("银行账号应为8位以上数字。请对照开户许可证重新填写。"))
        return account


class NewDetailsForm(DetailsForm):
    """Step 3: the rest."""

    name = forms.CharField(
        label=_("名称"), max_length=200, help_text=_("与营业执照、登记证书（个人与身份证）完全一致。")
    )


class DeclarationForm(forms.Form):
    """Step 4: the declaration of 采购法 art. 22."""

    declared = forms.BooleanField(
        label=_("我已阅读上述声明，并代表声明人作出声明"),
        required=True,
        error_messages={
            "required": _("请阅读并确认声明。没有声明不能参加采购（《政府采购法》第二十二条）。")
        },
    )


class PaperForm(forms.Form):
    """A proof to hand in."""

    kind = forms.ChoiceField(label=_("材料种类"), choices=PaperKind.choices)
    file = forms.FileField(label=_("文件"), help_text=_("PDF、Word、表格或图片，每个不超过20 MB。"))
    valid_until = forms.DateField(
        label=_("有效期至"),
        required=False,
        help_text=_("长期有效的不填。"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class ExclusionForm(forms.Form):
    """What a list says of a supplier."""

    list_kind = forms.ChoiceField(label=_("名单"), choices=ListKind.choices)
    starts_on = forms.DateField(label=_("自"), widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(
        label=_("至"),
        required=False,
        help_text=_("包括当日；没有期限的不填，解除时再办理。"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    source = forms.CharField(
        label=_("查询来源"), max_length=300, help_text=_("网站和查询时间，例如：信用中国，2026-09-21 10:05。")
    )


class LiftForm(forms.Form):
    """Why an entry ends before its time."""

    reason = forms.CharField(label=_("解除的理由"), max_length=300)
