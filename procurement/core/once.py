"""What a page reads of the county's rules it reads once, so that every part of a page goes by the same rules.

Parameters and the calendar are asked for by every deadline, ceiling and forbidden word on a page; a page of dates
asks for them two dozen times. They are remembered while one page is drawn for reading, never longer, and never
where something is written: a decision reads what holds at that moment.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

_page: ContextVar[dict[Hashable, Any] | None] = ContextVar("page", default=None)


@contextmanager
def one_page() -> Iterator[None]:
    """Remember what is read until the block ends."""
    token = _page.set({})
    try:
        yield
    finally:
        _page.reset(token)


def once(key: Hashable, read: Callable[[], T]) -> T:
    """Return what ``read`` returns, asked for once in a page and each time outside of one."""
    known = _page.get()
    if known is None:
        return read()
    if key not in known:
        known[key] = read()
    found: T = known[key]
    return found
