"""Screens of the budget: who sees what, what a form refuses, and how many queries a list takes."""

from decimal import Decimal

import pytest
from django.urls import reverse

from procurement.accounts.enums import Office
from procurement.budgeting.models import BudgetLine
from tests.factories.accounts import auditor, bureau, login, organisation_of, person, stranger, township
from tests.factories.budgeting import approved_line, budget_officer, draft_line, reserved_line, spent

pytestmark = pytest.mark.django_db


def page(client, actor, name, *args, **query):
    return login(client, actor).get(reverse(f"budgeting:{name}", args=args), query)


def test_a_stranger_is_sent_to_sign_in(client):
    response = client.get(reverse("budgeting:line-list"))
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")


def test_the_bureau_sees_every_line_and_a_township_its_own(client):
    home = township("义堂镇")
    own, other = approved_line(organisation=home), approved_line()
    found = page(client, bureau(), "line-list").context["page_obj"].object_list
    assert {line.code for line in found} == {own.code, other.code}
    found = page(client, person(home, Office.OPERATOR), "line-list").context["page_obj"].object_list
    assert [line.code for line in found] == [own.code]


def test_a_person_without_office_is_refused(client):
    assert page(client, stranger(), "line-list").status_code == 403


def test_the_list_is_filtered_and_exported(client):
    approved_line(year=2026)
    line = approved_line(year=2027)
    response = page(client, bureau(), "line-list", year=2027)
    assert [row.code for row in response.context["page_obj"].object_list] == [line.code]
    response = page(client, bureau(), "line-list", year=2027, export="csv")
    assert b"".join(response.streaming_content).decode("utf-8-sig").splitlines()[1].split(",")[0] == line.code


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_takes_a_fixed_number_of_queries(client, rows, django_assert_max_num_queries):
    for _ in range(rows):
        approved_line()
    actor = budget_officer()
    login(client, actor)
    with django_assert_max_num_queries(15):
        assert client.get(reverse("budgeting:line-list")).status_code == 200


def test_a_line_shows_its_money_and_its_ledger(client):
    line = reserved_line()
    response = page(client, auditor(), "line-detail", line.code)
    assert response.status_code == 200
    assert [entry.kind for entry in response.context["entries"]] == ["RESERVE", "APPROVE"]
    assert "P-1" in response.content.decode()


@pytest.mark.parametrize("who", ["neighbour", "stranger"])
def test_anothers_line_does_not_exist(client, who):
    line = approved_line()
    actor = person(township("义堂镇"), Office.FINANCE) if who == "neighbour" else stranger()
    assert page(client, actor, "line-detail", line.code).status_code == 404


def line_form(organisation, **changed):
    values = {
        "organisation": organisation.code,
        "year": "2026",
        "project_name": "农村环境整治",
        "fund_source": "DEPARTMENT_BUDGET",
        "proposed": "120000.00",
    }
    return {**values, **changed}


def send(client, actor, name, data, *args):
    url = reverse(f"budgeting:{name}", args=args)
    form = login(client, actor).get(url).context["form"]
    token = form.fields["form_token"].initial if "form_token" in form.fields else ""
    return client.post(url, {**data, "form_token": token})


def test_a_line_is_entered_once_even_if_sent_twice(client):
    home, officer = township(), budget_officer()
    url = reverse("budgeting:line-create")
    token = login(client, officer).get(url).context["form"].fields["form_token"].initial
    for _ in range(2):
        response = client.post(url, {**line_form(home), "form_token": token})
        assert response.status_code == 302
    assert BudgetLine.objects.get().proposed == Decimal("120000.00")


def test_a_finance_office_enters_only_its_own(client):
    home = township()
    other = township("义堂镇")
    finance = person(home, Office.FINANCE)
    response = send(client, finance, "line-create", line_form(other))
    assert list(response.context["form"].errors) == ["organisation"]
    assert send(client, finance, "line-create", line_form(home)).status_code == 302


def test_an_operator_may_not_enter(client):
    assert page(client, person(township(), Office.OPERATOR), "line-create").status_code == 403


def test_a_second_person_approves_on_a_document(client):
    line = draft_line(actor=budget_officer())
    response = send(client, budget_officer(), "line-approve", {"document": ""}, line.code)
    assert list(response.context["form"].errors) == ["document"]
    response = send(client, budget_officer(), "line-approve", {"document": "云财预〔2026〕12号"}, line.code)
    assert response.url == line.get_absolute_url()
    line.refresh_from_db()
    assert line.status == "APPROVED"


def test_the_author_is_told_why_not(client):
    officer = budget_officer()
    line = draft_line(actor=officer)
    response = page(client, officer, "line-approve", line.code)
    assert response.status_code == 403
    assert "另一人" in response.content.decode()


def test_closing_asks_and_then_closes(client):
    line = spent(approved_line())
    officer = budget_officer()
    url = reverse("budgeting:line-transition", args=[line.code, "close"])
    assert login(client, officer).get(url).status_code == 200
    assert client.post(url, {"reason": "年终结转"}).status_code == 302
    line.refresh_from_db()
    assert line.status == "CLOSED"
    assert organisation_of(officer).name == "云梦县财政局"


def test_english_has_the_same_addresses(client):
    line = approved_line()
    assert login(client, bureau()).get(f"/en{line.get_absolute_url()}").status_code == 200
