"""Screens of a plan of a year: the list, the plan, handing in, agreeing, reserving, an agreed wish's money."""

from decimal import Decimal

import pytest
from django.urls import reverse

from catalogue import services
from catalogue.enums import AnnualStatus, ItemStatus, OrganisationForm
from catalogue.models import PlanItem
from procurement.accounts.enums import Office
from procurement.regulations import methods
from tests.factories.accounts import AT, login, organisation_of, person, township
from tests.factories.budgeting import approved_line
from tests.factories.catalogue import catalogue_officer, minutes, operator, plan_item, plan_of

pytestmark = pytest.mark.django_db
MEETING = {"meeting": "镇党政联席会议", "meeting_on": "2026-01-05", "decided_by": "书记、镇长"}


def address(name, *args):
    return reverse(f"catalogue:{name}", args=args)


def text_of(response):
    return response.content.decode()


def test_the_page_of_handing_in_says_what_goes_and_what_stays_and_why(client):
    author = operator()
    ready = plan_item(author=author)
    plan_item(author=author, title="没有指标的项目", indicators=[])
    page = login(client, author).get(address("annual-submit", plan_of(ready).code))
    assert [row["item"] for row in page.context["ready"]] == [ready]
    assert "没有指标的项目" in text_of(page)
    assert "应为 100" in text_of(page)


@pytest.mark.parametrize("rows", [1, 10])
def test_the_page_of_handing_in_takes_a_fixed_number_of_queries(client, rows, django_assert_max_num_queries):
    author = operator()
    line = approved_line("9000000.00", organisation=organisation_of(author))
    items = [plan_item(author=author, line=line, amount=Decimal("60000.00")) for _ in range(rows)]
    plan_item(author=author, title="没有指标的项目", indicators=[])
    url = address("annual-submit", plan_of(items[0]).code)
    login(client, author)
    with django_assert_max_num_queries(24):
        page = client.get(url)
    assert (len(page.context["ready"]), len(page.context["unready"])) == (rows, 1)


def test_drafts_that_would_split_together_stay_and_the_page_says_so_before(client):
    author = operator()
    line = approved_line("3000000.00", organisation=organisation_of(author))
    way = {"method": methods.COMPETITIVE_CONSULTATION, "organisation_form": OrganisationForm.SELF_RUN}
    facts = {**way, "amount": Decimal("1100000.00"), "sme_reserved": True, "method_reason": "须比较方案"}
    halves = [plan_item(author=author, line=line, **facts) for _ in range(2)]
    small = plan_item(author=author)
    plan = plan_of(small)
    url = address("annual-submit", plan.code)
    page = login(client, author).get(url)
    assert [row["item"] for row in page.context["ready"]] == [small]
    assert [row["item"] for row in page.context["unready"]] == halves
    assert "属于化整为零" in text_of(page)
    assert (
        client.post(url, {**MEETING, "minutes": minutes(), "seen": page.context["form"]["seen"].value()}).url
        == plan.get_absolute_url()
    )
    states = PlanItem.objects.filter(pk__in=[*(half.pk for half in halves), small.pk]).order_by("pk")
    assert [item.status for item in states] == ["DRAFT", "DRAFT", "SUBMITTED"]


def test_a_refused_file_stands_beside_the_minutes_and_nothing_typed_is_lost(client):
    author = operator()
    plan = plan_of(plan_item(author=author))
    url = address("annual-submit", plan.code)
    page = login(client, author).post(url, {**MEETING, "minutes": minutes("纪要.exe")})
    assert list(page.context["form"].errors) == ["minutes"]
    assert "镇党政联席会议" in text_of(page)


def test_what_is_handed_in_is_what_the_page_showed(client):
    author = operator()
    item = plan_item(author=author)
    plan = plan_of(item)
    url = address("annual-submit", plan.code)

    def sent(page):
        return {**MEETING, "minutes": minutes(), "seen": page.context["form"]["seen"].value()}

    first = login(client, author).get(url)
    late = plan_item(author=author, title="同事刚写好的项目")
    page = client.post(url, sent(first))
    assert "改动了“同事刚写好的项目”" in page.context["form"].non_field_errors()[0]
    assert [row["item"] for row in page.context["ready"]] == [item, late]
    services.set_indicators(item=item, targets=[], actor=author, at=AT)
    page = client.post(url, sent(page))
    assert f"“{item.title}”刚才可以提交，现在不能了" in page.context["form"].non_field_errors()[0]
    assert client.post(url, sent(page)).url == plan.get_absolute_url()
    late.refresh_from_db()
    item.refresh_from_db()
    assert (item.status, late.status) == (ItemStatus.DRAFT, ItemStatus.SUBMITTED)


def test_the_bureau_agrees_to_what_it_saw(client):
    author = operator()
    item = plan_item(ItemStatus.SUBMITTED, author=author)
    plan = plan_of(item)
    url = address("annual-agree", plan.code)
    seen = login(client, catalogue_officer()).get(url).context["form"].initial["seen"]
    services.return_item(item=item, remarks="改", actor=catalogue_officer(), at=AT)
    services.edit_item(item=item, title="改了", actor=author, at=AT)
    services.submit_item(item=item, actor=author, at=AT)
    page = client.post(url, {"seen": seen})
    assert "改动了“改了”" in page.context["form"].non_field_errors()[0]
    assert client.post(url, {"seen": page.context["form"].data["seen"]}).url == plan.get_absolute_url()
    plan.refresh_from_db()
    assert plan.status == AnnualStatus.AGREED


def test_reserving_for_one_purchaser_and_year_ticks_what_fits(client):
    author = operator()
    home = organisation_of(author)
    line = approved_line("500000.00", organisation=home)
    big, small = (
        plan_item(ItemStatus.AGREED, author=author, line=line, amount=Decimal(amount))
        for amount in ("400000.00", "150000.00")
    )
    plan_item(ItemStatus.AGREED, home=township("下辛店镇"))
    url = address("plan-reserve", home.code, 2026)
    page = login(client, catalogue_officer()).get(url)
    assert [row["item"] for row in page.context["rows"]] == [big, small]
    assert page.context["form"].initial["items"] == [big.code]
    assert "还差 50,000.00 元" in text_of(page)
    form = page.context["form"]
    sent = {
        "items": [big.code, small.code],
        "seen": form.initial["seen"],
        "form_token": form.fields["form_token"].initial,
    }
    page = client.post(url, sent)
    assert "只剩 100,000.00 元可用" in page.context["form"].errors["items"][0]
    sent["form_token"] = client.get(url).context["form"].fields["form_token"].initial
    assert client.post(url, {**sent, "items": [big.code]}).status_code == 302
    assert set(PlanItem.objects.filter(organisation=home).values_list("status", flat=True)) == {
        ItemStatus.PUBLISHED,
        ItemStatus.AGREED,
    }


def test_finance_names_the_line_of_an_agreed_wish(client):
    author = operator()
    item = plan_item(ItemStatus.AGREED, author=author, slices=[])
    line = approved_line("300000.00", organisation=organisation_of(author))
    finance = person(organisation_of(author), Office.FINANCE)
    url = address("plan-item-fund", item.code)
    form = login(client, finance).get(url).context["form"]
    data = {"fundings-TOTAL_FORMS": 1, "fundings-INITIAL_FORMS": 0, "revision": form.initial["revision"]}
    first = {"fundings-0-line": line.code, "fundings-0-amount": "288000.00"}
    assert client.post(url, {**data, **first}).url == item.get_absolute_url()
    assert item.fundings.get().line == line
    # The second one to save is told who was there first.
    page = client.post(url, {**data, **first, "fundings-0-amount": "1.00"})
    assert finance.name in page.context["form"].non_field_errors()[0]


def test_a_reason_is_asked_only_where_the_plan_is_public_already(client):
    author = operator()
    home = organisation_of(author)
    first = plan_item(ItemStatus.AGREED, author=author)
    url = address("plan-publish")
    form = login(client, catalogue_officer()).get(url).context["form"]
    assert "reason" not in form.fields
    assert client.post(url, answer(form, first)).status_code == 302
    second = plan_item(ItemStatus.AGREED, author=author)
    form = client.get(url).context["form"]
    assert home.short_name in form.fields["reason"].help_text
    assert form.fields["reason"].required
    page = client.post(url, answer(form, second))
    assert home.short_name in page.context["form"].errors["reason"][0]
    # What goes into a plan that is not public yet needs none, beside one that would.
    other = plan_item(ItemStatus.AGREED, home=township("下辛店镇"))
    form = client.get(url).context["form"]
    assert client.post(url, answer(form, other)).status_code == 302
    form = client.get(url).context["form"]
    assert client.post(url, {**answer(form, second), "reason": "县里追加任务"}).status_code == 302
    assert list(plan_of(second).adjustments.values_list("number", "reason")) == [(1, "县里追加任务")]


def answer(form, *items):
    return {
        "items": [item.code for item in items],
        "seen": form.initial["seen"],
        "form_token": form.fields["form_token"].initial,
    }


@pytest.mark.parametrize("rows", [1, 10])
def test_the_pages_take_a_fixed_number_of_queries(client, rows, django_assert_max_num_queries):
    author = operator()
    line = approved_line("9000000.00", organisation=organisation_of(author))
    small = Decimal("60000.00")
    items = [plan_item(ItemStatus.AGREED, author=author, line=line, amount=small) for _ in range(rows)]
    login(client, catalogue_officer())
    plan = plan_of(items[0])
    for url in (
        address("annual-list"),
        plan.get_absolute_url(),
        address("plan-reserve", plan.organisation.code, 2026),
    ):
        with django_assert_max_num_queries(28):
            assert client.get(url).status_code == 200
