"""A DomainError that no form could show becomes a page, not a server error."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .errors import DomainError
from .views.refusals import refusal


class DomainErrorMiddleware:
    """NotVisible → 404, NotAllowed → 403 with the reason, any other refusal → 409 with the reason."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refusal(request, exception) if isinstance(exception, DomainError) else None
