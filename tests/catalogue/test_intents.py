"""Purchase intents: 30 days before the start, corrected and never edited; and what waits for whom."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from catalogue import services
from catalogue.enums import ItemStatus, OrganisationForm
from catalogue.selectors import earliest_start, intent_due, latest_intent, stages_of, todos
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.publications.models import Publication
from procurement.regulations import methods
from tests.factories.accounts import AT, bureau, login, stranger, township
from tests.factories.catalogue import catalogue_officer, operator, plan_item

pytestmark = pytest.mark.django_db
CONSULTATION = {
    "amount": Decimal("1960000.00"),
    "method": methods.COMPETITIVE_CONSULTATION,
    "method_reason": "政府购买服务项目",
    "organisation_form": OrganisationForm.ENTRUSTED,
    "sme_reserved": True,
}


def intent(item, actor, month=date(2026, 11, 15), at=AT):
    return services.publish_intent(
        item=item, summary="21个村的保洁与垃圾收集", expected_month=month, actor=actor, at=at
    )


def test_an_intent_tells_from_when_the_procurement_may_start():
    author = operator()
    item = plan_item(ItemStatus.PUBLISHED, author=author, **CONSULTATION)
    assert earliest_start(item) is None
    made = intent(item, author)
    assert (made.expected_month, made.amount) == (date(2026, 11, 1), item.amount)
    assert earliest_start(item) == date(2026, 10, 21)
    notice = Publication.objects.get(code=made.publication_code)
    assert notice.title == "义堂镇人民政府2026年11月政府采购意向：居家养老上门服务"
    assert (notice.payload["earliest_start"], notice.project_code) == ("2026-10-21", item.code)
    assert stages_of([item.code])[item.code].key == "INTENT"


def test_a_later_intent_corrects_the_first_and_does_not_start_the_clock_again():
    author = operator()
    item = plan_item(ItemStatus.PUBLISHED, author=author, **CONSULTATION)
    first = intent(item, author)
    second = intent(item, author, at=AT + timedelta(days=9))
    assert latest_intent(item) == second
    assert Publication.objects.get(code=second.publication_code).corrects.code == first.publication_code
    assert earliest_start(item) == date(2026, 10, 21)


def test_a_month_too_early_is_refused_with_the_day():
    author = operator()
    item = plan_item(ItemStatus.PUBLISHED, author=author, **CONSULTATION)
    with pytest.raises(DomainError) as caught:
        intent(item, author, month=date(2026, 9, 1))
    assert (caught.value.field, caught.value.rule) == ("expected_month", "D-01")
    assert "2026年10月21日起才能开始采购" in str(caught.value)
    assert intent(item, author, month=date(2026, 10, 1)).expected_month == date(2026, 10, 1)


def test_a_small_purchase_has_no_intent():
    author = operator()
    item = plan_item(ItemStatus.PUBLISHED, author=author)
    with pytest.raises(DomainError) as caught:
        intent(item, author)
    assert caught.value.rule == "N-14"


def test_an_intent_needs_its_summary():
    author = operator()
    item = plan_item(ItemStatus.PUBLISHED, author=author, **CONSULTATION)
    with pytest.raises(DomainError) as caught:
        services.publish_intent(item=item, summary=" ", expected_month=date(2026, 11, 1), actor=author, at=AT)
    assert caught.value.field == "summary"


@pytest.mark.parametrize("state", [ItemStatus.DRAFT, ItemStatus.AGREED, ItemStatus.CLOSED])
def test_no_intent_before_the_plan_is_public_nor_after(state):
    author = operator()
    with pytest.raises(WrongState):
        intent(plan_item(state, author=author, **CONSULTATION), author)


@pytest.mark.parametrize("make", [lambda: operator(township("下辛店镇")), catalogue_officer, stranger])
def test_others_publish_no_intent(make):
    with pytest.raises(NotAllowed):
        intent(plan_item(ItemStatus.PUBLISHED, **CONSULTATION), make())


def test_what_waits_for_the_bureau_and_for_the_operator():
    author = operator()
    item = plan_item(ItemStatus.SUBMITTED, author=author)
    plan_item(ItemStatus.AGREED)
    returned = plan_item(ItemStatus.RETURNED, author=author)
    published = plan_item(ItemStatus.PUBLISHED, author=author, **CONSULTATION)
    found = todos(catalogue_officer(), AT)
    assert [(todo.rule, todo.subject_code) for todo in found] == [("B-08", item.code), ("A-14", "")]
    found = todos(author, AT)
    assert [(todo.rule, todo.subject_code, todo.due) for todo in found] == [
        ("B-08", returned.code, None),
        ("D-01", published.code, date(2026, 10, 2)),
        ("G-10", published.code, None),
        ("G-09", published.code, None),
    ]
    assert intent_due(published) == date(2026, 10, 2)
    intent(published, author)
    assert [todo.rule for todo in todos(author, AT)] == ["B-08", "G-10", "G-09"]
    assert [todos(actor, AT) for actor in (bureau(), stranger(), operator(township("下辛店镇")))] == [
        [],
        [],
        [],
    ]


@pytest.mark.parametrize("rows", [1, 12])
def test_what_waits_takes_a_fixed_number_of_queries(rows, django_assert_max_num_queries):
    home, officer = township("义堂镇"), catalogue_officer()
    author = operator(home)
    for _ in range(rows):
        plan_item(ItemStatus.PUBLISHED, author=author, **CONSULTATION)
        plan_item(ItemStatus.SUBMITTED, author=author)
    # Two readers; the making of the catalogue, filings, plans, adjustments, papers against splitting and words
    # to confirm ask once each, survey and hearing four times.
    with django_assert_max_num_queries(17):
        # Each item waits for its intent, its survey and its residents.
        assert (len(todos(author, AT)), len(todos(officer, AT))) == (3 * rows, rows)


def batch_of(client, author):
    login(client, author)
    return client.get(reverse("catalogue:intent-batch"))


def test_the_intents_that_are_wanted_stand_together_with_their_last_day(client):
    author = operator()
    later = plan_item(ItemStatus.PUBLISHED, author=author, title="二", **{**CONSULTATION, "start_month": 12})
    first = plan_item(ItemStatus.PUBLISHED, author=author, title="一", **CONSULTATION)
    plan_item(ItemStatus.PUBLISHED, author=author)
    page = batch_of(client, author)
    rows = [row for month in page.context["months"] for row in month["rows"]]
    assert [(row["item"], row["due"]) for row in rows] == [(one, intent_due(one)) for one in (first, later)]
    assert "数量：6400小时" in rows[0]["summary"].value()


def test_several_intents_are_published_at_once_or_none(client):
    author = operator()
    items = [plan_item(ItemStatus.PUBLISHED, author=author, **CONSULTATION) for _ in range(2)]
    page = batch_of(client, author)
    form = page.context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    data |= {f"tick_{item.code}": "on" for item in items}
    url = reverse("catalogue:intent-batch")
    refused = client.post(url, {**data, f"summary_{items[1].code}": " "})
    assert list(refused.context["form"].errors) == [f"summary_{items[1].code}"]
    assert latest_intent(items[0]) is None
    data["form_token"] = client.get(url).context["form"].fields["form_token"].initial
    assert client.post(url, data).url == url
    assert [latest_intent(item) is not None for item in items] == [True, True]
    assert batch_of(client, author).context["months"] == []


def test_ticking_nothing_publishes_nothing():
    with pytest.raises(DomainError, match="至少勾选一个"):
        services.publish_intents(drafts=[], actor=operator(), at=AT)
