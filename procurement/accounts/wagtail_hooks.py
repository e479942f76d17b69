"""Wagtail edits pages; people and their rights are none of its business."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

_HIDDEN = frozenset({"users", "groups"})


@hooks.register("construct_settings_menu")
def hide_people(request: HttpRequest, items: list[Any]) -> None:
    """Take users and groups out of the menu: the gate answers 404 there."""
    items[:] = [item for item in items if item.name not in _HIDDEN]
