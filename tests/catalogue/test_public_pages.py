"""What everybody sees: few queries, no drafts, found by 养老."""

from decimal import Decimal

import pytest
from django.urls import reverse

from catalogue import services
from catalogue.enums import ItemStatus
from tests.factories.accounts import AT, bureau, login, township
from tests.factories.catalogue import (
    catalogue_officer,
    draft_catalogue,
    entry,
    filing,
    plan_item,
    published_catalogue,
    ready_catalogue,
)

pytestmark = pytest.mark.django_db
PAGES = ("tree", "plan", "item", "project")


@pytest.fixture
def item():
    return plan_item(ItemStatus.PUBLISHED)


def addresses(item) -> dict[str, str]:
    return {
        "tree": reverse("catalogue:tree"),
        "plan": reverse("catalogue:plan"),
        "item": item.catalogue_item.get_absolute_url(),
        "project": reverse("catalogue:plan-project", args=[item.code]),
    }


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["", "/en"])
def test_every_public_page_takes_at_most_ten_queries(
    client, item, name, language, django_assert_max_num_queries
):
    address = language + addresses(item)[name]
    with django_assert_max_num_queries(10):
        assert client.get(address).status_code == 200


def test_as_many_queries_for_twelve_rows(client, item, django_assert_max_num_queries):
    for number in range(11):
        plan_item(ItemStatus.PUBLISHED, home=township(f"测试{number % 5}镇"))
    for name in ("tree", "plan", "item"):
        with django_assert_max_num_queries(10):
            client.get(addresses(item)[name])


def test_without_a_catalogue_the_page_says_so(client):
    assert "目录还没有公布" in client.get(reverse("catalogue:tree")).content.decode()


def test_the_tree_shows_what_is_unconfirmed(client):
    published_catalogue()
    text = client.get(reverse("catalogue:tree")).content.decode()
    assert text.count("<details>") == 2
    # A0402 and B0101 are not confirmed; A0607 is.
    assert text.count("待确认</span>") == 2


def test_the_search_finds_elder_care(client):
    published_catalogue()
    found = client.get(reverse("catalogue:tree"), {"q": "养老"}).context["found"]
    assert [item.code for item in found] == ["A0402"]
    assert client.get(reverse("catalogue:tree"), {"q": "没有的"}).context["found"] == []


def test_an_entry_keeps_its_address_after_a_new_version(client, item):
    old, earlier = item.catalogue_item.get_absolute_url(), item.catalogue_item.version
    tree = reverse("catalogue:version", args=[earlier.code])
    assert client.get(tree).context["current"] is None
    newer = services.publish_version(version=ready_catalogue(), actor=catalogue_officer(), at=AT)
    response = client.get(old)
    assert response.status_code == 200
    assert [row.code for row in response.context["items"]] == [item.code]
    # Who reads the old one is told which is in force; who reads that one is not.
    page, address = client.get(tree), reverse("catalogue:version", args=[newer.code])
    assert page.context["current"] == newer and f'href="{address}"' in page.content.decode()
    assert client.get(address).context["current"] is None


def test_an_entry_without_provincial_code_says_what_is_missing(client):
    assert "需要省级依据" in client.get(entry("B0101").get_absolute_url()).content.decode()
    assert "需要省级依据" not in client.get(entry("A0607").get_absolute_url()).content.decode()


def test_a_draft_catalogue_is_the_bureaus_own(client):
    version = draft_catalogue()
    url = reverse("catalogue:version", args=[version.code])
    assert client.get(url).status_code == 404
    assert client.get(version.items.first().get_absolute_url()).status_code == 404
    assert login(client, bureau()).get(url).status_code == 200


@pytest.mark.parametrize("state", [s for s in ItemStatus.values if s not in ItemStatus.public()])
def test_what_is_not_published_is_nowhere(client, state):
    item = plan_item(state, title="还没公布的项目")
    assert client.get(reverse("catalogue:plan-project", args=[item.code])).status_code == 404
    for url in (reverse("catalogue:plan"), item.catalogue_item.get_absolute_url()):
        assert "还没公布的项目" not in client.get(url).content.decode()


def test_the_plan_is_filtered_by_purchaser_class_month_and_word(client, item):
    asked = filing(township("沙河乡"), code="B0101")
    services.file_filing(filing=asked, actor=catalogue_officer(), at=AT)
    other = plan_item(
        ItemStatus.PUBLISHED,
        home=township("沙河乡"),
        title="农村公厕管护",
        catalogue_item=entry("B0101"),
        start_month=12,
        people_served=40,
    )
    url = reverse("catalogue:plan")
    for query in (
        {"organisation": other.organisation.code},
        {"service_class": "AUXILIARY"},
        {"month": 12},
        {"q": "公厕 沙河"},
    ):
        response = client.get(url, query)
        assert [row.code for row in response.context["page_obj"].object_list] == [other.code]
        totals = response.context["totals"]
        assert (totals["count"], totals["amount"], totals["people"]) == (1, Decimal("288000.00"), 40)
    assert client.get(url, {"q": "没有的"}).context["totals"]["count"] == 0


def test_the_plan_is_exported(client, item):
    response = client.get(reverse("catalogue:plan"), {"export": "csv"})
    rows = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert rows[1].split(",")[0] == item.code


def test_a_project_tells_its_money_by_year_and_its_targets(client, item):
    text = client.get(reverse("catalogue:plan-project", args=[item.code])).content.decode()
    for word in ("28.80", "2026", "288,000.00", "服务对象满意度", "年度购买服务计划"):
        assert word in text


def test_a_large_tree_is_folded_until_a_class_is_opened(client):
    rows = [
        {"code": "A", "name": "公共服务", "parent": "", "service_class": "PUBLIC"},
        *({"code": f"A{n:02d}", "name": f"第{n}类", "parent": "A"} for n in range(1, 7)),
        *(
            {"code": f"A{n:02d}{m:02d}", "name": f"{n}类服务{m}", "parent": f"A{n:02d}"}
            for n in range(1, 7)
            for m in range(1, 91)
        ),
    ]
    published_catalogue(rows=rows)
    url = reverse("catalogue:tree")
    text = client.get(url).content.decode()
    assert "2类服务7" not in text
    assert 'href="?open=A02#entry-A02"' in text
    text = client.get(url, {"open": "A02"}).content.decode()
    assert ("2类服务7" in text, "3类服务7" in text, 'id="entry-A02"' in text) == (True, False, True)
