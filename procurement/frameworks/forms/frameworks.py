"""The plan of a framework in four short parts."""

from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.models import CatalogueItem
from procurement.accounts.models import Organisation
from procurement.core.fields import YuanField

from ..enums import AdmissionMethod, CallOffWay, FrameworkCase, FrameworkKind, OpenCase, Pricing
from ..selectors.texts import replacement_label


def lines(label: Any, help_text: Any = "", rows: int = 3) -> forms.CharField:
    """Return a field for some lines of text that a draft may leave open."""
    return forms.CharField(
        label=label,
        widget=forms.Textarea(attrs={"rows": rows}),
        max_length=4000,
        required=False,
        help_text=help_text,
    )


def choice(label: Any, choices: Any, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, **options)


class PlanForm(forms.Form):
    """What it is, in which case, who may use it."""

    title = forms.CharField(label=_("项目名称"), max_length=200)
    kind = choice(
        _("形式"),
        FrameworkKind.choices,
        initial=FrameworkKind.CLOSED,
        help_text=_(
            "封闭式是主要形式（第四条）：公开征集，密封报价，按价格（政府定价、指导价的也可以按质量）排序、淘汰后入围。"
            "开放式只用于第十条的两种情形：愿意接受条件的供应商随时可以申请加入。"
        ),
    )
    catalogue_item = forms.ChoiceField(
        label=_("目录条目"),
        choices=[],
        help_text=_("采购人的计划项目属于同一条目的，才能使用本框架协议。"),
    )
    case = choice(_("适用情形（财政部令第110号第三条）"), FrameworkCase.choices)
    open_case = choice(
        _("采用开放式的情形（第十条）"), OpenCase.choices, required=False, help_text=_("封闭式不选。")
    )
    approval = forms.CharField(
        label=_("主管预算单位批准文号"),
        max_length=100,
        required=False,
        help_text=_("征集人自己就是主管预算单位或者集中采购机构的，不填（第五条）。"),
    )
    users_choose = forms.BooleanField(label=_("由服务对象自主选择供应商"), required=False)
    key_reason = lines(
        _("按重点项目管理的理由"),
        _(
            "公共服务和金额大的自动按重点项目办理，不用填。其他涉及公共利益、社会关注度高、技术复杂，或者本单位认为需要的，"
            "写明理由：还要重点审查、风险处置方案和法律顾问审定（需求管理办法第十一条）。"
        ),
        2,
    )
    annual_estimate = YuanField(
        label=_("预计全年采购金额（元）"),
        help_text=_("各采购人全年在同一品目上的预算合计，须达到采购限额标准（第三条）。"),
    )
    purchasers = forms.ModelMultipleChoiceField(
        label=_("适用的采购人"),
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        to_field_name="code",
        help_text=_("不选就是本县全部采购人。"),
    )

    def __init__(
        self,
        *args: Any,
        entries: list[CatalogueItem],
        begun: bool = False,
        closed: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.entries = {entry.code: entry for entry in entries}
        ordered = groupby(self.entries.values(), key=lambda entry: str(entry.parent or ""))
        self.fields["catalogue_item"].choices = [
            ("", _("请选择")),
            *((group, [(one.code, str(one)) for one in members]) for group, members in ordered),
        ]
        self.fields["purchasers"].queryset = Organisation.objects.purchasers().active().order_by("code")
        if begun:
            del self.fields["kind"]
        if begun and closed:
            del self.fields["open_case"]

    def clean_catalogue_item(self) -> CatalogueItem:
        return self.entries[self.cleaned_data["catalogue_item"]]


class NeedForm(forms.Form):
    """The need: fixed for as long as the framework runs."""

    service = lines(_("服务内容和标准"), _("一项服务、一个标准；等次不同的分开编制（第十二条）。"), 5)
    staffing = lines(_("服务人员和技术保障"))
    measuring = lines(_("服务工作量的计量方式"), _("例如：按上门服务小时计，不足半小时按半小时。"), 2)
    area = forms.CharField(label=_("服务的地域范围"), max_length=300, required=False)
    qualification = lines(_("供应商资格条件"), _("与服务有关、可以核对的条件；不限制地域和规模。"))
    surveyed_purchasers = forms.IntegerField(label=_("需求调查：采购人（家）"), min_value=0, max_value=999)
    surveyed_suppliers = forms.IntegerField(label=_("需求调查：供应商（家）"), min_value=0, max_value=999)
    surveyed_experts = forms.IntegerField(label=_("需求调查：专家（人）"), min_value=0, max_value=999)
    survey_findings = lines(
        _("需求调查记录"),
        _(
            "什么时候、用什么办法问了谁；市场供给、以往成交价、后续费用；听到了什么，采纳了什么（需求管理办法第十条、第三十四条）。"
        ),
        4,
    )
    survey_note = lines(
        _("少于3家或者没有听取专家意见的原因"),
        _("采购人、供应商一般各不少于3家，并听取专家意见（第十一条）；做到了的不填。"),
        2,
    )


class ClosedNeedForm(NeedForm):
    """A response says how big its enterprise is, by the industry."""

    industry = forms.CharField(
        label=_("所属行业"),
        max_length=60,
        required=False,
        help_text=_("中小企业划型标准里的行业，例如：其他未列明行业（46号办法第十二条）。"),
    )


class AdmissionForm(forms.Form):
    """How a closed framework ranks, knocks out and is called off from (110 art. 25, 27, 32)."""

    method = choice(
        _("评审方法"),
        AdmissionMethod.choices,
        help_text=_(
            "一般用价格优先法：报价从低到高排序。政府定价、政府指导价的可以用质量优先法：由评审小组按评分表打质量分，"
            "从高到低排序，价格不计分（第二十五条）。"
        ),
    )
    knock_out = forms.DecimalField(
        label=_("淘汰比例（%）"),
        min_value=Decimal(0),
        max_value=Decimal("99.99"),
        decimal_places=2,
        help_text=_("一般不低于20%，小数进位，至少淘汰1家（第二十七条）。"),
    )
    most_admitted = forms.IntegerField(
        label=_("入围供应商数量上限"), min_value=1, max_value=200, required=False, help_text=_("不限的不填。")
    )
    call_off_way = choice(
        _("第二阶段确定成交供应商的方式"),
        [(way.value, way.label) for way in (CallOffWay.DIRECT, CallOffWay.COMPETITION, CallOffWay.ROTATION)],
        help_text=_(
            "直接选定是主要方式（第三十二条）。二次竞价：全部入围供应商在协议价格以下报价，最低的成交（第三十三条）。"
            "顺序轮候：按入围排序依次授予，每轮每家一次（第三十四条）。"
        ),
    )


class PriceForm(forms.Form):
    """Unit, ceiling, term."""

    unit = forms.CharField(
        label=_("计量单位"), max_length=20, required=False, help_text=_("例如：小时、次、人。")
    )
    ceiling = YuanField(
        label=_("最高限制单价（元）"),
        min_value=Decimal(0),
        help_text=_("开放式框架协议的付费标准就是最高限制单价（第十三条）。"),
    )
    pricing = choice(_("定价依据"), Pricing.choices)
    pricing_note = lines(_("最高限制单价怎么确定的"), _("政府定价、指导价写文号；没有的写需求调查的结果。"))
    term_months = forms.IntegerField(
        label=_("框架协议期限（月）"),
        min_value=1,
        max_value=120,
        help_text=_("服务项目一般不超过2年（第十五条）。"),
    )


class RulesForm(forms.Form):
    """The rules that notice and agreement state."""

    separate_agreement = forms.BooleanField(
        label=_("另行签订书面框架协议"),
        required=False,
        help_text=_("不勾选的，入围公告发布即视为签订（第四十一条）。"),
    )
    settlement = lines(_("资金支付方式、时间和条件"))
    contract_text = lines(_("采购合同（订单）文本"))
    exit_rules = lines(_("清退和补充规则"))
    feedback_rules = lines(_("用户反馈和评价机制"))


class ClosedRulesForm(RulesForm):
    """A closed framework is always signed, and says how services are renewed and prices cut (110 art. 14, 29)."""

    separate_agreement = None  # type: ignore[assignment]
    replacement_rules = lines(_("服务升级和降价规则"))

    def __init__(self, *args: Any, pricing: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["replacement_rules"].label = replacement_label(pricing)


class ClosedPriceForm(PriceForm):
    """Where the state fixes the price everybody offers it, and quality ranks."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ceiling"].help_text = _("供应商响应报价的最高限价，在征集公告中公布（第十三条）。")
        self.fields["pricing"].help_text = _(
            "政府定价的价格一样，只能用质量优先法打分排序；政府指导价的两种方法都可以（第二十五条）。"
        )


OPEN_PARTS: dict[str, type[forms.Form]] = {
    "plan": PlanForm,
    "need": NeedForm,
    "price": PriceForm,
    "rules": RulesForm,
}
CLOSED_PARTS: dict[str, type[forms.Form]] = {
    "plan": PlanForm,
    "need": ClosedNeedForm,
    "price": ClosedPriceForm,
    "admission": AdmissionForm,
    "rules": ClosedRulesForm,
}
