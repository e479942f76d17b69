"""The county at a glance, the ledger and the month's report: right to the fen, and no leak between owners."""

import io
from datetime import datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from catalogue.enums import ItemStatus
from catalogue.services import publish_plan
from procurement.accounts.enums import Office
from procurement.budgeting import services
from procurement.budgeting.documents import month_document
from procurement.budgeting.models import LedgerEntry
from procurement.budgeting.selectors import Cause, county
from procurement.core import clock
from procurement.core.actors import SYSTEM
from procurement.core.clock import SHANGHAI
from procurement.workspace.views import exceptions
from tests.factories.accounts import AT, auditor, bureau, login, organisation_of, person, township
from tests.factories.budgeting import approved_line, budget_officer, draft_line, midterm_line, reserved_line
from tests.factories.catalogue import catalogue_officer, operator, plan_item

pytestmark = pytest.mark.django_db


def yuan(text):
    return Decimal(text)


def pay(line, amount, at):
    for verb in (services.reserve, services.freeze, services.commit, services.pay):
        verb(line=line, cause=Cause(f"P-{at:%m%d}"), amount=yuan(amount), actor=SYSTEM, at=at)


def moment(month, day, hour=12):
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


@pytest.fixture
def paid():
    """Two townships; the first paid in September and, a minute after midnight, in October."""
    first = approved_line("1000.00", organisation=township(), at=moment(1, 10))
    second = approved_line("500.00", organisation=township("义堂镇"), at=moment(1, 10))
    pay(first, "100.00", moment(9, 30, 23))
    pay(first, "50.00", moment(10, 1, 0))
    pay(second, "450.01", moment(10, 5))
    draft_line(organisation=township())
    midterm_line(organisation=township())
    return first, second


def test_organisations_by_months(paid):
    rows, whole = county.county(2026, bureau())
    assert [(row.owner.short_name, row.total, row.paid, row.free) for row in rows] == [
        ("下辛店镇", yuan("1000.00"), yuan("150.00"), yuan("850.00")),
        ("义堂镇", yuan("500.00"), yuan("450.01"), yuan("49.99")),
    ]
    assert {month: amount for month, amount in whole.months.items() if amount} == {
        9: yuan("100.00"),
        10: yuan("500.01"),
    }
    assert [line.code for line in county.nearly_used(2026, bureau())] == [paid[1].code]


def test_the_chart_has_one_scale(paid):
    rows, whole = county.county(2026, bureau())
    first, second = county.as_chart(rows)
    assert [part["width"] for part in first["parts"]] == ["150.00", "0.00", "0.00", "0.00", "850.00"]
    assert second["parts"][-1] == {"key": "free", "x": "450.01", "width": "49.99"}
    columns = county.as_columns(whole)
    assert (columns[9]["height"], columns[9]["y"], columns[0]["height"]) == ("100.00", "0.00", "0.00")


def test_a_months_report_stays_what_it_was(paid):
    rows, sums = county.month_report(2026, 9, bureau())
    assert [(row.owner.short_name, row.paid_in_month, row.paid) for row in rows] == [
        ("下辛店镇", yuan("100.00"), yuan("100.00")),
        ("义堂镇", yuan("0.00"), yuan("0.00")),
    ]
    assert (sums["total"], sums["paid"], sums["free"]) == (yuan("1500.00"), yuan("100.00"), yuan("1400.00"))
    _rows, sums = county.month_report(2026, 10, bureau())
    assert (sums["paid_in_month"], sums["paid"]) == (yuan("500.01"), yuan("600.01"))
    before = county.state_of_month("2026-09")
    pay(paid[0], "1.00", moment(11, 1))
    assert (county.state_of_month("2026-09") == before, county.state_of_month("2026-11") == before) == (
        True,
        False,
    )


def test_a_township_sees_its_own_only(client, paid):
    clock.start_at(moment(10, 10))
    finance = person(township("义堂镇"), Office.FINANCE)
    login(client, finance)
    assert [row.owner.short_name for row in client.get(reverse("budgeting:county")).context["rows"]] == [
        "义堂镇"
    ]
    report = client.get(reverse("budgeting:month-report"))
    assert [row.owner.short_name for row in report.context["rows"]] == ["义堂镇"]
    assert report.context["document_url"] == ""
    codes = {row.line.code for row in client.get(reverse("budgeting:ledger")).context["page_obj"].object_list}
    assert codes == {paid[1].code}
    assert client.get(reverse("budgeting:report-document", args=["2026-09"])).status_code == 404
    assert client.get(reverse("workspace:budget-exceptions")).status_code == 403


def test_the_report_as_table_and_document(client, paid):
    clock.start_at(moment(10, 10))
    login(client, auditor())
    url = reverse("budgeting:month-report")
    response = client.get(url, {"month": "2026-09", "export": "xlsx"})
    lines = list(load_workbook(io.BytesIO(response.getvalue())).active.values)
    assert lines[2][:4] == ("单位", "预算数（元）", "本月支付（元）", "累计支付（元）")
    assert lines[-1][:4] == ("合计", 1500, 100, 100)
    assert client.get(url, {"month": "1999-01"}).status_code == 404
    sheet = month_document("2026-09", "")
    assert (sheet.name, sheet.context["sums"]["paid"]) == ("budget-report-2026-09.pdf", yuan("100.00"))
    address = reverse("budgeting:report-document", args=["2026-09"])
    printed = client.get(address, {"as": "print"}).content.decode()
    assert "政府购买服务预算执行情况月报" in printed and "1,500.00" in printed
    assert client.get(reverse("budgeting:report-document", args=["1999-01"])).status_code == 404


def test_the_ledger_is_filtered_and_exported(client, paid):
    login(client, budget_officer())
    url = reverse("budgeting:ledger")
    page = client.get(url, {"kind": "PAY", "line": paid[0].code})
    assert [row.amount for row in page.context["page_obj"].object_list] == [yuan("50.00"), yuan("100.00")]
    response = client.get(url, {"kind": "PAY", "export": "csv"})
    rows = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert len(rows) == 4
    entry = LedgerEntry.objects.filter(kind="PAY").order_by("-at").first()
    assert rows[1].endswith(entry.audit_entry.hash)
    exported = client.get(url, {"export": "xlsx"})
    assert load_workbook(io.BytesIO(exported.getvalue())).active.max_row == LedgerEntry.objects.count() + 1


@pytest.mark.parametrize("rows", [1, 20])
@pytest.mark.parametrize("name", ["county", "ledger", "month-report"])
def test_pages_take_a_fixed_number_of_queries(client, name, rows, django_assert_max_num_queries):
    for number in range(rows):
        approved_line(organisation=township(f"第{number}镇"))
    login(client, budget_officer())
    with django_assert_max_num_queries(16):
        assert client.get(reverse(f"budgeting:{name}")).status_code == 200


def test_nothing_to_show_and_odd_years(client):
    login(client, budget_officer())
    for year in ("", "abcd", "0000", "9999", "２０２６"):
        assert client.get(reverse("budgeting:county"), {"year": year}).status_code == 200


def test_exceptions_for_the_bureau(client):
    clock.start_at(AT)
    line = reserved_line("100.00", held="95.00")
    page = login(client, budget_officer()).get(reverse("workspace:budget-exceptions"))
    assert [one.code for one in page.context["lines"]] == [line.code]
    assert (list(page.context["items"]), list(page.context["late"])) == ([], [])


def test_all_exceptions_of_a_kind_are_reached_page_by_page(client, monkeypatch):
    clock.start_at(AT)
    lines = [reserved_line("100.00", held=f"{held}.00") for held in (99, 97, 95)]
    monkeypatch.setattr(exceptions, "SHOWN", 2)
    monkeypatch.setattr(exceptions, "PER_PAGE", 2)
    url = reverse("workspace:budget-exceptions")
    page = login(client, budget_officer()).get(url)
    assert list(page.context["lines"]) == lines[:2]
    assert "查看全部 3 项" in page.content.decode()
    page = client.get(url, {"show": "lines", "page": 2})
    assert list(page.context["lines"]) == lines[2:]
    assert "items" not in page.context
    assert client.get(url, {"show": "nothing"}).context["shown"] == ""


@pytest.mark.parametrize("rows", [1, 10])
def test_exceptions_take_a_fixed_number_of_queries(client, rows, django_assert_max_num_queries):
    clock.start_at(AT)
    author = operator()
    line = approved_line("9000000.00", organisation=organisation_of(author))
    facts = {"start_month": AT.month - 1, "amount": yuan("60000.00")}
    items = [plan_item(ItemStatus.AGREED, author=author, line=line, **facts) for _ in range(rows)]
    publish_plan(items=items, actor=catalogue_officer(), at=AT)
    for _ in range(rows):
        reserved_line("100.00", held="99.00")
    login(client, budget_officer())
    for show in ("", "items", "lines", "late"):
        with django_assert_max_num_queries(16):
            page = client.get(reverse("workspace:budget-exceptions"), {"show": show})
        for name in {"items", "lines"} & {show or "items", show or "lines"}:
            assert page.context[name].paginator.count == rows
