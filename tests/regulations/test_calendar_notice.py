"""The State Council's notice, pasted as it is, gives the days that the official calendar has."""

from datetime import date

import pytest

from procurement.regulations.calendar import official_calendar
from procurement.regulations.calendar_notice import is_prose, read_notice
from procurement.regulations.errors import RegulationError

NOTICE = """各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。
"""


def test_the_notice_of_2026_gives_the_official_calendar():
    days = read_notice(NOTICE, 2026)
    official = {day: kind for day, kind in official_calendar().days.items() if day.year == 2026}
    assert {day: kind for day, kind, _name in days} == official
    assert days[0] == (date(2026, 1, 1), "holiday", "元旦")


def test_spans_over_the_year_keep_the_years_own_days():
    days = read_notice("一、元旦：2026年12月31日至2027年1月2日放假调休，共3天。", 2027)
    assert [day for day, _kind, _name in days] == [date(2027, 1, 1), date(2027, 1, 2)]


@pytest.mark.parametrize(
    "text",
    [
        "放假安排另行通知",
        "一、元旦：1月1日至3日放假，共4天。",
        "一、元旦：1月1日至3日休息。",
        "一、元旦：2月30日放假。",
        "一、元旦：1月1日至12月1日放假。",
    ],
)
def test_what_cannot_be_read_is_refused(text):
    with pytest.raises(RegulationError):
        read_notice(text, 2026)


def test_prose_is_told_from_a_list():
    assert (is_prose(NOTICE), is_prose("2027-01-01 放假 元旦")) == (True, False)
