"""Dates: proposed with their articles, unlawful ones refused with the earliest lawful day."""

from datetime import date, datetime

import pytest

from procurement.core.clock import SHANGHAI, local_time
from procurement.core.errors import DomainError, NotAllowed
from procurement.core.models import CalendarDay, CalendarYear
from procurement.tendering.enums import Method
from procurement.tendering.selectors.dates import propose_dates
from procurement.tendering.services.dates import set_dates
from tests.factories import tendering as make

pytestmark = pytest.mark.django_db
PLACE = "三楼会议室"


@pytest.fixture
def home():
    return make.town()


def tender_by(home, method=Method.OPEN_TENDER):
    item = make.published_item(home, method=method)
    return make.drafted_tender(home, make.implementation_plan(home, item))


def dates(tender, home, start, until, deadline, place=PLACE):
    return set_dates(
        tender=tender,
        documents_from=start,
        documents_until=until,
        deadline=local_time(deadline, 9),
        opening_place=place,
        actor=home.operator,
        at=make.AT,
    )


def test_an_open_tender_gets_the_dates_of_the_worked_example(home):
    proposed = propose_dates(tender_by(home), date(2026, 9, 18))

    assert [(found.name, found.day, found.rule, found.provisional) for found in proposed.values()] == [
        ("documents_from", date(2026, 9, 18), "D-01", False),
        ("notice_until", date(2026, 9, 24), "D-02", False),
        ("documents_until", date(2026, 9, 24), "D-04", False),
        ("deadline", date(2026, 10, 8), "D-06", False),
    ]
    assert proposed["deadline"].article == "《政府采购法》第三十五条"


def test_a_consultation_rounds_up_over_the_holiday(home):
    proposed = propose_dates(tender_by(home, Method.COMPETITIVE_CONSULTATION), date(2026, 9, 23))

    assert [(found.day, found.rule) for found in proposed.values()] == [
        (date(2026, 9, 23), "D-01"),
        (date(2026, 9, 29), "D-03"),
        (date(2026, 10, 8), "D-05"),
        (date(2026, 10, 8), "D-07"),
    ]


def test_the_intent_moves_the_start(home):
    tender = tender_by(home)
    tender.item.intents.update(published_at=datetime(2026, 9, 10, 9, tzinfo=SHANGHAI))

    assert propose_dates(tender, date(2026, 9, 21))["documents_from"].day == date(2026, 10, 10)


@pytest.mark.parametrize(
    ("method", "start", "until", "deadline", "field", "rule", "sentence"),
    [
        (
            Method.OPEN_TENDER,
            date(2026, 9, 18),
            date(2026, 9, 24),
            date(2026, 9, 30),
            "deadline",
            "D-06",
            "截止时间不得早于10月8日：自文件发出之日起不少于20日（《政府采购法》第三十五条）。请改为10月8日或之后。",
        ),
        (
            Method.OPEN_TENDER,
            date(2026, 9, 18),
            date(2026, 9, 23),
            date(2026, 10, 8),
            "documents_until",
            "D-04",
            "停止提供文件的日期不得早于9月24日：自文件发出之日起不少于5个工作日"
            "（财政部令第87号第十八条、《政府采购法实施条例》第三十一条）。请改为9月24日或之后。",
        ),
        (
            Method.COMPETITIVE_CONSULTATION,
            date(2026, 9, 23),
            date(2026, 10, 8),
            date(2026, 9, 30),
            "deadline",
            "D-07",
            "截止时间不得早于10月8日：自文件发出之日起不少于10日（财库〔2014〕214号第十条）。请改为10月8日或之后。",
        ),
        (
            Method.OPEN_TENDER,
            date(2026, 8, 20),
            date(2026, 9, 24),
            date(2026, 10, 8),
            "documents_from",
            "D-01",
            "文件发出日期不得早于9月2日：自采购意向公开之日起不少于30日（财库〔2020〕10号）。请改为9月2日或之后。",
        ),
        (
            Method.OPEN_TENDER,
            date(2026, 9, 18),
            date(2026, 9, 24),
            date(2026, 10, 11),
            "deadline",
            "T-06",
            "截止时间10月11日不是工作日，须顺延到工作日。请改为10月12日或之后（87号令第八十五条）。",
        ),
        (
            Method.OPEN_TENDER,
            date(2026, 12, 18),
            date(2026, 12, 25),
            date(2027, 1, 11),
            "deadline",
            "T-03",
            "2027年的工作日历尚未公布，无法计算期限。请改在已公布的年份内，或者请财政部门录入暂定日历。",
        ),
    ],
)
def test_unlawful_dates_are_refused(home, method, start, until, deadline, field, rule, sentence):
    tender = tender_by(home, method)
    if rule == "D-01":
        tender.item.intents.update(published_at=datetime(2026, 8, 3, 9, tzinfo=SHANGHAI))

    with pytest.raises(DomainError) as caught:
        dates(tender, home, start, until, deadline)

    assert (caught.value.field, caught.value.rule, str(caught.value)) == (field, rule, sentence)
    tender.refresh_from_db()
    assert tender.deadline is None


def test_no_intent_no_start(home):
    tender = tender_by(home)
    tender.item.intents.all().delete()

    with pytest.raises(DomainError) as caught:
        dates(tender, home, date(2026, 9, 18), date(2026, 9, 24), date(2026, 10, 8))

    assert (caught.value.field, caught.value.rule) == ("documents_from", "D-01")


def test_lawful_dates_stand(home):
    tender = tender_by(home)
    dates(tender, home, date(2026, 9, 18), date(2026, 9, 24), date(2026, 10, 8))

    tender.refresh_from_db()
    assert (tender.documents_until, tender.deadline) == (
        date(2026, 9, 24),
        datetime(2026, 10, 8, 9, tzinfo=SHANGHAI),
    )


def test_the_place_is_named(home):
    with pytest.raises(DomainError) as caught:
        dates(tender_by(home), home, date(2026, 9, 18), date(2026, 9, 24), date(2026, 10, 8), place=" ")

    assert caught.value.field == "opening_place"


def test_a_provisional_year_is_marked(home):
    tender = tender_by(home)
    CalendarYear.objects.create(year=2027, provisional=True, source="财政局暂定")
    CalendarDay.objects.create(date=date(2027, 1, 1), kind="holiday", name="元旦")

    proposed = propose_dates(tender, date(2026, 12, 21))

    assert [found.provisional for found in proposed.values()] == [False, False, False, True]
    assert proposed["deadline"].day == date(2027, 1, 11)


def test_the_reviewer_sets_no_dates(home):
    tender = tender_by(home)

    with pytest.raises(NotAllowed):
        set_dates(
            tender=tender,
            documents_from=date(2026, 9, 18),
            documents_until=date(2026, 9, 24),
            deadline=local_time(date(2026, 10, 8), 9),
            opening_place=PLACE,
            actor=home.reviewer,
            at=make.AT,
        )


@pytest.mark.parametrize(
    ("until", "closing", "field", "day"),
    [
        (date(2026, 10, 9), date(2026, 10, 8), "deadline", "10月9日"),
        (date(2026, 10, 13), date(2026, 10, 12), "documents_until", "10月12日"),
    ],
)
def test_documents_are_not_supplied_after_the_deadline(home, until, closing, field, day):
    tender = tender_by(home, Method.COMPETITIVE_CONSULTATION)
    with pytest.raises(DomainError) as refused:
        dates(tender, home, date(2026, 9, 24), until, closing)
    assert refused.value.field == field
    assert day in str(refused.value)


def test_a_longer_supply_carries_the_deadline_along(home):
    # Five working days over the holidays of October end after ten calendar days have.
    proposed = propose_dates(tender_by(home, Method.COMPETITIVE_CONSULTATION), date(2026, 9, 24))

    assert proposed["documents_until"].day == proposed["deadline"].day == date(2026, 10, 9)
    assert (proposed["deadline"].name, proposed["deadline"].rule) == ("deadline", "D-05")
