"""Forms of the shared machinery."""

import re
from datetime import date

import pytest
from django import forms
from django.forms.renderers import get_default_renderer

from procurement.core.forms import CalendarForm, DayField, FoundSelect, LongSelect
from procurement.core.forms.finding import MOST
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


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("0001-01-09", "2000年1月1日至2099年12月31日"),
        ("9999-12-31", "2000年1月1日至2099年12月31日"),
        ("2026-13-01", "请填写日期"),
        ("", "请填写这一项"),
    ],
)
def test_a_day_that_only_a_slip_can_mean_is_refused(given, told):
    with pytest.raises(forms.ValidationError, match=told):
        DayField().clean(given)


def test_a_day_is_held_between_what_its_form_knows_and_the_picker_offers_no_other():
    class Sample(forms.Form):
        day = DayField()

    form = Sample({"day": "2026-09-22"})
    form.fields["day"].between(date(2026, 1, 1), date(2026, 9, 21))
    assert form.errors == {"day": ["日期应在2026年1月1日至2026年9月21日之间，请核对年份。"]}
    assert 'min="2026-01-01" max="2026-09-21"' in str(form["day"])
    assert Sample({"day": "2026-09-21"}).is_valid()
    assert 'max="2099-12-31"' in str(Sample()["day"])


def test_a_short_list_is_a_select_and_a_long_one_is_searched():
    rows = [(f"X{n:03d}", f"第{n}项", "甲" if n % 2 else "乙") for n in range(MOST + 1)]

    def drawn(count: int, words: str = "", chosen: str = "") -> tuple[bool, list[str], str]:
        widget = FoundSelect()
        widget.words = words
        widget.rows = lambda typed, kept, most: ([row for row in rows[:count] if typed in row[1]][:most], [])
        html = widget.render("x", chosen, {"id": "i"}, get_default_renderer())
        values = re.findall(r'<option value="([^"]*)"', html)
        return 'name="x_words"' in html, values, "".join(re.findall(r'value="([^"]*)" selected', html))

    # Under the heads, in the order of the rows.
    assert drawn(3) == (False, ["", "X000", "X002", "X001"], "")
    assert drawn(3, chosen="X001")[2] == "X001"
    assert drawn(MOST + 1) == (True, [""], "")
    assert drawn(MOST + 1, chosen="X007") == (True, ["", "X007"], "X007")
    assert drawn(MOST + 1, words="第7项") == (True, ["", "X007"], "X007")
    found = drawn(MOST + 1, words="第")
    assert (len(found[1]), found[2]) == (1 + MOST, "")
