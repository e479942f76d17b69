"""What the room's pages share: tones of states, trails."""

from typing import Any

from ..templatetags.frameworks import TONES

__all__ = ["NOT_GIVEN", "TONES", "crumbs", "facts"]

# What an entry says of itself before its supplier has signed.
NOT_GIVEN = "—"


def facts(*rows: tuple[Any, Any]) -> list[dict[str, Any]]:
    """Return label and value of what is there."""
    return [{"label": label, "value": value} for label, value in rows if value not in ("", None)]


def crumbs(*steps: tuple[Any, str]) -> list[dict[str, Any]]:
    """Return breadcrumbs from pairs of label and address; the last one has no address."""
    return [{"label": label, "url": url} for label, url in steps]
