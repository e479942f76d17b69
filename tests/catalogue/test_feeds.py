"""The plan for programs: an Atom feed and a calendar per filter, and the sums by purchaser, branch and month."""

from datetime import date, timedelta
from decimal import Decimal

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from catalogue import services
from catalogue.enums import ItemStatus
from catalogue.views import followed
from procurement.regulations import methods
from tests.factories.accounts import AT, township
from tests.factories.catalogue import entry, operator, plan_item
from tests.factories.catalogue import fields as item_fields

pytestmark = pytest.mark.django_db
YITANG = "义堂镇"


@pytest.fixture
def items():
    """Two published items of two townships and branches, and a draft that nobody may learn of."""
    return [
        plan_item(ItemStatus.PUBLISHED, home=township(YITANG), start_month=11),
        plan_item(
            ItemStatus.PUBLISHED,
            home=township("伍洛镇"),
            title="村庄保洁",
            catalogue_item=entry("A0607"),
            start_month=12,
            at=AT + timedelta(hours=1),
        ),
        plan_item(home=township(YITANG), title="还没有公布的项目"),
    ]


def atom(client, query: str = "", language: str = "") -> feedparser.FeedParserDict:
    response = client.get(f"{language}{reverse('catalogue:plan-atom')}{query}")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return feedparser.parse(response.content)


def events(client, query: str = "") -> list:
    response = client.get(reverse("catalogue:plan-ics") + query)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(response.content).walk("VEVENT")


def test_the_feed_has_what_is_published_the_newest_first(client, items):
    found = atom(client)
    assert not found.bozo
    assert [one.title for one in found.entries] == ["村庄保洁", "居家养老上门服务"]
    assert [one.link for one in found.entries] == [
        f"http://testserver{items[1].get_public_url()}",
        f"http://testserver{items[0].get_public_url()}",
    ]
    assert found.entries[0].id == f"urn:plan-item:{items[1].code}"
    assert found.entries[0].updated == "2026-09-21T02:00:00+00:00"


def test_the_feed_follows_the_filter_of_the_page(client, items):
    code = items[0].organisation.code
    page = client.get(reverse("catalogue:plan"), {"organisation": code, "sort": "title", "page": "1"})
    addresses = [one["url"] for one in page.context["subscriptions"]]
    assert addresses == [f"/plan/plan.atom?organisation={code}", f"/plan/plan.ics?organisation={code}"]
    assert [one.title for one in atom(client, f"?organisation={code}").entries] == ["居家养老上门服务"]
    assert [str(one["url"]) for one in events(client, f"?organisation={code}")] == [
        f"http://testserver{items[0].get_public_url()}"
    ]


def test_an_english_reader_gets_the_same_entries_in_english(client, items):
    found = atom(client, language="/en")
    assert [one.id for one in found.entries] == [one.id for one in atom(client).entries]
    assert found.entries[0].summary == (
        "伍洛镇人民政府; budget 288,000.00 yuan; 160 people served; to be bought in 2026-12; now: In the plan"
    )


def test_a_filter_that_means_nothing_leaves_the_feed_whole(client, items):
    assert len(atom(client, "?month=99").entries) == len(atom(client).entries)


def test_the_calendar_names_the_month_of_the_purchase(client, items):
    found = {str(one["summary"]): one for one in events(client)}
    assert {title: (one["dtstart"].dt, one["dtend"].dt) for title, one in found.items()} == {
        "预计采购：居家养老上门服务": (date(2026, 11, 1), date(2026, 12, 1)),
        "预计采购：村庄保洁": (date(2026, 12, 1), date(2027, 1, 1)),
    }


def test_of_a_long_calendar_the_nearest_months_stay(client, items, monkeypatch):
    titles = [str(one["summary"]) for one in events(client)]
    assert titles == ["预计采购：居家养老上门服务", "预计采购：村庄保洁"]
    monkeypatch.setattr(followed, "NEAREST", 1)
    assert [str(one["summary"]) for one in events(client)] == titles[:1]
    assert len(events(client, "?month=12")) == 1
    page = reverse("catalogue:plan")
    assert followed.followed_note(followed.NEWEST) == ""
    monkeypatch.setattr(followed, "NEWEST", 1)
    assert "离本月最近的1个" in client.get(page).context["followed_note"]


def test_a_later_intent_moves_the_month_in_the_calendar(client):
    author = operator(township(YITANG))
    item = plan_item(
        ItemStatus.PUBLISHED,
        author=author,
        **item_fields(
            amount=Decimal("880000.00"),
            method=methods.COMPETITIVE_CONSULTATION,
            organisation_form="SELF_RUN",
            sme_reserved=True,
        ),
    )
    services.publish_intent(
        item=item,
        summary="上门照护",
        expected_month=date(2026, 12, 1),
        actor=author,
        at=AT + timedelta(days=1),
    )
    assert [one["dtstart"].dt for one in events(client)] == [date(2026, 12, 1)]
    assert [one["dtstamp"].dt for one in events(client)] == [AT + timedelta(days=1)]


@pytest.mark.parametrize("kind", ["atom", "ics"])
def test_as_many_queries_for_ten_items(client, items, kind, django_assert_num_queries):
    address = reverse(f"catalogue:plan-{kind}")
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(8):
        plan_item(ItemStatus.PUBLISHED, home=township(f"测试{number % 5}镇"))
    with django_assert_num_queries(len(few)):
        client.get(address)


def test_a_feed_is_only_read(client, items):
    assert client.post(reverse("catalogue:plan-atom")).status_code == 405
    assert client.get("/plan/plan.rss").status_code == 404


def test_the_plan_is_summed_by_purchaser_branch_and_month(client, items):
    groupings = client.get(reverse("catalogue:plan")).context["groupings"]
    assert {
        table["head"]: [(group.name, group.count, group.amount, url) for group, url in table["rows"]]
        for table in groupings
    } == {
        "购买主体": [
            ("义堂镇", 1, Decimal("288000.00"), f"?organisation={items[0].organisation.code}"),
            ("伍洛镇", 1, Decimal("288000.00"), f"?organisation={items[1].organisation.code}"),
        ],
        "目录分类": [
            ("社会保障服务", 1, Decimal("288000.00"), "?branch=A04"),
            ("生态保护和环境治理服务", 1, Decimal("288000.00"), "?branch=A06"),
        ],
        "采购月份": [
            ("11月", 1, Decimal("288000.00"), "?month=11"),
            ("12月", 1, Decimal("288000.00"), "?month=12"),
        ],
    }


def test_a_sum_leads_to_its_items_under_the_filter_there_was(client, items):
    page = client.get(reverse("catalogue:plan"), {"year": "2026"})
    links = [url for table in page.context["groupings"] for _group, url in table["rows"]]
    assert "?year=2026&branch=A06" in links
    found = client.get(reverse("catalogue:plan") + "?year=2026&branch=A06").context["page_obj"].object_list
    assert [item.title for item in found] == ["村庄保洁"]
