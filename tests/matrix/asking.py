"""Ask an address as somebody, up to the answer but without drawing the page.

The view runs in earnest: it loads, asks the permissions and gathers what the page needs. Templates and
the layers around the views have their own tests, and ``test_urls`` compares a handful with a real client.
"""

import re
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.http import Http404
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from procurement.core.actors import Actor
from procurement.core.errors import NotAllowed, NotVisible
from tests.factories import accounts as people

SIGN_IN = "/accounts/login/"
# What differs between two drawings of the same page: tokens, and the time of day.
_CHANGING = re.compile(
    rb'("X-CSRFToken": "[^"]*"|name="(csrfmiddlewaretoken|form_token|submission_key)" value="[^"]*"'
    rb'|nonce="?[^" >]+|<time[^>]*>[^<]*</time>|\d\d:\d\d(:\d\d)?)'
)
_users: dict[str, Any] = {}


def answer(actor: Actor, path: str, *, method: str = "get") -> int:
    """Return the status; 302 only where somebody is sent to sign in, 200 for every page that opens."""
    match = resolve(path)
    request: Any = getattr(RequestFactory(), method)(path)
    request.actor, request.user, request.memberships = actor, _user(actor), []
    request.session, request.htmx, request.resolver_match = SessionStore(), False, match
    try:
        response = match.func(request, *match.args, **match.kwargs)
    except (Http404, NotVisible):
        return 404
    except NotAllowed:
        return 403
    if hasattr(response, "file_to_stream"):
        response.file_to_stream.close()
    sent_away = response.status_code == 302 and not response.url.startswith(SIGN_IN)
    return 200 if sent_away else response.status_code


def refusal(actor: Actor, path: str) -> tuple[int, str]:
    """Return the status and the words of a refusal; 200 and nothing where there is none."""
    match = resolve(path)
    request: Any = RequestFactory().get(path)
    request.actor, request.user, request.memberships = actor, _user(actor), []
    request.session, request.htmx, request.resolver_match = SessionStore(), False, match
    try:
        response = match.func(request, *match.args, **match.kwargs)
    except (Http404, NotVisible) as error:
        return 404, str(error)
    except NotAllowed as error:
        return 403, str(error)
    return response.status_code, ""


def _user(actor: Actor) -> Any:
    if actor.is_anonymous:
        return AnonymousUser()
    if actor.code not in _users:
        _users[actor.code] = people.user_of(actor)
    return _users[actor.code]


def looked(client: Client, path: str) -> tuple[int, bytes, int]:
    """Return what a page shows: status, its bytes without what changes from drawing to drawing, how many queries."""
    # Django keeps the last 9,000 queries only, and warns.
    connection.queries_log.clear()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, _CHANGING.sub(b"", content), len(queries)
