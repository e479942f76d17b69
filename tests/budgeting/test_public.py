"""The public budget: sums of each purchaser for anybody, nothing of what is not approved, no line by itself."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from procurement.budgeting.selectors import Cause, county
from procurement.budgeting.services import freeze
from procurement.core.actors import SYSTEM
from tests.factories.accounts import AT, township
from tests.factories.budgeting import approved_line, draft_line, midterm_line

pytestmark = pytest.mark.django_db
URL = reverse("budgeting:public")


def test_each_purchasers_sums_and_the_countys():
    first, second = township("义堂镇"), township("下辛店镇")
    line = approved_line("500000.00", organisation=first)
    approved_line("200000.00", organisation=first)
    approved_line("300000.00", organisation=second)
    freeze(line=line, cause=Cause("P-1"), amount=Decimal("120000.00"), actor=SYSTEM, at=AT)
    rows, whole = county.public_county(2026)
    assert {row.owner: (row.total, row.frozen, row.free) for row in rows} == {
        first: (Decimal("700000.00"), Decimal("120000.00"), Decimal("580000.00")),
        second: (Decimal("300000.00"), Decimal("0.00"), Decimal("300000.00")),
    }
    assert (whole.total, whole.frozen) == (Decimal("1000000.00"), Decimal("120000.00"))


def test_what_is_not_approved_is_not_shown(client):
    draft_line("91111.00")
    midterm_line("92222.00")
    assert county.public_years() == []
    page = client.get(URL).content.decode()
    assert "这一年还没有批准的预算" in page
    assert "91,111" not in page


def test_a_villager_reads_sums_and_finds_the_plan_but_no_line(client):
    line = approved_line("500000.00", organisation=township("义堂镇"))
    page = client.get(URL, {"year": "2026"}).content.decode()
    assert "500,000.00" in page
    assert f"{reverse('catalogue:plan')}?organisation={line.organisation.code}&amp;year=2026" in page
    assert line.code not in page


@pytest.mark.parametrize("year", ["２０２６", "abc", "99999", "-1"])
def test_a_year_that_is_none_shows_this_one(client, year):
    approved_line("500000.00")
    assert client.get(URL, {"year": year}).context["year"] == 2026


@pytest.mark.parametrize("count", [1, 30])
def test_as_many_queries_for_thirty_purchasers(client, count):
    for number in range(count):
        approved_line("1000.00", organisation=township(f"第{number}镇"))
    client.get(URL)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"{URL}?year=2026").status_code == 200
    assert len(asked) <= 9
