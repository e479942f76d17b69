"""Forms of off-catalogue filings and of the word screen."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from procurement.core.fields import YuanField
from procurement.core.forms import FindingForm, FoundSelect
from procurement.core.language import either
from procurement.regulations import scope

from ..models import CatalogueItem, CatalogueVersion

NEGATIVE = "negative_"


def _area(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class FilingForm(FindingForm):
    """What is to be bought that the catalogue does not have, and why."""

    year = forms.TypedChoiceField(label=_("年度"), coerce=int)
    entry = forms.ModelChoiceField(
        label=_("目录位置"),
        queryset=CatalogueItem.objects.none(),
        to_field_name="pk",
        widget=FoundSelect,
        empty_label=_("请选择"),
        help_text=_("目录里没有的，选它所在的类别；条目缺省级依据的，选那个条目。"),
    )
    title = forms.CharField(label=_("服务名称"), max_length=200)
    description = forms.CharField(label=_("服务内容"), max_length=4000, widget=_area())
    reason = forms.CharField(
        label=_("确需购买的理由"),
        max_length=4000,
        widget=_area(),
        help_text=_("为什么现在必须买，依据是什么。"),
    )
    amount = YuanField(label=_("估算金额（元）"))
    word_screen_reason = forms.CharField(
        label=_("敏感词说明"),
        required=False,
        widget=_area(3),
        help_text=_("文字中出现“改建”“垫资”等词而又不属于禁止内容时，在这里说明。"),
    )

    def __init__(
        self, *args: Any, years: list[int], places: models.QuerySet[CatalogueItem], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, year) for year in years]
        labels = {False: _("类别"), True: _("缺省级依据")}
        self.look_in("entry", places, "search_text", label=lambda item: f"{item} · {labels[item.is_leaf]}")
        for question in scope.NEGATIVE_QUESTIONS:
            self.fields[NEGATIVE + question.code] = forms.ChoiceField(
                label=either(question.text_zh, question.text_en),
                choices=[("no", _("否")), ("yes", _("是"))],
                required=False,
                widget=forms.RadioSelect,
            )

    @property
    def negative_fields(self) -> list[forms.BoundField]:
        """Return the six questions, in the order of the article."""
        return [self[NEGATIVE + question.code] for question in scope.NEGATIVE_QUESTIONS]

    def facts(self) -> dict[str, Any]:
        """Return what the service takes."""
        data = self.cleaned_data
        names = ("year", "entry", "title", "description", "reason", "amount", "word_screen_reason")
        answers = {q.code: data[NEGATIVE + q.code] for q in scope.NEGATIVE_QUESTIONS}
        return {
            **{name: data[name] for name in names},
            "negative_answers": {code: answer == "yes" for code, answer in answers.items() if answer},
        }


class TakeUpForm(forms.Form):
    """Into which draft, under which code."""

    version = forms.ModelChoiceField(
        label=_("列入哪个草案"), queryset=CatalogueVersion.objects.none(), to_field_name="code"
    )
    code = forms.CharField(label=_("目录编码"), max_length=20)

    def __init__(self, *args: Any, drafts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = drafts


class WordsForm(forms.Form):
    """Why an entry's words are nothing that may not be bought."""

    reason = forms.CharField(
        label=_("理由"),
        max_length=2000,
        widget=_area(3),
        help_text=_("例如：条目写明不含改建，只管日常维护。"),
    )
