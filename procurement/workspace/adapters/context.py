"""What the workspace layout needs on every page; public pages ask for none of it and pay nothing."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from procurement.core import notifications
from procurement.core.actors import ANONYMOUS

from ..selectors import navigation


def workspace(request: HttpRequest) -> dict[str, Any]:
    """Give ``workspace_navigation`` and ``notification_count``, both only computed where they are shown."""
    actor = getattr(request, "actor", ANONYMOUS)
    return {
        "workspace_navigation": SimpleLazyObject(lambda: navigation(actor, request.path)),
        "notification_count": SimpleLazyObject(lambda: notifications.unread_count(actor.code)),
    }
