"""The fields of a plan item's form, in the order of the page."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy

from procurement.core.fields import YuanField
from procurement.core.forms import FindingForm, FoundSelect
from procurement.core.language import either
from procurement.regulations import methods, scope, thresholds

from ..enums import OrganisationForm, Priority, ReserveMeasure, method_name
from ..services import MOST_MONTHS, MOST_PEOPLE
from .revision import RevisionField
from .villages import VillagesForm


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _methods() -> list[tuple[str, str]]:
    return [(code, method_name(code)) for code in methods.METHODS]


def _cases() -> list[tuple[str, str]]:
    return [("", "—"), *((row.code, either(row.text_zh, row.text_en)) for row in methods.REASONS.values())]


def _long_term() -> list[tuple[str, str]]:
    english = scope.LONG_TERM_CONDITIONS_EN
    return [(code, either(text, english[code])) for code, text in scope.LONG_TERM_CONDITIONS.items()]


def _open_to_all() -> list[tuple[str, str]]:
    english = thresholds.NOT_RESERVED_REASONS_EN
    reasons = thresholds.NOT_RESERVED_REASONS.items()
    return [("", "—"), *((code, either(text, english[code])) for code, text in reasons)]


class ReserveForm(forms.Form):
    """What is kept for small and medium enterprises; an empty share is none."""

    def clean_sme_share(self) -> Decimal:
        return self.cleaned_data["sme_share"] or Decimal(0)


class PlanItemFields(FindingForm, VillagesForm, ReserveForm):
    """What is asked of an item beside its two tables."""

    revision = RevisionField()
    year = forms.TypedChoiceField(label=gettext_lazy("年度"), coerce=int)
    title = forms.CharField(
        label=gettext_lazy("项目名称"),
        max_length=200,
        help_text=gettext_lazy("让群众一看就懂，例如：居家养老上门服务。"),
    )
    catalogue_item = forms.CharField(label=gettext_lazy("目录条目"), max_length=20, widget=FoundSelect)
    description = forms.CharField(
        label=gettext_lazy("服务内容"),
        max_length=4000,
        widget=_area(5),
        help_text=gettext_lazy("做什么、多少、做到什么程度。不要写品牌或特定供应商。"),
    )
    beneficiaries = forms.CharField(label=gettext_lazy("服务对象"), max_length=200, required=False)
    people_served = forms.IntegerField(
        label=gettext_lazy("受益人数"), min_value=0, max_value=MOST_PEOPLE, initial=0
    )
    priority = forms.TypedChoiceField(
        label=gettext_lazy("优先安排"),
        choices=Priority.choices,
        coerce=int,
        initial=Priority.ORDINARY,
        help_text=gettext_lazy(
            "资金有限时，民生改善、职能转变和绩效好的项目优先（财政部令第102号第十五条）。"
        ),
    )
    resident_facing = forms.BooleanField(
        label=gettext_lazy("直接面向群众（满意度权重不得低于规定）"), required=False, initial=True
    )
    quantity = forms.DecimalField(
        label=gettext_lazy("数量"), min_value=0, max_digits=14, decimal_places=2, initial=1
    )
    unit = forms.CharField(label=gettext_lazy("计量单位"), max_length=20, initial=gettext_lazy("项"))
    start_month = forms.TypedChoiceField(label=gettext_lazy("预计采购月份"), coerce=int)
    term_months = forms.IntegerField(
        label=gettext_lazy("服务期（月）"), min_value=1, max_value=MOST_MONTHS, initial=12
    )
    term_conditions = forms.MultipleChoiceField(
        label=gettext_lazy("服务期长于一年时，五项条件都要符合"),
        choices=_long_term,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    continues = forms.ChoiceField(label=gettext_lazy("延续的上年项目"), required=False)
    continuation_reason = forms.CharField(
        label=gettext_lazy("与上年绩效建议不一致的理由"),
        max_length=1000,
        required=False,
        widget=_area(3),
        help_text=gettext_lazy(
            "建议停止而继续安排、建议压减而没有减少、建议继续安排而增加金额、建议优先支持而减少金额时填写。"
        ),
    )
    unit_price = YuanField(label=gettext_lazy("单价（元）"), min_value=Decimal("0.00"), required=False)
    price_reason = forms.CharField(
        label=gettext_lazy("单价超出价格标准的理由"), max_length=1000, required=False, widget=_area(3)
    )
    amount = YuanField(
        label=gettext_lazy("预算金额（元）"),
        min_value=Decimal("0.01"),
        required=False,
        help_text=gettext_lazy("全部年度合计，等于数量乘以单价；单价和金额只填一个，另一个由系统计算。"),
    )
    delegated = forms.BooleanField(label=gettext_lazy("属于上级下放或委托的事项"), required=False)
    delegated_by = forms.CharField(
        label=gettext_lazy("下放或委托的单位和文件"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("例如：县民政局，云民发〔2026〕8号。"),
    )
    delegated_line = forms.ChoiceField(
        label=gettext_lazy("随事项下达的经费"),
        required=False,
        help_text=gettext_lazy("费随事转：指明哪一笔预算指标是随事项下达的（孝办发〔2018〕18号一（五））。"),
    )
    county_duty = forms.BooleanField(label=gettext_lazy("属于县级事权"), required=False)
    matching_amount = YuanField(
        label=gettext_lazy("乡镇配套（元）"),
        min_value=0,
        initial=Decimal("0.00"),
        help_text=gettext_lazy("县级事权的项目不得要求乡镇配套。"),
    )
    word_screen_reason = forms.CharField(
        label=gettext_lazy("敏感词说明"),
        max_length=1000,
        required=False,
        widget=_area(3),
        help_text=gettext_lazy(
            "文字中出现“改建”“垫资”等词而又不属于禁止内容时，在这里说明；说明须经另一人复核，改动文字后重新复核。"
        ),
    )
    method = forms.ChoiceField(
        label=gettext_lazy("采购方式"),
        choices=_methods,
    )
    method_case = forms.ChoiceField(
        label=gettext_lazy("适用的法定情形"),
        choices=_cases,
        required=False,
    )
    method_reason = forms.CharField(
        label=gettext_lazy("理由"), max_length=1000, required=False, widget=_area(3)
    )
    organisation_form = forms.ChoiceField(label=gettext_lazy("组织形式"), choices=OrganisationForm.choices)
    sme_reserved = forms.BooleanField(label=gettext_lazy("专门面向中小企业采购"), required=False)
    sme_share = forms.DecimalField(
        label=gettext_lazy("只预留一部分：预留给中小企业的份额（%）"),
        required=False,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        help_text=gettext_lazy("整个项目预留的不填。"),
    )
    sme_measure = forms.ChoiceField(
        label=gettext_lazy("预留的措施"),
        choices=[("", "—"), *ReserveMeasure.choices],
        required=False,
    )
    sme_small_share = forms.DecimalField(
        label=gettext_lazy("预留部分中给小微企业的比例（%）"),
        required=False,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        help_text=gettext_lazy(
            "超过整体预留限额的项目预留时要填，没有的填0：年度报告按主管预算单位合计。整个项目预留、只买一个包的，"
            "只面向小微企业填100，中型企业也能参加填0。"
        ),
    )
    sme_reason = forms.ChoiceField(
        label=gettext_lazy("不专门面向中小企业的理由"),
        choices=_open_to_all,
        required=False,
        help_text=gettext_lazy("限额以上、又不专门面向中小企业时选择。"),
    )
