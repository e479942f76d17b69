"""The demonstration's data: JSON that somebody may edit without reading Python."""

import json
from functools import cache
from importlib import resources
from typing import Any


@cache
def _parsed(name: str) -> Any:
    return json.loads(resources.files(__package__).joinpath(f"{name}.json").read_text(encoding="utf-8"))


def read(name: str) -> Any:
    """Return the content of ``<name>.json``; do not change it."""
    return _parsed(name)
