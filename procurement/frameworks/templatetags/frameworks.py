"""``{{ row.status|framework_tone }}``: the tone of a state's badge."""

from django import template

register = template.Library()

TONES = {
    "DRAFT": "neutral",
    "IN_REVIEW": "progress",
    "REVIEWED": "progress",
    "SUBMITTED": "progress",
    "FILED": "progress",
    "SOLICITING": "warn",
    "SIGNING": "progress",
    "IN_FORCE": "done",
    "ENDED": "neutral",
    "CANCELLED": "danger",
    "APPLIED": "warn",
    "OFFERED": "warn",
    "ADMITTED": "done",
    "REFUSED": "danger",
    "WITHDRAWN": "neutral",
    "LEFT": "neutral",
    "REMOVED": "danger",
    "ASKED": "warn",
    "OPEN": "warn",
    "DECIDED": "done",
    "ISSUED": "done",
    "CLOSED": "neutral",
    "CONFIRMED": "progress",
    "ACCEPTED": "progress",
    "PUBLISHED": "done",
    "CONTRACTED": "done",
    "DECLINED": "danger",
}


@register.filter
def framework_tone(status: str) -> str:
    """Return the tone of a framework's, entry's or call-off's state."""
    return TONES.get(status, "progress")
