"""Fields of a draft: whatever is typed is kept, right or wrong; the check list says what is missing."""

from collections.abc import Sequence
from typing import Any

from django import forms

DECIMAL = {"inputmode": "decimal", "autocomplete": "off"}


class _Kept:
    """A field that has to be filled before sealing and may be empty in a draft.

    ``marks``: when one that is not always required must be filled, in place of the mark of optional fields; each
    with the class that shows it.
    """

    marks: Sequence[tuple[str, Any]] = ()

    def validate(self, value: Any) -> None:
        """Take anything: the check list says what is missing."""


class KeptText(_Kept, forms.CharField):
    """A text as typed, right or wrong."""


class KeptChoice(_Kept, forms.ChoiceField):
    """A choice that may still be open; ``bid_forms`` refuses what is none of the choices."""


class KeptTick(_Kept, forms.BooleanField):
    """A statement not yet made."""


def kept_text(label: Any, longest: int, *, marks: Sequence[tuple[str, Any]] = (), **kwargs: Any) -> KeptText:
    found = KeptText(label=label, max_length=longest, **kwargs)
    found.marks = marks
    return found
