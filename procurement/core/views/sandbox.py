"""The demonstration's clock."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.generic import View

from .. import sandbox
from ..clock import local_time
from ..errors import DomainError

# The hour at which a date is reached: offices are open, and what fell due at midnight has happened.
MORNING = 9


class ClockAdvanceView(View):
    """Moves the rules' time forward. Everybody may in a demonstration; elsewhere there is no such address."""

    http_method_names = ["post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not settings.SANDBOX_CLOCK:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            moment = sandbox.target(to=request.POST.get("to", ""), day=_chosen(request))
            done = sandbox.advance(to=moment)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("时间已前进，其间办理了%(count)d件到期事项。") % {"count": done})
        return HttpResponseRedirect(_back(request))


def _chosen(request: HttpRequest) -> datetime | None:
    try:
        return local_time(date.fromisoformat(request.POST.get("date", "")), MORNING)
    except (ValueError, OverflowError):
        return None


def _back(request: HttpRequest) -> str:
    page = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if safe else "/"
