"""Who is asking: the person in the office they chose, on every request, never cached across requests."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.utils.functional import SimpleLazyObject

from procurement.core.actors import ANONYMOUS, Actor

from ..models import Membership
from ..selectors import actor_for, actor_of, memberships_of

SESSION_KEY = "organisation"
SAFE = ("GET", "HEAD", "OPTIONS")


class ActorMiddleware:
    """Sets ``request.actor`` and ``request.memberships``, both lazy: one query where one of them is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.memberships = SimpleLazyObject(lambda: _memberships(request))
        request.actor = SimpleLazyObject(lambda: _actor(request))
        return self.get_response(request)


def _memberships(request: HttpRequest) -> list[Membership]:
    return memberships_of(request.user) if request.user.is_authenticated else []


def _actor(request: HttpRequest) -> Actor:
    """Return the person in the organisation chosen in this session, else in their first, else alone.

    Whose office there has ended sends nothing in another's name: what was written for the old one is refused.
    """
    if not request.user.is_authenticated:
        return ANONYMOUS
    chosen = request.session.get(SESSION_KEY)
    memberships = list(request.memberships)
    current = next((item for item in memberships if item.organisation.code == chosen), None)
    if current is not None:
        return actor_for(current)
    ended = bool(chosen)
    if not memberships or (ended and request.method not in SAFE):
        return actor_of(request.user)
    if ended:
        act_for(request, memberships[0].organisation.code)
    return actor_for(memberships[0])


def act_for(request: HttpRequest, code: str) -> None:
    """Act for another organisation from now on.

    Every form that stands open in another window belongs to the one before: its security token is void, so
    that nothing written for one organisation is saved for the other.
    """
    request.session[SESSION_KEY] = code
    rotate_token(request)
