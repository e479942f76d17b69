"""Days: the calendar (T-01 to T-06), the deadline vectors of RULES D, and the whole table of periods."""

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.regulations.basis import CITATIONS
from procurement.regulations.calendar import HOLIDAY, WorkCalendar, official_calendar
from procurement.regulations.errors import NoCalendar, NoDayCount, RegulationError, UnknownRule
from procurement.regulations.parameters import whole
from procurement.regulations.periods import EARLIEST, LATEST, PERIODS, WORKING, is_met, kept_until, limit

from .conftest import Outcome

HOLIDAYS_2026 = (
    "01-01 01-02 01-03 02-15 02-16 02-17 02-18 02-19 02-20 02-21 02-22 02-23 04-04 04-05 04-06 05-01 05-02 05-03 "
    "05-04 05-05 06-19 06-20 06-21 09-25 09-26 09-27 10-01 10-02 10-03 10-04 10-05 10-06 10-07"
)
MAKE_UP_2026 = "01-04 02-14 02-28 05-09 09-20 10-10"
NO_COUNT = ["D-14", "D-15", "D-20", "D-23", "D-28", "D-30", "D-31", "D-45", "D-46", "D-47", "D-50"]
DAYS = st.dates(date(2024, 1, 1), date(2026, 11, 15))


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_t03_the_year_2026_as_announced(calendar: WorkCalendar) -> None:
    off = {day(f"2026-{md}") for md in HOLIDAYS_2026.split()}
    make_up = {day(f"2026-{md}") for md in MAKE_UP_2026.split()}
    for offset in range(365):
        one = date(2026, 1, 1) + timedelta(offset)
        assert calendar.is_statutory_holiday(one) == (one in off)
        assert calendar.is_working_day(one) == (one in make_up or (one.weekday() < 5 and one not in off))


def test_t03_official_years_and_a_refusal_for_others(calendar: WorkCalendar) -> None:
    assert calendar.official_years == {2024, 2025, 2026}
    for year in (2023, 2027, 2028):
        with pytest.raises(NoCalendar) as error:
            calendar.is_working_day(date(year, 6, 1))
        assert str(error.value) == f"no working-day calendar for {year}"


def test_t03_a_provisional_year_counts_and_tells(calendar: WorkCalendar) -> None:
    days = {**calendar.days, date(2027, 1, 1): HOLIDAY}
    wider = WorkCalendar(days, calendar.official_years, frozenset({2027}))
    found = limit("D-24", date(2026, 12, 2), wider)
    assert (found.limit, found.provisional) == (date(2027, 1, 2), True)
    assert limit("D-24", date(2026, 9, 30), wider).provisional is False


def test_t03_a_calendar_knows_two_kinds_of_days() -> None:
    with pytest.raises(RegulationError, match="T-03"):
        WorkCalendar({date(2026, 1, 1): "half day"}, frozenset({2026}))


VECTORS = [
    ("D-04", "2026-09-18", "2026-09-24"),
    ("D-02", "2026-09-18", "2026-09-24"),
    ("D-06", "2026-09-18", "2026-10-08"),
    ("D-01", "2026-09-18", "2026-08-19"),
    ("D-10", "2026-09-25", "2026-10-10"),
    ("D-22", "2026-09-18", "2026-09-20"),
    ("D-36", "2026-09-20", "2026-09-30"),
    ("D-37", "2026-09-22", "2026-10-09"),
    ("D-38", "2026-10-09", "2026-10-29"),
    ("D-25", "2026-09-30", "2026-10-09"),
    ("D-26", "2026-09-30", "2026-10-15"),
    ("D-24", "2026-09-30", "2026-10-30"),
    ("C-11", "2026-09-28", "2026-10-10"),
    ("D-08", "2026-09-23", "2026-09-29"),
    ("D-07", "2026-09-23", "2026-10-08"),
    ("D-29a", "2026-09-29", "2026-10-12"),
    ("D-43", "2026-09-08", "2026-10-26"),
    # counted back
    ("D-49", "2026-10-08", "2026-09-29"),
    ("D-49", "2026-09-21", "2026-09-18"),
    ("D-01", "2026-10-31", "2026-10-01"),
    ("D-01", "2026-03-17", "2026-02-15"),
    # T-02: off a statutory holiday, to the first day that is none, even a make-up Sunday; not off a weekend
    ("D-24", "2026-09-03", "2026-10-08"),
    ("D-44", "2025-12-03", "2026-01-04"),
    ("D-24", "2026-10-01", "2026-10-31"),
    ("D-32a", "2026-09-06", "2026-10-08"),
    # T-06: a minimum ends on a working day
    ("D-06", "2026-10-18", "2026-11-09"),
    ("D-12", "2026-09-20", "2026-09-28"),
    ("D-11", "2026-09-17", "2026-09-20"),
]


@pytest.mark.parametrize(("rule", "start", "expected"), VECTORS)
def test_deadline_vectors(rule: str, start: str, expected: str, calendar: WorkCalendar) -> None:
    assert limit(rule, day(start), calendar).limit == day(expected)


def test_the_table_holds_every_d_rule_with_its_days_unit_and_kind() -> None:
    table = {
        "MIN CD": "D-06:20 D-07:10 D-10:15 D-11:3 D-12:5",
        "MIN WD": "D-03:3 D-04:5 D-05:5 D-08:3 D-09:5 D-13:3 D-49:2",
        "FIX WD": "D-02:5 D-22:1",
        "MAX CD": "D-01:30 D-24:30 D-32a:30 D-44:30",
        "MAX WD": (
            "D-16:5 D-17:5 D-18:2 D-19:5 D-21:2 D-25:2 D-26:7 D-27:2 D-29a:5 D-29b:5 D-32b:7 D-32c:3 D-33:3 D-34:7 "
            "D-35:7 D-36:7 D-37:7 D-38:15 D-39:5 D-40:3 D-41:8 D-42:5 D-43:30 D-48:1"
        ),
    }
    kinds = {"MIN": "EARLIEST", "MAX": "LATEST", "FIX": "FIXED", "CD": "CALENDAR", "WD": "WORKING"}
    expected = {
        entry.partition(":")[0]: (int(entry.partition(":")[2]), kinds[head[4:]], kinds[head[:3]])
        for head, entries in table.items()
        for entry in entries.split()
    }
    found = {rule: (row.days, row.unit, row.kind) for rule, row in PERIODS.items() if rule.startswith("D-")}
    assert found == expected


def test_every_d_rule_counts_or_says_that_it_does_not(calendar: WorkCalendar) -> None:
    silent = []
    for rule in CITATIONS:
        if not rule.startswith("D-"):
            continue
        try:
            assert limit(rule, date(2026, 5, 6), calendar).basis == CITATIONS[rule].article
        except NoDayCount as error:
            silent.append((rule, str(error)))
    texts = {rule: f"{rule} has no day count" for rule in NO_COUNT}
    texts |= {"D-29": "D-29 has several limits, ask for one of D-29a, D-29b"}
    texts |= {"D-32": "D-32 has several limits, ask for one of D-32a, D-32b, D-32c"}
    assert dict(silent) == texts


def test_an_unknown_rule_is_no_rule(calendar: WorkCalendar) -> None:
    for rule in ("D-51", "D-29c", "d-24", "", "Z-01"):
        with pytest.raises(UnknownRule):
            limit(rule, date(2026, 5, 6), calendar)


def test_d01_reads_the_bureaus_number_of_days(calendar: WorkCalendar) -> None:
    changed = {"intent_lead_days": {"value": "45", "source": "x", "confirmed": True}}
    found = limit("D-01", date(2026, 9, 18), calendar, changed)
    assert (found.days, found.limit) == (45, date(2026, 8, 4))


def test_rows_that_policy_may_change_say_todays_value() -> None:
    rows = [row for row in PERIODS.values() if row.parameter]
    assert {row.rule for row in rows} == {"D-01", "B-12", "B-13", "B-14"}
    assert all(whole(str(row.parameter), date(2026, 9, 18)) == row.days for row in rows)


def test_d10_vector_2_an_amendment_extends_the_deadline(calendar: WorkCalendar) -> None:
    assert not is_met("D-10", date(2026, 9, 25), date(2026, 10, 8), calendar)
    assert is_met("D-10", date(2026, 9, 25), date(2026, 10, 10), calendar)
    assert is_met("D-24", date(2026, 9, 30), date(2026, 10, 30), calendar)
    assert not is_met("D-24", date(2026, 9, 30), date(2026, 10, 31), calendar)


def test_d50_files_are_kept_fifteen_years() -> None:
    assert kept_until(date(2026, 11, 22)) == date(2041, 11, 22)
    assert kept_until(date(2024, 2, 29)) == date(2039, 3, 1)


@given(rule=st.sampled_from([r for r, p in PERIODS.items() if p.unit == WORKING and not p.back]), start=DAYS)
@settings(max_examples=150, deadline=None)
def test_t01_between_start_and_limit_lie_exactly_the_working_days(rule: str, start: date) -> None:
    calendar = official_calendar()
    found = limit(rule, start, calendar)
    assert calendar.working_days_between(start, found.limit) == PERIODS[rule].days
    assert calendar.is_working_day(found.limit)
    assert calendar.working_days_between(start, found.limit - timedelta(1)) == PERIODS[rule].days - 1


@given(rule=st.sampled_from([r for r, p in PERIODS.items() if p.unit != WORKING and not p.back]), start=DAYS)
@settings(max_examples=150, deadline=None)
def test_t06_calendar_days_never_end_early_and_move_only_where_they_may(rule: str, start: date) -> None:
    calendar, row = official_calendar(), PERIODS[rule]
    found = limit(rule, start, calendar).limit
    strict = start + timedelta(row.days)
    passed = [strict + timedelta(n) for n in range((found - strict).days)]
    assert found >= strict
    if row.kind == EARLIEST:
        assert calendar.is_working_day(found)
        assert not any(calendar.is_working_day(one) for one in passed)
    else:
        assert row.kind == LATEST
        assert not calendar.is_statutory_holiday(found)
        assert all(calendar.is_statutory_holiday(one) for one in passed)


@given(start=DAYS, count=st.integers(0, 20))
@settings(max_examples=60, deadline=None)
def test_subtracting_working_days_undoes_adding_them(start: date, count: int) -> None:
    calendar = official_calendar()
    start = calendar.next_working_day_on_or_after(start)
    assert calendar.subtract_working_days(calendar.add_working_days(start, count), count) == start


def test_command_answers_as_formats_says(process: Callable[..., Outcome]) -> None:
    code, out, err = process("periods", "D-24", "2026-09-30")
    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "rule": "D-24",
        "start": "2026-09-30",
        "limit": "2026-10-30",
        "kind": "LATEST",
        "days": 30,
        "unit": "CALENDAR",
        "basis": "采购法第四十六条; 财政部令第87号第七十一条; 财政部令第74号第十九条",
    }
    assert out.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("D-15", "2026-09-30"), "D-15 has no day count"),
        (("D-29", "2026-09-30"), "D-29a"),
        (("D-99", "2026-09-30"), "there is no rule 'D-99'"),
        (("D-24\nx", "2026-09-30"), r"'D-24\nx'"),
        (("D-24", "2026-02-30"), "DATE"),
        (("D-24", "20260930"), "DATE"),
        (("D-24", "2026-W40-3"), "DATE"),
        (("D-24", "２０２６-09-30"), "DATE"),
        (("D-24", ""), "DATE"),
        (("D-24", "2026-12-30"), "no working-day calendar for 2027"),
        (("D-25", "2028-01-04"), "no working-day calendar for 2028"),
        (("D-01", "2028-06-01"), "no working-day calendar for 2028"),
        (("D-24", "9999-12-31"), "beyond"),
        (("D-01", "0001-01-01"), "no value is in force"),
        (("D-49", "0001-01-01"), "beyond"),
        (("D-24",), "usage"),
        (("D-24", "2026-09-30", "x"), "usage"),
        ((), "usage"),
    ],
)
def test_command_refuses_in_one_line(
    arguments: tuple[str, ...], says: str, command: Callable[..., Outcome]
) -> None:
    code, out, err = command("periods", *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert says in err
