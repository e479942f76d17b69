"""What several public pages need around their content."""

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _


def crumbs(*steps: tuple[str, str]) -> list[dict[str, Any]]:
    """Return the way to a page from home; the last step has no address."""
    home = (_("首页"), reverse("wagtail_serve", args=[""]))
    return [{"label": label, "url": url} for label, url in (home, *steps)]


def optional_url(name: str, *args: str) -> str:
    """Return the address of another room's screen, empty where that room has none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
