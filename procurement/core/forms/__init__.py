"""Forms of the shared machinery's own pages."""

import re
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.regulations.calendar_notice import is_prose, read_notice
from procurement.regulations.errors import RegulationError

from .. import clock
from ..fields import seen
from ..models import CalendarDay
from ..templatetags.formats import day_only
from .finding import FIND, WORDS, FindingForm, FoundSelect, LongSelect, typed_rows

__all__ = [
    "FIND",
    "WORDS",
    "CalendarForm",
    "ConfirmForm",
    "DateInput",
    "DayField",
    "FindingForm",
    "FoundSelect",
    "LongSelect",
    "MomentField",
    "MomentInput",
    "ParameterForm",
    "SeenForm",
    "TimeInput",
    "TimeOfDayField",
    "typed_rows",
]


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """A day and a time of day, by the browser's own picker; shows again what was typed, to the minute."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


# Typed by hand where the browser has no picker, or pasted with a full-width colon: ``seen`` reads that too.
def _typed(value: Any) -> Any:
    return seen(value) if isinstance(value, str) else value


class DayField(forms.DateField):
    """A day between two that make sense, ``first`` and ``last`` included: a slip of the keyboard is told at once.

    A picker that knows the two offers nothing else. A form that learns them later calls ``between``.
    """

    FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
    widget = DateInput
    default_error_messages = {"invalid": gettext_lazy("请填写日期，例如2026-10-08。")}

    def __init__(self, *, first: date = FIRST, last: date = LAST, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.between(first, last)

    def between(self, first: date, last: date) -> None:
        """Set the first and the last day that may be given."""
        self.first, self.last = first, last
        self.widget.attrs.update({"min": first.isoformat(), "max": last.isoformat()})

    def to_python(self, value: Any) -> date | None:
        return super().to_python(_typed(value))

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is not None:
            _check_between(value, self.first, self.last)


class TimeOfDayField(forms.TimeField):
    """A time of day on the 24-hour clock; what cannot be read is told with what to write."""

    widget = TimeInput
    default_error_messages = {"invalid": gettext_lazy("请按24小时制填写时刻，例如09:00或者14:30。")}

    def to_python(self, value: Any) -> time | None:
        return super().to_python(_typed(value))


class MomentField(forms.DateTimeField):
    """A day and a time of day, within the years that ``DayField`` takes."""

    widget = MomentInput
    default_error_messages = {"invalid": gettext_lazy("请填写日期和24小时制的时刻，例如2026-10-08 09:00。")}

    def to_python(self, value: Any) -> datetime | None:
        return super().to_python(_typed(value))

    def validate(self, value: datetime | None) -> None:
        super().validate(value)
        if value is not None:
            _check_between(clock.local_date(value), DayField.FIRST, DayField.LAST)


def _check_between(day: date, first: date, last: date) -> None:
    if first <= day <= last:
        return
    raise forms.ValidationError(
        _("日期应在%(first)s至%(last)s之间，请核对年份。")
        % {"first": day_only(first), "last": day_only(last)}
    )


class ParameterForm(forms.Form):
    """A new value of a policy parameter; a list of words has one word on each line."""

    value = forms.CharField(label=gettext_lazy("值"))
    effective_from = DayField(label=gettext_lazy("生效日期"))
    source = forms.CharField(
        label=gettext_lazy("来源文件"), max_length=300, help_text=gettext_lazy("文号或会议纪要编号。")
    )
    confirmed = forms.BooleanField(label=gettext_lazy("已对照来源文件确认"), required=False, initial=True)
    note = forms.CharField(
        label=gettext_lazy("说明"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("生效日期早于今天时必须写明理由。"),
    )

    def __init__(self, *args: Any, words: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = words
        if words:
            self.fields["value"].widget = forms.Textarea(attrs={"rows": 8})
            self.fields["value"].help_text = _("每行一个词。")

    def clean_value(self) -> str | list[str]:
        text = self.cleaned_data["value"]
        if not self.words:
            return text.strip()
        return [line.strip() for line in text.splitlines() if line.strip()]


class ConfirmForm(forms.Form):
    """The source that a value was checked against."""

    source = forms.CharField(label=gettext_lazy("来源文件"), max_length=300)


class SeenForm(forms.Form):
    """What stands for what the page showed, sent back with the decision on it."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)


def _one_word(line: str) -> str:
    return re.sub(r"\bworking day\b", "workday", line, count=1, flags=re.IGNORECASE)


class CalendarForm(forms.Form):
    """A year's holidays and make-up working days, one on each line: date, kind, name."""

    source = forms.CharField(label=gettext_lazy("来源文件"), max_length=300)
    provisional = forms.BooleanField(
        label=gettext_lazy("暂定（国务院通知发布前使用）"), required=False, initial=True
    )
    days = forms.CharField(
        label=gettext_lazy("日期"),
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=gettext_lazy(
            "把国务院办公厅通知的正文整段粘贴进来即可；也可以每行一个：日期 放假或上班 名称，"
            "例如“2027-01-01 放假 元旦”。"
        ),
    )

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year

    KINDS = {
        "放假": CalendarDay.Kind.HOLIDAY,
        "上班": CalendarDay.Kind.ADJUSTED_WORKDAY,
        "holiday": CalendarDay.Kind.HOLIDAY,
        "workday": CalendarDay.Kind.ADJUSTED_WORKDAY,
    }

    def clean_days(self) -> list[tuple[date, str, str]]:
        text = self.cleaned_data["days"]
        return self._notice(text) if is_prose(text) else self._lines(text)

    def _notice(self, text: str) -> list[tuple[date, str, str]]:
        try:
            return read_notice(text, self.year)
        except RegulationError as error:
            raise forms.ValidationError(
                _("通知里有看不懂的一段，或者天数和日期对不上。请核对原文：%(part)s") % {"part": error}
            ) from error

    def _lines(self, text: str) -> list[tuple[date, str, str]]:
        lines = [_one_word(line).split(maxsplit=2) for line in text.splitlines() if line.strip()]
        return [self._day(parts) for parts in lines]

    def _day(self, parts: list[str]) -> tuple[date, str, str]:
        try:
            day, kind = date.fromisoformat(parts[0]), self.KINDS[parts[1].lower()]
        except (ValueError, KeyError, IndexError) as error:
            raise forms.ValidationError(
                _("这一行看不懂：%(line)s。请写成“2027-01-01 放假 元旦”。") % {"line": " ".join(parts)}
            ) from error
        return day, str(kind), parts[2] if len(parts) > 2 else ""
