"""What the demonstration's bar says beside the time."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings
from django.utils.translation import get_language

from .. import clock
from ..models import SandboxClock

register = template.Library()


@register.simple_tag(takes_context=True)
def demo_clock(context: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the sandbox's time and what falls due next (``at``, ``next_at``, ``next_label``).

    The page's view has read the clock already: no query more.

    Nothing where the clock is the real one.
    """
    if not settings.SANDBOX_CLOCK:
        return None
    request = context.get("request")
    row = clock.sandbox_row(request) if request else SandboxClock.objects.first()
    labels = row.next_labels if row else {}
    return {
        "at": clock.moved(row),
        "next_at": row.next_at if row else None,
        "next_label": labels.get(get_language() or settings.LANGUAGE_CODE, ""),
    }
