"""Who is asking, and what it costs to know."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from procurement.accounts.adapters.requests import ActorMiddleware
from procurement.accounts.enums import Office
from procurement.accounts.services import appoint, close_organisation
from procurement.core.actors import SYSTEM
from tests.factories import accounts as make

pytestmark = pytest.mark.django_db


def request_of(user):
    request = RequestFactory().get("/")
    request.user, request.session = user, SessionStore()
    ActorMiddleware(lambda _request: None)(request)
    return request


def test_a_stranger_is_nobody(django_assert_num_queries):
    with django_assert_num_queries(0):
        request = request_of(AnonymousUser())
        assert request.actor.is_anonymous
        assert list(request.memberships) == []


@pytest.mark.parametrize("organisations", [1, 3])
def test_one_query_however_many_offices(django_assert_num_queries, organisations):
    person = make.user()
    for number in range(organisations):
        appoint(
            user=person,
            organisation=make.township(f"第{number}镇"),
            offices=[Office.OPERATOR, Office.ACCEPTOR],
            actor=SYSTEM,
            at=make.AT,
        )
    with django_assert_num_queries(1):
        request = request_of(person)
        assert request.actor.offices == {"OPERATOR", "ACCEPTOR"}
        assert [sorted(item.offices) for item in request.memberships] == [
            ["ACCEPTOR", "OPERATOR"]
        ] * organisations


def test_nothing_is_asked_where_nobody_wants_to_know(django_assert_num_queries):
    person = make.user()
    with django_assert_num_queries(0):
        request_of(person)


def test_a_person_without_office_acts_for_themselves():
    person = make.user("王五")
    actor = request_of(person).actor
    assert (actor.code, actor.name, actor.organisation_code, actor.offices) == (
        person.code,
        "王五",
        "",
        frozenset(),
    )


def test_a_closed_organisation_is_acted_for_no_more():
    town = make.township()
    actor = make.person(town, Office.LEADER)
    close_organisation(organisation=town, reason="撤并", actor=SYSTEM, at=make.AT)
    assert request_of(make.user_of(actor)).actor.offices == frozenset()
