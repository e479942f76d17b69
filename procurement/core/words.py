"""Words that find rows, on lists and in choices among thousands: each must stand in one of the fields."""

import unicodedata
from collections.abc import Iterable
from typing import Any

import django_filters
from django.db import models

# What is read of what was typed: a pasted page is no search.
TERMS = 8


def every_word(words: str, fields: Iterable[str]) -> models.Q:
    """Return the condition that each of the words stands in one of the ``fields``.

    A word typed on a Chinese keyboard (ＡＢ１２) finds what is written plainly, and what is written as it was typed,
    like the wide brackets of a name.
    """
    wanted, fields = models.Q(), tuple(fields)
    for typed in words.split()[:TERMS]:
        spellings = {typed, unicodedata.normalize("NFKC", typed)}
        found = ((f"{field}__icontains", one) for field in fields for one in sorted(spellings))
        wanted &= models.Q(*found, _connector=models.Q.OR)
    return wanted


class WordsFilter(django_filters.CharFilter):
    """A list's search field: keeps the rows that have every word in one of ``fields``."""

    def __init__(self, *fields: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields = fields

    def filter(self, qs: models.QuerySet, value: str) -> models.QuerySet:
        return qs.filter(every_word(value, self.fields)) if value else qs
