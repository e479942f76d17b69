"""The front door: its figures, its price in queries, and both languages."""

import pytest
from django.core.cache import cache

from cms.portal.selectors import highlights
from tests.factories import accounts, catalogue, seals
from tests.factories.publications import notice

pytestmark = pytest.mark.django_db
LIMIT = 10


def test_a_stranger_pays_at_most_ten_queries(client, at, django_assert_max_num_queries):
    for number in range(12):
        notice(f"公告{number}")
    catalogue.plan_item("PUBLISHED")
    cache.clear()
    with django_assert_max_num_queries(LIMIT):
        response = client.get("/")
    assert response.status_code == 200


def test_the_second_visitor_pays_less(client, django_assert_max_num_queries):
    notice()
    client.get("/")
    with django_assert_max_num_queries(6):
        client.get("/")


def test_what_is_published_shows_at_once(client):
    client.get("/")
    fresh = notice("送戏下乡采购意向")
    assert fresh.title in client.get("/").content.decode()


def test_counts_plan_and_calls(at):
    catalogue.plan_item("PUBLISHED")
    catalogue.plan_item("SUBMITTED")
    seals.package()
    found = highlights(at)
    assert (found.planned, found.contracted, found.receiving, found.this_week) == (1, 0, 1, 0)
    assert [row.planned for row in found.budget] == [found.total.planned]


def test_english_reads_the_editors_english(client):
    page = client.get("/en/").content.decode()
    assert "Government purchase of services" in page
    assert "政府购买服务，从目录到绩效" not in page


def test_public_pages_have_no_menu_of_the_workspace(client):
    """The workspace's menu and bell are lazy: a signed-in person pays for them in the workspace only."""
    page = accounts.login(client, accounts.bureau()).get("/verify/")
    assert page.status_code == 200
    assert "side-nav" not in page.content.decode()
