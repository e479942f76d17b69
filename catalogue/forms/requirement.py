"""Forms of what comes before a requirement is fixed: the survey, and asking the residents."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core.forms import DayField

from ..enums import RespondentKind, SurveyMethod
from ..models import RequirementSurvey
from ..services.surveys import Answer
from .revision import RevisionField
from .tables import MOST_ROWS

ANSWER_ROWS = 6
_TEXTS = ("conducted_by", "market", "history", "follow_up", "others", "result", "few_reason")


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _topic(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=4000, widget=_area(), help_text=help_text)


class AnswerForm(forms.Form):
    """One who was asked."""

    name = forms.CharField(label=gettext_lazy("调查对象"), max_length=120, required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("类别"), choices=[("", "—"), *RespondentKind.choices], required=False
    )
    asked_on = DayField(label=gettext_lazy("日期"), required=False)
    said = forms.CharField(
        label=gettext_lazy("反映的情况"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not any(data.values()):
            return data
        for field, text in (
            ("name", _("请写明调查对象的名称。")),
            ("kind", _("请选择类别。")),
            ("asked_on", _("请填写日期。")),
            ("said", _("请写下对方反映的情况。")),
        ):
            if not data.get(field) and field not in self.errors:
                self.add_error(field, text)
        return data


class SurveyForm(forms.Form):
    """The whole record on one page; ``answers`` are the rows of those who were asked."""

    revision = RevisionField()
    reuses = forms.ChoiceField(
        label=gettext_lazy("沿用以前的调查"),
        required=False,
        help_text=gettext_lazy(
            "一年内本单位对同一采购标的做过调查的，可以不再重复（财库〔2021〕22号第十一条）：选上它，写明结论即可。"
        ),
    )
    methods = forms.MultipleChoiceField(
        label=gettext_lazy("调查方式"),
        choices=SurveyMethod.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    conducted_by = forms.CharField(
        label=gettext_lazy("谁做的调查"),
        max_length=200,
        help_text=gettext_lazy("例如：镇民政办张某、李某；委托第三方的写第三方名称。"),
    )
    begun_on = DayField(label=gettext_lazy("开始日期"))
    ended_on = DayField(label=gettext_lazy("结束日期"))
    market = _topic(gettext_lazy("产业发展和市场供给"), gettext_lazy("哪些单位能做，本地有几家，水平怎样。"))
    history = _topic(
        gettext_lazy("同类项目历史成交"),
        gettext_lazy("本镇、邻镇或外县买同样的服务花了多少钱，出处。"),
    )
    follow_up = _topic(
        gettext_lazy("后续采购和费用"),
        gettext_lazy("运行维护、升级更新、备品耗材等；没有的写“不涉及”。"),
    )
    others = _topic(gettext_lazy("其他情况"), gettext_lazy("例如服务对象的困难和愿望；没有的留空。"))
    few_reason = forms.CharField(
        label=gettext_lazy("市场主体不足规定家数的原因"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("问够了的留空。"),
    )
    result = _topic(
        gettext_lazy("调查结论"), gettext_lazy("采购需求因此怎么定：内容、标准、预算、采购方式。")
    )

    def __init__(
        self, *args: Any, earlier: list[RequirementSurvey], rows: list[dict[str, Any]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.earlier = {one.code: one for one in earlier}
        self.fields["reuses"].choices = [("", gettext_lazy("不沿用，这次自己调查"))] + [
            (code, f"{one.item.title}（{one.code}，{one.ended_on:%Y-%m-%d}）")
            for code, one in self.earlier.items()
        ]
        answers = forms.formset_factory(AnswerForm, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
        self.answers = answers(self.data if self.is_bound else None, prefix="answers", initial=rows)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.answers.is_valid():
            self.add_error(None, _("调查对象：请更正表格中标出的内容。"))
        return data

    def facts(self) -> dict[str, Any]:
        """Return the fields of the survey as the service takes them."""
        data = self.cleaned_data
        plain = {name: data[name] for name in ("methods", "begun_on", "ended_on", *_TEXTS)}
        return {**plain, "reuses": self.earlier.get(data["reuses"])}

    def asked(self) -> list[Answer]:
        """Return the filled rows of those who were asked."""
        rows = [form.cleaned_data for form in self.answers if form.cleaned_data.get("name")]
        return [Answer(row["name"], row["kind"], row["asked_on"], row["said"]) for row in rows]


def initial_of(survey: RequirementSurvey) -> dict[str, Any]:
    """Return a survey's values as the form shows them."""
    names = ("methods", "begun_on", "ended_on", "revision", *_TEXTS)
    return {
        **{name: getattr(survey, name) for name in names},
        "reuses": survey.reuses.code if survey.reuses else "",
    }


def rows_of(survey: RequirementSurvey | None) -> list[dict[str, Any]]:
    """Return the rows of those who were asked, with empty ones to fill."""
    asked = list(survey.respondents.all()) if survey else []
    rows = [{"name": one.name, "kind": one.kind, "asked_on": one.asked_on, "said": one.said} for one in asked]
    return [*rows, *([{}] * max(ANSWER_ROWS - len(rows), 2))]


class MarksForm(forms.Form):
    """What only people know of the item under article 11."""

    watched = forms.BooleanField(label=gettext_lazy("涉及公共利益、社会关注度较高"), required=False)
    difficult = forms.BooleanField(
        label=gettext_lazy("技术复杂、专业性较强（例如定制开发的信息化项目）"), required=False
    )
    wanted = forms.BooleanField(label=gettext_lazy("本单位或主管预算单位认为需要调查"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("说明"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("选了任何一项，或者取消原来选的，用一句话说明。"),
    )


class SurveyPaperForm(forms.Form):
    """A paper of the survey."""

    file = forms.FileField(
        label=gettext_lazy("文件"), help_text=gettext_lazy("问卷、座谈记录、照片等。PDF、Word、表格或图片。")
    )


class AskForm(forms.Form):
    """What the residents are asked, until when."""

    summary = forms.CharField(
        label=gettext_lazy("打算买什么服务"),
        max_length=2000,
        widget=_area(5),
        help_text=gettext_lazy("用大白话写：给谁做、做什么、做多少、做到什么程度。"),
    )
    questions = forms.CharField(
        label=gettext_lazy("想听大家说什么"),
        max_length=1000,
        required=False,
        widget=_area(3),
        help_text=gettext_lazy("例如：您家里最需要哪几项服务？每周几次合适？"),
    )
    until = DayField(label=gettext_lazy("截止日期"), help_text=gettext_lazy("到这一天结束为止。"))


class ResultForm(forms.Form):
    """What came of asking."""

    result = forms.CharField(
        label=gettext_lazy("征求意见的结果"),
        max_length=4000,
        widget=_area(5),
        help_text=gettext_lazy("采购需求因此怎么定、改了什么。没有人提意见的也要写明。会公开。"),
    )


def default_days(today: date) -> dict[str, date]:
    """Return the days a new record starts with."""
    return {"begun_on": today, "ended_on": today}
