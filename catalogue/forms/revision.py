"""Which revision of a record a form was filled in on."""

from typing import Any

from django import forms

# No record has it: a form that has lost its revision is refused as one that somebody else overtook.
NOT_SAID = 0


class RevisionField(forms.IntegerField):
    """The hidden revision that a page showed; ``NOT_SAID`` where a form comes without, never "any"."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "widget": forms.HiddenInput, **kwargs})

    def clean(self, value: Any) -> int:
        """Return the revision; what is no number is none that can be compared."""
        try:
            found = super().clean(value)
        except forms.ValidationError:
            return NOT_SAID
        return NOT_SAID if found is None else found
