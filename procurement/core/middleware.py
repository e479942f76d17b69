"""Around every view: refusals become pages, and strangers' pages are kept while nothing happens."""

import hashlib
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language

from . import clock
from .errors import DomainError
from .models import AuditEntry
from .once import one_page
from .views.refusals import refusal

# Where a kept page leaves room for the demonstration's bar; templates/layouts write it.
BAR_PLACE = b"<!--demo-bar-->"


class DomainErrorMiddleware:
    """NotVisible → 404, NotAllowed → 403 with the reason, any other refusal → 409 with the reason."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refusal(request, exception) if isinstance(exception, DomainError) else None


class OnePage:
    """Lets a page that is only read go by one reading of the county's rules (``core.once``)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with one_page():
            return self.get_response(request)


class StrangersPage:
    """Keeps the public pages that are the same for every stranger, until something happens in the county.

    A page is kept under its host, language, address, the rules' minute and the newest audit entry: a notice,
    a payment or a deadline makes a new one at once, an editor's page within a minute. A sealed bid makes none: how
    long a page takes would tell in a quiet night that one came in. Only who brings no
    session gets a kept page, and a page that holds somebody's form token is never kept. The demonstration's
    bar, which holds one, is drawn into its place for each reader.
    """

    SECONDS = 60
    LONGEST_ADDRESS = 300

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        key = getattr(request, "strangers_page", "")
        if key and self._may_be_kept(response):
            cache.set(key, response.content, self.SECONDS)
            response.content = with_bar(response.content, request)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or match.view_name not in settings.SAME_FOR_STRANGERS or not self._stranger(request):
            return None
        key = self._key(request)
        content = cache.get(key)
        if content is not None:
            return HttpResponse(with_bar(content, request))
        # Read by the page's template: it leaves the bar's place empty.
        vars(request)["strangers_page"] = key
        return None

    def _stranger(self, request: HttpRequest) -> bool:
        return (
            request.method == "GET"
            and settings.SESSION_COOKIE_NAME not in request.COOKIES
            and "messages" not in request.COOKIES
            and "HX-Request" not in request.headers
            and len(request.get_full_path()) <= self.LONGEST_ADDRESS
        )

    def _key(self, request: HttpRequest) -> str:
        seen = AuditEntry.objects.exclude(subject_kind__in=settings.UNSEEN_BY_STRANGERS)
        newest = seen.order_by("-pk").values_list("pk", flat=True).first()
        address = (request.scheme, request.get_host(), get_language(), request.get_full_path())
        parts = (*address, f"{clock.now_for(request):%Y%m%d%H%M}", newest)
        return "strangers-page-" + hashlib.sha256(repr(parts).encode()).hexdigest()

    def _may_be_kept(self, response: HttpResponse) -> bool:
        return (
            response.status_code == HTTPStatus.OK
            and not response.streaming
            and response.get("Content-Type", "").startswith("text/html")
            and not response.cookies
            and b"csrfmiddlewaretoken" not in response.content
        )


def with_bar(content: bytes, request: HttpRequest) -> bytes:
    """Return a kept page with the demonstration's bar of this reader in its place."""
    if BAR_PLACE not in content:
        return content
    bar = render_to_string("components/demo_bar.html", {"request": request}, request)
    return content.replace(BAR_PLACE, bar.encode(), 1)
