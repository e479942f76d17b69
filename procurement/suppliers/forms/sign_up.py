"""The steps of signing up: few questions each, saved one by one."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.accounts.enums import SupplierKind
from procurement.core import clock
from procurement.regulations.branches import named_as_branch

from .. import selectors
from ..enums import BRANCH_KINDS, NO_ENTERPRISES, NOT_CONTROLLED, Scale
from .fields import NumberText, ServiceChoices

MEASURES = {"STAFF": "employees", "REVENUE": "revenue", "ASSETS": "assets"}
# What is asked to work the size out, and not kept.
FOR_SIZE = ("industry", *MEASURES.values())
_MOST = Decimal(10) ** 12
YES_NO = (("no", _("否")), ("yes", _("是")))


class KindForm(forms.Form):
    """What are you?"""

    supplier_kind = forms.ChoiceField(
        label=_("您代表哪一类承接主体？"),
        choices=SupplierKind.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "以营业执照或登记证书上的类型为准（《政府购买服务管理办法》第六条）。分公司、分所选总公司、总所的类型；"
            "国家机关是购买主体，不能注册为承接主体。"
        ),
    )


class CodeForm(forms.Form):
    """Prove who you are."""

    credit_code = NumberText(
        label=_("统一社会信用代码"),
        max_length=40,
        error_messages={"required": _("请填写统一社会信用代码，共18位，在营业执照或登记证书上。")},
        help_text=_("18位，在营业执照或登记证书右上角。没有字母I、O、S、V、Z。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    identity_number = NumberText(
        label=_("身份证号"),
        max_length=20,
        help_text=_("只用于证明身份，不公开；只有您本人、采购监督岗和审计人员能看到。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    publicly_funded = forms.ChoiceField(
        label=_("是否使用事业编制且由财政拨款保障？"),
        choices=YES_NO,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("这样的群团组织不得作为承接主体（《政府购买服务管理办法》第八条）。"),
    )

    def __init__(self, *args: Any, supplier_kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["credit_code" if supplier_kind == SupplierKind.INDIVIDUAL else "identity_number"]
        if supplier_kind != SupplierKind.OTHER:
            del self.fields["publicly_funded"]

    def clean_publicly_funded(self) -> bool | None:
        """Return the answer, if there is one: what the code says by itself is told first."""
        return {"yes": True, "no": False}.get(self.cleaned_data["publicly_funded"])


class FittedForm(forms.Form):
    """Asks only what fits the kind of body."""

    def __init__(self, *args: Any, supplier_kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.personal = supplier_kind == SupplierKind.INDIVIDUAL


class NameForm(FittedForm):
    """What is it called, and who answers for it?"""

    name = forms.CharField(label=_("名称"), max_length=200, help_text=_("与营业执照、登记证书完全一致。"))
    head_office = forms.CharField(
        label=_("总公司（总所）名称"),
        max_length=200,
        required=False,
        help_text=_(
            "只有分公司、支公司、分所等分支机构填写，不是分支机构的不填。"
            "分支机构要有总公司（总所）的授权书才能参加采购，注册后的下一页上传。"
        ),
    )
    legal_representative = forms.CharField(
        label=_("法定代表人（负责人）"), max_length=60, help_text=_("分支机构填负责人。")
    )
    controller = forms.CharField(
        label=_("控股股东或实际控制人"),
        max_length=200,
        required=False,
        help_text=_("没有的不填。负责人为同一人或有控股、管理关系的供应商，不得参加同一合同项下的采购。"),
    )

    def __init__(self, *args: Any, supplier_kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, supplier_kind=supplier_kind, **kwargs)
        left_out = {
            "head_office": supplier_kind not in BRANCH_KINDS,
            "controller": supplier_kind in NOT_CONTROLLED,
            "legal_representative": self.personal,
        }
        for name in (name for name, unfit in left_out.items() if unfit):
            del self.fields[name]
        if self.personal:
            self.fields["name"].label = _("姓名")
            self.fields["name"].help_text = _("与身份证完全一致。")
        elif "head_office" not in self.fields:
            self.fields["legal_representative"].help_text = ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.personal:
            # A person answers for itself.
            return {**data, "legal_representative": data.get("name", "")}
        branch = "head_office" in self.fields and named_as_branch(data.get("name", ""))
        if branch and not data.get("head_office"):
            self.add_error(
                "head_office",
                _(
                    "这是分支机构的名称，请填写总公司（总所）的名称：由总公司（总所）授权参加采购（采购法第二十二条）。"
                ),
            )
        return data


class ContactForm(FittedForm):
    """Where it is, whom to call, where it is paid."""

    address = forms.CharField(label=_("住所"), max_length=200, help_text=_("与执照或登记证书一致。"))
    contact = forms.CharField(
        label=_("联系人"),
        max_length=60,
        required=False,
        help_text=_("不填就找法定代表人（负责人）。不公开。"),
    )
    phone = NumberText(
        label=_("联系电话"),
        max_length=40,
        help_text=_("不公开。"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    bank_name = forms.CharField(label=_("开户银行"), max_length=100)
    bank_account = NumberText(
        label=_("银行账号"),
        max_length=40,
        help_text=_("收款账户，户名须与供应商名称一致。不公开。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.personal:
            del self.fields["contact"]
            self.fields["address"].help_text = _("与身份证或现住址一致。不公开。")
            self.fields["bank_account"].help_text = _("本人的收款账户。不公开。")

    def clean_phone(self) -> str:
        """Return the number as typed; a telephone has seven digits at least."""
        phone = self.cleaned_data["phone"]
        if sum(character.isdigit() for character in phone) < 7:
            raise forms.ValidationError(_("联系电话至少7位数字，请重新填写。"))
        return phone

    def clean_bank_account(self) -> str:
        """Return the account without blanks; letters cannot be part of one."""
        account = "".join(self.cleaned_data["bank_account"].split()).replace("-", "")
        if not account.isdecimal() or len(account) < 8:
            raise forms.ValidationError(_("银行账号应为8位以上数字。请对照开户许可证重新填写。"))
        return account


class OfferForm(FittedForm):
    """How large it is, and what it offers where."""

    scale = forms.ChoiceField(
        label=_("规模（自行申报）"),
        choices=[("", _("不清楚，按下面的数据算")), *Scale.choices],
        required=False,
        help_text=_(
            "按《中小企业划型标准规定》自行申报，写入下一步的声明，不要求提交证明。农民专业合作社、"
            "农村集体经济组织是否视同中小企业，尚待财政部门确认，请先选“非企业”。"
        ),
    )
    industry = forms.ChoiceField(
        label=_("所属行业"),
        required=False,
        help_text=_("帮您算规模用，不保存到单位资料。主要做什么就选什么，找不到的选“其他未列明行业”。"),
    )
    employees = NumberText(label=_("从业人员（人，上一年度）"), max_length=20, required=False)
    revenue = NumberText(label=_("营业收入（万元，上一年度）"), max_length=20, required=False)
    assets = NumberText(label=_("资产总额（万元，上一年度）"), max_length=20, required=False)
    fields_of_service = forms.MultipleChoiceField(
        label=_("服务领域"),
        required=False,
        widget=ServiceChoices,
        help_text=_("按指导性目录选择，用于通知您新的采购项目，不限制您参加其他项目。"),
    )
    towns = forms.MultipleChoiceField(
        label=_("服务乡镇"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, supplier_kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, supplier_kind=supplier_kind, **kwargs)
        self.size: selectors.Size | None = None
        if "industry" in self.fields:
            self.fields["industry"].choices = [("", _("请选择")), *selectors.industry_choices()]
        if supplier_kind in NO_ENTERPRISES:
            for name in ("scale", *FOR_SIZE):
                self.fields.pop(name, None)
        else:
            self._mark_what_is_needed()
        self.offer("fields_of_service", selectors.services_offered(clock.local_date(clock.now())))
        self.offer("towns", selectors.townships())

    def _mark_what_is_needed(self) -> None:
        """One way or the other: none of them is optional by itself, and none must be filled by itself."""
        self.fields["scale"].marks = [("", _("（不清楚的填下面的数据）"))]
        for name in FOR_SIZE:
            if name in self.fields:
                self.fields[name].marks = [("", _("（不清楚规模的填写）"))]

    def offer(self, name: str, choices: list[Any]) -> None:
        """Offer choices, or leave the question out where there are none."""
        if choices:
            self.fields[name].choices = choices
        else:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "scale" not in self.fields:
            return {**data, "scale": Scale.NOT_ENTERPRISE.value}
        figures = {name: self._figure(data, field) for name, field in MEASURES.items()}
        industry = data.get("industry", "")
        self.size = selectors.size_of(industry, figures) if industry else None
        if data.get("scale") or self.errors:
            return data
        if self.size is not None:
            return {**data, "scale": self.size.scale}
        self._say_what_is_missing(industry, figures)
        return data

    def _figure(self, data: dict[str, Any], field: str) -> Decimal | None:
        """Return a figure as typed, with separators or without; beside its field where it is none."""
        typed = str(data.get(field, "")).replace(",", "").strip()
        if not typed:
            return None
        try:
            value = Decimal(typed)
        except ArithmeticError:
            value = Decimal("NaN")
        if value.is_finite() and 0 <= value < _MOST:
            return value
        self.add_error(field, _("请填写数字，例如120；金额以万元为单位。"))
        return None

    def _say_what_is_missing(self, industry: str, figures: dict[str, Decimal | None]) -> None:
        if not industry:
            self.add_error("scale", _("请选择规模；不清楚的，选下面的行业、填上一年度数据，由平台计算。"))
        for measure in selectors.measures_of(industry):
            if figures[measure] is None:
                self.add_error(MEASURES[measure], _("这个行业按这一项划分规模，请填写上一年度的数据。"))


class DeclarationForm(forms.Form):
    """The declaration of 采购法 art. 22."""

    declared = forms.BooleanField(
        label=_("我已阅读上述声明，并代表声明人作出声明"),
        required=True,
        error_messages={
            "required": _("请阅读并确认声明。没有声明不能参加采购（《政府采购法》第二十二条）。")
        },
    )
