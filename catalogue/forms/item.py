"""The one form of a plan item: basics, money, negative list, method, performance targets."""

from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.budgeting.enums import LineStatus
from procurement.budgeting.models import BudgetLine
from procurement.core.fields import YuanField
from procurement.core.language import either
from procurement.regulations import methods, performance, scope, thresholds

from ..enums import OrganisationForm, method_name
from ..models import CatalogueItem, PlanItem
from ..services import ItemFields, Target

FUNDING_ROWS = 4
TARGET_ROWS = 8
_MONEY = {"max_digits": 15, "decimal_places": 2}
NEGATIVE = "negative_"
TIERS = (
    (performance.EXECUTION, gettext_lazy("预算执行")),
    (performance.OUTPUT, gettext_lazy("产出")),
    (performance.BENEFIT, gettext_lazy("效益")),
    (performance.SATISFACTION, gettext_lazy("满意度")),
)
KINDS = (
    (performance.POSITIVE, gettext_lazy("越高越好")),
    (performance.NEGATIVE, gettext_lazy("越低越好")),
    (performance.QUALITATIVE, gettext_lazy("定性")),
)
_PLAIN = (
    *("title", "description", "beneficiaries", "people_served", "resident_facing", "quantity", "unit"),
    *("amount", "start_month", "term_months", "word_screen_reason", "method", "method_case", "method_reason"),
    *("organisation_form", "sme_reserved", "sme_reason", "county_duty", "matching_amount"),
)


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


def _described(line: BudgetLine) -> str:
    """Return a line as it is offered: with its free money, or as only proposed, which holds nothing yet."""
    proposed = line.status == LineStatus.DRAFT
    text = (
        _("%(year)s年 %(project)s（%(code)s，申报 %(amount)s 元，尚未批准）")
        if proposed
        else _("%(year)s年 %(project)s（%(code)s，可用 %(amount)s 元）")
    )
    return text % {
        "year": line.year,
        "project": line.project_name,
        "code": line.code,
        "amount": f"{line.proposed if proposed else line.free:,.2f}",
    }


class FundingForm(forms.Form):
    """One slice of money."""

    line = forms.ChoiceField(label=gettext_lazy("预算指标"), required=False)
    amount = YuanField(label=gettext_lazy("金额（元）"), required=False, min_value=Decimal("0.01"), **_MONEY)

    def __init__(self, *args: Any, lines: list[BudgetLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = [("", "—"), *((line.code, _described(line)) for line in lines)]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if bool(data.get("line")) != (data.get("amount") is not None) and not self.errors:
            self.add_error("amount", _("指标和金额要同时填写。"))
        return data


class TargetForm(forms.Form):
    """One performance target."""

    name = forms.CharField(label=gettext_lazy("指标"), max_length=120, required=False)
    tier = forms.ChoiceField(label=gettext_lazy("层级"), choices=TIERS, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("类型"), choices=KINDS, required=False)
    target = forms.DecimalField(
        label=gettext_lazy("目标值"), required=False, min_value=0, max_digits=14, decimal_places=2
    )
    unit = forms.CharField(label=gettext_lazy("单位"), max_length=20, required=False)
    weight = forms.DecimalField(
        label=gettext_lazy("权重"), required=False, min_value=0, max_value=100, max_digits=5, decimal_places=2
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if bool(data.get("name")) != bool(data.get("weight")) and not self.errors:
            self.add_error("weight", _("指标和权重要同时填写。"))
        return data


class PlanItemForm(forms.Form):
    """Everything about an item; ``fundings`` and ``targets`` are the rows of its two tables."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    year = forms.TypedChoiceField(label=gettext_lazy("年度"), coerce=int)
    title = forms.CharField(
        label=gettext_lazy("项目名称"),
        max_length=200,
        help_text=gettext_lazy("让群众一看就懂，例如：居家养老上门服务。"),
    )
    catalogue_item = forms.ChoiceField(label=gettext_lazy("目录条目"))
    description = forms.CharField(
        label=gettext_lazy("服务内容"),
        widget=_area(5),
        help_text=gettext_lazy("做什么、多少、做到什么程度。不要写品牌或特定供应商。"),
    )
    beneficiaries = forms.CharField(label=gettext_lazy("服务对象"), max_length=200, required=False)
    people_served = forms.IntegerField(label=gettext_lazy("受益人数"), min_value=0, initial=0)
    resident_facing = forms.BooleanField(
        label=gettext_lazy("直接面向群众（满意度权重不得低于规定）"), required=False, initial=True
    )
    quantity = forms.DecimalField(
        label=gettext_lazy("数量"), min_value=0, max_digits=14, decimal_places=2, initial=1
    )
    unit = forms.CharField(label=gettext_lazy("计量单位"), max_length=20, initial=gettext_lazy("项"))
    start_month = forms.TypedChoiceField(label=gettext_lazy("预计采购月份"), coerce=int)
    term_months = forms.IntegerField(label=gettext_lazy("服务期（月）"), min_value=1, initial=12)
    term_conditions = forms.MultipleChoiceField(
        label=gettext_lazy("服务期长于一年时，五项条件都要符合"),
        choices=_long_term,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    continues = forms.ChoiceField(label=gettext_lazy("延续的上年项目"), required=False)
    amount = YuanField(
        label=gettext_lazy("预算金额（元）"),
        min_value=Decimal("0.01"),
        help_text=gettext_lazy("全部年度合计。"),
        **_MONEY,
    )
    county_duty = forms.BooleanField(label=gettext_lazy("属于县级事权"), required=False)
    matching_amount = YuanField(
        label=gettext_lazy("乡镇配套（元）"),
        min_value=0,
        initial=Decimal("0.00"),
        help_text=gettext_lazy("县级事权的项目不得要求乡镇配套。"),
        **_MONEY,
    )
    word_screen_reason = forms.CharField(
        label=gettext_lazy("敏感词说明"),
        required=False,
        widget=_area(3),
        help_text=gettext_lazy("文字中出现“改建”“垫资”等词而又不属于禁止内容时，在这里说明。"),
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
    method_reason = forms.CharField(label=gettext_lazy("理由"), required=False, widget=_area(3))
    organisation_form = forms.ChoiceField(label=gettext_lazy("组织形式"), choices=OrganisationForm.choices)
    sme_reserved = forms.BooleanField(label=gettext_lazy("专门面向中小企业采购"), required=False)
    sme_reason = forms.ChoiceField(
        label=gettext_lazy("不专门面向中小企业的理由"),
        choices=_open_to_all,
        required=False,
        help_text=gettext_lazy("限额以上、又不专门面向中小企业时选择。"),
    )

    def __init__(
        self,
        *args: Any,
        years: list[int],
        entries: dict[int, list[CatalogueItem]],
        lines: list[BudgetLine],
        earlier: list[PlanItem],
        rows: dict[str, list[dict[str, Any]]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        # A plan is made under the catalogue of its own year: which entry a code means hangs on the year chosen.
        self.entries = {year: {item.code: item for item in found} for year, found in entries.items()}
        self.lines = {line.code: line for line in lines}
        self.earlier = {item.code: item for item in earlier}
        self._choices(years)
        for question in scope.NEGATIVE_QUESTIONS:
            self.fields[NEGATIVE + question.code] = forms.ChoiceField(
                label=either(question.text_zh, question.text_en),
                choices=[("no", gettext_lazy("否")), ("yes", gettext_lazy("是"))],
                required=False,
                widget=forms.RadioSelect,
            )
        funding = forms.formset_factory(FundingForm, extra=0, max_num=FUNDING_ROWS)
        target = forms.formset_factory(TargetForm, extra=0, max_num=TARGET_ROWS)
        data = self.data if self.is_bound else None
        self.fundings = funding(
            data, prefix="fundings", initial=rows["fundings"], form_kwargs={"lines": lines}
        )
        self.targets = target(data, prefix="targets", initial=rows["targets"])

    def _choices(self, years: list[int]) -> None:
        self.fields["year"].choices = [(year, year) for year in years]
        months = [(month, gettext_lazy("%(month)s月") % {"month": month}) for month in range(1, 13)]
        self.fields["start_month"].choices = months
        offered = {code: item for year in sorted(self.entries) for code, item in self.entries[year].items()}
        ordered = sorted(offered.values(), key=lambda item: item.code)
        groups = groupby(ordered, key=lambda item: str(item.parent or ""))
        self.fields["catalogue_item"].choices = [
            ("", gettext_lazy("请选择")),
            *((group, [(item.code, str(item)) for item in items]) for group, items in groups),
        ]
        self.fields["continues"].choices = [
            ("", "—"),
            *((code, str(item)) for code, item in self.earlier.items()),
        ]

    @property
    def negative_fields(self) -> list[forms.BoundField]:
        """Return the six questions, in the order of the article."""
        return [self[NEGATIVE + question.code] for question in scope.NEGATIVE_QUESTIONS]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        year, code = data.get("year"), data.get("catalogue_item")
        if year and code and code not in self.entries[year]:
            text = _("%(year)s年度计划适用的目录里没有这个条目，请重新选择条目或者年度。") % {"year": year}
            self.add_error("catalogue_item", text)
        earlier = self.earlier.get(data.get("continues", ""))
        if year and earlier is not None and earlier.year >= year:
            self.add_error("continues", _("只能延续以前年度的项目。"))
        for part, text in ((self.fundings, _("资金安排")), (self.targets, _("绩效指标"))):
            if not part.is_valid():
                self.add_error(None, _("%(part)s：请更正表格中标出的内容。") % {"part": text})
        return data

    def item_fields(self) -> ItemFields:
        """Return what the service takes."""
        data = self.cleaned_data
        fields: dict[str, Any] = {name: data[name] for name in _PLAIN}
        fields["catalogue_item"] = self.entries[data["year"]][data["catalogue_item"]]
        fields["continues"] = self.earlier.get(data["continues"])
        fields["term_conditions"] = dict.fromkeys(data["term_conditions"], True)
        answers = {q.code: data[NEGATIVE + q.code] for q in scope.NEGATIVE_QUESTIONS}
        fields["negative_answers"] = {code: answer == "yes" for code, answer in answers.items() if answer}
        return ItemFields(**fields)

    def slices(self) -> list[tuple[BudgetLine, Decimal]]:
        """Return the filled rows of the money table."""
        rows = [form.cleaned_data for form in self.fundings if form.cleaned_data.get("line")]
        return [(self.lines[row["line"]], row["amount"]) for row in rows]

    def target_rows(self) -> list[Target]:
        """Return the filled rows of the table of targets."""
        rows = [form.cleaned_data for form in self.targets if form.cleaned_data.get("name")]
        return [
            Target(row["name"], row["tier"], row["kind"], row["weight"], row["target"], row["unit"])
            for row in rows
        ]


def initial_of(item: PlanItem) -> dict[str, Any]:
    """Return an item's values as the form shows them."""
    answers = {True: "yes", False: "no"}
    return {
        **{name: getattr(item, name) for name in _PLAIN},
        "revision": item.revision,
        "year": item.year,
        "catalogue_item": item.catalogue_item.code,
        "continues": item.continues.code if item.continues else "",
        "term_conditions": [code for code, holds in item.term_conditions.items() if holds],
        **{NEGATIVE + code: answers[answer] for code, answer in item.negative_answers.items()},
    }
