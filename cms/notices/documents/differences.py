"""What differs between two versions of the tender documents, place by place (RULES D-14)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from procurement.core.templatetags import formats
from procurement.tendering.selectors.changes import changed_lines

from .labels import label_of
from .sheets import HIDDEN
from .values import written

# What an amendment says of itself is no difference of its own.
_SAID = frozenset({"amendment_changes"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One place that differs: where it stands, what stood there, what stands there now."""

    where: str
    before: str
    after: str


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """Return every place in which two payloads of one format differ, in the order of the newer one."""
    before, after = dict(_places(old)), dict(_places(new))
    found = []
    for place in dict.fromkeys([*after, *before]):
        was, now = before.get(place, ""), after.get(place, "")
        if was != now:
            found.append(Difference(" › ".join(place), *_shown(was, now)))
    return found


def _places(
    value: Any, trail: tuple[str, ...] = (), key: str = "", parent: str = ""
) -> Iterator[tuple[Any, str]]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            if name not in HIDDEN | _SAID:
                yield from _places(item, (*trail, label_of(name, key)), name, key)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for number, item in enumerate(value, start=1):
            yield from _places(item, (*trail, _named(item, number)), key, parent)
    elif value not in (None, ""):
        yield trail, written(key, value)


def _named(item: Any, number: int) -> str:
    """Return what a thing in a list is called, so that one that moved is still the same."""
    if isinstance(item, Mapping):
        for name in ("number", "code", "position"):
            if item.get(name):
                return str(item[name])
    return str(number)


def _shown(was: str, now: str) -> tuple[str, str]:
    before, after = changed_lines(was, now)
    return before or formats.NOTHING, after or formats.NOTHING
