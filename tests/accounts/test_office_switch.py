"""Choosing the organisation that one acts for."""

import pytest
from django.urls import reverse

from procurement.accounts.enums import Office
from procurement.accounts.services import appoint, dismiss
from procurement.core.actors import SYSTEM
from tests.factories import accounts as make

pytestmark = pytest.mark.django_db
ADDRESS = "/workspace/office/"


@pytest.fixture
def two_offices(client):
    here, there = make.township(), make.township("义堂镇")
    actor = make.person(here, Office.OPERATOR)
    appoint(user=make.user_of(actor), organisation=there, offices=[Office.ACCEPTOR], actor=SYSTEM, at=make.AT)
    make.login(client, actor)
    return client, here, there, actor


def acting(client):
    return client.get(reverse("accounts:profile")).wsgi_request.actor


def test_the_office_chosen_is_acted_in(two_offices):
    client, _here, there, _actor = two_offices
    response = client.post(ADDRESS, {"office": there.code, "next": "/workspace/profile/"})
    assert (response.status_code, response.url) == (302, "/workspace/profile/")
    actor = acting(client)
    assert (actor.organisation_code, actor.offices) == (there.code, frozenset({"ACCEPTOR"}))


def test_an_organisation_one_does_not_work_for_does_not_exist(two_offices):
    client, here, _there, _actor = two_offices
    response = client.post(ADDRESS, {"office": make.township("伍洛镇").code})
    assert response.status_code == 404
    assert acting(client).organisation_code == here.code


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "http:///evil.example"]
)
def test_no_redirect_leaves_the_site(two_offices, target):
    client, here, *_rest = two_offices
    response = client.post(ADDRESS, {"office": here.code, "next": target})
    assert response.url == reverse("accounts:profile")


def test_an_office_that_ended_ends_at_once(two_offices):
    client, here, there, actor = two_offices
    client.post(ADDRESS, {"office": there.code})
    dismiss(user=make.user_of(actor), organisation=there, actor=SYSTEM, at=make.AT)
    assert acting(client).organisation_code == here.code


def test_it_takes_a_post(two_offices):
    assert two_offices[0].get(ADDRESS).status_code == 405


def test_a_stranger_is_asked_to_sign_in(client):
    assert client.post(ADDRESS, {"office": "X"}).status_code == 401
