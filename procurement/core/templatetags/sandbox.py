"""What the demonstration's bar says beside the time."""

from typing import Any

from django import template
from django.conf import settings
from django.utils.translation import get_language

from ..models import SandboxClock

register = template.Library()


@register.simple_tag
def next_due_event() -> dict[str, Any] | None:
    """Return what falls due next (``at``, ``label``), or nothing: one query, worked out beforehand."""
    row = SandboxClock.objects.first() if settings.SANDBOX_CLOCK else None
    if row is None or row.next_at is None:
        return None
    return {"at": row.next_at, "label": row.next_labels.get(get_language() or settings.LANGUAGE_CODE, "")}
