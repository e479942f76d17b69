"""Guides come with the platform, in both languages, for three kinds of reader."""

import pytest

from cms.models import GuidePage

pytestmark = pytest.mark.django_db


def test_the_starter_guides_are_there():
    assert sorted(GuidePage.objects.values_list("audience", "slug")) == [
        ("SUPPLIER", "bid"),
        ("SUPPLIER", "register"),
        ("SUPPLIER", "sealed-bid"),
        ("TOWNSHIP", "a-year-in-ten-steps"),
        ("VILLAGER", "rate-a-service"),
        ("VILLAGER", "where-to-complain"),
    ]


@pytest.mark.parametrize("slug", ["bid", "register", "sealed-bid", "a-year-in-ten-steps", "rate-a-service"])
def test_each_speaks_both_languages(client, slug):
    guide = GuidePage.objects.get(slug=slug)
    chinese = client.get(f"/guides/{slug}/").content.decode()
    english = client.get(f"/en/guides/{slug}/").content.decode()
    assert guide.title in chinese and guide.title_en in english
    assert guide.body[0].value["heading"] in chinese
    assert guide.body_en[0].value["heading"] in english


def test_the_index_has_a_place_for_each_reader(client):
    page = client.get("/guides/").content.decode()
    assert [f'id="{key}"' in page for key in ("supplier", "township", "villager")] == [True] * 3


def test_what_is_missing_in_english_is_shown_in_chinese(client):
    GuidePage.objects.filter(slug="bid").update(title_en="", intro_en="")
    assert "怎么投标" in client.get("/en/guides/bid/").content.decode()
