"""Public pages are kept for strangers: never a form token, never past an event, never for who is signed in."""

import pytest
from django.core.cache import cache

from procurement.core.middleware import BAR_PLACE
from procurement.publications.models import Publication
from procurement.tendering.services.bidding import withdraw_bid
from procurement.tendering.services.taking import take_documents
from tests.factories import accounts, seals
from tests.factories.publications import notice

pytestmark = pytest.mark.django_db


def kept() -> int:
    return len([key for key in getattr(cache, "_cache", {}) if "strangers-page-" in key])


def test_the_second_stranger_is_asked_one_queries(client, settings, django_assert_num_queries):
    settings.SANDBOX_CLOCK = False
    notice()
    first = client.get("/notices/").content
    client.cookies.clear()
    with django_assert_num_queries(1):
        assert client.get("/notices/").content == first


def test_what_happens_shows_at_once(client):
    client.get("/notices/")
    fresh = notice("送戏下乡采购意向")
    assert fresh.title in client.get("/notices/").content.decode()


def test_a_sealed_bid_makes_no_page_slower(client, settings, django_assert_num_queries):
    """Who asks for a page each second would see by its slowness that somebody bid, and count how many."""
    settings.SANDBOX_CLOCK = False
    round, _custodians = seals.receiving()
    bidder, other = seals.bidder(), seals.bidder()
    bid = seals.sealed_bid(round, bidder)
    client.get("/notices/")
    for happens in (
        lambda: seals.sealed_bid(round, other),
        lambda: withdraw_bid(bid=bid, actor=bidder, at=seals.AT),
        lambda: take_documents(tender=round.package.tender, actor=bidder, at=seals.AT),
    ):
        happens()
        client.cookies.clear()
        with django_assert_num_queries(1):
            client.get("/notices/")


def test_languages_and_filters_are_pages_of_their_own(client):
    notice("石羊河灌渠清淤意向")
    client.get("/notices/")
    assert 'lang="en"' in client.get("/en/notices/").content.decode()
    assert "石羊河" not in client.get("/notices/?q=道路").content.decode()


def test_a_kept_page_holds_nobodys_form_token(client, monkeypatch):
    written: list[object] = []
    plain = cache.set
    monkeypatch.setattr(
        cache, "set", lambda key, value, *rest: (written.append(value), plain(key, value, *rest))
    )
    client.get("/notices/")
    pages = [value for value in written if isinstance(value, bytes)]
    assert len(pages) == 1
    assert b"csrf" not in pages[0]
    assert BAR_PLACE in pages[0]


def test_the_bar_is_drawn_for_each_reader(client):
    page = client.get("/notices/").content
    again = client.get("/notices/").content
    for content in (page, again):
        assert BAR_PLACE not in content
        assert b"csrfmiddlewaretoken" in content


def test_who_is_signed_in_gets_a_page_of_their_own(client):
    client.get("/notices/")
    signed_in = accounts.login(client, accounts.bureau()).get("/notices/").content.decode()
    assert "工作台" in signed_in
    client.logout()
    client.cookies.clear()
    assert "登录" in client.get("/notices/").content.decode()


def test_a_page_that_is_not_there_is_not_kept(client):
    code = "nothing-here"
    assert client.get(f"/notices/{code}/").status_code == 404
    published = notice("新公告")
    Publication.objects.get(code=published.code)
    assert client.get(f"/notices/{published.code}/").status_code == 200
