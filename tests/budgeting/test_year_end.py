"""The end of a year: decided line by line, carried out once, in one transaction, by a second person."""

from decimal import Decimal

import pytest
from django.urls import reverse

from procurement.accounts.enums import Office
from procurement.budgeting import services
from procurement.budgeting.models import BudgetLine, YearEnd
from procurement.budgeting.selectors import Cause, decisions_of, mismatches, todos, usable_lines
from procurement.core import clock
from procurement.core.actors import SYSTEM
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from tests.factories.accounts import AT, bureau, login, person, township
from tests.factories.budgeting import (
    DECEMBER,
    approved_line,
    budget_officer,
    midterm_line,
    prepared_year_end,
)

pytestmark = pytest.mark.django_db


def yuan(text):
    return Decimal(text)


def used_line(*, reserved="0", frozen="0", committed="0", paid="0", amount="100.00"):
    """Return a line of which causes hold and have spent so much."""
    line = approved_line(amount)
    steps = {
        "R": (reserved, ()),
        "F": (frozen, (services.freeze,)),
        "C": (committed, (services.freeze, services.commit)),
        "Z": (paid, (services.freeze, services.commit, services.pay)),
    }
    for cause, (held, verbs) in steps.items():
        if yuan(held):
            for verb in (services.reserve, *verbs):
                verb(line=line, cause=Cause(f"P-{cause}"), amount=yuan(held), actor=SYSTEM, at=AT)
    return line


def carry_out(year_end, actor=None):
    return services.carry_out_year_end(year_end=year_end, actor=actor or budget_officer(), at=DECEMBER)


def decide(year_end, actor=None, **choices):
    return services.decide_year_end(
        year_end=year_end, choices=choices, actor=actor or budget_officer(), at=DECEMBER
    )


def state(line):
    line.refresh_from_db()
    return line.status, line.carried_to, line.total, line.reserved, line.free


def test_unused_money_is_taken_back_and_the_line_closed():
    line = used_line(paid="70.00")
    carry_out(prepared_year_end())
    assert state(line) == ("CLOSED", None, yuan("70.00"), yuan("0.00"), yuan("0.00"))
    assert [(one.kind, one.amount, one.cause_kind) for one in line.entries.order_by("-seq")[:1]] == [
        ("LAPSE", yuan("-30.00"), "year-end")
    ]
    assert mismatches() == []


def test_what_is_promised_goes_on_and_the_rest_is_taken_back():
    line = used_line(frozen="20.00", committed="30.00", paid="10.00")
    carry_out(prepared_year_end())
    assert state(line) == ("APPROVED", 2027, yuan("60.00"), yuan("0.00"), yuan("0.00"))
    services.pay(line=line, cause=Cause("P-C"), amount=yuan("30.00"), actor=SYSTEM, at=DECEMBER)
    assert mismatches() == []


def test_reserved_money_is_carried_over_as_proposed_or_released_as_decided():
    kept, dropped = used_line(reserved="40.00"), used_line(reserved="40.00")
    year_end = prepared_year_end()
    assert {one.line: one.choice for one in decisions_of(year_end)} == {kept: "CARRY", dropped: "CARRY"}
    decide(year_end, **{dropped.code: "RELEASE"})
    carry_out(year_end)
    assert state(kept) == ("APPROVED", 2027, yuan("100.00"), yuan("40.00"), yuan("60.00"))
    assert state(dropped) == ("CLOSED", None, yuan("0.00"), yuan("0.00"), yuan("0.00"))
    assert [line.code for line in usable_lines(kept.organisation_id, from_year=2027)] == [kept.code]
    assert mismatches() == []


def test_money_is_carried_over_once():
    line = used_line(reserved="40.00")
    carry_out(prepared_year_end())
    later = DECEMBER.replace(year=2027)
    year_end = services.prepare_year_end(year=2027, document="文", actor=budget_officer(), at=later)
    assert [one.choice for one in decisions_of(year_end)] == ["RELEASE"]
    with pytest.raises(DomainError) as caught:
        decide(year_end, **{line.code: "CARRY"})
    assert (caught.value.field, "第四十二条" in str(caught.value)) == (f"line_{line.code}", True)


def test_what_moved_since_is_named_and_nothing_is_written():
    first, second = used_line(reserved="40.00"), used_line()
    year_end = prepared_year_end()
    services.release_reserved(line=first, cause=Cause("P-R"), amount=yuan("1.00"), actor=SYSTEM, at=AT)
    with pytest.raises(GuardRefused) as caught:
        carry_out(year_end)
    assert first.code in str(caught.value) and second.code not in str(caught.value)
    assert state(second) == ("APPROVED", None, yuan("100.00"), yuan("0.00"), yuan("100.00"))
    added = approved_line()
    with pytest.raises(GuardRefused) as caught:
        carry_out(year_end)
    assert added.code in str(caught.value)
    decide(year_end)
    carry_out(year_end)
    assert year_end.status == "DONE"


def test_doing_it_again_does_nothing_twice():
    line = used_line(committed="30.00")
    year_end = prepared_year_end()
    stale = YearEnd.objects.get(pk=year_end.pk)
    carry_out(year_end)
    before = state(line), line.entries.count()
    with pytest.raises(WrongState):
        carry_out(stale)
    again = prepared_year_end()
    assert decisions_of(again) == []
    carry_out(again)
    assert (state(line), line.entries.count()) == before


def test_other_years_and_plans_are_left_alone():
    next_year, plan = approved_line(year=2027), midterm_line()
    carry_out(prepared_year_end())
    assert (state(next_year)[0], state(plan)[0]) == ("APPROVED", "MIDTERM")


def test_two_people_and_december():
    author = budget_officer()
    used_line()
    with pytest.raises(DomainError) as caught:
        services.prepare_year_end(year=2026, document="文", actor=author, at=AT)
    assert caught.value.field == "year"
    year_end = prepared_year_end(author)
    assert [todo.subject_code for todo in todos(budget_officer(), DECEMBER)] == [year_end.code]
    for actor in (author, bureau(), person(township(), Office.FINANCE)):
        with pytest.raises(NotAllowed):
            carry_out(year_end, actor)
    second = budget_officer()
    decide(year_end, second)
    with pytest.raises(NotAllowed):
        carry_out(year_end, second)
    with pytest.raises(DomainError):
        prepared_year_end()
    with pytest.raises(NotAllowed):
        decide(year_end, bureau())
    services.cancel_year_end(year_end=year_end, actor=author, at=DECEMBER)
    with pytest.raises(WrongState):
        decide(year_end)


def test_the_screens(client):
    clock.start_at(DECEMBER)
    line = used_line(reserved="40.00")
    officer, other = budget_officer(), budget_officer()
    url = reverse("budgeting:year-end-create")
    token = login(client, officer).get(url).context["form"].fields["form_token"].initial
    response = client.post(url, {"year": "2026", "document": "云财预〔2026〕88号", "form_token": token})
    year_end = YearEnd.objects.get()
    assert response.url == year_end.get_absolute_url()
    assert client.get(year_end.get_absolute_url()).context["sums"]["carried"] == yuan("100.00")
    decision = reverse("budgeting:year-end-decide", args=[year_end.code])
    assert list(client.post(decision, {}).context["form"].errors) == [f"line_{line.code}"]
    assert client.post(decision, {f"line_{line.code}": "RELEASE"}).status_code == 302
    step = reverse("budgeting:year-end-transition", args=[year_end.code, "carry_out"])
    assert client.post(step).status_code == 403
    shown = login(client, other).get(step).context["form"].initial
    decide(year_end, officer, **{line.code: "CARRY"})
    refused = client.post(step, shown).context["form"]
    assert officer.name in str(refused.non_field_errors()) and state(line)[:2] == ("APPROVED", None)
    decide(year_end, officer, **{line.code: "RELEASE"})
    assert client.post(step, shown).status_code == 302
    assert BudgetLine.objects.get(pk=line.pk).status == "CLOSED"
    assert client.get(reverse("budgeting:year-end-list")).context["rows"] == [year_end]
    finance = person(township(), Office.FINANCE)
    assert login(client, finance).get(year_end.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("lines", "why"), [(0, "没有已批准的预算指标"), (1, "最早的指标是2026年的，2026年12月1日以后再来")]
)
def test_a_year_that_cannot_be_ended_yet_says_why(client, lines, why):
    for _ in range(lines):
        approved_line()
    login(client, budget_officer())
    for name in ("year-end-list", "year-end-create"):
        page = client.get(reverse(f"budgeting:{name}"))
        assert why in str(page.context["why_not"])
        assert why in page.content.decode()
        assert f'href="{reverse("budgeting:year-end-create")}"' not in page.content.decode()
        assert 'name="document"' not in page.content.decode()


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("name", ["year-end-list", "year-end-detail", "year-end-decide"])
def test_the_pages_take_a_fixed_number_of_queries(client, name, rows, django_assert_max_num_queries):
    clock.start_at(DECEMBER)
    officer = budget_officer()
    for number in range(rows):
        approved_line(organisation=township(f"第{number}镇"))
        if number:
            last = prepared_year_end(officer)
            services.cancel_year_end(year_end=last, actor=officer, at=DECEMBER)
    year_end = prepared_year_end(officer)
    login(client, officer)
    args = [] if name == "year-end-list" else [year_end.code]
    with django_assert_max_num_queries(15):
        page = client.get(reverse(f"budgeting:{name}", args=args))
    shown = page.context["rows"] if name != "year-end-detail" else page.context["decisions"]
    assert len(shown) == rows
