"""The language of record: what is published and frozen is Chinese, whoever publishes it in whichever language."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.utils import translation

RECORD = "zh-hans"

P = ParamSpec("P")
R = TypeVar("R")


def in_language_of_record(function: Callable[P, R]) -> Callable[P, R]:
    """Run a function that writes a record with the language of record active."""

    @wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        with translation.override(RECORD):
            return function(*args, **kwargs)

    return wrapped
