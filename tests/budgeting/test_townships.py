"""A township's people's congress approves its budget; filed with the county or not (B-18)."""

import pytest
from django.urls import reverse

from procurement.accounts.enums import Office
from procurement.budgeting import services
from procurement.budgeting.models import TownshipBudget
from procurement.core import clock
from procurement.core.errors import DomainError, NotAllowed, WrongState
from tests.factories.accounts import AT, auditor, bureau, login, organisation, person, township
from tests.factories.budgeting import approved_line, budget_officer, township_budget

pytestmark = pytest.mark.django_db
DAY = AT.date()


def register(**changed):
    values = {
        "organisation": township(),
        "year": 2026,
        "congress": "第五次会议",
        "approved_on": DAY,
        "document": "下人发〔2026〕3号",
        "actor": budget_officer(),
        "at": AT,
    }
    return services.register_township_budget(**{**values, **changed})


def file(budget, **changed):
    values = {"filed_on": DAY, "filing_number": "云常备〔2026〕8号", "actor": budget_officer(), "at": AT}
    return services.file_township_budget(budget=budget, **{**values, **changed})


def test_is_registered_once_and_filed_once():
    budget = register()
    with pytest.raises(DomainError) as caught:
        register()
    assert caught.value.field == "year"
    file(budget)
    assert (budget.status, budget.filing_number) == ("FILED", "云常备〔2026〕8号")
    with pytest.raises(WrongState):
        file(budget)


def test_days_and_kind_of_organisation_are_held():
    with pytest.raises(DomainError) as caught:
        register(approved_on=DAY.replace(year=2027))
    assert caught.value.field == "approved_on"
    with pytest.raises(DomainError) as caught:
        register(organisation=organisation("COUNTY_DEPARTMENT"))
    assert caught.value.field == "organisation"
    with pytest.raises(DomainError) as caught:
        file(register(), filed_on=DAY.replace(year=2025))
    assert caught.value.field == "filed_on"


def test_a_township_registers_its_own_and_only_the_bureau_files():
    finance = person(township(), Office.FINANCE)
    budget = register(actor=finance)
    with pytest.raises(NotAllowed):
        register(organisation=township("义堂镇"), actor=finance)
    for actor in (finance, bureau(), auditor()):
        with pytest.raises(NotAllowed):
            file(budget, actor=actor)


def test_the_screen_shows_every_township_and_a_township_its_own(client):
    home, other = township(), township("义堂镇")
    budget = township_budget(home)
    url = reverse("budgeting:township-list")
    rows = login(client, budget_officer()).get(url, {"year": 2026}).context["rows"]
    assert [(row["organisation"], row["budget"], row["may_file"]) for row in rows] == [
        (home, budget, True),
        (other, None, False),
    ]
    rows = login(client, person(other, Office.FINANCE)).get(url).context["rows"]
    assert [row["organisation"] for row in rows] == [other]
    assert login(client, budget_officer()).get(url, {"year": "２０２６x"}).status_code == 200


def test_registering_and_filing_on_screen(client):
    home = township()
    officer = budget_officer()
    url = reverse("budgeting:township-register")
    token = login(client, officer).get(url).context["form"].fields["form_token"].initial
    data = {
        "organisation": home.code,
        "year": "2026",
        "congress": "第五次会议",
        "approved_on": "2026-01-09",
        "document": "下人发〔2026〕3号",
        "form_token": token,
    }
    assert client.post(url, data).status_code == 302
    budget = TownshipBudget.objects.get()
    step = reverse("budgeting:township-file", args=[budget.code])
    wrong = client.post(step, {"filed_on": "2025-01-01", "filing_number": "x"})
    assert list(wrong.context["form"].errors) == ["filed_on"]
    assert (
        client.post(step, {"filed_on": "2026-02-01", "filing_number": "云常备〔2026〕8号"}).status_code == 302
    )
    page = client.get(approved_line(organisation=home).get_absolute_url())
    told = {row["label"]: row["value"] for row in page.context["facts"]}
    assert told["向县级备案"] == "已备案 云常备〔2026〕8号"
    assert login(client, person(township("义堂镇"), Office.FINANCE)).get(step).status_code == 404


@pytest.mark.parametrize(("month", "year"), [(1, 2026), (9, 2026), (10, 2027), (12, 2027)])
def test_the_forms_open_with_the_countys_year_and_in_autumn_with_the_next(client, month, year):
    clock.start_at(AT.replace(month=month))
    login(client, budget_officer())
    for name in ("township-register", "line-create"):
        form = client.get(reverse(f"budgeting:{name}")).context["form"]
        assert form["year"].value() == year
    asked = client.get(reverse("budgeting:township-register"), {"year": "2025"})
    assert asked.context["form"]["year"].value() == "2025"
