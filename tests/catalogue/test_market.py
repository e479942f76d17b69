"""The page of one entry: what was bought under it, at what price and how good, what is open, what is new."""

from decimal import Decimal

import pytest
from django.urls import reverse

from catalogue import services
from catalogue.models import PurchaseIntent
from catalogue.selectors import market_of
from procurement.publications.enums import PublicationKind
from procurement.publications.services import publish
from tests.factories.accounts import AT
from tests.factories.catalogue import (
    TREE,
    catalogue_in,
    catalogue_officer,
    draft_catalogue,
    entry,
    operator,
    plan_item,
    published_catalogue,
)

pytestmark = pytest.mark.django_db


def contract(item, amount, supplier="GYS-1"):
    return publish(
        kind=PublicationKind.CONTRACT,
        subject_kind="contract",
        subject_code=f"HT-{item.code}-{amount}",
        project_code=item.code,
        title=item.title,
        organisation=item.organisation,
        payload={"facts": {"amount": Decimal(amount), "supplier": supplier}},
        actor=catalogue_officer(),
        at=AT,
    )


def test_what_was_bought_under_an_entry():
    done = plan_item("CLOSED", quantity=Decimal(100), unit="小时", amount=Decimal("5000.00"))
    other = plan_item("PUBLISHED", quantity=Decimal(10), unit="小时", amount=Decimal("500.00"))
    third = plan_item("PUBLISHED", quantity=Decimal(2), unit="月", amount=Decimal("800.00"))
    waiting = plan_item("PUBLISHED", amount=Decimal("100.00"))
    plan_item("SUBMITTED", amount=Decimal("100.00"))
    contract(done, "4000.00")
    contract(done, "500.00", "GYS-2")
    contract(other, "480.00")
    contract(third, "700.00", "GYS-3")
    found = market_of(entry())
    assert {item.code for item in found.items} == {done.code, other.code, third.code, waiting.code}
    assert (found.total, found.contracted, found.suppliers) == (Decimal("6400.00"), 3, 3)
    assert [(row.unit, row.median, row.contracts) for row in found.prices] == [
        ("小时", Decimal("46.50"), 2),
        ("月", Decimal("350.00"), 1),
    ]
    assert found.grades == [("GOOD", 1)]
    assert found.open == []


def test_what_is_open_now_stands_first(client):
    item = plan_item("PUBLISHED", method="COMPETITIVE_CONSULTATION", method_reason="x",
                     organisation_form="SELF_RUN", sme_reserved=True, amount=Decimal("600000.00"))  # fmt: skip
    services.publish_intent(
        item=item,
        summary="保洁",
        expected_month=AT.date().replace(month=11, day=1),
        actor=operator(item.organisation),
        at=AT,
    )
    assert PurchaseIntent.objects.count() == 1
    page = client.get(entry().get_absolute_url())
    assert [row.code for row in page.context["market"].open] == [item.code]
    assert "现在的机会" in page.content.decode()


def test_what_changed_since_last_year(client):
    published_catalogue(2025)
    rows = [dict(row) for row in TREE]
    rows[2]["unit"] = "小时"
    rows.append({"code": "A0410", "name": "临时救助", "parent": "A04"})
    now = catalogue_in("APPROVED", 2026, rows)
    services.publish_version(version=now, actor=catalogue_officer(), at=AT)

    def page(code):
        return client.get(now.items.get(code=code).get_absolute_url())

    assert [(row.label, row.after) for row in page("A0402").context["news"]] == [("计量单位", "小时")]
    assert "没有变化" in page("A0607").content.decode()
    assert "本年度新增的条目" in page("A0410").content.decode()
    first = published_catalogue(2025).items.get(code="A0402")
    assert "没有更早的目录" in client.get(first.get_absolute_url()).content.decode()


def test_an_address_that_outlives_its_version(client):
    old = published_catalogue()
    url = reverse("catalogue:entry-permanent", args=["national-ab", "A0402"])
    assert client.get(url).url == old.items.get(code="A0402").get_absolute_url()
    new = services.publish_version(version=catalogue_in("APPROVED"), actor=catalogue_officer(), at=AT)
    assert client.get(url).url == new.items.get(code="A0402").get_absolute_url()
    assert client.get(reverse("catalogue:entry-permanent", args=["national-ab", "Z9"])).status_code == 404


def test_a_draft_has_no_permanent_address(client):
    draft_catalogue()
    url = reverse("catalogue:entry-permanent", args=["national-ab", "A0402"])
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("count", [1, 12])
def test_as_many_queries_for_many_projects(django_assert_num_queries, count):
    for number in range(count):
        contract(plan_item("PUBLISHED", amount=Decimal("100.00")), f"{number + 1}.00")
    item = entry()
    # The entry's version, its projects, their publications.
    with django_assert_num_queries(3):
        market_of(item)


def test_a_catalogue_of_3000_costs_as_many_queries_as_a_small_one(client, django_assert_max_num_queries):
    rows = [TREE[0]]
    rows += [{"code": f"A{n:02d}", "name": f"类{n}", "parent": "A"} for n in range(30)]
    rows += [
        {"code": f"A{n:02d}{m:02d}", "name": f"条目{n}-{m}", "parent": f"A{n:02d}", "provincial_code": "1"}
        for n in range(30)
        for m in range(100)
    ]
    version = published_catalogue(rows=rows)
    for url in (
        reverse("catalogue:tree"),
        reverse("catalogue:tree") + "?q=条目7",
        version.items.get(code="A0101").get_absolute_url(),
    ):
        client.get(url)
        with django_assert_max_num_queries(16):
            assert client.get(url).status_code == 200
