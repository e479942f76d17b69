"""The two admins exist only for staff with a second factor; to anybody else the address is a 404."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.http import Http404, HttpRequest, HttpResponse

PREFIX = "/admin/"
# Wagtail would let whoever holds is_superuser change people's passwords and rights, past every service.
CLOSED_PREFIXES = (
    "/admin/cms/users/",
    "/admin/cms/groups/",
    "/admin/cms/password_reset/",
    "/admin/cms/login/",
)


class BackofficeGate:
    """Answers 404 under ``/admin/`` unless the person is staff with an active second factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(PREFIX) and not _may_enter(request):
            raise Http404
        return self.get_response(request)


def _may_enter(request: HttpRequest) -> bool:
    user = request.user
    if request.path_info.startswith(CLOSED_PREFIXES):
        return False
    # allauth asks for the second factor at every sign-in once there is one, so that having one suffices.
    return user.is_authenticated and user.is_staff and is_mfa_enabled(user)
