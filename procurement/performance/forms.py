"""Forms of evaluation and survey."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from procurement.accounts.enums import OrganisationKind
from procurement.accounts.models import Organisation, User
from procurement.core.forms import DayField
from procurement.regulations import performance

from .models import IndicatorResult, PerformanceEvaluation, Survey
from .selectors.indicators import recorded

REMARK_LENGTH = 500


class StartForm(forms.Form):
    """Who evaluates from outside."""

    evaluator = forms.ModelChoiceField(label=_("第三方评价机构"), queryset=Organisation.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        firms = Organisation.objects.filter(kind=OrganisationKind.EVALUATOR, active=True)
        self.fields["evaluator"].queryset = firms.order_by("name")


class AppointForm(forms.Form):
    """Which person of the firm scores."""

    user = forms.ModelChoiceField(label=_("评价人员"), queryset=User.objects.none())

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people
        self.fields["user"].label_from_instance = lambda person: person.display_name


class IndicatorsForm(forms.Form):
    """What was reached per indicator. What the record knows is shown and cannot be typed."""

    summary = forms.CharField(label=_("说明"), widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, evaluation: PerformanceEvaluation, side: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.side = side
        self.indicators = [(row, recorded(evaluation, row)) for row in evaluation.indicators.all()]
        for row, value in self.indicators:
            if value is None:
                self.fields[f"actual_{row.code}"] = self._actual(row)
            self.fields[f"evidence_{row.code}"] = forms.CharField(
                label=gettext("依据"), max_length=300, required=False
            )
        label = gettext("自评说明") if side == "self" else gettext("评价意见")
        summary = self.fields.pop("summary")
        summary.label = label
        self.fields["summary"] = summary

    @staticmethod
    def _actual(row: IndicatorResult) -> forms.DecimalField:
        if row.kind == performance.QUALITATIVE:
            label = gettext("完成程度（0到100）")
            return forms.DecimalField(
                label=label, max_digits=5, decimal_places=2, min_value=Decimal(0), max_value=Decimal(100)
            )
        label = gettext("完成值（%(unit)s）") % {"unit": row.unit} if row.unit else gettext("完成值")
        return forms.DecimalField(label=label, max_digits=14, decimal_places=2, min_value=Decimal(0))

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield each indicator with its fields, for the template."""
        for row, value in self.indicators:
            yield {
                "row": row,
                "recorded": value,
                "tier": TIERS.get(row.tier, row.tier),
                "actual": self[f"actual_{row.code}"] if value is None else None,
                "evidence": self[f"evidence_{row.code}"],
            }

    def actuals(self) -> dict[str, Decimal]:
        typed = {row.code: self.cleaned_data.get(f"actual_{row.code}") for row, _value in self.indicators}
        return {code: value for code, value in typed.items() if value is not None}

    def evidence(self) -> dict[str, str]:
        return {row.code: self.cleaned_data[f"evidence_{row.code}"] for row, _value in self.indicators}


TIERS = {
    performance.DECISION: _("决策"),
    performance.PROCESS: _("过程"),
    performance.EXECUTION: _("预算执行"),
    performance.OUTPUT: _("产出"),
    performance.BENEFIT: _("效益"),
    performance.SATISFACTION: _("服务对象满意度"),
}


class SurveyForm(forms.Form):
    """How many sheets go to which village, and until when answers count."""

    title = forms.CharField(label=_("调查标题"), max_length=200)
    closes_on = DayField(
        label=_("截止日期"),
        help_text=_("到这一天24时自动结束。"),
    )

    def __init__(self, *args: Any, villages: Iterable[str], sheets: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.villages = list(villages)
        for number, name in enumerate(self.villages):
            self.fields[f"village_{number}"] = forms.IntegerField(
                label=name, min_value=0, max_value=sheets, required=False, initial=0
            )
        self.fields["others"] = forms.CharField(
            label=gettext("其他村（社区）"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 5 if not self.villages else 2}),
            help_text=gettext("每行一个：村名 份数，例如“王畈村 10”。"),
        )

    def plain_fields(self) -> list[BoundField]:
        return [self["title"], self["closes_on"]]

    def village_fields(self) -> list[BoundField]:
        return [self[f"village_{number}"] for number in range(len(self.villages))]

    def clean_others(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for line in self.cleaned_data["others"].splitlines():
            name, _space, count = line.strip().rpartition(" ")
            if not line.strip():
                continue
            if not name.strip() or not count.isdigit():
                raise forms.ValidationError(
                    gettext("看不懂这一行：%(line)s。请写成“村名 份数”。") % {"line": line.strip()}
                )
            found[name.strip()[:60]] = int(count)
        return found

    def counts(self) -> dict[str, int]:
        """Return the number of sheets by village."""
        named = {name: self.cleaned_data.get(f"village_{n}") for n, name in enumerate(self.villages)}
        return {name: count for name, count in named.items() if count} | self.cleaned_data.get("others", {})


class SurveyAnswerForm(forms.Form):
    """A villager's answers: one tap per question."""

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = survey.questions["questions"]
        choices = [(step["code"], gettext(step["text"])) for step in survey.questions["scale"]]
        for question in self.questions:
            self.fields[question["code"]] = forms.ChoiceField(
                label=gettext(question["text"]),
                choices=choices,
                widget=forms.RadioSelect,
                error_messages={"required": gettext("请选一个。")},
            )
        self.fields["remark"] = forms.CharField(
            label=gettext("还有什么话想说？（可以不填，请不要写姓名、电话）"),
            required=False,
            max_length=REMARK_LENGTH,
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def question_fields(self) -> list[BoundField]:
        return [self[question["code"]] for question in self.questions]

    def answers(self) -> dict[str, str]:
        return {question["code"]: self.cleaned_data[question["code"]] for question in self.questions}
