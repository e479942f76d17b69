"""Forms of the shared machinery."""

from datetime import date

import pytest

from procurement.core.forms import CalendarForm
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
