"""Forms of dates, reviews, release, enquiries, amendments and endings."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.core import clock
from procurement.core.forms import DayField, TimeOfDayField
from procurement.core.language import either
from procurement.regulations.review import PARTS, QUESTIONS

from ..enums import Finding, ReviewKind
from ..models import CustodianKey, RoundCustodian
from ..selectors.schedule import Days
from ..selectors.steps import AFTER_DEADLINE, GROUNDS, TERMINATIONS, UNOPENABLE

CHECK = "check_"


class DatesForm(forms.Form):
    documents_from = DayField(label=_("文件发出日期"))
    documents_until = DayField(label=_("停止提供文件日期"))
    deadline_day = DayField(label=_("截止日期"))
    deadline_time = TimeOfDayField(label=_("截止时刻"))
    opening_place = forms.CharField(label=_("开标（开启）地点"), max_length=200)

    DAYS = ("documents_from", "documents_until", "deadline")

    @staticmethod
    def initial_of(days: Days) -> dict[str, Any]:
        """Return the fields of three days."""
        return {
            "documents_from": days.documents_from,
            "documents_until": days.documents_until,
            "deadline_day": days.deadline,
        }

    def days(self) -> Days | None:
        """Return the three days as typed or proposed; None where one of them is missing or no date."""
        names = ("documents_from", "documents_until", "deadline_day")
        try:
            found = [self.fields[name].clean(self[name].value()) for name in names]
        except forms.ValidationError:
            return None
        return Days(*found)

    def typed(self) -> dict[str, Any]:
        """Return what stands in the other fields."""
        return {name: self[name].value() for name in ("deadline_time", "opening_place")}

    def deadline(self) -> datetime:
        """Return day and time of the deadline in the county."""
        time = self.cleaned_data["deadline_time"]
        return clock.local_time(self.cleaned_data["deadline_day"], time.hour, time.minute)


class ReviewForm(forms.Form):
    kind = forms.ChoiceField(label=_("审查类别"), choices=[])
    passed = forms.TypedChoiceField(
        label=_("结论"),
        choices=[("yes", _("通过")), ("no", _("退回修改"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    opinion = forms.CharField(label=_("审查意见"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)

    adviser = forms.CharField(
        label=_("法律顾问姓名和单位"),
        max_length=120,
        required=False,
        help_text=_("法律顾问审查时填写：谁审定了合同文本，哪家律师事务所。"),
    )
    lent_from = forms.CharField(
        label=_("借用人员来自"),
        max_length=120,
        required=False,
        help_text=_("本单位人手不够、由县财政所或邻近乡镇借人审查的，写明来自哪里；本单位人员留空。"),
    )

    def __init__(self, *args: Any, kinds: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds
        offered = {code for code, _label in kinds}
        if ReviewKind.LEGAL not in offered:
            del self.fields["adviser"]
        for question in QUESTIONS if ReviewKind.KEY in offered else ():
            self.fields[CHECK + question.code] = forms.ChoiceField(
                label=either(question.text_zh, question.text_en),
                choices=Finding.choices,
                required=False,
                widget=forms.RadioSelect,
            )

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The key review's questions by the parts of article 31; none where it is not theirs to give."""
        rows = [one for one in QUESTIONS if CHECK + one.code in self.fields]
        return [
            {
                "title": either(*PARTS[number]),
                "fields": [self[CHECK + one.code] for one in rows if one.part == number],
            }
            for number in sorted({one.part for one in rows})
        ]

    def given(self) -> dict[str, Any]:
        """Return what the service takes."""
        data = self.cleaned_data
        plain = {name: data.get(name, "") for name in ("kind", "passed", "opinion", "adviser", "lent_from")}
        checks = {one.code: data.get(CHECK + one.code, "") for one in QUESTIONS}
        return {**plain, "checks": checks}


class ReleaseForm(forms.Form):
    """Who keeps the opening keys, and where the notice stands on the legal medium."""

    PARTS = RoundCustodian.Part

    medium_url = forms.URLField(
        label=_("法定媒体网址"),
        required=False,
        assume_scheme="https",
        help_text=_("中国政府采购网湖北分网上的公告网址。本平台是镜像，内容须一致。还没有的，发布后再登记。"),
    )
    medium_day = DayField(
        label=_("法定媒体发布日期"),
        required=False,
        help_text=_("公告已在法定媒体发布的，填写发布的日期和时刻；期限从那时起算。"),
    )
    medium_time = TimeOfDayField(
        label=_("法定媒体发布时刻"),
        required=False,
    )

    def __init__(self, *args: Any, candidates: dict[str, list[CustodianKey]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = {str(key.pk): key for keys in candidates.values() for key in keys}
        for part, keys in candidates.items():
            label = _("密钥保管人：%(part)s") % {"part": RoundCustodian.Part(part).label}
            choices = [(str(key.pk), f"{key.user}（{key.organisation}）") for key in dict.fromkeys(keys)]
            self.fields[str(part)] = forms.ChoiceField(label=label, choices=choices)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("medium_day") and not data.get("medium_url"):
            self.add_error("medium_url", _("填写了法定媒体的发布日期，请同时填写公告网址。"))
        return data

    def medium_published_at(self) -> datetime | None:
        """Return when the legal medium published, where it already has."""
        day, time = self.cleaned_data["medium_day"], self.cleaned_data["medium_time"]
        return clock.local_time(day, time.hour if time else 9, time.minute if time else 0) if day else None

    def custodians(self) -> dict[str, CustodianKey]:
        """Return the chosen keys by part."""
        return {part: self.keys[self.cleaned_data[part]] for part in self.PARTS.values}


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("答复"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
        help_text=_("答复和问题会立即向所有人公开，不显示谁提问。不要写出任何供应商的名称。"),
    )


class AskForm(forms.Form):
    question = forms.CharField(
        label=_("您的问题"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2000,
        help_text=_("不要写单位名称和联系方式。问题和答复会公开，采购人也看不到是谁问的。"),
    )


class TerminateForm(forms.Form):
    """Why the whole activity ends, and what finance is told of it (87 art. 29)."""

    ground = forms.ChoiceField(
        label=_("法定情形"),
        choices=[(code, text) for code, (text, _article) in TERMINATIONS.items()],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("终止的原因"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("将公告，并告知获取文件和已经投标（响应）的供应商。"),
    )
    report = forms.CharField(
        label=_("项目实施情况"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        help_text=_("报告本级财政部门：做到了哪一步，资金、保证金怎样处理。"),
    )


class AnnulForm(forms.Form):
    ground = forms.ChoiceField(
        label=_("法定情形"),
        choices=[(code, text) for code, (text, _topic) in GROUNDS.items()],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("具体理由"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text=_("将公告，并告知所有投标（响应）供应商。"),
    )

    def __init__(self, *args: Any, stuck: bool, early: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unknown = set(AFTER_DEADLINE) if early else set()
        barred = unknown if stuck else unknown | {UNOPENABLE}
        self.fields["ground"].choices = [
            choice for choice in self.fields["ground"].choices if choice[0] not in barred
        ]
