"""Choices among thousands: words find them, nobody scrolls through them.

``FoundSelect`` is a select like any other while there are few rows. Among more it shows a search field with a
button, and of the rows only what the words find. The button sends the form back and saves nothing, so that it
works without JavaScript; with it, htmx exchanges the select alone (``core.views.FindingView``).
"""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.db import models
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..templatetags.formats import written_in
from ..templatetags.ui import control
from ..words import every_word

# The button that finds, and what stands behind a field's name for the words that it finds by.
FIND, WORDS = "find", "_words"
# So many rows are a list one looks through; of more, what the words find.
MOST = 200
# What is read of the words.
LONGEST = 100

# Value, label, group (or "").
Row = tuple[str, str, str]
# (words, chosen value, at most so many) → the rows that the words find, and the chosen row if it is not among them.
Rows = Callable[[str, str, int], tuple[list[Row], list[Row]]]


class LongSelect(forms.Select):
    """A select of many options: written in one go, where Django makes a widget's context of each option."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = set(self.format_value(value))
        parts = [
            format_html('<optgroup label="{}">{}</optgroup>', key, _options(label, chosen))
            if isinstance(label, list | tuple)
            else _options([(key, label)], chosen)
            for key, label in self.choices
        ]
        built = flatatt(self.build_attrs(self.attrs, attrs))
        return format_html('<select name="{}"{}>{}</select>', name, built, SafeString("".join(parts)))


def _options(choices: Iterable[tuple[Any, Any]], chosen: set[str]) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}{}>{}</option>',
        (
            (
                "" if key is None else key,
                SafeString(" selected") if str(key) in chosen else "",
                # As the template of a short select marks what people wrote, for who reads English.
                written_in(label),
                label,
            )
            for key, label in choices
        ),
    )


class FoundSelect(LongSelect):
    """Chooses one of many rows; its form is a ``FindingForm``, which says where the rows come from."""

    template_name = "core/found_select.html"
    label: Any = ""
    empty: Any = gettext_lazy("请选择")
    words = ""
    rows: Rows = staticmethod(lambda words, chosen, most: ([], []))

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = "" if value is None else str(value)
        found, kept = self.rows(self.words, chosen, MOST + 1)
        more = len(found) > MOST
        if not self.words and not more:
            return self._select(name, [*kept, *found], chosen, attrs)
        if not self.words:
            # Nothing asked among many: only what is chosen already is there to choose.
            found = [row for row in found if row[0] == chosen]
        found = found[:MOST]
        taken = bool(self.words) and not chosen and len(found) == 1
        if taken:
            chosen = found[0][0]
        context = {
            "id": (attrs or {}).get("id", f"id_{name}"),
            "name": name,
            "label": self.label,
            "words": self.words,
            "find": FIND,
            "words_name": name + WORDS,
            "longest": LONGEST,
            "count": len(found),
            "more": more,
            "taken": taken,
            "select": self._select(name, [*kept, *found], chosen, attrs),
        }
        return SafeString(renderer.render(self.template_name, context))

    def _select(self, name: str, rows: list[Row], chosen: str, attrs: Any) -> SafeString:
        groups: dict[str, list[tuple[str, str]]] = {}
        for value, label, group in rows:
            groups.setdefault(group, []).append((value, label))
        named = [(group, options) for group, options in groups.items() if group]
        self.choices = [("", self.empty), *groups.get("", []), *named]
        return super().render(name, chosen, attrs)


def rows_found(
    rows: models.QuerySet, words: str, chosen: str, most: int, *, fields: Iterable[str], key: str = "code"
) -> tuple[list[Any], list[Any]]:
    """Return at most so many rows with every word in one of the fields, and the chosen one if it is not there."""
    found = list(rows.filter(every_word(words, fields))[:most])
    told = bool(chosen) if key != "pk" else chosen.isdecimal()
    if not told or any(str(getattr(row, key)) == chosen for row in found):
        return found, []
    return found, list(rows.filter(**{key: chosen})[:1])


class FindingForm(forms.Form):
    """A form with ``FoundSelect`` fields; ``look_in`` tells each where its rows are."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self._finding():
            widget: Any = self.fields[name].widget
            widget.label = self.fields[name].label
            typed = self.data.get(self.add_prefix(name) + WORDS) if self.is_bound else None
            widget.words = str(typed or self.initial.get(name + WORDS) or "").strip()[:LONGEST]

    def _finding(self) -> list[str]:
        return [name for name, field in self.fields.items() if isinstance(field.widget, FoundSelect)]

    def look_in(
        self,
        name: str,
        rows: models.QuerySet,
        *fields: str,
        label: Callable[[Any], str] = str,
        group: Callable[[Any], str] = lambda row: "",
    ) -> None:
        """Let a ModelChoiceField choose among rows, found by words in ``fields``; ``group``: under which head."""
        field: Any = self.fields[name]
        key = field.to_field_name
        field.queryset = rows
        field.widget.empty = field.empty_label

        def offered(words: str, chosen: str, most: int) -> tuple[list[Row], list[Row]]:
            found, kept = rows_found(rows, words, chosen, most, fields=fields, key=key)
            return as_rows(found), as_rows(kept)

        def as_rows(some: list[Any]) -> list[Row]:
            return [(str(getattr(row, key)), label(row), group(row)) for row in some]

        field.widget.rows = offered

    def clean(self) -> dict[str, Any]:
        """Ask for a choice where words were typed and nothing of what they find was chosen."""
        data = super().clean() or {}
        for name in self._finding():
            words = self.fields[name].widget.words
            if words and name not in self.errors and not data.get(name):
                text = _("查找了“%(words)s”，还没有在列表里选。请选一项；不需要的，清空查找的字。")
                self.add_error(name, text % {"words": words})
        return data

    def found(self, name: str) -> SafeString | None:
        """Return a field's control alone, for htmx; None where it is no field to find in."""
        return control(self[name]) if name in self._finding() else None

    def typed(self) -> dict[str, Any]:
        """Return a bound form's values as they were typed, for a fresh form that shows them again."""
        values = {
            name: field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            for name, field in self.fields.items()
        }
        words = {name + WORDS: self.fields[name].widget.words for name in self._finding()}
        return {**values, **words}


def typed_rows(table: Any) -> list[dict[str, Any]]:
    """Return the rows of a bound table as they were typed."""
    return [
        {
            name: field.widget.value_from_datadict(table.data, table.files, row.add_prefix(name))
            for name, field in row.fields.items()
        }
        for row in table.forms
    ]
