"""A time that cannot be read is told in the platform's own words with what to write, in both languages."""

from datetime import time

import pytest
from django.forms import ValidationError
from django.utils import translation

from procurement.core.clock import local_time
from procurement.core.forms import DayField, MomentField, TimeOfDayField

WRONG = [
    (TimeOfDayField, "九点", "请按24小时制填写时刻，例如09:00或者14:30。"),
    (TimeOfDayField, "25:00", "请按24小时制填写时刻，例如09:00或者14:30。"),
    (MomentField, "10月8日上午", "请填写日期和24小时制的时刻，例如2026-10-08 09:00。"),
    (MomentField, "0026-10-08T09:00", "日期应在2000年1月1日至2099年12月31日之间，请核对年份。"),
    (DayField, "明天", "请填写日期，例如2026-10-08。"),
]


@pytest.mark.parametrize(("field", "typed", "said"), WRONG)
def test_what_cannot_be_read_is_told_with_what_to_write(field, typed, said):
    with pytest.raises(ValidationError) as caught:
        field().clean(typed)
    assert caught.value.messages == [said]


def test_the_english_page_says_it_too():
    with translation.override("en"):
        with pytest.raises(ValidationError) as caught:
            TimeOfDayField().clean("nine")
        assert caught.value.messages == ["Write the time on the 24-hour clock, for example 09:00 or 14:30."]


def test_a_pasted_time_in_full_width_is_read():
    assert TimeOfDayField().clean("１４：３０") == time(14, 30)
    october = local_time(DayField().clean("2026-10-08"), 9, 0)
    assert MomentField().clean("2026-10-08 09：00") == october
