"""What Wagtail asks us: how the home page is shown."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail import hooks
from wagtail.models import Page

from .portal.models import HomePage
from .portal.views import Home


@hooks.register("before_serve_page", order=100)
def show_home(
    page: Page, request: HttpRequest, serve_args: list[Any], serve_kwargs: dict[str, Any]
) -> HttpResponseBase | None:
    """Serve the home page by our own view, which reads the rules' time; a page's own code may not."""
    return Home.as_view(page=page)(request) if isinstance(page, HomePage) else None
