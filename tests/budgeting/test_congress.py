"""A township's congress approves its budget before its lines give money (N-10, B-18)."""

from decimal import Decimal

import pytest
from django.urls import reverse

from procurement.accounts.enums import Office, OrganisationKind
from procurement.budgeting import services
from procurement.budgeting.models import TownshipBudget
from procurement.budgeting.selectors import todos
from procurement.core import lifecycle, policies
from procurement.core.actors import SYSTEM
from procurement.core.errors import DomainError, GuardRefused
from procurement.core.spreadsheets import Row
from tests.factories.accounts import AT, auditor, bureau, login, organisation, person, township
from tests.factories.budgeting import budget_officer, draft_line, midterm_line, township_budget

pytestmark = pytest.mark.django_db
DAY = AT.date()


def waiting(home=None, **fields):
    """Return a township's line whose congress has no decision on record."""
    return draft_line("100.00", organisation=home or township(), decided=False, **fields)


def approve(line):
    return services.approve_line(line=line, document="云财预〔2026〕12号", actor=budget_officer(), at=AT)


def test_a_townships_line_waits_for_its_congress():
    line = waiting()
    with pytest.raises(GuardRefused, match="本级人民代表大会的批准。请先登记大会名称、批准日期和决议文件"):
        approve(line)
    line.refresh_from_db()
    assert (line.status, line.free, line.entries.count()) == ("DRAFT", Decimal("0.00"), 0)
    township_budget(line.organisation, 2025)
    with pytest.raises(GuardRefused):
        approve(line)
    township_budget(line.organisation)
    assert approve(line).free == Decimal("100.00")


def test_other_purchasers_have_no_congress_of_their_own():
    department = organisation(OrganisationKind.COUNTY_DEPARTMENT)
    assert approve(draft_line("100.00", organisation=department)).free == Decimal("100.00")


def test_the_mid_term_plan_is_no_budget_but_its_year_is():
    line = midterm_line("100.00", decided=False)
    services.propose_year(line=line, proposed=Decimal("100.00"), actor=budget_officer(), at=AT)
    with pytest.raises(GuardRefused, match="2027年预算还没有登记本级人民代表大会的批准"):
        approve(line)
    township_budget(line.organisation, 2027)
    assert approve(line).status == "APPROVED"


def test_filing_is_waited_for_only_where_the_bureau_says_so():
    policies.set_parameter(
        key="township_filing_first",
        value="1",
        effective_from=DAY,
        source="云财预〔2026〕3号",
        confirmed=True,
        actor=bureau(Office.BUREAU_SUPERVISOR),
        at=AT,
    )
    line = draft_line("100.00")
    with pytest.raises(GuardRefused, match="还没有登记向县级备案"):
        approve(line)
    budget = TownshipBudget.objects.get()
    services.file_township_budget(
        budget=budget, filed_on=DAY, filing_number="云常备〔2026〕8号", actor=budget_officer(), at=AT
    )
    assert approve(line).status == "APPROVED"


def test_a_table_is_approved_when_every_township_in_it_has_decided():
    homes = [township(), township("义堂镇")]
    rows = [
        Row(number, {**values(home), "system_number": f"4209-{number}"}, {})
        for number, home in enumerate(homes, start=2)
    ]
    batch = services.import_allotments(rows=rows, source=None, actor=budget_officer(), at=AT)
    for home in homes:
        with pytest.raises(GuardRefused) as caught:
            services.approve_batch(batch=batch, document="文", actor=budget_officer(), at=AT)
        assert home.short_name in str(caught.value)
        township_budget(home)
    batch.refresh_from_db()
    services.approve_batch(batch=batch, document="文", actor=budget_officer(), at=AT)
    assert {line.status for line in lines(homes)} == {"APPROVED"}


def values(home, amount="1000.00"):
    return {
        "organisation": home,
        "year": 2026,
        "project_name": "道路养护",
        "fund_source": "DEPARTMENT_BUDGET",
        "proposed": Decimal(amount),
    }


def lines(homes):
    return [line for home in homes for line in home.budget_lines.all()]


def test_a_table_of_more_than_can_be_held_is_refused_whole():
    rows = [Row(number, values(township(), "9999999999999.99"), {}) for number in (2, 3)]
    with pytest.raises(DomainError) as caught:
        services.import_allotments(rows=rows, source=None, actor=budget_officer(), at=AT)
    assert (caught.value.field, lines([township()])) == ("file", [])


def test_the_line_says_what_is_missing_and_leads_there_and_back(client):
    line = waiting()
    officer, page = budget_officer(), line.get_absolute_url()
    shown = login(client, officer).get(page)
    step = f"{reverse('budgeting:township-register')}?organisation={line.organisation.code}&year=2026&line={line.code}"
    assert (shown.context["congress"].budget, shown.context["congress_url"]) == (None, step)
    assert "暂不能批准" in shown.content.decode()
    refused = client.post(reverse("budgeting:line-approve", args=[line.code]), {"document": "文"})
    assert "请先登记大会名称" in str(refused.context["form"].non_field_errors())

    form = client.get(step).context["form"]
    assert (form["organisation"].value(), form["year"].value()) == (line.organisation.code, "2026")
    data = {
        "organisation": line.organisation.code,
        "year": "2026",
        "congress": "第五次会议",
        "approved_on": "2026-01-09",
        "document": "下人发〔2026〕3号",
        "form_token": form.fields["form_token"].initial,
    }
    assert client.post(step, data).url == page
    budget, shown = TownshipBudget.objects.get(), client.get(page)
    assert shown.context["congress_url"] == (
        f"{reverse('budgeting:township-file', args=[budget.code])}?line={line.code}"
    )
    assert (shown.context["congress"].ready, shown.context["congress"].unconfirmed) == (True, True)
    for who in (auditor(), person(line.organisation, Office.FINANCE)):
        assert login(client, who).get(page).context["congress_url"] == ""


@pytest.mark.parametrize("day", ["0001-01-09", "1926-01-09", "2024-12-31", "2026-09-22", "2026-13-01"])
def test_a_day_that_cannot_be_is_told_beside_its_field(client, day):
    home = township()
    url = reverse("budgeting:township-register")
    token = login(client, budget_officer()).get(url).context["form"].fields["form_token"].initial
    data = {"organisation": home.code, "year": "2026", "congress": "第五次会议", "document": "文"}
    answer = client.post(url, {**data, "approved_on": day, "form_token": token})
    assert list(answer.context["form"].errors) == ["approved_on"]
    assert not TownshipBudget.objects.exists()


def test_a_filing_day_before_the_congress_is_told_beside_its_field(client):
    budget = township_budget()
    step = reverse("budgeting:township-file", args=[budget.code])
    for day in ("0001-01-01", "2026-01-08", "2026-09-22"):
        answer = login(client, budget_officer()).post(step, {"filed_on": day, "filing_number": "8"})
        assert list(answer.context["form"].errors) == ["filed_on"]


def test_who_registers_has_it_among_what_waits():
    home, officer = township(), budget_officer()
    finance = person(home, Office.FINANCE)
    first, other = waiting(home), waiting(township("义堂镇"), year=2027)
    waiting(home)
    expected = [f"{home.code}-2026"]
    assert [todo.subject_code for todo in todos(officer, AT)] == [*expected, other.code]
    assert [todo.subject_code for todo in todos(finance, AT)] == expected
    assert "2笔" in todos(finance, AT)[0].title
    assert todos(person(home, Office.OPERATOR), AT) == todos(auditor(), AT) == []
    township_budget(home)
    assert todos(finance, AT) == []
    assert first.code in [todo.subject_code for todo in todos(officer, AT)]


def test_the_button_gives_the_reason_of_the_guard():
    line = waiting()
    option = lifecycle.may("approve", line, actor=budget_officer(), at=AT)
    assert (option.permitted, option.allowed) == (True, False)
    assert lifecycle.may("approve", line, actor=SYSTEM, at=AT).allowed is False
