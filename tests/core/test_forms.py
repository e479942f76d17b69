"""Forms of the shared machinery."""

import re
from datetime import date

import pytest
from django import forms

from procurement.core.forms import CalendarForm, LongSelect
from procurement.core.models import CalendarDay

HOLIDAY, WORKDAY = str(CalendarDay.Kind.HOLIDAY), str(CalendarDay.Kind.ADJUSTED_WORKDAY)


@pytest.mark.parametrize(
    ("line", "kind", "name"),
    [
        ("2027-01-01 放假 元旦", HOLIDAY, "元旦"),
        ("2027-01-01 holiday New Year", HOLIDAY, "New Year"),
        ("2027-01-01 Holiday", HOLIDAY, ""),
        ("2027-01-03 上班 元旦调休", WORKDAY, "元旦调休"),
        ("2027-01-03 working day New Year", WORKDAY, "New Year"),
    ],
)
def test_a_day_of_the_calendar_is_read_in_both_languages(line, kind, name):
    form = CalendarForm({"source": "国办发明电", "days": line}, year=2027)

    assert form.is_valid()
    assert form.cleaned_data["days"] == [(date.fromisoformat(line[:10]), kind, name)]


@pytest.mark.parametrize(
    "line", ["2027-01-01", "2027-13-01 放假", "2027-01-01 party", "working day 2027-01-01"]
)
def test_a_line_that_cannot_be_read_is_refused(line):
    form = CalendarForm({"source": "国办发明电", "days": line}, year=2027)

    assert list(form.errors) == ["days"]


@pytest.mark.parametrize("value", ["", None, "b", 3])
def test_a_long_select_says_what_djangos_does(value):
    """The same options, values and choice; only quicker."""

    def options(widget: forms.Select) -> list[tuple[str, bool, str]]:
        found = re.findall(r'<option value="([^"]*)"( selected)?>([^<]*)</option>', widget.render("x", value))
        return [(key, bool(chosen), label) for key, chosen, label in found]

    choices = [("", "请选择"), ("组&一", [("b", "甲<乙"), ("c", "丙")]), (3, "三")]
    widget = LongSelect(choices=choices)
    assert options(widget) == options(forms.Select(choices=choices))
    assert '<optgroup label="组&amp;一">' in widget.render("x", value)
    assert widget.render("x", value, {"id": "i"}).startswith('<select name="x" id="i">')
