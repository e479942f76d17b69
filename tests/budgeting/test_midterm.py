"""Later years' slices are claims on the mid-term plan; the year's budget turns them into commitments (B-06)."""

from decimal import Decimal

import pytest
from django.urls import reverse

from procurement.accounts.enums import Office
from procurement.budgeting import services
from procurement.budgeting.models import BudgetLine
from procurement.budgeting.selectors import Cause, midterm_years, mismatches, todos, totals, usable_lines
from procurement.core.actors import SYSTEM
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from tests.factories.accounts import AT, bureau, login, person, township
from tests.factories.budgeting import approved_line, budget_officer, draft_line, midterm_line

pytestmark = pytest.mark.django_db


def yuan(text):
    return Decimal(text)


def claimed(amount="100.00", held="60.00"):
    """Return a line of the mid-term plan that a signed contract claims."""
    line = midterm_line(amount)
    for verb in (services.reserve, services.freeze, services.commit):
        verb(line=line, cause=Cause("P-1"), amount=yuan(held), actor=SYSTEM, at=AT)
    return line


def propose(line, amount="80.00", actor=None, **more):
    return services.propose_year(
        line=line, proposed=yuan(amount), actor=actor or budget_officer(), at=AT, **more
    )


def approve(line, actor=None):
    return services.approve_line(
        line=line, document="云财预〔2027〕1号", actor=actor or budget_officer(), at=AT
    )


def test_a_later_year_is_planned_by_a_second_person():
    author = budget_officer()
    line = draft_line("100.00", year=2027, actor=author)
    with pytest.raises(NotAllowed):
        services.plan_ahead(line=line, actor=author, at=AT)
    services.plan_ahead(line=line, actor=budget_officer(), at=AT)
    assert (line.status, line.planned, line.proposed, line.approved) == (
        "MIDTERM",
        yuan("100.00"),
        yuan("0.00"),
        yuan("0.00"),
    )
    with pytest.raises(GuardRefused):
        services.plan_ahead(line=draft_line(year=2026), actor=budget_officer(), at=AT)


def test_a_claim_is_held_but_not_paid_and_never_more_than_planned():
    line = claimed("100.00", "60.00")
    with pytest.raises(WrongState) as caught:
        services.pay(line=line, cause=Cause("P-1"), amount=yuan("1.00"), actor=SYSTEM, at=AT)
    assert (caught.value.rule, "2027年" in str(caught.value)) == ("B-06", True)
    with pytest.raises(GuardRefused):
        services.reserve(line=line, cause=Cause("P-2"), amount=yuan("40.01"), actor=SYSTEM, at=AT)
    assert mismatches() == []


def test_the_claim_turns_into_a_commitment_of_the_years_budget():
    line = claimed("100.00", "60.00")
    propose(line, "80.00", system_number="42-2027-1")
    approve(line)
    assert (line.status, line.planned, line.approved, line.committed, line.free) == (
        "APPROVED",
        yuan("0.00"),
        yuan("80.00"),
        yuan("60.00"),
        yuan("20.00"),
    )
    assert list(line.entries.values_list("kind", "amount")) == [
        ("PLAN", yuan("100.00")),
        ("RESERVE", yuan("60.00")),
        ("FREEZE", yuan("60.00")),
        ("COMMIT", yuan("60.00")),
        ("UNPLAN", yuan("-100.00")),
        ("APPROVE", yuan("80.00")),
    ]
    services.pay(line=line, cause=Cause("P-1"), amount=yuan("60.00"), actor=SYSTEM, at=AT)
    assert mismatches() == []


def test_a_budget_below_the_claims_is_refused_with_the_numbers():
    line = propose(claimed("100.00", "60.00"), "59.99")
    with pytest.raises(GuardRefused) as caught:
        approve(line)
    assert str(caught.value).startswith("年度预算 59.99 元不够：跨年度项目已占用 60.00 元")
    with pytest.raises(GuardRefused):
        approve(midterm_line())


def test_who_proposes_does_not_approve_and_others_do_neither():
    officer = budget_officer()
    line = propose(midterm_line(), actor=officer)
    assert [todo.subject_code for todo in todos(budget_officer(), AT)] == [line.code]
    for actor in (officer, bureau()):
        with pytest.raises(NotAllowed):
            approve(line, actor)
    with pytest.raises(NotAllowed):
        propose(line, actor=person(township("义堂镇"), Office.FINANCE))
    with pytest.raises(WrongState):
        propose(approved_line())
    number = approved_line(system_number="42-1").system_number
    with pytest.raises(DomainError) as caught:
        propose(line, system_number=number)
    assert caught.value.field == "system_number"


def test_plans_are_shown_apart_and_may_be_chosen():
    home = township()
    line = midterm_line("100.00", organisation=home)
    services.reserve(line=line, cause=Cause("P-1"), amount=yuan("30.00"), actor=SYSTEM, at=AT)
    budget = approved_line("10.00", organisation=home)
    sums = totals(BudgetLine.objects.all())
    assert (sums["total"], sums["reserved"], sums["free"], sums["count"]) == (
        yuan("10.00"),
        yuan("0.00"),
        yuan("10.00"),
        2,
    )
    [year] = midterm_years(bureau())
    assert (year["year"], year["planned"], year["claimed"], year["left"]) == (
        2027,
        yuan("100.00"),
        yuan("30.00"),
        yuan("70.00"),
    )
    assert list(usable_lines(home.pk, from_year=2026)) == [budget, line]
    assert midterm_years(person(township("义堂镇"), Office.FINANCE)) == []


def test_the_screens(client):
    line = claimed()
    officer, other = budget_officer(), budget_officer()
    assert login(client, officer).get(reverse("budgeting:midterm-list")).status_code == 200
    url = reverse("budgeting:line-propose", args=[line.code])
    assert list(client.post(url, {"proposed": "0"}).context["form"].errors) == ["proposed"]
    assert client.post(url, {"proposed": "80"}).url == line.get_absolute_url()
    assert client.get(line.get_absolute_url()).status_code == 200
    approval = reverse("budgeting:line-approve", args=[line.code])
    assert login(client, other).post(approval, {"document": "云财预〔2027〕1号"}).status_code == 302
    draft = draft_line(year=2028)
    step = reverse("budgeting:line-transition", args=[draft.code, "plan_ahead"])
    assert client.get(step).status_code == 200
    assert client.post(step).status_code == 302
    draft.refresh_from_db()
    assert draft.status == "MIDTERM"


def test_what_is_approved_is_what_was_shown(client):
    line = claimed()
    propose(line, "80.00")
    url = reverse("budgeting:line-approve", args=[line.code])
    page = login(client, budget_officer()).get(url)
    assert "80.00" in page.content.decode()
    assert page.context["form"]["seen"].value() == yuan("80.00")
    propose(line, "95.00")
    sent = {"document": "云财预〔2027〕1号", "seen": "80.00"}
    again = client.post(url, sent)
    assert "申报数改成了 95.00 元" in again.context["form"].non_field_errors()[0]
    assert again.context["form"]["seen"].value() == "95.00"
    line.refresh_from_db()
    assert (line.status, line.approved) == ("MIDTERM", yuan("0.00"))
    assert client.post(url, {**sent, "seen": "95.00"}).status_code == 302
    line.refresh_from_db()
    assert (line.status, line.approved) == ("APPROVED", yuan("95.00"))


def test_an_old_copy_of_a_line_approves_what_stands_now():
    line = claimed()
    old = BudgetLine.objects.get(pk=line.pk)
    propose(line, "80.00")
    propose(line, "95.00")
    approve(old)
    assert (old.approved, old.planned) == (yuan("95.00"), yuan("0.00"))
