"""``{% transitions obj %}``: what this person may do now with an object, and why not what they may not."""

from typing import Any

from django import template
from django.db import models
from django.urls import NoReverseMatch, resolve, reverse

from .. import clock, lifecycle
from ..actors import ANONYMOUS, Actor
from ..lifecycle import Option

register = template.Library()
# Steps that lead back or out: never the one button that the page puts first.
_BACKWARD = ("withdraw", "cancel", "discard", "decline", "end", "take_back", "terminate", "return_plan")


@register.inclusion_tag("components/transitions.html", takes_context=True)
def transitions(context: dict[str, Any], obj: models.Model, prefix: str = "") -> dict[str, Any]:
    """List the steps from the object's present status as dicts: name, label, allowed, reason, url, basis.

    ``prefix`` is the start of the address names, ``<app_label>:<model>`` unless given: a step with a form
    of its own is found as ``<prefix>-<step>``, any other as ``<prefix>-transition``. Steps that are
    another office's stand in ``others``, so that a page can say who acts next; the machine's are left out.
    """
    request = context.get("request")
    actor: Actor = context.get("actor") or getattr(request, "actor", None) or ANONYMOUS
    at = context.get("at") or clock.now()
    prefix = prefix or f"{obj._meta.app_label}:{obj._meta.model_name}"
    options = [option for option in lifecycle.available(obj, actor=actor, at=at) if not option.by_machine]
    mine = [_entry(option, obj, prefix) for option in options if option.permitted]
    shown = [entry for entry in mine if entry["url"] or not entry["allowed"]]
    onward = next((entry for entry in shown if entry["allowed"] and entry["name"] not in _BACKWARD), None)
    if onward:
        onward["primary"] = True
    return {
        "options": shown,
        "others": [_entry(option, obj, prefix) for option in options if not option.permitted],
        "object": obj,
        "request": request,
        "csrf_token": context.get("csrf_token"),
    }


def _entry(option: Option, obj: Any, prefix: str) -> dict[str, Any]:
    return {
        "name": option.name,
        "label": option.label or option.name,
        "allowed": option.allowed,
        "reason": option.reason,
        "url": _address(prefix, option.name, obj.code) if option.permitted else "",
        "basis": option.basis,
    }


def _address(prefix: str, name: str, code: str) -> str:
    """Return where a step is done, or nothing for one that another page or room does on its way."""
    for viewname, arguments in (
        (f"{prefix}-{name.replace('_', '-')}", {"code": code}),
        (f"{prefix}-transition", {"code": code, "transition": name}),
    ):
        try:
            url = reverse(viewname, kwargs=arguments)
        except NoReverseMatch:
            continue
        if "transition" not in arguments or _serves(url, name):
            return url
    return ""


def _serves(url: str, name: str) -> bool:
    """Tell whether the address of the plain steps knows this one: a button must never lead to a 404."""
    view = getattr(resolve(url).func, "view_class", None)
    return name in getattr(view, "services", ())
