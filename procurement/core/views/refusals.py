"""Pages that say no: not yours, not now, sign in first, the form has expired. What was typed is kept."""

import sys
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views import defaults

from ..errors import DomainError, NotAllowed, NotVisible

# Never sent back to a page, not even to the browser they came from.
_SECRET_PARTS = ("pass", "phrase", "secret", "csrf", "form_token", "otp", "code_2fa")
KEPT_BYTES = 200_000


def refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Return the page for a DomainError that no form could show: 404, 403 with the reason, or 409."""
    if isinstance(error, NotVisible):
        return defaults.page_not_found(request, error)
    context = {"reason": error.message, "exception": error.message, "rule": error.rule}
    if isinstance(error, NotAllowed):
        return render(request, "403.html", context, status=403)
    return render(request, "core/refusal.html", context, status=409)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that the database is away or full, where that is what went wrong: it is asked again in a moment.

    The page stands without request and database, like that of any other error.
    """
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return defaults.server_error(request)
    return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": "5"})


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Send a stranger to the sign-in page; after a POST whose session has ended keep what was typed."""
    if request.method != "POST":
        return redirect_to_login(request.get_full_path())
    return _kept(
        request,
        status=401,
        title=_("登录已过期"),
        explanation=_("您填写的内容还在。请先在新窗口登录，再回到这里重新提交。"),
        sign_in=True,
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose security token has expired (setting CSRF_FAILURE_VIEW).

    What was typed is offered again only where the browser says that the form was ours: another site's
    form must not become ours by one click.
    """
    return _kept(
        request,
        status=403,
        title=_("表单已过期"),
        explanation=_("页面打开时间过长，或者您在另一个窗口重新登录过、换了单位。内容没有提交。"),
        sign_in=False,
    )


def _kept(request: HttpRequest, *, status: int, title: str, explanation: str, sign_in: bool) -> HttpResponse:
    context = {
        "title": title,
        "explanation": explanation,
        "kept": list(typed_values(request)) if _is_from_here(request) else [],
        "files_lost": bool(request.FILES),
        "address": request.get_full_path(),
        "sign_in": sign_in,
    }
    return render(request, "core/form_expired.html", context, status=status)


def typed_values(request: HttpRequest) -> Iterable[tuple[str, str]]:
    """Yield what was typed, without pass phrases and tokens, up to KEPT_BYTES."""
    room = KEPT_BYTES
    for name, values in request.POST.lists():
        if any(part in name.lower() for part in _SECRET_PARTS):
            continue
        for value in values:
            room -= len(value)
            if room < 0:
                return
            yield name, value


def _is_from_here(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return bool(origin) and urlsplit(origin).netloc == request.get_host()
