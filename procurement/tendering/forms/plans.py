"""Forms of the implementation plan and of a tender's file."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.enums import OrganisationForm
from procurement.accounts.enums import OrganisationKind
from procurement.accounts.models import Organisation
from procurement.budgeting.models import Holding
from procurement.core.fields import YuanField

from ..enums import AwardRule, EntrustmentStatus, Method, ReadOut
from ..models import Entrustment, ImplementationPlan, Tender
from ..selectors.reuse import reusable
from ..selectors.takeover import COMMERCIAL, NEEDED
from .seen import SeenForm

_METHODS = [(value, label) for value, label in Method.choices if value != Method.SMALL_PURCHASE]
_FORMS = [(value, label) for value, label in OrganisationForm.choices if value != OrganisationForm.INTERNAL]


class PartForm(forms.Form):
    """How much of a plan item is bought now, which part of it, and of which money (``held``: where there is some)."""

    amount = YuanField(
        label=_("本次采购金额（元）"),
        required=False,
        help_text=_("不超过项目余额；不填就是全部余额。"),
    )
    scope = forms.CharField(
        label=_("采购范围"),
        max_length=200,
        required=False,
        help_text=_("只采购一部分的，写明是哪一部分，例如：东片12个村。采购全部的不填。"),
    )

    def __init__(self, *args: Any, held: Sequence[Holding] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line_names = [f"line_{holding.line.code}" for holding in held] if len(held) > 1 else []
        for name, holding in zip(self.line_names, held, strict=False):
            self.fields[name] = YuanField(label=_line_label(holding), required=False, min_value=0)
        if self.line_names:
            self.fields[self.line_names[0]].help_text = _(
                "从哪笔指标占用多少：都不填就先占用最早年度的（早年度的资金先到期，以后年度的资金到当年才能支付）。"
            )
        self.order_fields(["amount", *self.line_names, "scope"])

    def part(self) -> dict[str, Any]:
        """Return what the services take: the cleaned values, with the lines as code → yuan."""
        data = dict(self.cleaned_data)
        lines = {name.removeprefix("line_"): data.pop(name) for name in self.line_names}
        return {**data, "lines": {code: amount for code, amount in lines.items() if amount}}


def _line_label(holding: Holding) -> str:
    return _("占用 %(year)s年 %(project)s（%(code)s，本项目还剩 %(left)s 元）") % {
        "year": holding.line.year,
        "project": holding.line.project_name,
        "code": holding.line.code,
        "left": f"{holding.reserved:,.2f}",
    }


class PlanForm(PartForm):
    """How a plan item, or a part of it, will be bought."""

    method = forms.ChoiceField(
        label=_("采购方式"),
        choices=_METHODS,
        help_text=_(
            "询价只适用于货物，这里没有。限额按项目总额判断：全部包、全部年度、分几次采购都合并计算。"
        ),
    )
    method_reason = forms.CharField(
        label=_("理由"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000
    )
    organisation_form = forms.ChoiceField(label=_("组织形式"), choices=_FORMS)
    agency = forms.ModelChoiceField(
        label=_("代理机构"),
        queryset=Organisation.objects.none(),
        required=False,
        to_field_name="code",
        help_text=_("自行组织的不填。委托谁由采购人自主选择。"),
    )
    agreement = forms.ModelChoiceField(
        label=_("已经签订的委托代理协议"),
        queryset=Entrustment.objects.none(),
        required=False,
        to_field_name="code",
        help_text=_("有长期协议的直接选；没有的先不填，保存以后在下一页起草协议，双方签署。"),
    )
    capacity_people = forms.CharField(
        label=_("自行招标的专业人员"),
        max_length=500,
        required=False,
        help_text=_(
            "自行组织公开招标、邀请招标的必填：姓名、岗位，懂哪方面的业务，受过什么采购培训（87号令第九条）。"
        ),
    )
    capacity_place = forms.CharField(
        label=_("自行招标的场所和设备"),
        max_length=500,
        required=False,
        help_text=_("在哪里开标、评审，有没有录音录像设备。"),
    )

    def __init__(self, *args: Any, purchaser: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = (OrganisationKind.AGENCY, OrganisationKind.CENTRAL_AGENCY)
        self.fields["agency"].queryset = Organisation.objects.filter(kind__in=kinds, active=True)
        running = Entrustment.objects.filter(purchaser=purchaser, status=EntrustmentStatus.IN_FORCE)
        self.fields["agreement"].queryset = running.select_related("agency")
        if not running.exists():
            del self.fields["agreement"]


class TenderCreateForm(forms.Form):
    """Open the file of a tender: what can be built is built, the rest follows on its pages."""

    title = forms.CharField(label=_("项目名称"), max_length=200)
    award_rule = forms.ChoiceField(
        label=_("评审办法"),
        choices=AwardRule.choices,
        help_text=_("竞争性磋商用综合评分法，竞争性谈判用最低评标价法。"),
    )
    packages = forms.IntegerField(
        label=_("分几个包"),
        min_value=1,
        max_value=9,
        initial=1,
        help_text=_("各包预算平均分配，稍后逐包修改。"),
    )
    industry = forms.CharField(
        label=_("所属行业"), max_length=60, help_text=_("中小企业划分标准的行业，例如：其他未列明行业。")
    )
    requirement = forms.CharField(
        label=_("采购需求概况"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000
    )
    source = forms.ModelChoiceField(
        queryset=Tender.objects.none(), to_field_name="code", required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, plan: ImplementationPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.fields["source"].queryset = reusable(plan)


class CommercialForm(SeenForm):
    """The commercial terms, each part by itself."""

    HELP: Mapping[str, Any] = {
        "service_term": _("从什么时候到什么时候。"),
        "place": _("在哪些村、哪些场所提供服务。"),
        "staff": _("只写与服务有关的人数、班次和从业资格，不写学历、年龄、户籍。"),
        "acceptance": _("谁验收、多久一次、按什么标准。"),
        "penalty": _("哪些情形扣减多少；采购人违约的责任也要写。"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, label in COMMERCIAL.items():
            self.fields[key] = forms.CharField(
                label=label,
                required=key in NEEDED,
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=self.HELP.get(key, ""),
            )


class TermsForm(SeenForm):
    """The terms that the documents fix."""

    title = forms.CharField(label=_("项目名称"), max_length=200)
    requirement = forms.CharField(
        label=_("采购需求概况"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000, required=False
    )
    qualification_note = forms.CharField(
        label=_("资格要求说明"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000, required=False
    )
    award_rule = forms.ChoiceField(label=_("评审办法"), choices=AwardRule.choices)
    price_weight = forms.DecimalField(
        label=_("价格分权重"),
        min_value=0,
        max_value=100,
        decimal_places=2,
        help_text=_("服务：招标不低于10，磋商10至30。最低评标价法不用这一项，保留原来的数即可。"),
    )
    price_is_fixed = forms.BooleanField(label=_("固定价格（价格不参与评分）"), required=False)
    weight_consent = forms.BooleanField(label=_("价格权重超出范围，已经同级财政部门同意"), required=False)
    term_months = forms.IntegerField(label=_("合同履行期限（月）"), min_value=1, max_value=36)
    bond_percent = forms.DecimalField(
        label=_("保证金比例（%）"),
        min_value=0,
        max_value=100,
        decimal_places=2,
        help_text=_("最高2%；填0表示不收。"),
    )
    accepts_consortium = forms.BooleanField(label=_("接受联合体"), required=False)
    industry = forms.CharField(label=_("所属行业"), max_length=60)
    reserved_for_sme = forms.BooleanField(label=_("专门面向中小企业"), required=False)
    sme_reason = forms.CharField(
        label=_("不预留的理由"), max_length=300, required=False, help_text=_("不专门面向中小企业的必填。")
    )
    small_micro_deduction = forms.DecimalField(
        label=_("小微企业价格扣除（%）"), min_value=0, max_value=100, decimal_places=2
    )
    consortium_deduction = forms.DecimalField(
        label=_("联合体、分包价格扣除（%）"), min_value=0, max_value=100, decimal_places=2
    )
    of_mean = forms.DecimalField(
        label=_("异常低价：低于平均报价的（%）"), min_value=0, max_value=100, decimal_places=2
    )
    of_second_lowest = forms.DecimalField(
        label=_("异常低价：低于次低报价的（%）"), min_value=0, max_value=100, decimal_places=2
    )
    of_ceiling = forms.DecimalField(
        label=_("异常低价：低于最高限价的（%）"), min_value=0, max_value=100, decimal_places=2
    )

    read_out = forms.MultipleChoiceField(
        label=_("开标时另外宣布的内容"),
        choices=ReadOut.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("投标人名称和投标价格一律宣布；勾选的内容由平台从投标文件读出（87号令第四十一条）。"),
    )

    LOW = ("of_mean", "of_second_lowest", "of_ceiling")

    WEIGHED = ("price_weight", "price_is_fixed", "weight_consent")

    def __init__(
        self, *args: Any, low_limits: bool, reads_out: bool, weighs: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        # Nothing is scored: what is kept goes round unseen.
        for name in () if weighs else self.WEIGHED:
            self.fields[name].widget = forms.HiddenInput()
        if not reads_out:
            del self.fields["read_out"]
        self.low_limits = low_limits
        # A file opened before 财库〔2026〕2号 was in force sets no such lines: nothing to ask for.
        for name in () if low_limits else self.LOW:
            del self.fields[name]

    def written(self) -> list[str]:
        """Return the names of the terms that the page writes."""
        plain = [name for name in self.fields if name not in (*self.LOW, "seen", "weight_consent")]
        return [*plain, *(["abnormal_low"] if self.low_limits else []), "consents"]

    def terms(self) -> dict[str, Any]:
        """Return the cleaned data as ``edit_terms`` takes it."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        if self.low_limits:
            data["abnormal_low"] = {name: f"{data.pop(name).normalize():f}" for name in self.LOW}
        data["consents"] = ["E-20"] if data.pop("weight_consent") else []
        return data


class PackageForm(SeenForm):
    title = forms.CharField(label=_("包名称"), max_length=200)
    budget = YuanField(label=_("预算金额（元）"), min_value=0)
    price_ceiling = YuanField(
        label=_("最高限价（元）"),
        required=False,
        help_text=_("不填即为预算金额。不得设最低限价。"),
    )
    sme_package = forms.BooleanField(
        label=_("本包专门面向中小企业"),
        required=False,
        help_text=_("计划只预留一部分时勾选；整个项目预留的不用勾。预留的包不再给价格扣除。"),
    )
    small_micro_only = forms.BooleanField(
        label=_("本包只面向小型、微型企业"),
        required=False,
        help_text=_("计划写明预留部分中给小微企业的比例时勾选；勾选后中型企业不能参加本包。"),
    )


class ContractForm(SeenForm):
    contract_draft = forms.CharField(
        label=_("合同草案"),
        widget=forms.Textarea(attrs={"rows": 24}),
        max_length=30000,
        required=False,
        help_text=_("按需求、商务条款和付款安排生成后，可以继续修改。"),
    )
