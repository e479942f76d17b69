"""Numbers that policy may change: with a date, a source, and an audit entry."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps

from procurement.core import calendars, due_events, parameters, policies, seeds
from procurement.core.actors import Actor
from procurement.core.clock import local_time
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.models import AuditEntry, CalendarDay, CalendarProposal, CalendarYear, PolicyParameter
from procurement.regulations.parameters import defaults, words

pytestmark = pytest.mark.django_db
OFFICER = Actor(
    code="P-BUREAU",
    name="监督员丁",
    organisation_code="BUREAU",
    organisation_name="县财政局",
    organisation_kind="FINANCE_BUREAU",
    offices=frozenset({"BUREAU_SUPERVISOR"}),
)
TODAY = date(2026, 9, 21)
KEY = "open_tender_service"


def put(at, value="3000000", on=TODAY, actor=OFFICER, **fields):
    fields = {"source": "鄂政办发〔2026〕1号", **fields}
    return policies.set_parameter(key=KEY, value=value, effective_from=on, actor=actor, at=at, **fields)


def test_seeded_by_the_migration():
    assert PolicyParameter.objects.count() == len(defaults())
    assert parameters.get(KEY, TODAY).decimal == Decimal("2000000")
    assert parameters.get(KEY, TODAY).confirmed is False
    assert sorted(CalendarYear.objects.values_list("year", flat=True)) == [2024, 2025, 2026]
    assert CalendarYear.objects.filter(provisional=True).count() == 0
    assert calendars.working_calendar().is_working_day(date(2026, 10, 10)) is True
    assert calendars.working_calendar().is_working_day(date(2026, 10, 1)) is False


def test_seeding_again_adds_only_what_is_missing():
    PolicyParameter.objects.filter(key=KEY).delete()
    CalendarYear.objects.filter(year=2024).delete()
    CalendarDay.objects.filter(date__year=2024).delete()
    assert seeds.seed_parameters(PolicyParameter) == 1
    assert seeds.seed_calendars(CalendarYear, CalendarDay) == 1
    assert (seeds.seed_parameters(PolicyParameter), seeds.seed_calendars(CalendarYear, CalendarDay)) == (0, 0)
    assert CalendarDay.objects.filter(date__year=2024).count() == 36


def test_by_the_date_the_law_names():
    assert parameters.get("sme_rate_min", date(2022, 6, 30)).value == "6"
    assert parameters.get("sme_rate_min", date(2022, 7, 1)).value == "10"
    assert parameters.in_force(date(2022, 7, 1))["sme_rate_min"].value == "10"
    with pytest.raises(KeyError):
        parameters.get("sme_rate_min", date(2020, 12, 31))


def test_a_new_value_ends_the_old_one(at):
    put(at, on=date(2026, 10, 1))
    assert parameters.get(KEY, date(2026, 9, 30)).value == "2000000"
    found = parameters.get(KEY, date(2026, 10, 1))
    assert (found.value, found.confirmed, found.source) == ("3000000", True, "鄂政办发〔2026〕1号")
    entry = AuditEntry.objects.get()
    assert (entry.subject_kind, entry.subject_code, entry.action) == ("parameter", KEY, "set")
    assert entry.changes == {
        "from": "2000000",
        "to": "3000000",
        "confirmed": True,
        "effective_from": "2026-10-01",
        "source": "鄂政办发〔2026〕1号",
    }


def test_a_value_between_two_others(at):
    put(at, "4000000", on=date(2027, 1, 1))
    put(at, "3000000", on=date(2026, 10, 1))
    rows = PolicyParameter.objects.filter(key=KEY).order_by("effective_from")
    assert [(row.value, row.effective_to) for row in rows] == [
        ("2000000", date(2026, 9, 30)),
        ("3000000", date(2026, 12, 31)),
        ("4000000", None),
    ]


def test_an_unconfirmed_value_is_corrected_in_place_a_confirmed_one_is_not(at):
    seeded = PolicyParameter.objects.get(key=KEY)
    put(at, "2500000", on=seeded.effective_from, note="核对原件后更正")
    assert PolicyParameter.objects.get(key=KEY).value == "2500000"
    with pytest.raises(DomainError) as refused:
        put(at, "2600000", on=seeded.effective_from, note="再改")
    assert refused.value.field == "effective_from"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"value": "two million"}, "value"),
        ({"value": ["2"]}, "value"),
        ({"source": " "}, "source"),
        ({"on": TODAY - timedelta(days=1)}, "note"),
    ],
)
def test_what_is_refused(at, fields, field):
    with pytest.raises(DomainError) as refused:
        put(at, **fields)
    assert refused.value.field == field
    assert AuditEntry.objects.count() == 0


def test_only_the_bureau(at, writer):
    with pytest.raises(NotAllowed):
        put(at, actor=writer)


def test_confirms(at):
    row = PolicyParameter.objects.get(key=KEY)
    confirm = {"key": KEY, "effective_from": row.effective_from, "source": "原件", "actor": OFFICER, "at": at}
    policies.confirm_parameter(**confirm)
    assert parameters.get(KEY, TODAY).confirmed is True
    with pytest.raises(DomainError):
        policies.confirm_parameter(**confirm)


def test_changed_is_what_differs_from_the_files(at):
    assert parameters.changed(TODAY) == {}
    put(at)
    assert parameters.changed(TODAY) == {
        KEY: {"value": "3000000", "source": "鄂政办发〔2026〕1号", "confirmed": True}
    }
    assert parameters.changed(TODAY - timedelta(days=1)) == {}


NEW_YEAR = (date(2027, 1, 1), "holiday", "元旦")


def enter(at, days=(NEW_YEAR,), provisional=True, year=2027, actor=OFFICER, source="财政局暂定"):
    return policies.set_calendar_year(
        year=year, days=days, source=source, provisional=provisional, actor=actor, at=at
    )


def test_a_provisional_year_and_then_the_official_one(at):
    enter(at)
    calendar = calendars.working_calendar()
    assert (calendar.is_provisional(date(2027, 1, 1)), calendar.is_working_day(date(2027, 1, 1))) == (
        True,
        False,
    )
    enter(
        at,
        [NEW_YEAR, (date(2027, 2, 14), "adjusted_workday", "春节")],
        provisional=False,
        source="国办发明电",
    )
    assert calendars.working_calendar().is_provisional(date(2027, 1, 1)) is False
    assert CalendarDay.objects.filter(date__year=2027).count() == 2
    for provisional in (True, False):
        with pytest.raises(DomainError):
            enter(at, provisional=provisional)
    assert AuditEntry.objects.filter(subject_kind="calendar", subject_code="2027").count() == 2


@pytest.mark.parametrize(
    "days",
    [[], [NEW_YEAR, NEW_YEAR], [(date(2026, 1, 1), "holiday", "元旦")], [(date(2027, 1, 1), "party", "")]],
)
def test_days_that_are_refused(at, days):
    with pytest.raises(DomainError) as refused:
        enter(at, days)
    assert refused.value.field == "days"


def propose(at, actor=OFFICER, **changed):
    values = {"year": 2027, "days": [NEW_YEAR], "source": "国办", "provisional": False, **changed}
    return policies.propose_calendar_year(actor=actor, at=at, **values)


def test_a_second_officer_confirms_a_year(at, stranger):
    proposal = propose(at)
    assert calendars.working_calendar().official_years & {2027} == set()
    for actor in (OFFICER, stranger):
        with pytest.raises(NotAllowed):
            policies.confirm_calendar_year(proposal=proposal, actor=actor, at=at)
    other = replace(OFFICER, code="P-OTHER")
    stale = CalendarProposal.objects.get(pk=proposal.pk)
    newer = propose(at + timedelta(hours=1))
    with pytest.raises(WrongState):
        policies.confirm_calendar_year(proposal=stale, actor=other, at=at)
    policies.confirm_calendar_year(proposal=newer, actor=other, at=at)
    assert calendars.working_calendar().is_working_day(date(2027, 1, 1)) is False
    with pytest.raises(WrongState):
        policies.confirm_calendar_year(proposal=newer, actor=other, at=at)
    with pytest.raises(DomainError):
        propose(at)
    with pytest.raises(NotAllowed):
        propose(at, actor=stranger, year=2028)
    with pytest.raises(DomainError):
        propose(at, year=2028, source=" ", days=[(date(2028, 1, 1), "holiday", "元旦")])


def test_deadlines_on_changed_days_are_named(at):
    day = date(2027, 1, 1)
    proposal = propose(at)
    changes = calendars.differences(proposal)
    event = due_events.DueEvent(local_time(day, 17), "t", "T-1", "截止", lambda time: None)

    def provider(until):
        return [event]

    due_events.register(provider)
    try:
        [touched] = calendars.deadlines_touched(changes, at=at)
    finally:
        due_events._registry.pop(f"{provider.__module__}.{provider.__qualname__}")
    assert (touched["event"], touched["change"].day, calendars.deadlines_touched([], at=at)) == (
        event,
        day,
        [],
    )


def test_calendars_too_only_by_the_bureau(at, stranger):
    with pytest.raises(NotAllowed):
        enter(at, actor=stranger)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("0009_commitment_letters", "commitment_letters"),
        ("0010_township_filing", "township_filing_first"),
        ("0011_custodian_reminders", "custodian_reminder_days"),
        ("0012_entrustment_reminder", "entrustment_reminder_days"),
    ],
)
def test_an_older_database_gains_the_newer_parameters_and_gives_them_back(name, key):
    migration = import_module(f"procurement.core.migrations.{name}")
    rows = PolicyParameter.objects.filter(key=key)
    others = PolicyParameter.objects.exclude(key=key).count()
    migration.clear(apps, None)
    assert not rows.exists()
    migration.seed(apps, None)
    migration.seed(apps, None)
    assert [row.confirmed for row in rows] == [False]
    rows.update(confirmed=True)
    migration.clear(apps, None)
    assert rows.count() == 1
    assert PolicyParameter.objects.exclude(key=key).count() == others


def test_a_database_of_before_gets_the_new_words_and_gives_them_back():
    step = import_module("procurement.core.migrations.0013_forbidden_words")
    row = PolicyParameter.objects.get(key="forbidden_document_words")
    new = row.value
    assert new == list(words(row.key, TODAY)), "what is seeded and what is brought are one list"

    PolicyParameter.objects.filter(pk=row.pk).update(value=step._FIRST)
    step.lengthen(apps, None)
    row.refresh_from_db()
    assert row.value == new
    step.shorten(apps, None)
    row.refresh_from_db()
    assert row.value == step._SECOND

    # What the bureau has settled is its own.
    PolicyParameter.objects.filter(pk=row.pk).update(value=["指定品牌"], entered_by="李丽娟")
    step.lengthen(apps, None)
    row.refresh_from_db()
    assert row.value == ["指定品牌"]
