"""Forms of budget lines."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Organisation
from procurement.core.fields import YuanField
from procurement.core.forms import DayField, FindingForm, FoundSelect
from procurement.core.spreadsheets import Field, head_key

from .enums import AdjustmentKind, FundSource, Ground, YearEndChoice
from .models import BudgetLine, YearEndDecision
from .selectors import congress_days


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
    proposed = YuanField(label=_("申报数（元）"), min_value=Decimal("0.01"))
    allotment_number = forms.CharField(label=_("指标文号"), max_length=60, required=False)
    system_number = forms.CharField(
        label=_("一体化系统指标编号"),
        max_length=60,
        required=False,
        help_text=_("省预算管理一体化系统下达的编号，一个编号只登记一次。"),
    )
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


class LineApproveForm(ApproveForm):
    """On which document a line is approved; ``seen`` is the proposal as it was shown."""

    seen = YuanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].widget = forms.HiddenInput()


class AdjustForm(FindingForm):
    """How a line is raised or cut, or where its money goes, and on which document."""

    kind = forms.ChoiceField(
        label=_("调整方式"),
        choices=AdjustmentKind.choices,
        widget=forms.RadioSelect,
        help_text=_("调剂：从这笔指标调到同一年度、同一资金来源的另一笔指标。"),
    )
    amount = YuanField(label=_("调整金额（元）"), min_value=Decimal("0.01"))
    target = forms.ModelChoiceField(
        label=_("调入指标"),
        queryset=BudgetLine.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("（只有调剂才选）"),
        widget=FoundSelect,
    )
    ground = forms.ChoiceField(
        label=_("增加资金的来源"),
        choices=[("", _("（只有调增才选）")), *Ground.choices],
        required=False,
        help_text=_("购买服务本身不得作为增加支出的依据（财预〔2017〕87号）。"),
    )
    document = forms.CharField(
        label=_("批准文件"),
        max_length=200,
        help_text=_("批准调整的文件名称和文号，例如：云财预〔2026〕47号。"),
    )
    file = forms.FileField(
        label=_("文件扫描件"), required=False, help_text=_("PDF、Word 或图片，不超过 50 MB。")
    )
    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, targets: models.QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = ("code", "project_name", "organisation__name", "organisation__short_name")
        owner = attrgetter("organisation.name")
        self.look_in("target", targets.select_related("organisation"), *names, group=owner)


class TownshipForm(forms.Form):
    """Which session of a township's people's congress approved the year's budget."""

    organisation = forms.ModelChoiceField(
        label=_("乡镇"), queryset=Organisation.objects.none(), to_field_name="code", empty_label=None
    )
    year = forms.TypedChoiceField(label=_("年度"), coerce=int)
    congress = forms.CharField(
        label=_("人民代表大会会议"),
        max_length=200,
        help_text=_("例如：下辛店镇第十九届人民代表大会第五次会议。"),
    )
    approved_on = DayField(
        label=_("批准日期"), help_text=_("大会表决批准预算的那一天，一般在上年末到当年初。")
    )
    document = forms.CharField(label=_("决议文件"), max_length=200, help_text=_("例如：下人发〔2026〕3号。"))

    def __init__(
        self, *args: Any, owners: models.QuerySet, years: list[int], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = owners
        self.fields["year"].choices = [(year, year) for year in years]
        self.fields["approved_on"].between(congress_days(years[0])[0], today)


class TownshipFileForm(forms.Form):
    """When and under which number a township's budget was filed."""

    filed_on = DayField(label=_("备案日期"))
    filing_number = forms.CharField(
        label=_("备案号"),
        max_length=100,
        help_text=_("报县级人大常委会和县级人民政府备案的文号（预算法第五十条）。"),
    )

    def __init__(self, *args: Any, first: date, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["filed_on"].between(first, today)


class ProposeYearForm(forms.Form):
    """What the year's budget gives to a line of the mid-term plan."""

    proposed = YuanField(label=_("年度预算数（元）"), min_value=Decimal("0.01"))
    system_number = forms.CharField(label=_("一体化系统指标编号"), max_length=60, required=False)


class YearEndForm(forms.Form):
    """Which year is ended, on which document."""

    year = forms.TypedChoiceField(label=_("年度"), coerce=int)
    document = forms.CharField(
        label=_("依据文件"),
        max_length=200,
        help_text=_("年终结余结转的文件名称和文号，例如：云财预〔2026〕88号。"),
    )

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, year) for year in years]


class YearEndDecisionsForm(forms.Form):
    """What becomes of each line, one choice a line."""

    def __init__(self, *args: Any, decisions: list[YearEndDecision], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in decisions:
            self.fields[f"line_{one.line.code}"] = forms.ChoiceField(
                label=one.line.code, choices=YearEndChoice.choices, initial=one.choice
            )

    def choices(self) -> dict[str, str]:
        return {name.removeprefix("line_"): value for name, value in self.cleaned_data.items()}


class ColumnsForm(forms.Form):
    """Which column of the table is which field, and the unit of its amounts."""

    def __init__(self, *args: Any, fields: Sequence[Field], heads: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {head_key(head): head for head in heads}
        for one in fields:
            guess = next((known[key] for key in one.known_heads if key in known), "")
            self.fields[one.name] = forms.ChoiceField(
                label=one.label,
                choices=[("", _("（没有这一列）")), *((head, head) for head in dict.fromkeys(heads))],
                required=one.required,
                initial=guess,
            )
        self.fields["in_wan"] = forms.ChoiceField(
            label=_("金额单位"), choices=[("0", _("元")), ("1", _("万元"))], initial="0"
        )

    def mapping(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if name != "in_wan"}
