"""The place of work: what waits, in the order of its dates, at a fixed price."""

import pytest
from django.urls import reverse

from procurement.accounts.enums import Office
from procurement.workspace.selectors import todos
from tests.factories import accounts, budgeting, catalogue

pytestmark = pytest.mark.django_db


def test_a_stranger_signs_in_first(client):
    response = client.get("/workspace/")
    assert (response.status_code, response.url) == (302, "/accounts/login/?next=/workspace/")


def test_what_waits_for_whom(client, at):
    line = budgeting.draft_line(actor=budgeting.budget_officer())
    officer = budgeting.budget_officer()
    assert [row.url for row in todos(officer, at)] == [reverse("budgeting:line-detail", args=[line.code])]
    assert todos(accounts.auditor(), at) == []
    page = accounts.login(client, officer).get("/workspace/")
    assert "待办 1 件" in page.content.decode()


def test_undated_things_are_listed_too(at):
    item = catalogue.plan_item("SUBMITTED")
    officer = accounts.bureau(Office.BUREAU_CATALOGUE, Office.BUREAU_BUDGET)
    budgeting.draft_line()
    found = todos(officer, at)
    assert [row.due for row in found] == [None, None]
    assert found[0].title == f"审核年度计划：{item.organisation.short_name or item.organisation} 2026年"


def test_costs_the_same_for_one_and_thirty(client, queries):
    accounts.login(client, budgeting.budget_officer())
    budgeting.draft_line()
    one = queries("/workspace/")
    for number in range(29):
        budgeting.draft_line(project_name=f"预算项目{number}")
    assert queries("/workspace/") == one


def test_nothing_to_do_says_what_to_do_next(client):
    page = accounts.login(client, accounts.auditor()).get("/workspace/").content.decode()
    assert "没有待办" in page and reverse("workspace:trail") in page


def test_a_person_without_office_is_told_how_to_get_one(client):
    page = accounts.login(client, accounts.stranger()).get("/workspace/").content.decode()
    assert reverse("accounts:welcome") in page


def test_english_works(client):
    assert accounts.login(client, accounts.auditor()).get("/en/workspace/").status_code == 200
